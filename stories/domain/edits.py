"""What an article changes: an edit of it does so to its claims, its arrival to the story."""

from dataclasses import dataclass
from enum import StrEnum

from stories.domain.values import ClaimId


class EditKind(StrEnum):
    """What an edit of an article did to a claim in it. moved: a figure that moves, such as a toll, moved on."""

    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"
    SOFTENED = "softened"
    STRENGTHENED = "strengthened"
    REATTRIBUTED = "reattributed"
    REQUOTED = "requoted"
    MOVED = "moved"
    REWORDED = "reworded"


MATERIAL = frozenset(EditKind) - {EditKind.ADDED, EditKind.MOVED, EditKind.REWORDED}
"""Edits after which the article no longer says what it said."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of one claim in words. before, after: its wording in the two texts; detail: what became of it.

    claims: those that the story holds by the former wording.
    """

    kind: EditKind
    before: str | None = None
    after: str | None = None
    detail: str | None = None
    claims: tuple[ClaimId, ...] = ()


class NewsKind(StrEnum):
    NEW_CLAIM = "new_claim"
    NEW_ORIGIN = "new_origin"
    NEW_VALUE = "new_value"
    STRONGER = "stronger"
    WEAKER = "weaker"


@dataclass(frozen=True, slots=True)
class News:
    """What an article added to its story on arrival. detail: the value as printed, or both strengths in words."""

    kind: NewsKind
    claim: ClaimId
    detail: str | None = None
