"""Quotation marks of every kind to quoted stretches, paragraph by paragraph."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from stories.analysis.normalise import double_marks
from stories.domain.values import Span

_OPENING = "“„«‟"
_CLOSING = "”»"
_DOUBLE = _OPENING + _CLOSING + '"＂'
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SCARE = 4  # fewer words than this are a label or an ironic word, not an utterance
_REACH = 1200  # a single-mark quotation longer than this is a stray apostrophe


@dataclass(frozen=True, slots=True)
class Quote:
    """start, end: the words without the marks; outer: with the marks.

    open_ended: no closing mark before the paragraph ends (the next paragraph goes on with it).
    scare: fewer than four words and no sentence of their own.
    """

    start: int
    end: int
    outer: Span
    open_ended: bool = False
    scare: bool = False
    single: bool = False


def find_quotes(text: str, paragraphs: list[Span]) -> list[Quote]:
    """Outermost quotations in reading order. Nested ones stay inside their host."""
    text = double_marks(text)
    found: list[Quote] = []
    for span in paragraphs:
        doubles = _doubles(text, span)
        found.extend(sorted([*doubles, *_singles(text, span, doubles)], key=lambda q: q.start))
    return found


def _doubles(text: str, span: Span) -> list[Quote]:
    start, end = span
    found: list[Quote] = []
    opened: int | None = None
    for at in range(start, end):
        mark = text[at]
        if mark not in _DOUBLE:
            continue
        if opened is None:
            if mark in _CLOSING and not _can_open(text, at, span):
                continue
            opened = at
        elif mark in _OPENING:
            if not text[at - 1].isspace() and _can_close(text, at, span):
                found.append(_quote(text, opened, at))  # a wrong-way mark that can only close
                opened = None
            continue
        elif mark in _CLOSING or _can_close(text, at, span):
            found.append(_quote(text, opened, at))
            opened = None
    if opened is not None and opened + 1 < end:
        found.append(_quote(text, opened, end, open_ended=True))
    return [q for q in found if q.start < q.end]


def _can_open(text: str, at: int, span: Span) -> bool:
    before = text[at - 1] if at > span[0] else " "
    after = text[at + 1] if at + 1 < span[1] else " "
    return not before.isalnum() and not after.isspace()


def _can_close(text: str, at: int, span: Span) -> bool:
    before = text[at - 1] if at > span[0] else " "
    after = text[at + 1] if at + 1 < span[1] else " "
    return not before.isspace() or not after.isalnum()


def _singles(text: str, span: Span, doubles: list[Quote]) -> list[Quote]:
    """Quotations in single marks outside double ones; apostrophes and possessives are not marks."""
    start, end = span
    closers = [
        at
        for at in range(start, end)
        if text[at] in "’'"
        and at > start
        and not text[at - 1].isspace()
        and not (at + 1 < end and text[at + 1].isalnum())
    ]
    starts = [q.outer[0] for q in doubles]
    found: list[Quote] = []
    free_from = start
    for at in range(start, end):
        if at < free_from or text[at] not in "‘'":
            continue
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if before.isalnum() or before in ".,’'" or not (after.isalnum() or after in "[(.…$£€"):
            continue
        inside = bisect_left(starts, at)
        if inside and doubles[inside - 1].outer[0] <= at < doubles[inside - 1].outer[1]:
            continue
        limit = starts[inside] if inside < len(starts) else end
        close = _single_close(text, closers, at, min(limit, at + _REACH))
        if close is None:
            continue
        found.append(_quote(text, at, close, single=True))
        free_from = close + 1
    return found


def _single_close(text: str, closers: list[int], at: int, limit: int) -> int | None:
    first = bisect_left(closers, at + 2)
    fallback: int | None = None
    for close in closers[first : first + 6]:
        if close >= limit:
            break
        if text[close - 1] not in "sS":
            return close
        fallback = fallback or close  # perhaps only a plural possessive
    return fallback


def _quote(text: str, opened: int, close: int, *, open_ended: bool = False, single: bool = False) -> Quote:
    inner = text[opened + 1 : close]
    lead = len(inner) - len(inner.lstrip())
    start, end = opened + 1 + lead, opened + 1 + len(inner.rstrip())
    words = len(_WORD.findall(inner))
    own_sentence = inner.rstrip()[-1:] in tuple(".!?,…") and inner.strip()[:1].isupper()
    outer = (opened, close if open_ended else close + 1)
    return Quote(start, max(start, end), outer, open_ended, words < _SCARE and not own_sentence, single)
