"""Time expressions in English news: found, resolved to TIMEX3 values and to inclusive days.

Values follow TIMEX3 as TimeBank uses it (ISO-TimeML): years ago are a year, weeks ago a week.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final

from stories.analysis.dates_calendar import interval
from stories.analysis.dates_context import Context, Reading, Rule
from stories.analysis.dates_named import NAMED
from stories.analysis.dates_near import ADJACENT, NEAR
from stories.analysis.dates_relative import RELATIVE
from stories.analysis.dates_spans import SPANS, joined
from stories.analysis.dates_stated import STATED
from stories.analysis.dates_tense import tense_around
from stories.analysis.dates_years import YEARS
from stories.domain.values import Anchor, DateMention, Span, TimexType

_MARKS: Final = (
    {"‘": "'", "’": "'", "“": '"', "”": '"'}
    | dict.fromkeys("‐‑‒–—−﹣－", "-")
    | dict.fromkeys("\u00a0\u202f\u2009", " ")
)
# full-width and Arabic-Indic digits mean the same figures
_DIGITS: Final = {chr(zero + n): str(n) for zero in (0xFF10, 0x0660, 0x06F0) for n in range(10)}
PLAIN: Final = str.maketrans(_MARKS | _DIGITS)
RULES: Final[tuple[tuple[re.Pattern[str], Rule], ...]] = tuple(
    (re.compile(pattern), rule) for pattern, rule in (*STATED, *YEARS, *NEAR, *RELATIVE, *ADJACENT, *NAMED, *SPANS)
)
ABBREVIATED: Final = re.compile(
    r"\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|thu|fri|sat|sun|m|c|d|e)\.\Z"
)
BETWEEN_PARTS: Final = re.compile(
    r"(?: \(\d{1,2}:?\d\d ?[a-zA-Z]{2,4}\))?,?[ \n](?:on |at |around |about |by )?(?:about |around )?"
)


def lowered(text: str) -> str:
    """Lower case, character for character: offsets stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def find_dates(
    text: str,
    *,
    published: date | datetime | None,
    received: datetime | None,
    tense_at: Callable[[int], str | None] | None = None,
) -> tuple[DateMention, ...]:
    """The dates, times, durations and sets of a text, in reading order, without overlaps.

    published anchors what is relative; without it received does; without both such dates have no days.
    tense_at: "past" or "future" for the clause at an offset, None where unknown; a guess by words fills in.
    """
    given = published if published is not None else received
    today = given.date() if isinstance(given, datetime) else given
    if today is not None and not 1000 <= today.year < 3000:
        today = published = received = None  # a broken clock anchors nothing, and arithmetic stays in the calendar
    anchor = Anchor.ARTICLE if published is not None else Anchor.RECEIPT if received is not None else None
    readings = _merged(text, _readings(text, today, tense_at))
    return tuple(_mention(start, end, reading, anchor) for start, end, reading in readings)


def date_spans(text: str) -> tuple[Span, ...]:
    """Where dates and times of day stand; durations are left out, since those are quantities too."""
    return tuple(
        (start, end)
        for start, end, reading in _readings(text, None, lambda _: "past")
        if reading.type in (TimexType.DATE, TimexType.TIME)
    )


def _merged(text: str, readings: Iterator[tuple[int, int, Reading]]) -> list[tuple[int, int, Reading]]:
    """ "9 a.m. Tuesday" and "Tuesday at 9 a.m." are one time each."""
    merged: list[tuple[int, int, Reading]] = []
    for start, end, reading in readings:
        if merged:
            begin, stop, last = merged[-1]
            time = last if last.type is TimexType.TIME else reading
            day = reading if time is last else last
            if (
                {last.type, reading.type} == {TimexType.DATE, TimexType.TIME}
                and day.type is TimexType.DATE
                and "T" not in day.value
                and BETWEEN_PARTS.fullmatch(text, stop, start)
                and (value := joined(day.value, time.value))
            ):
                merged[-1] = (begin, end, Reading(TimexType.TIME, value, stated=day.stated))
                continue
        merged.append((start, end, reading))
    return merged


def _readings(
    text: str, today: date | None, tense_at: Callable[[int], str | None] | None
) -> Iterator[tuple[int, int, Reading]]:
    folded = text.translate(PLAIN)

    def tense(start: int, end: int) -> str | None:
        known = tense_at(start) if tense_at else None
        return known or tense_around(folded, start, end)

    context = Context(folded, lowered(folded), today, tense)
    found = [
        (m.start(), -m.end(), order, m)
        for order, (pattern, _) in enumerate(RULES)
        for m in pattern.finditer(context.low)
    ]
    found.sort(key=lambda entry: entry[:3])
    done = 0
    for start, _, order, m in found:
        if start < done or m.end() == start:
            continue
        reading = RULES[order][1](m, context)
        if reading is None:
            continue
        begin, end = reading.start if reading.start is not None else start, reading.end or m.end()
        while end > begin and context.low[end - 1] in " \t\n,-":
            end -= 1
        if context.low[end - 1] == "." and not ABBREVIATED.search(context.low, begin, end):
            end -= 1
        context.previous.append((begin, reading))
        done = end
        yield begin, end, reading


def _mention(start: int, end: int, reading: Reading, anchor: Anchor | None) -> DateMention:
    days = interval(reading.value) if reading.type in (TimexType.DATE, TimexType.TIME) else None
    if days is None:
        return DateMention(start, end, reading.type, reading.value)
    return DateMention(
        start,
        end,
        reading.type,
        reading.value,
        days[0],
        reading.last or days[1],
        days[2],
        Anchor.STATED if reading.stated else anchor,
    )
