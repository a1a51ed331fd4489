"""What machines find about claims, and the claim that a person writes down by hand."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from stories.domain.values import (
    Appearance,
    ArticleId,
    ClaimId,
    ContradictionId,
    DateMention,
    Difference,
    Modality,
    Place,
    Polarity,
    Quantity,
    Span,
    Speaker,
    Values,
)
from stories.domain.vocabulary import DropReason


@dataclass(frozen=True, slots=True)
class ClaimExtracted:
    """A claim that the story did not hold before, with its first appearance."""

    claim: ClaimId
    statement: str
    appearance: Appearance
    polarity: Polarity
    modality: Modality
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    places: tuple[Place, ...]
    differences: tuple[Difference, ...]
    check_worthiness: Decimal
    extractor: str
    speaker: Speaker | None = None
    volatile: bool | None = None


@dataclass(frozen=True, slots=True)
class ClaimCreated:
    """A claim made by hand; its evidence is a claim.evidence_added in the same append."""

    claim: ClaimId
    statement: str
    speaker: Speaker | None = None
    values: Values | None = None


@dataclass(frozen=True, slots=True)
class ClaimAppeared:
    """A further appearance. Whether it corroborates is computed, never stored."""

    claim: ClaimId
    appearance: Appearance
    differences: tuple[Difference, ...]
    score: Decimal
    extractor: str


@dataclass(frozen=True, slots=True)
class ClaimAppearanceCarried:
    """A later revision states it in the same words. spans are those in the later revision."""

    claim: ClaimId
    article: ArticleId
    from_revision: int
    revision: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ClaimAppearanceDropped:
    """The article's newer text, or a better reading of it, no longer has this appearance."""

    claim: ClaimId
    article: ArticleId
    revision: int
    spans: tuple[Span, ...]
    reason: DropReason


@dataclass(frozen=True, slots=True)
class ClaimRevalued:
    """Values computed anew, because what they hung on has changed (an article's date). None: unchanged."""

    claim: ClaimId
    because: str
    dates: tuple[DateMention, ...] | None = None
    quantities: tuple[Quantity, ...] | None = None


@dataclass(frozen=True, slots=True)
class ClaimChallenged:
    """An independent origin contradicts a public line."""

    claim: ClaimId
    contradiction: ContradictionId


@dataclass(frozen=True, slots=True)
class ClaimChallengeEnded:
    claim: ClaimId
    contradiction: ContradictionId
    why: str


@dataclass(frozen=True, slots=True)
class ClaimRecheckSet:
    claim: ClaimId
    recheck_by: datetime
    why: str


FindingEvent = (
    ClaimExtracted
    | ClaimCreated
    | ClaimAppeared
    | ClaimAppearanceCarried
    | ClaimAppearanceDropped
    | ClaimRevalued
    | ClaimChallenged
    | ClaimChallengeEnded
    | ClaimRecheckSet
)

FINDING_TYPES: dict[str, type[FindingEvent]] = {
    "claim.extracted": ClaimExtracted,
    "claim.created": ClaimCreated,
    "claim.appeared": ClaimAppeared,
    "claim.appearance_carried": ClaimAppearanceCarried,
    "claim.appearance_dropped": ClaimAppearanceDropped,
    "claim.revalued": ClaimRevalued,
    "claim.challenged": ClaimChallenged,
    "claim.challenge_ended": ClaimChallengeEnded,
    "claim.recheck_set": ClaimRecheckSet,
}
