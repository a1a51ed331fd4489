"""Events of contradictions: found by machine, judged by people."""

from dataclasses import dataclass

from stories.domain.records import EvidenceRef, Side, StandingSide
from stories.domain.state import Contradiction
from stories.domain.values import Certainty, ClaimId, ConflictKind, ContradictionId, EventId, StoryId
from stories.domain.vocabulary import ContradictionOutcome


@dataclass(frozen=True, slots=True)
class ContradictionDetected:
    """slot: what the sides disagree about, in words ("when the bridge opened"). One contradiction per slot."""

    contradiction: ContradictionId
    kind: ConflictKind
    slot: str
    certainty: Certainty
    reason: str
    sides: tuple[Side, ...]
    comparer: str


@dataclass(frozen=True, slots=True)
class ContradictionRevised:
    """sides: all of them, those that no longer stand included."""

    contradiction: ContradictionId
    certainty: Certainty
    sides: tuple[StandingSide, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ContradictionLapsed:
    """Fewer than two sides stand."""

    contradiction: ContradictionId
    why: str


@dataclass(frozen=True, slots=True)
class ContradictionResolved:
    contradiction: ContradictionId
    outcome: ContradictionOutcome
    evidence: tuple[EvidenceRef, ...]
    side: ClaimId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ContradictionDismissed:
    contradiction: ContradictionId
    reason: str


@dataclass(frozen=True, slots=True)
class ContradictionReopened:
    contradiction: ContradictionId
    because: str


@dataclass(frozen=True, slots=True)
class ContradictionMovedOut:
    contradiction: ContradictionId
    to: StoryId


@dataclass(frozen=True, slots=True)
class ContradictionMovedIn:
    contradiction: ContradictionId
    from_: StoryId
    state: Contradiction
    events: tuple[EventId, ...]


ContradictionEvent = (
    ContradictionDetected
    | ContradictionRevised
    | ContradictionLapsed
    | ContradictionResolved
    | ContradictionDismissed
    | ContradictionReopened
    | ContradictionMovedOut
    | ContradictionMovedIn
)

CONTRADICTION_TYPES: dict[str, type[ContradictionEvent]] = {
    "contradiction.detected": ContradictionDetected,
    "contradiction.revised": ContradictionRevised,
    "contradiction.lapsed": ContradictionLapsed,
    "contradiction.resolved": ContradictionResolved,
    "contradiction.dismissed": ContradictionDismissed,
    "contradiction.reopened": ContradictionReopened,
    "contradiction.moved_out": ContradictionMovedOut,
    "contradiction.moved_in": ContradictionMovedIn,
}
