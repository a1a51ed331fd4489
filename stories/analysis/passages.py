"""Every stretch of an article labelled; nothing is deleted."""

import re
from dataclasses import dataclass, replace

from stories.analysis.furniture import (
    ACCOUNT_LINE,
    ADVERTISEMENT,
    BYLINE,
    CLOCK_AHEAD,
    CREDIT,
    DATED_LINES,
    DATELINE,
    EDITORS_NOTE,
    FIRST_PERSON,
    FOOTER,
    LEADING_DATE,
    POST_LINK,
    PROMOTION,
    PROMOTION_WEAK,
    PUBLISHED_LINE,
    SENT_ON,
    UNBRACKETED_CREDIT,
    WITH_LINE,
)
from stories.analysis.normalise import fold, paragraph_digest
from stories.domain.values import Passage, PassageKind, Span

_WORD = re.compile(r"[A-Za-z0-9]+")
_SMALL = r"of|the|a|an|in|on|and|for|to|or|at|by|as"
_TITLE = re.compile(rf"[A-Z][\w'-]*(?: (?:[A-Z][\w'-]*|{_SMALL})){{2,8}}\.")
_QUOTED_HEADING = re.compile(rf"'[^'.!?]+'|'(?:[A-Z][\w'-]*|\d+)(?: (?:[A-Z][\w'-]*|\d+|{_SMALL}))*[.!?]'")
_STOPS = ".!?\"':;,…)"
_CROSSHEAD_WORDS = 9
_HEAD_LINES = 8
_ENTRIES = 2  # clocks at the head of a paragraph that make a live blog
_WEAK_ALONE = 3  # weak cues that make a promotion without another one beside it
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HEADLINE_WORDS = 28


@dataclass(frozen=True, slots=True)
class Layout:
    """passages in reading order; stated: the day that a leading "date ..." line names, as ISO text.

    sent: month and day of a dateline ("NORPORT, March 6 -"), which leaves the year open.
    """

    passages: tuple[Passage, ...]
    stated: str | None = None
    sent: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    span: Span
    text: str
    kind: PassageKind | None = None


def lay_out(
    text: str, paragraphs: list[Span], title: str | None = None, *, recurring: frozenset[str] = frozenset()
) -> Layout:
    """Label each paragraph; a leading date, a dateline and a glued caption are passages of their own.

    recurring: digests of paragraphs that the outlet prints under unrelated articles: whatever they say, they are its
    promotion.
    """
    flat = fold(text)
    blocks = [_Block(span, flat[span[0] : span[1]]) for span in paragraphs]
    head: list[Passage] = []
    stated: str | None = None
    if blocks:
        dated = LEADING_DATE.match(blocks[0].text)
        if dated:
            stated = dated.group("day")
            start, end = blocks[0].span
            head.append(Passage(start, start + len(dated.group().rstrip()), PassageKind.DATELINE))
            rest = (start + dated.end(), end)
            blocks = ([_Block(rest, flat[rest[0] : end])] if rest[0] < end else []) + blocks[1:]
    blocks, day = _mark_dates(blocks)
    stated = stated or day
    blocks = _without_clocks(blocks)
    blocks = _mark_own_lines(blocks)
    blocks = (
        [
            replace(b, kind=PassageKind.PROMOTION) if b.kind is None and paragraph_digest(b.text) in recurring else b
            for b in blocks
        ]
        if recurring
        else blocks
    )
    blocks = _mark_posts(flat, blocks)
    blocks = _mark_captions(blocks)
    blocks = _mark_promotions(blocks)
    blocks = _mark_headings(blocks, fold(title) if title else None)
    passages = list(head)
    body_seen = False
    sent: tuple[int, int] | None = None
    for block in blocks:
        kind = block.kind or PassageKind.BODY
        start, end = block.span
        if kind is PassageKind.BODY and not body_seen:
            body_seen = True
            dateline = DATELINE.match(block.text)
            if dateline and dateline.end() < len(block.text):
                passages.append(Passage(start, start + len(dateline.group().rstrip()), PassageKind.DATELINE))
                start += dateline.end()
                sent = _sent(dateline.group())
        passages.append(Passage(start, end, kind))
    return Layout(tuple(passages), stated, sent)


def _sent(dateline: str) -> tuple[int, int] | None:
    day = SENT_ON.search(dateline)
    return (_MONTHS.index(day.group("month").lower()) + 1, int(day.group("day"))) if day is not None else None


def _mark_dates(blocks: list[_Block]) -> tuple[list[_Block], str | None]:
    """Lines that hold nothing but a date; the first one near the head says when the article was published."""
    result = list(blocks)
    stated: str | None = None
    for index, block in enumerate(blocks):
        if len(block.text) > 80:
            continue
        found = next((m for pattern in DATED_LINES if (m := pattern.fullmatch(block.text))), None)
        if found is None and not PUBLISHED_LINE.fullmatch(block.text):
            continue
        result[index] = replace(block, kind=PassageKind.DATELINE)
        if found is not None and stated is None and index < _HEAD_LINES:
            month = _MONTHS.index(found.group("month").lower()[:3]) + 1
            stated = f"{found.group('year')}-{month:02}-{int(found.group('day')):02}"
    return result, stated


def _without_clocks(blocks: list[_Block]) -> list[_Block]:
    """In a live blog the clock that opens an entry is a line of its own: "19:42 A roof has come off"."""
    clocks = [CLOCK_AHEAD.match(block.text) if block.kind is None else None for block in blocks]
    if sum(clock is not None for clock in clocks) < _ENTRIES:
        return blocks
    result: list[_Block] = []
    for block, clock in zip(blocks, clocks, strict=True):
        if clock is None:
            result.append(block)
            continue
        start, end = block.span
        result.append(_Block((start, start + clock.end("clock")), clock.group("clock"), PassageKind.DATELINE))
        result.append(_Block((start + clock.end(), end), block.text[clock.end() :]))
    return result


def _mark_own_lines(blocks: list[_Block]) -> list[_Block]:
    """What a line gives away by itself: advertisements, bylines, notes, footers, credits, strong promotion cues."""
    result = []
    for index, block in enumerate(blocks):
        text = block.text
        kind = block.kind
        if kind is not None:
            pass
        elif ADVERTISEMENT.fullmatch(text):
            kind = PassageKind.ADVERTISEMENT
        elif (FOOTER.search(text) and len(text) < 400) or (WITH_LINE.fullmatch(text) and 2 * index > len(blocks)):
            kind = PassageKind.FOOTER
        elif PROMOTION.search(text):
            kind = PassageKind.PROMOTION
        elif EDITORS_NOTE.match(text):
            kind = PassageKind.EDITORS_NOTE
        elif BYLINE.fullmatch(text):
            kind = PassageKind.BYLINE
        elif len(text) < 500 and (CREDIT.search(text) or UNBRACKETED_CREDIT.search(text)):
            kind = PassageKind.CAPTION
        result.append(replace(block, kind=kind))
    return result


def _mark_posts(flat: str, blocks: list[_Block]) -> list[_Block]:
    """An embedded post ends in its account's line; its earlier paragraphs speak in the first person, unquoted."""
    result = list(blocks)
    for index, block in enumerate(blocks):
        if not (ACCOUNT_LINE.search(block.text) or (POST_LINK.search(block.text) and "@" in block.text)):
            continue
        result[index] = replace(block, kind=PassageKind.EMBEDDED_POST)
        if not POST_LINK.search(block.text) and not ACCOUNT_LINE.match(block.text) and '"' in block.text:
            continue
        gap = _gap(flat, blocks[index - 1], block) if index else 0
        for back in range(index - 1, max(-1, index - 7), -1):
            earlier = blocks[back]
            if result[back].kind is not None or '"' in earlier.text:
                break
            wide = gap > 2 and _gap(flat, earlier, blocks[back + 1]) == gap
            if not wide and not FIRST_PERSON.search(earlier.text):
                break
            result[back] = replace(earlier, kind=PassageKind.EMBEDDED_POST)
    return result


def _gap(flat: str, first: _Block, second: _Block) -> int:
    return flat.count("\n", first.span[1], second.span[0])


def _mark_captions(blocks: list[_Block]) -> list[_Block]:
    """The line before a caption is its alternative text when it repeats it or is no sentence."""
    result = list(blocks)
    for index in range(1, len(result)):
        before = result[index - 1]
        if result[index].kind is not PassageKind.CAPTION or before.kind is not None:
            continue
        if len(before.text) > 300:
            continue
        if before.text[-1] not in _STOPS or _overlap(before.text, result[index].text) >= 0.6:
            result[index - 1] = replace(before, kind=PassageKind.CAPTION)
    return result


def _overlap(first: str, second: str) -> float:
    """The share of the first text's words (by their first five letters) that the second has too."""
    mine = [word.lower()[:5] for word in _WORD.findall(first)]
    theirs = {word.lower()[:5] for word in _WORD.findall(second)}
    return sum(word in theirs for word in mine) / len(mine) if mine else 0.0


def _mark_promotions(blocks: list[_Block]) -> list[_Block]:
    """Weak cues count only beside a promotion: a donation appeal runs over several paragraphs, or opens the text."""
    result = list(blocks)
    spreading = []
    weak: list[int] = []
    for index, block in enumerate(blocks):
        weak.append(len({m.lower() for m in PROMOTION_WEAK.findall(block.text)}) if block.kind is None else 0)
        if weak[-1] >= _WEAK_ALONE:
            result[index] = replace(block, kind=PassageKind.PROMOTION)
        if result[index].kind in (PassageKind.PROMOTION, PassageKind.FOOTER):
            spreading.append(index)
    while spreading:
        at = spreading.pop()
        for index in (at - 1, at + 1):
            if not 0 <= index < len(result) or result[index].kind is not None:
                continue
            text = result[index].text
            short = len(text) < 30 and text[-1] not in _STOPS and index > len(result) // 2
            if weak[index] or short:
                result[index] = replace(result[index], kind=PassageKind.PROMOTION)
                spreading.append(index)
    return result


def _mark_headings(blocks: list[_Block], title: str | None) -> list[_Block]:
    result = list(blocks)
    bodies = [i for i, block in enumerate(blocks) if block.kind is None]
    for position, index in enumerate(bodies):
        text = blocks[index].text
        words = len(text.split())
        if title and text.strip().rstrip(".").lower() == title.strip().rstrip(".").lower():
            result[index] = replace(blocks[index], kind=PassageKind.HEADLINE)
        elif position > 0 and words <= _CROSSHEAD_WORDS and _QUOTED_HEADING.fullmatch(text):
            result[index] = replace(blocks[index], kind=PassageKind.CROSSHEAD)  # a quotation as a crosshead
        elif position > 0 and words <= _CROSSHEAD_WORDS and text[-1] == "." and _TITLE.fullmatch(text):
            result[index] = replace(blocks[index], kind=PassageKind.CROSSHEAD)
        elif text[-1] in _STOPS or "\n" in text:
            continue
        elif position == 0 and len(bodies) > 1 and words <= _HEADLINE_WORDS:
            result[index] = replace(blocks[index], kind=PassageKind.HEADLINE)
        elif position > 0 and words <= _CROSSHEAD_WORDS and '"' not in text:
            result[index] = replace(blocks[index], kind=PassageKind.CROSSHEAD)
    return result
