"""Where figures stand that count nothing: addresses, handles, telephone numbers, dates, clock times."""

import re
from bisect import bisect_right
from typing import Final

from stories.analysis.dates import date_spans
from stories.domain.values import Span

LITERAL: Final = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"]{1,2000}"
    r"|\b[\w-]{1,60}(?:\.[\w-]{1,60}){0,4}\.(?:com|org|net|gov|edu|co|io|uk|eu|info)\b(?:/[^\s<>\"]{0,2000})?"
    r"|[\w.+-]{1,64}@[\w.-]{1,255}|(?<!\w)[@#]\w{1,100}|\bpic\.twitter\.com/\w{1,40}"
)
TELEPHONE: Final = re.compile(
    r"(?<!\w)\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ ./-]\d{2,4}){1,5}(?![\w-])|(?<![\w,"
    r".$€£])(?:\+\d{1,3}[ .-])?\(?\d{2,4}\)?[ .-]\d{2,4}-\d{3,4}(?:[-/]\d{2,4}"
    r")?(?![\w-])"
)
_HOUR: Final = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
SPOKEN_CLOCK: Final = re.compile(
    rf"\b(?:{_HOUR}|\d{{1,2}}) o['’]clock\b"
    rf"|\b(?:five|ten|twenty|twenty-five|a quarter|quarter|half) (?:past|to) {_HOUR}(?=[.,;:)]| in the\b| on\b|$)"
    rf"|\b(?:shortly|just|soon) (?:before|after) {_HOUR}(?=[.,;:)]| in the\b| on\b| this\b|$)",
    re.IGNORECASE,
)
OTHER_CLOCK: Final = re.compile(r"(?<![\d:])\d{1,3}:\d{1,2}(?::\d\d)?(?:\.\d+)?(?![\d:])")


def masks(text: str) -> tuple[Span, ...]:
    """Spans, in order and without overlaps, in which no figure is a quantity."""
    found = [m.span() for pattern in (LITERAL, TELEPHONE, OTHER_CLOCK, SPOKEN_CLOCK) for m in pattern.finditer(text)]
    found.extend(date_spans(text))
    found.sort()
    merged: list[Span] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


class Mask:
    """Asks of many places whether they are masked."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self._spans = spans
        self._starts = [start for start, _ in spans]

    def covers(self, place: int) -> bool:
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._spans[at][1]
