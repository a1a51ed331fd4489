"""One thing that an edit did to a claim, and how it is said; what is no edit but a mended spelling."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from stories.comparison.stretches import Slot
from stories.comparison.words import stem
from stories.domain.edits import EditKind

TYPO = 0.8  # likeness of two forms of which one is a slip of the other


@dataclass(frozen=True, slots=True)
class Alteration:
    """detail: in words; slots: what it touched, everything that was."""

    kind: EditKind
    detail: str | None = None
    slots: frozenset[Slot] = frozenset()


def slips(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(slip(a, b) for a, b in zip(one, other, strict=True))


def slip(one: str, other: str) -> bool:
    """A letter more, less or other in a long word: mended spelling."""
    if one == other:
        return True
    if min(len(one), len(other)) < 5 or one[0].isdigit() or other[0].isdigit():
        return False
    return one[0] == other[0] and Indel.normalized_similarity(one, other) >= TYPO and stem(one)[:3] == stem(other)[:3]


def became(was: str, now: str) -> str:
    return f"“{was}” became “{now}”"


def put_or_left(gone: Sequence[str], come: Sequence[str]) -> str:
    return f"“{' '.join(gone)}” was left out" if gone else f"“{' '.join(come)}” was put in"
