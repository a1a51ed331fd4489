"""What was decided, as articles and claims hold it: a hold, a notice of correction, the newest decision."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.records import Wording, Work
from stories.domain.values import ClaimId, EventId
from stories.domain.vocabulary import CorrectionKind, HoldReason, Publication, Status


@dataclass(frozen=True, slots=True)
class Hold:
    reason: HoldReason
    until: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A notice of correction. event: the claim.corrected that gave it."""

    event: EventId
    at: datetime
    kind: CorrectionKind
    was: str
    is_: str
    text: str
    successor: ClaimId | None = None
    amends: EventId | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's newest decision on a claim, with what stood before it. depended_on: something newer rests on it."""

    event: EventId
    at: datetime
    by: str
    status: Status
    publication: Publication
    work: Work
    wording: Wording
    hold: Hold | None = None
    public_verdict: Status | None = None
    undoable: bool = True
    depended_on: bool = False
    ever_released: bool | None = None  # never False: goldens of an older shape stay as they are
    verdict_evidence: tuple[int, ...] | None = None  # never (), for the same reason
    verdict_note: str | None = None
    decided_by: str | None = None
