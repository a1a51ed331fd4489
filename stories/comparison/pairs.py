"""Two short texts: does the second support, contradict, update or merely touch what the first asserts?

Words are aligned by stem, near-synonym and derivation. Without an agreeing frame two texts never contradict.
"""

import heapq
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stories.comparison.frames import frame
from stories.comparison.oppositions import Pair, opposition
from stories.comparison.same_event import other_persons, same_event
from stories.comparison.sentences import Sentence, Token, prepared, sentences, stands_in
from stories.comparison.vocabulary import MOVING, RUNGS
from stories.domain.values import ConflictKind

SUPPORTED = 0.65  # share of the first text's content that the second must hold
HALF = 0.5
TOUCHED = 0.5
_PRONOUNS = frozenset(["he", "she", "it", "they", "his", "her", "its", "their"])
_HEDGES = frozenset(["may", "might", "possibly", "perhaps", "reportedly", "allegedly"])
NEAREST = 12  # sentences of a text that one sentence is set against
LONGEST = 400  # sentences of a text that are looked at


class Relation(StrEnum):
    SUPPORTS = "supports"
    OVERLAPS = "overlaps"
    UPDATES = "updates"
    STRENGTH_DIFFERS = "strength_differs"
    CONTRADICTS = "contradicts"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Comparison:
    relation: Relation
    kind: ConflictKind | None
    score: float
    reason: str


_WEIGHT = (Relation.CONTRADICTS, Relation.UPDATES, Relation.STRENGTH_DIFFERS, Relation.SUPPORTS, Relation.OVERLAPS)


def compare(a: str, b: str) -> Comparison:
    """What b says to a. Of longer texts each sentence of a is set against the one of b that comes nearest to it."""
    theirs = [prepared(sentence) for sentence in sentences(b)[:LONGEST]]
    found = [
        max((compare_sentences(mine, other) for other in _nearest(mine, theirs)), key=_nearness)
        for mine in map(prepared, sentences(a)[:LONGEST])
    ]
    relations = {each.relation for each in found}
    if relations == {Relation.SUPPORTS}:
        return min(found, key=lambda each: each.score)
    for relation in _WEIGHT[:3]:
        if relation in relations:
            return max((each for each in found if each.relation is relation), key=lambda each: each.score)
    if relations & {Relation.SUPPORTS, Relation.OVERLAPS}:
        best = max(found, key=lambda each: each.score)
        return Comparison(Relation.OVERLAPS, None, best.score, "the same matter, other details")
    return max(found, key=lambda each: each.score)


def _nearest(mine: Sentence, theirs: Sequence[Sentence]) -> Sequence[Sentence]:
    """Of a long text the sentences that share most words; so the time grows with the words, not with the pairs."""
    if len(theirs) <= NEAREST:
        return theirs
    return heapq.nlargest(NEAREST, theirs, key=lambda other: len(mine.stems & other.stems))


def compare_sentences(a: Sentence, b: Sentence) -> Comparison:
    """What b says to a."""
    if not a.content or not b.content:
        return Comparison(Relation.UNRELATED, None, 0.0, "nothing to compare")
    named = _named_before(a, b)
    missing = tuple(token for token in a.content if token.stem not in named and not stands_in(token, b))
    share = 1 - len(missing) / len(a.content)
    plain = [token for token in a.content if not token.figure and token.stem not in named]
    kept = [token for token in plain if token not in missing]
    if kept:
        opposed = opposition(Pair(a, b, missing, len(kept) / len(plain)))
        if opposed is not None:
            relation = Relation.UPDATES if opposed.moves else Relation.CONTRADICTS
            return Comparison(relation, opposed.kind, share, opposed.reason)
    if (
        share >= SUPPORTED
        and not any(token.figure for token in missing)
        and not _other_fate(a, b, missing)
        and _said(a, missing) >= HALF
    ):
        rungs = _rung(a), _rung(b)
        if (all(rungs) and rungs[0] != rungs[1]) or _hedged(a) != _hedged(b):
            return Comparison(Relation.STRENGTH_DIFFERS, None, share, "the same, with another commitment")
        return Comparison(Relation.SUPPORTS, None, share, "the second text holds what the first asserts")
    if same_event(a, b) or (share >= TOUCHED and not other_persons(a, b)):
        return Comparison(Relation.OVERLAPS, None, share, "the same matter, other details")
    return Comparison(Relation.UNRELATED, None, share, "little in common")


def _said(a: Sentence, missing: Collection[Token]) -> float:
    """The share held of what is said of the subject; a sentence that merely names it supports nothing."""
    mine = frame(a.text)
    about = frozenset(mine.words[at].stem for at in mine.subject) if mine else frozenset()
    said = [token for token in a.content if token.stem not in about]
    return sum(token not in missing for token in said) / len(said) if said else 1.0


def _nearness(comparison: Comparison) -> tuple[float, bool]:
    return comparison.score, comparison.relation is Relation.CONTRADICTS


def _rung(sentence: Sentence) -> int:
    """The highest rung of the commitment ladder that its words name; 0 where they name none."""
    return max((RUNGS.get(token.stem, 0) for token in sentence.tokens), default=0)


def _other_fate(a: Sentence, b: Sentence, missing: Collection[Token]) -> bool:
    """One says "killed", the other "injured"."""
    return any(token.stem in MOVING for token in missing) and bool(MOVING & (b.stems - a.stems))


def _hedged(sentence: Sentence) -> bool:
    return any(token.form in _HEDGES and not token.name for token in sentence.tokens)


def _named_before(a: Sentence, b: Sentence) -> frozenset[str]:
    """What b leaves out of a's subject where it has a pronoun or a bare noun for its own ("She", "The bridge")."""
    first = b.tokens[0].form if b.tokens else ""
    bare = first == "the" and len(b.tokens) > 1 and not b.tokens[1].name
    mine = frame(a.text) if first in _PRONOUNS or bare else None
    return frozenset(mine.words[at].stem for at in mine.subject) - b.stems if mine else frozenset()
