"""Days with a name of their own (holidays) and words for a time that nobody could put a day to (now, soon)."""

import re
from datetime import date, timedelta
from typing import Final

from stories.analysis.dates_context import Context, Reading, Rule
from stories.analysis.dates_lexicon import S
from stories.domain.values import TimexType

DATE: Final = TimexType.DATE


def vague(m: re.Match[str], _: Context) -> Reading | None:
    word = m.group()
    for value, pattern in VAGUE_WORDS:
        if pattern.fullmatch(word):
            return Reading(DATE, value)
    return None


VAGUE_WORDS: Final = (
    (
        "PRESENT_REF",
        re.compile(
            r"now|right now|currently|nowadays|at the moment|at present|these days|until "
            r"now|the present|current|so far"
        ),
    ),
    (
        "PAST_REF",
        re.compile(
            r"recently|previously|formerly|(?:the )?recent(?:ly)?(?: (?:days|weeks|months|"
            r"years))?|the past|at the time|lately|once"
        ),
    ),
    (
        "FUTURE_REF",
        re.compile(
            r"soon|(?:the )?(?:near )?future|the short term|(?:the )?coming (?:days|weeks|"
            r"months|years|quarters)|one day"
        ),
    ),
)
HOLIDAYS: Final = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "valentine's day": (2, 14),
    "halloween": (10, 31),
    "independence day": (7, 4),
}


def holiday(m: re.Match[str], ctx: Context) -> Reading | None:
    name = re.sub(r"[ \t\n]+", " ", m["name"])
    if ctx.today is None:
        if name in HOLIDAYS:
            return Reading(DATE, "XXXX-{:02d}-{:02d}".format(*HOLIDAYS[name]))
        return None
    years = [int(m["year"])] if m["year"] else [ctx.today.year - 1, ctx.today.year, ctx.today.year + 1]
    days = []
    for year in years:
        if name in HOLIDAYS:
            days.append(date(year, *HOLIDAYS[name]))
        else:
            first = date(year, 11, 1)
            days.append(first + timedelta(days=(4 - first.isoweekday()) % 7 + 21))
    today = ctx.today
    return Reading(DATE, min(days, key=lambda d: abs((d - today).days)).isoformat(), stated=bool(m["year"]))


NAMED: Final[tuple[tuple[str, Rule], ...]] = (
    (
        (
            r"\b(?:right now|now(?!-)|currently|nowadays|at the moment|at present|"
            r"these days|current|recently|soon(?=[.,;\"])|lately|"
            r"(?:the )?recent(?: (?:days|years)\b)?(?! (?:weeks|months|quarters))|"
            r"the past(?! (?:\d|few|several|couple|one|two|three|four|five|six|seven|"
            r"eight|nine|ten|[a-z]{3,9}(?:teen|ty)|"
            r"day|week|month|quarter|year|decade|century))|at the time(?! of)|the "
            r"(?:near )?future|the short term|(?:the )?coming (?:days|weeks|months|"
            r"years|quarters))\b"
        ),
        vague,
    ),
    (
        (
            rf"\b(?P<name>christmas{S}(?:day|eve)|christmas|boxing{S}day|new{S}year's{S}"
            rf"(?:day|eve)|valentine's{S}day|halloween|independence{S}day|thanksgiving(?:{S}"
            rf"day)?)\b(?:,?{S}(?P<year>(?:19|20)\d\d)\b)?"
        ),
        holiday,
    ),
)
