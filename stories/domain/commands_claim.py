"""Intents about claims. `new_evidence` is filed first, in the same append, and counts as named by the verb."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.records import AppearanceRef, NewEvidence
from stories.domain.values import ClaimId, EventId, PersonId, Speaker, Values
from stories.domain.vocabulary import CorrectionKind, DismissReason, HoldReason


@dataclass(frozen=True, slots=True)
class CreateClaim:
    """By hand."""

    claim: ClaimId
    statement: str
    evidence: tuple[NewEvidence, ...]
    speaker: Speaker | None = None
    values: Values | None = None


@dataclass(frozen=True, slots=True)
class AcceptClaim:
    """publish: also release a claim that was never released or held."""

    claim: ClaimId
    statement: str | None = None
    publish: bool = True


@dataclass(frozen=True, slots=True)
class DismissClaim:
    claim: ClaimId
    reason: DismissReason


@dataclass(frozen=True, slots=True)
class RestoreClaim:
    claim: ClaimId


@dataclass(frozen=True, slots=True)
class AssignClaim:
    claim: ClaimId
    assignee: PersonId | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoteClaim:
    claim: ClaimId
    text: str


@dataclass(frozen=True, slots=True)
class AddEvidence:
    claim: ClaimId
    evidence: NewEvidence


@dataclass(frozen=True, slots=True)
class StrikeEvidence:
    claim: ClaimId
    n: int
    reason: str


@dataclass(frozen=True, slots=True)
class VerifyClaim:
    claim: ClaimId
    evidence: tuple[int, ...] = ()
    note: str | None = None
    new_evidence: tuple[NewEvidence, ...] = ()
    publish: bool = True


@dataclass(frozen=True, slots=True)
class RefuteClaim:
    claim: ClaimId
    evidence: tuple[int, ...] = ()
    note: str | None = None
    new_evidence: tuple[NewEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkClaimInconclusive:
    claim: ClaimId
    note: str | None = None
    evidence: tuple[int, ...] = ()
    new_evidence: tuple[NewEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ApproveDecision:
    claim: ClaimId
    proposal: EventId


@dataclass(frozen=True, slots=True)
class DisputeClaim:
    claim: ClaimId
    by_claim: ClaimId | None = None
    evidence: tuple[int, ...] = ()
    note: str | None = None
    new_evidence: tuple[NewEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class SupersedeClaim:
    claim: ClaimId
    successor: ClaimId
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class CorrectClaim:
    """On a claim that is already corrected it amends the newest notice."""

    claim: ClaimId
    kind: CorrectionKind
    was: str
    is_: str
    text: str
    successor: ClaimId | None = None


@dataclass(frozen=True, slots=True)
class HoldClaim:
    claim: ClaimId
    reason: HoldReason
    until: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseClaim:
    """By an editor at any time, by the timetable once an embargo has ended."""

    claim: ClaimId
    why: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawClaim:
    """On a claim that is already withdrawn it sets the notice."""

    claim: ClaimId
    reason: str
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class ReinstateClaim:
    claim: ClaimId
    reason: str


@dataclass(frozen=True, slots=True)
class AmendClaim:
    claim: ClaimId
    statement: str | None = None
    speaker: Speaker | None = None
    values: Values | None = None
    section: str | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class RecheckClaim:
    claim: ClaimId
    note: str | None = None
    evidence: tuple[int, ...] = ()
    recheck_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetRecheck:
    """By machine: when to look again at a claim that may go stale."""

    claim: ClaimId
    recheck_by: datetime
    why: str


@dataclass(frozen=True, slots=True)
class MergeClaims:
    """A person's decision that both are one claim."""

    claim: ClaimId
    into: ClaimId


@dataclass(frozen=True, slots=True)
class SplitClaim:
    """into: a new id. It is also a person's decision that the two are not one claim."""

    claim: ClaimId
    into: ClaimId
    statement: str
    appearances: tuple[AppearanceRef, ...] = ()
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoDecision:
    claim: ClaimId


VerdictCommand = (
    AcceptClaim
    | DismissClaim
    | RestoreClaim
    | VerifyClaim
    | RefuteClaim
    | MarkClaimInconclusive
    | ApproveDecision
    | DisputeClaim
    | SupersedeClaim
    | CorrectClaim
    | UndoDecision
)
PublicationCommand = HoldClaim | ReleaseClaim | WithdrawClaim | ReinstateClaim
CareCommand = (
    CreateClaim
    | AssignClaim
    | NoteClaim
    | AddEvidence
    | StrikeEvidence
    | AmendClaim
    | RecheckClaim
    | SetRecheck
    | MergeClaims
    | SplitClaim
)
ClaimCommand = VerdictCommand | PublicationCommand | CareCommand
