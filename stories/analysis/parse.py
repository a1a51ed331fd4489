"""Paragraphs parsed one by one, with sentence boundaries of our own."""

from bisect import bisect_right
from dataclasses import dataclass, field

from stories.analysis import model
from stories.analysis.model import Doc, Token
from stories.analysis.quotes import Quote
from stories.analysis.sentences import split_sentences
from stories.domain.values import Passage, PassageKind, Span

READ = frozenset({PassageKind.BODY, PassageKind.HEADLINE, PassageKind.EMBEDDED_POST})
_LONGEST = 20_000  # characters of one paragraph that are parsed; more is no prose


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
    for passage in passages:
        if passage.kind not in READ:
            continue
        span = (passage.start, min(passage.end, passage.start + _LONGEST))
        text = folded[span[0] : span[1]].replace("\n", " ")
        sentences = split_sentences(text, (0, len(text)))
        absolute = [(span[0] + s, span[0] + e) for s, e in sentences]
        low, high = bisect_right(starts, span[0] - 1), bisect_right(starts, span[1] - 1)
        result.append(Paragraph(span, passage.kind, text, absolute, quotes[low:high]))
    if not parsed:
        return result
    docs = model.parse([p.folded for p in result], [[s - p.base for s, _ in p.sentences] for p in result])
    for paragraph, doc in zip(result, docs, strict=False):
        paragraph.doc = doc
        paragraph.masked = _mask(paragraph, doc)
    return result


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
