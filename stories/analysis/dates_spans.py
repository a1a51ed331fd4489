"""Durations, repeated times and times of day."""

import re
from typing import Final

from stories.analysis.dates_calendar import DAY_VALUE
from stories.analysis.dates_context import Context, Reading, Rule, count_of, duration, unit_letter
from stories.analysis.dates_lexicon import ABOUT, CLOCK, DOTTED, LONG, MANY, NUMBER, UNIT, WEEKDAY_FULL, WEEKDAYS, G, S
from stories.domain.values import TimexType

EVERY: Final = {
    "daily": "P1D",
    "weekly": "P1W",
    "monthly": "P1M",
    "yearly": "P1Y",
    "annually": "P1Y",
    "hourly": "PT1H",
    "nightly": "P1D",
}
CLOCK_PARTS: Final = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?:[:.](\d\d))?[ \t]?([ap])?")


def counted(m: re.Match[str], ctx: Context) -> Reading | None:
    """three days, a five-year plan, the past two months, the first nine months."""
    unit, words = unit_letter(m["unit"]), m["n"]
    if AGED.match(ctx.low, m.end()) or (unit == "Q" and PART_OF.search(m.group() + ctx.low[m.end() : m.end() + 4])):
        return None
    count = count_of(words)
    if count is None:
        return None
    article = words in ("a", "an")
    if (
        article
        and (
            unit in ("TS", "D")
            or m["unit"].endswith("s")
            or PER.search(ctx.low, max(0, m.start("n") - 24), m.start("n"))
        )
        and (unit != "D" or not AFTER_DAY.match(ctx.low, m.end()))
    ):
        return None
    if unit == "TS" and not m["unit"].endswith("s") and not article and count != 1 and "-" not in m.group():
        return None
    return Reading(TimexType.DURATION, duration(count, unit), stated=True)


AGED: Final = re.compile(r"[ -]{1,2}olds?\b|[ ]of[ ]age\b")
PART_OF: Final = re.compile(r"quarters?[ ]of[ ]?\Z|-quarters|-quarter(?!-)|quarter[ ](?:of|to|mi|bi)")
PER: Final = re.compile(
    r"(?:\d|times|once|twice|dollars?|percent|million|billion|hours|cents|[%$£€]|barrels|people|tons|tonnes)[ ]\Z"
)
AFTER_DAY: Final = re.compile(r"[ ](?:or|after|before)\b")


def open_count(m: re.Match[str], _: Context) -> Reading | None:
    return Reading(TimexType.DURATION, duration(None, unit_letter(m["unit"])), stated=True)


def long_lasting(m: re.Match[str], _: Context) -> Reading | None:
    unit = m["unit"]
    return Reading(TimexType.DURATION, duration(None if unit.endswith("s") else 1, unit_letter(unit)), stated=True)


def year_ended(_: re.Match[str], __: Context) -> Reading | None:
    return Reading(TimexType.DURATION, "P1Y", stated=True)


def bare_plural(m: re.Match[str], _: Context) -> Reading | None:
    """for weeks, after years of: an open number of them."""
    return Reading(TimexType.DURATION, duration(None, unit_letter(m["unit"])), stated=True, start=m.start("unit"))


def every(m: re.Match[str], _: Context) -> Reading | None:
    if m["word"]:
        return Reading(TimexType.SET, EVERY[m["word"]], stated=True)
    if m["wd"]:
        return Reading(TimexType.SET, f"XXXX-WXX-{WEEKDAYS[m['wd']]}", stated=True)
    count = count_of(m["n"]) if m["n"] else 1
    return Reading(TimexType.SET, duration(count, unit_letter(m["unit"])), stated=True)


def clock(m: re.Match[str], ctx: Context) -> Reading | None:
    """A time of day, on the day named beside it, else the last day spoken of, else the anchor's."""
    word = m["word"]
    if word:
        text = {"noon": "12:00", "midday": "12:00", "midnight": "24:00"}[word]
    else:
        found = CLOCK_PARTS.match(m["clock"])
        if found is None:
            return None
        hour = int(found.group(1))
        if found.group(4):
            hour = hour % 12 + (12 if found.group(4) == "p" else 0)
        text = f"{hour:02d}:{found.group(2) or '00'}"
    day = ctx.last_day(m.start(), 60) or ctx.today
    return Reading(TimexType.TIME, f"{day.isoformat() if day else 'XXXX-XX-XX'}T{text}")


def dotted_clock(m: re.Match[str], ctx: Context) -> Reading | None:
    """ "called her at 7.25": a time, unless rates, prices or scores are told of."""
    if FIGURES_BEFORE.search(ctx.low, max(0, m.start() - 60), m.start()):
        return None
    return clock(m, ctx)


FIGURES_BEFORE: Final = re.compile(
    r"clos|trad|pric|\brates?\b|share|yield|stood|valu|\brose\b|\bfell\b|\bup\b|\bdown\b|index|scor|averag|magnitud|"
    r"euro|dollar|pound|currenc|fixed|\bset\b|settl|cost|\bper\b|ratio|percent|opened|%|[$£€]|\bto \d|worth|paid"
)


def morning_hour(m: re.Match[str], ctx: Context) -> Reading | None:
    hour = count_of(m["n"])
    if hour is None or not 1 <= hour <= 12:
        return None
    hour = int(hour) % 12 + (0 if m["part"] == "morning" else 12)
    day = ctx.last_day(m.start(), 60) or ctx.today
    return Reading(TimexType.TIME, f"{day.isoformat() if day else 'XXXX-XX-XX'}T{hour:02d}:00")


def joined(day: str, time: str) -> str | None:
    """A day's value and a time's value as one ("9 a.m. Tuesday")."""
    return day + time[time.index("T") :] if (DAY_VALUE.match(day) or day.startswith("XXXX-")) and "T" in time else None


SPANS: Final[tuple[tuple[str, Rule], ...]] = (
    (rf"\b(?P<unit>{LONG}|hours?)-long\b", long_lasting),
    (rf"\bthe{S}(?:fiscal{S}|full{S})?year(?={S}(?:ended|ending)\b)|\bthe{S}fiscal{S}year\b", year_ended),
    (
        (
            rf"\b(?:(?:with)?in{S}(?=the))?{ABOUT}(?:the{S})?(?:(?:past|last|next|first|"
            rf"final|coming|previous|following|another|additional|full|opening){S})"
            rf"?{ABOUT}"
            rf"(?<![\d.,$£€])(?P<n>{NUMBER})(?:{G}(?:more|additional|full|straight|"
            rf"consecutive|whole){S}|{G})(?P<unit>{UNIT})(?![a-z])(?:{S}or{S}so\b|-long\b|"
            rf"{S}long\b)?"
        ),
        counted,
    ),
    (
        (
            rf"\b(?:the{S})?(?:(?:past|last|next|first|coming|recent|previous){S})?(?:{MANY}"
            rf"|recent(?={S}(?:weeks|months|quarters)))(?:{S}|-)(?:more{S})?(?P<unit>{LONG}"
            rf"|hours|minutes)\b"
        ),
        open_count,
    ),
    (
        (
            rf"\b(?:for|after|over|take|takes|took|within|of|in|last|lasted|spent|spend|"
            rf"the|weeks{S}or){S}(?P<unit>hours|days|weeks|months|years|decades|centuries)"
            rf"\b(?!{S}(?:ago|earlier|later|old))"
        ),
        bare_plural,
    ),
    (
        (
            rf"\b(?:(?P<word>{'|'.join(EVERY)})|(?:every|each){S}(?:(?P<n>{NUMBER}){S}|"
            rf"single{S}|other{S})?(?:(?P<unit>{UNIT})|(?P<wd>{WEEKDAY_FULL})))\b"
        ),
        every,
    ),
    (rf"\b(?:(?P<word>noon|midday|midnight)\b|(?P<clock>{CLOCK}))", clock),
    (rf"(?P<word>(?!))?(?P<clock>{DOTTED})", dotted_clock),
    (rf"\b(?P<n>{NUMBER})(?:{S}o'clock)?{S}in{S}the{S}(?P<part>morning|afternoon|evening)\b", morning_hour),
)
