"""Paragraphs parsed one by one, with sentence boundaries of our own."""

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from stories.analysis import model
from stories.analysis.model import Doc, Token
from stories.analysis.quotes import Quote
from stories.analysis.sentences import split_sentences
from stories.domain.values import Passage, PassageKind, Span

READ = frozenset({PassageKind.BODY, PassageKind.HEADLINE, PassageKind.EMBEDDED_POST})
_log = logging.getLogger(__name__)
_MOST = 400_000  # characters of one article that are read for claims
_ENTRY = re.compile(r"\W{0,3}(?:[01]?\d|2[0-3])[.:h][0-5]\d\b(?: ?[ap]\.?m\b)?(?:\W| [A-Z]|$)")
_WORD = re.compile(r"\S{160,}")
_HALF = re.compile("[\ud800-\udfff]")  # half of a sign: no text that the parser can take
_LONGEST = 4_000  # characters; a longer paragraph is read in several pieces, cut between sentences


@dataclass(slots=True)
class Paragraph:
    """doc is None in parser-free mode. base: offset of the paragraph in the article; spans below are absolute."""

    span: Span
    kind: PassageKind
    folded: str
    sentences: list[Span]
    quotes: list[Quote]
    doc: Doc | None = None
    masked: list[bool] = field(default_factory=list)  # tokens inside quotation marks
    fresh: bool = False  # opens an entry of its own, as under a live blog's clock time: nobody goes on speaking

    @property
    def base(self) -> int:
        return self.span[0]

    def at(self, token: Token) -> int:
        return int(self.base + token.idx)

    def cover(self, first: Token, last: Token) -> Span:
        """From the first token to the last one, both included."""
        return self.base + first.idx, self.base + last.idx + len(last.text)

    def sentence_of(self, offset: int) -> int:
        return max(0, bisect_right([s for s, _ in self.sentences], offset) - 1)

    def quote_at(self, offset: int) -> Quote | None:
        index = bisect_right(self.quotes, offset, key=lambda quote: quote.outer[0]) - 1
        if index >= 0 and offset < self.quotes[index].outer[1]:
            return self.quotes[index]
        return None

    def quote_before(self, offset: int) -> Quote | None:
        """The last quotation that is closed at an offset."""
        index = bisect_right(self.quotes, offset, key=lambda quote: quote.outer[1]) - 1
        return self.quotes[index] if index >= 0 else None

    def quotes_from(self, offset: int) -> list[Quote]:
        """The quotations that open at an offset or after it."""
        return self.quotes[bisect_right(self.quotes, offset - 1, key=lambda quote: quote.outer[0]) :]

    def token_at(self, offset: int) -> Token | None:
        """The token that covers an offset, or the next one."""
        if self.doc is None:
            return None
        index = bisect_right(self.doc, offset - self.base, key=lambda token: token.idx) - 1
        return self.doc[max(index, 0)] if len(self.doc) else None

    def tokens(self, span: Span) -> list[Token]:
        """The tokens that begin within a span."""
        if self.doc is None:
            return []
        first = bisect_right(self.doc, span[0] - self.base - 1, key=lambda token: token.idx)
        last = bisect_right(self.doc, span[1] - self.base - 1, key=lambda token: token.idx)
        return list(self.doc[first:last])


def parse_passages(folded: str, passages: tuple[Passage, ...], quotes: list[Quote], *, parsed: bool) -> list[Paragraph]:
    """The passages that can bear claims, in order, each with its sentences, quotations and (model given) its parse."""
    result: list[Paragraph] = []
    starts = [quote.outer[0] for quote in quotes]
    fresh = False
    for passage in passages:
        if passage.kind not in READ:
            fresh = fresh or _ENTRY.match(folded, passage.start, passage.end) is not None
            continue
        whole = folded[passage.start : passage.end].replace("\n", " ")
        sentences = [(passage.start + s, passage.start + e) for s, e in split_sentences(whole, (0, len(whole)))]
        low, high = bisect_right(starts, passage.start - 1), bisect_right(starts, passage.end - 1)
        for held in _portions(sentences):
            span = (held[0][0], held[-1][1]) if len(whole) > _LONGEST else (passage.start, passage.end)
            text = whole[span[0] - passage.start : span[1] - passage.start]
            clipped = _clipped(quotes[low:high], span)
            result.append(Paragraph(span, passage.kind, text, held, clipped, fresh=fresh))
            fresh = False
    if sum(len(p.folded) for p in result) > _MOST:
        _log.warning("text of %d characters, %d of them read for claims", len(folded), _MOST)
        result = list(_first(result, _MOST))
    if not parsed:
        return result
    docs = model.parse(
        [_HALF.sub("?", _WORD.sub(_levelled, p.folded)) for p in result],
        [[s - p.base for s, _ in p.sentences] for p in result],
    )
    for paragraph, doc in zip(result, docs, strict=False):
        paragraph.doc = doc
        paragraph.masked = _mask(paragraph, doc)
    return result


def _first(paragraphs: list[Paragraph], most: int) -> Iterator[Paragraph]:
    for paragraph in paragraphs:
        most -= len(paragraph.folded)
        if most < 0:
            return
        yield paragraph


def _levelled(word: re.Match[str]) -> str:
    """A run of marks or markup without a space is one word to the tokeniser, which would else peel it sign by sign."""
    return "x" * len(word.group())


def _portions(sentences: list[Span]) -> Iterator[list[Span]]:
    """The sentences in runs that the parser can take; a sentence longer than that is cut where the room ends."""
    held: list[Span] = []
    for start, end in sentences:
        while end - start > _LONGEST:
            if held:
                yield held
                held = []
            yield [(start, start + _LONGEST)]
            start += _LONGEST
        if held and end - held[0][0] > _LONGEST:
            yield held
            held = []
        held.append((start, end))
    if held:
        yield held


def _clipped(quotes: list[Quote], span: Span) -> list[Quote]:
    """The quotations within a span; one that runs over its edge ends or begins there."""
    start, end = span
    first = bisect_right(quotes, start, key=lambda quote: quote.outer[1])
    last = bisect_right(quotes, end - 1, key=lambda quote: quote.outer[0])
    clipped = []
    for quote in quotes[first:last]:
        if start <= quote.outer[0] and quote.outer[1] <= end:
            clipped.append(quote)
            continue
        inner = (max(quote.start, start), min(quote.end, end))
        if inner[0] < inner[1]:
            outer = (max(quote.outer[0], start), min(quote.outer[1], end))
            clipped.append(replace(quote, start=inner[0], end=inner[1], outer=outer, open_ended=quote.outer[1] > end))
    return clipped


def _mask(paragraph: Paragraph, doc: Doc) -> list[bool]:
    masked = [False] * len(doc)
    index = 0
    for token in doc:
        offset = paragraph.at(token)
        while index < len(paragraph.quotes) and paragraph.quotes[index].outer[1] <= offset:
            index += 1
        if index < len(paragraph.quotes):
            masked[token.i] = paragraph.quotes[index].outer[0] <= offset
    return masked
