"""Quotation marks of every kind to quoted stretches, paragraph by paragraph."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import islice

from stories.analysis.normalise import double_marks
from stories.domain.values import Span

_OPENING = "“„«‟"
_CLOSING = "”»"
_DOUBLE = _OPENING + _CLOSING + '"＂'
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_CURLY = re.compile("[“”]")
_SCARE = 4  # fewer words than this are a label or an ironic word, not an utterance
_HOSTED = 12  # marks looked at for the end of a quotation that holds others
_ENDS = ".,!?…"
_SAID = re.compile(
    r", (?:[\w.'’-]+ ){0,5}?(?:said|says|adds|added|tells|told|asks|asked|wrote|writes|replied|insisted|warned|"
    r"announced|explained|tweeted)\b"
)
_REACH = 1200  # a single-mark quotation longer than this is a stray apostrophe


@dataclass(frozen=True, slots=True)
class Quote:
    """start, end: the words without the marks; outer: with the marks.

    open_ended: no closing mark before the paragraph ends (the next paragraph goes on with it).
    scare: fewer than four words and no sentence of their own.
    hosts: in single marks, with whole quotations in double marks inside.
    """

    start: int
    end: int
    outer: Span
    open_ended: bool = False
    scare: bool = False
    single: bool = False
    hosts: bool = False


def find_quotes(text: str, paragraphs: list[Span]) -> list[Quote]:
    """Outermost quotations in reading order. Nested ones stay inside their host."""
    text = double_marks(text)
    found: list[Quote] = []
    for span in paragraphs:
        doubles = _doubles(text, span)
        singles = _singles(text, span, doubles)
        hosts = [q for q in singles if q.hosts]
        outer = (
            [q for q in doubles if not any(h.outer[0] < q.outer[0] < h.outer[1] for h in hosts)] if hosts else doubles
        )
        found.extend(sorted([*outer, *singles], key=lambda q: q.start))
    return found


def _doubles(text: str, span: Span) -> list[Quote]:
    start, end = span
    found: list[Quote] = []
    opened: int | None = None
    depth = 0  # quotations within the open one that have the same marks
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
            elif mark == "“" and text[opened] == "“" and _is_nested(text, at, end):
                depth += 1
            continue
        elif mark == "”" and depth:
            depth -= 1
        elif mark in _CLOSING or _can_close(text, at, span):
            found.append(_quote(text, opened, at))
            opened = None
    if opened is not None and opened + 1 < end:
        found.append(_quote(text, opened, end, open_ended=True))
    return [q for q in found if q.start < q.end]


def _is_nested(text: str, at: int, end: int) -> bool:
    """Whether two marks close behind a second opening one: it opens a quotation within; else a closing one is lost."""
    marks = [mark.group() for mark in islice(_CURLY.finditer(text, at + 1, min(end, at + _REACH)), 2)]
    return marks == ["”", "”"]


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
        hosting = close is None and limit < end
        if hosting:
            close = _hosting_close(text, span, closers, at, doubles[inside:])
        if close is None:
            continue
        found.append(replace(_quote(text, at, close, single=True), hosts=hosting))
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


def _hosting_close(text: str, span: Span, closers: list[int], at: int, doubles: list[Quote]) -> int | None:
    """Where a quotation in single marks ends that holds others in double marks; None where it may be an apostrophe."""
    before = text[span[0] : at].rstrip()[-1:]
    if before not in ("", ":", ",", ".", "?", "!") or not text[at + 1].isupper():
        return None
    for close in closers[bisect_left(closers, at + 2) :][:_HOSTED]:
        if close > at + _REACH:
            return None
        ended = text[close - 1] in _ENDS or text[close - 1] in _DOUBLE
        if ended and not any(q.outer[0] < close < q.outer[1] or q.open_ended for q in doubles[:_HOSTED]):
            return close
    return None


def _opens_saying(text: str, opened: int, close: int) -> bool:
    """'Not yet', said the mayor: few words at the head of a sentence, with a reporting word right behind them."""
    ahead = text[max(0, opened - 3) : opened].rstrip(" ")[-1:]
    return ahead in ("", "\n", ".", "!", "?", *_DOUBLE) and _SAID.match(text, close + 1) is not None


def _quote(text: str, opened: int, close: int, *, open_ended: bool = False, single: bool = False) -> Quote:
    inner = text[opened + 1 : close]
    lead = len(inner) - len(inner.lstrip())
    start, end = opened + 1 + lead, opened + 1 + len(inner.rstrip())
    words = len(_WORD.findall(inner))
    own_sentence = inner.strip()[:1].isupper() and (
        inner.rstrip()[-1:] in tuple(_ENDS) or (not open_ended and words and _opens_saying(text, opened, close))
    )
    outer = (opened, close if open_ended else close + 1)
    return Quote(start, max(start, end), outer, open_ended, words < _SCARE and not own_sentence, single)
