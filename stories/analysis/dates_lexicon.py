"""Words and pattern pieces of English time expressions. Every piece is bounded, so that a scan stays linear."""

from typing import Final

from stories.analysis.word_table import words

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday wed",
            "thursday thurs thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        ),
        start=1,
    )
    for name in names.split()
}
SEASONS: Final = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS: Final = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "lunchtime": "MI", "noon": "MI"}
ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
UNITS: Final = {
    "second": "TS",
    "sec": "TS",
    "minute": "TM",
    "min": "TM",
    "hour": "TH",
    "hr": "TH",
    "day": "D",
    "night": "D",
    "week": "W",
    "weekend": "WE",
    "fortnight": "F",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "E",
    "century": "C",
    "centurie": "C",
}
COUNTS: Final = {
    word: number
    for number, word in enumerate(
        words(
            """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen"""
        ),
        start=1,
    )
} | {
    "a": 1,
    "an": 1,
    "half a": 0,
    "a couple of": 2,
    "couple of": 2,
    "a hundred": 100,
    "one hundred": 100,
    "a dozen": 12,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}

S: Final = r"[ \t\n]{1,4}"  # a gap between words
G: Final = r"(?:[ \t\n]{1,4}|-)"  # a gap or a hyphen


def alternatives(words: tuple[str, ...]) -> str:
    """A group of the words, longest first, so that a shorter one never hides a longer."""
    return "(?:" + "|".join(w.replace(" ", S) for w in sorted(words, key=len, reverse=True)) + ")"


MONTH: Final = alternatives(tuple(MONTHS)) + r"\b\.?"
WEEKDAY: Final = alternatives(tuple(WEEKDAYS)) + r"\b\.?"
WEEKDAY_FULL: Final = alternatives(tuple(w for w in WEEKDAYS if len(w) > 5))
SEASON: Final = alternatives(tuple(SEASONS))
YEAR: Final = r"(?:1[0-9]|20|21)\d\d"
DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%])(?![.,:]\d)"
UNIT: Final = (
    r"(?:seconds?|minutes?|hours?|days?|nights|weeks?|fortnights?|months?|quarters?|years?|decades?|century|centuries)"
)
LONG: Final = r"(?:days?|weeks?|fortnights?|months?|quarters?|years?|decades?|century|centuries)"
ONE: Final = r"(?:day|week|fortnight|month|quarter|year|decade|century)"
DIGITS: Final = r"\d{1,3}(?![\d,.]\d)"
NUMBER: Final = (
    r"(?:" + DIGITS + r"(?:[ -]1/2|\.5)?|half" + S + "a|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|" + alternatives(tuple(COUNTS)) + ")"
)
MANY: Final = alternatives(("several", "a few", "few", "some", "many", "hundreds of", "dozens of"))
ABOUT: Final = (
    rf"(?:(?:about|around|nearly|almost|roughly|approximately|some|over|more{S}than|less{S}than|at{S}least|up{S}to|"
    rf"just{S}over|just{S}under|only){S})?"
)
ZONE: Final = r"(?:[ \t]?(?:gmt|utc|est|edt|et|cst|cdt|ct|mst|mdt|mt|pst|pdt|pt|bst|cet|cest|ist|jst)\b)?"
CLOCK: Final = (
    r"(?:(?:1[0-2]|0?[1-9])(?:[:.][0-5]\d){0,2}[ \t]?[ap](?:\.[ \t]?m\.?|m\b)|"
    r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d))" + ZONE
)
DOTTED: Final = (
    r"(?:(?<=\bat )|(?<=\bby )|(?<=\bfrom )|(?<=\buntil )|(?<=\btill )|(?<=\bbefore )|(?<=\bafter )|(?<=\bsince ))"
    r"(?:[01]?\d|2[0-3])\.[0-5]\d(?=[,.;:!?)\"'](?!\d)|\s*\Z|\s+(?:on|in|to|and|but|or|when|as|that|this|after|before|for|"
    r"with|from|until|local|sharp|yesterday|today|tomorrow|tonight|every|each|she|he|they|it)\b)"
)
PART: Final = r"(?:morning|afternoon|evening|night|lunchtime)"
EDGE: Final = r"(?:early|late|mid|earlier|later|middle|beginning|start|end)"
