"""Built things under their several names: a named prison, "the vast complex", "a prison she opened"."""

import re
from dataclasses import dataclass, field

from stories.analysis.clause import noun_edges
from stories.analysis.model import Token
from stories.analysis.parse import Paragraph
from stories.analysis.places import find_places
from stories.analysis.wordlists import wordlists
from stories.domain.values import Span

_DEFINITE = frozenset({"the", "this", "that", "its"})
_SUPERLATIVE = frozenset({"JJS", "RBS"})
_MARKS = frozenset(',;:"()')
_WITHIN_NAME = ("compound", "nmod")
_ACRONYM = re.compile(r"\b[A-Z]{4,10}\b")
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Z.&-]{2,10})\)")


@dataclass(slots=True)
class Facility:
    """One built thing of the article. names: its proper names and acronyms; superlative: "the largest"."""

    cls: str
    names: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    tokens: list[tuple[int, int]] = field(default_factory=list)
    superlative: bool = False

    def name(self) -> str:
        """The longest proper name, else the longest description."""
        return max(self.names or self.texts, key=len)


class FacilityBook:
    """Groups the singular mentions of built things in an article. Definite ones join the latest of their class."""

    def __init__(self, paragraphs: list[Paragraph]) -> None:
        self.groups: list[Facility] = []
        for number, paragraph in enumerate(paragraphs):
            if paragraph.doc is None:
                continue
            for token in paragraph.doc:
                cls = wordlists().facilities.get(token.lower_)
                if cls is not None and token.tag_ in ("NN", "NNP") and token.dep_ not in ("compound", "nmod"):
                    self._add(number, paragraph, token, cls)

    def _add(self, number: int, paragraph: Paragraph, head: Token, cls: str) -> None:
        first, last = noun_edges(head)
        specific = [wordlists().facilities.get(t.lower_) for t in head.lefts if t.dep_ == "compound"]
        cls = next((s for s in specific if s and s != "generic"), cls)
        span = paragraph.cover(first, last)
        text = paragraph.folded[span[0] - paragraph.base : span[1] - paragraph.base]
        names = _names(paragraph, head, last)
        superlative = any(t.tag_ in _SUPERLATIVE for t in head.subtree) or _called_largest(head)
        determiner = next((t.lower_ for t in head.lefts if t.dep_ == "det"), None)
        definite = determiner in _DEFINITE or any(t.dep_ == "poss" for t in head.lefts)
        group = self._match(number, cls, names, head, superlative=superlative, definite=definite)
        if group is None:
            if not (names or definite or superlative or _described(head)):
                return
            group = Facility(cls)
            self.groups.append(group)
        if group.cls == "generic":
            group.cls = cls
        group.names |= names
        group.superlative = group.superlative or superlative
        group.spans.append(span)
        group.tokens.append((number, head.i))
        if len(text) > 120:  # a clause went along
            text = head.text
        if text not in group.texts:
            group.texts.append(text)

    def _match(
        self, number: int, cls: str, names: set[str], head: Token, *, superlative: bool, definite: bool
    ) -> Facility | None:
        fitting = [g for g in self.groups if cls in ("generic", g.cls)]
        for group in reversed(fitting):
            if names & group.names:
                return group
        if head.dep_ in ("appos", "conj") and head.head.i != head.i:
            for group in reversed(fitting):
                if (number, head.head.i) in group.tokens and (head.dep_ == "appos" or names):
                    return group
        if superlative:
            for group in reversed(fitting):
                if group.superlative:
                    return group
        if definite and fitting:
            latest = fitting[-1]
            if not names or not latest.names:
                return latest
        return None


def _called_largest(head: Token) -> bool:
    """... that is the largest": the clause may hang elsewhere in the parse."""
    after = head.doc[head.i + 1 : head.i + 16]
    for token in after:
        if token.lower_ in ("that", "which") and token.i + 1 < len(head.doc) and head.doc[token.i + 1].lemma_ == "be":
            return any(t.tag_ in _SUPERLATIVE for t in head.doc[token.i + 2 : token.i + 8])
        if token.is_sent_start:
            return False
    return False


def _described(head: Token) -> bool:
    return any(t.dep_ in ("relcl", "acl") for t in head.rights)


def _names(paragraph: Paragraph, head: Token, last: Token) -> set[str]:
    """Proper names within the phrase: in quotation marks, capitalised before the head, an acronym behind."""
    names: set[str] = set()
    start, end = paragraph.cover(head.left_edge, head.right_edge)
    first = head.i
    while first > head.left_edge.i and (before := head.doc[first - 1]).pos_ == "PROPN" and before.dep_ in _WITHIN_NAME:
        first -= 1
    proper = [t.text for t in head.doc[first : head.i]]
    if head.pos_ == "PROPN" and head.text[:1].isupper():
        tail = [t.text for t in head.doc[head.i : last.i + 1]] if last.i - head.i < 6 else [head.text]
        if proper or len(tail) > 2:
            names.add(" ".join([*proper, *tail]).strip(' ,"'))
    elif proper:
        names.add(" ".join(proper))
    for quote in paragraph.quotes:
        words = paragraph.folded[quote.start - paragraph.base : quote.end - paragraph.base].strip(" ,.")
        if start <= quote.outer[0] < end + 12 and words[:1].isupper() and words.istitle() | (len(words.split()) < 7):
            names.add(words)
    around = paragraph.folded[start - paragraph.base : min(end + 16, paragraph.span[1]) - paragraph.base]
    names.update(match.group(1) for match in _IN_BRACKETS.finditer(around))
    names.update(_ACRONYM.findall(paragraph.folded, start - paragraph.base, end - paragraph.base))
    return {n for n in names if n[:1].isupper() and not set(n) & _MARKS and not find_places(n, (0, len(n)))}
