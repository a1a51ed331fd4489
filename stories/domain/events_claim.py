"""What people decide about claims. Actor and time stand in the envelope alone."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.records import AppearanceRef, ContactRef, PairDecision, Record, Restored
from stories.domain.state import Claim
from stories.domain.values import ArticleId, ClaimId, EventId, FileId, PersonId, Speaker, StoryId, Values
from stories.domain.vocabulary import CorrectionKind, DismissReason, EvidenceKind, HoldReason, ProposedVerb, Terms


@dataclass(frozen=True, slots=True)
class ClaimAccepted:
    """We carry it, with its attribution. statement: the new wording, if changed."""

    claim: ClaimId
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimDismissed:
    claim: ClaimId
    reason: DismissReason


@dataclass(frozen=True, slots=True)
class ClaimRestored:
    claim: ClaimId


@dataclass(frozen=True, slots=True)
class ClaimAssigned:
    claim: ClaimId
    assignee: PersonId | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClaimNoted:
    claim: ClaimId
    text: str


@dataclass(frozen=True, slots=True)
class ClaimAmended:
    """Only what changes is set."""

    claim: ClaimId
    statement: str | None = None
    speaker: Speaker | None = None
    values: Values | None = None
    section: str | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimEvidenceAdded:
    """n counts from 1 within the claim and is never reused. Who filed it is the event's actor."""

    claim: ClaimId
    n: int
    kind: EvidenceKind
    summary: str
    terms: Terms
    obtained_at: datetime
    contact: ContactRef | None = None
    url: str | None = None
    file: FileId | None = None
    sha256: str | None = None
    article: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class ClaimEvidenceStruck:
    claim: ClaimId
    n: int
    reason: str


@dataclass(frozen=True, slots=True)
class ClaimVerified:
    """An editor vouches for the claim. evidence: numbers of the claim's standing evidence."""

    claim: ClaimId
    evidence: tuple[int, ...]
    note: str | None = None
    proposal: EventId | None = None


@dataclass(frozen=True, slots=True)
class ClaimRefuted:
    claim: ClaimId
    evidence: tuple[int, ...]
    note: str | None = None
    proposal: EventId | None = None


@dataclass(frozen=True, slots=True)
class ClaimMarkedInconclusive:
    claim: ClaimId
    evidence: tuple[int, ...]
    note: str | None = None
    proposal: EventId | None = None


@dataclass(frozen=True, slots=True)
class ClaimDecisionProposed:
    """The first of two. The proposal is named by this event's id."""

    claim: ClaimId
    verb: ProposedVerb
    record: Record


@dataclass(frozen=True, slots=True)
class ClaimProposalRejected:
    """The dissent is kept. verdict: what the second person would have instead."""

    claim: ClaimId
    proposal: EventId
    verdict: ProposedVerb | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimDisputed:
    claim: ClaimId
    by_claim: ClaimId | None = None
    evidence: tuple[int, ...] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimSuperseded:
    """It was right, and has changed since."""

    claim: ClaimId
    successor: ClaimId
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class ClaimCorrected:
    """We were wrong. text is what readers are told; amends: the earlier notice that this one replaces."""

    claim: ClaimId
    kind: CorrectionKind
    was: str
    is_: str
    text: str
    successor: ClaimId | None = None
    amends: EventId | None = None
    proposal: EventId | None = None


@dataclass(frozen=True, slots=True)
class ClaimHeld:
    claim: ClaimId
    reason: HoldReason
    until: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimReleased:
    claim: ClaimId
    why: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimWithdrawn:
    claim: ClaimId
    reason: str
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimNoticeAmended:
    claim: ClaimId
    text: str


@dataclass(frozen=True, slots=True)
class ClaimReinstated:
    claim: ClaimId
    reason: str
    proposal: EventId


@dataclass(frozen=True, slots=True)
class ClaimMerged:
    """Appearances and evidence go over to `into`; evidence is numbered on there, in its order here."""

    claim: ClaimId
    into: ClaimId


@dataclass(frozen=True, slots=True)
class ClaimSplit:
    """The named appearances and evidence leave this claim and make the new one."""

    claim: ClaimId
    into: ClaimId
    statement: str
    appearances: tuple[AppearanceRef, ...]
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClaimDecisionUndone:
    claim: ClaimId
    event: EventId  # the decision that is undone
    restored: Restored


@dataclass(frozen=True, slots=True)
class ClaimRechecked:
    claim: ClaimId
    note: str | None = None
    evidence: tuple[int, ...] | None = None
    recheck_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClaimMovedOut:
    claim: ClaimId
    to: StoryId


@dataclass(frozen=True, slots=True)
class ClaimMovedIn:
    claim: ClaimId
    from_: StoryId
    state: Claim
    events: tuple[EventId, ...]
    pairs: tuple[PairDecision, ...] | None = None


VerdictEvent = (
    ClaimAccepted
    | ClaimDismissed
    | ClaimRestored
    | ClaimVerified
    | ClaimRefuted
    | ClaimMarkedInconclusive
    | ClaimDecisionProposed
    | ClaimProposalRejected
    | ClaimDisputed
    | ClaimSuperseded
    | ClaimCorrected
    | ClaimDecisionUndone
)
PublicationEvent = ClaimHeld | ClaimReleased | ClaimWithdrawn | ClaimNoticeAmended | ClaimReinstated
CareEvent = (
    ClaimAssigned
    | ClaimNoted
    | ClaimAmended
    | ClaimEvidenceAdded
    | ClaimEvidenceStruck
    | ClaimRechecked
    | ClaimMerged
    | ClaimSplit
    | ClaimMovedOut
    | ClaimMovedIn
)

VERDICT_TYPES: dict[str, type[VerdictEvent]] = {
    "claim.accepted": ClaimAccepted,
    "claim.dismissed": ClaimDismissed,
    "claim.restored": ClaimRestored,
    "claim.verified": ClaimVerified,
    "claim.refuted": ClaimRefuted,
    "claim.marked_inconclusive": ClaimMarkedInconclusive,
    "claim.decision_proposed": ClaimDecisionProposed,
    "claim.proposal_rejected": ClaimProposalRejected,
    "claim.disputed": ClaimDisputed,
    "claim.superseded": ClaimSuperseded,
    "claim.corrected": ClaimCorrected,
    "claim.decision_undone": ClaimDecisionUndone,
}
PUBLICATION_TYPES: dict[str, type[PublicationEvent]] = {
    "claim.held": ClaimHeld,
    "claim.released": ClaimReleased,
    "claim.withdrawn": ClaimWithdrawn,
    "claim.notice_amended": ClaimNoticeAmended,
    "claim.reinstated": ClaimReinstated,
}
CARE_TYPES: dict[str, type[CareEvent]] = {
    "claim.assigned": ClaimAssigned,
    "claim.noted": ClaimNoted,
    "claim.amended": ClaimAmended,
    "claim.evidence_added": ClaimEvidenceAdded,
    "claim.evidence_struck": ClaimEvidenceStruck,
    "claim.rechecked": ClaimRechecked,
    "claim.merged": ClaimMerged,
    "claim.split": ClaimSplit,
    "claim.moved_out": ClaimMovedOut,
    "claim.moved_in": ClaimMovedIn,
}
