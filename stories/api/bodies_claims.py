"""Request bodies of the verbs on claims and contradictions."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from stories.api.bodies import Body
from stories.api.bodies_values import ValuesBody
from stories.api.fields import (
    Count,
    Digest,
    EventUuid,
    Label,
    Line,
    Moment,
    Note,
    PersonRef,
    PublicId,
    Rank,
    Url,
    Version,
)
from stories.domain.vocabulary import (
    ContradictionOutcome,
    CorrectionKind,
    DismissReason,
    EvidenceKind,
    HoldReason,
    Terms,
)


class NewContact(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    label: Label
    name: Label
    reach: Line | None = None


class NewEvidence(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    kind: EvidenceKind
    summary: Note
    terms: Terms
    obtained_at: Moment | None = None
    contact: NewContact | None = None
    url: Url | None = None
    file: PublicId | None = None
    sha256: Digest | None = None
    article: PublicId | None = None


class SpeakerBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: Label
    role: Label | None = None


class FileEvidence(NewEvidence):
    expected_version: Version | None = None


class NewClaim(Body):
    statement: Note
    evidence: Annotated[list[NewEvidence], Meta(min_length=1, max_length=20)]
    speaker: SpeakerBody | None = None
    values: ValuesBody | None = None


class Accept(Body):
    statement: Note | None = None
    publish: bool = True


class Dismiss(Body):
    reason: DismissReason


class Assign(Body):
    assignee: PersonRef | None = None
    due: Moment | None = None


class Verdict(Body):
    """verify, refute: `evidence` holds numbers of evidence that stands, or new evidence, or both."""

    evidence: Annotated[tuple[Count | NewEvidence, ...], Meta(max_length=50)] = ()
    note: Note | None = None
    publish: bool = True


class Approve(Body):
    proposal: EventUuid


class Dispute(Body):
    by_claim: PublicId | None = None
    evidence: Annotated[tuple[Count | NewEvidence, ...], Meta(max_length=50)] = ()
    note: Note | None = None


class Supersede(Body):
    successor: PublicId
    valid_from: Moment


class Correct(Body):
    kind: CorrectionKind
    was: Note
    is_: Note = msgspec.field(name="is")
    text: Note
    successor: PublicId | None = None
    amends: EventUuid | None = None


class HoldClaim(Body):
    reason: HoldReason
    until: Moment | None = None
    note: Note | None = None


class Release(Body):
    why: Note | None = None


class WithdrawClaim(Body):
    reason: Note
    notice: Note | None = None


class Amend(Body):
    statement: Note | None = None
    speaker: SpeakerBody | None = None
    values: ValuesBody | None = None
    section: Label | None = None
    rank: Rank | None = None


class Recheck(Body):
    note: Note | None = None
    evidence: Annotated[tuple[Count, ...], Meta(max_length=50)] = ()
    recheck_by: Moment | None = None


class AppearanceRef(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    article: PublicId
    revision: Count
    spans: Annotated[list[tuple[Version, Version]], Meta(min_length=1, max_length=100)]


class SplitClaim(Body):
    statement: Note
    appearances: Annotated[list[AppearanceRef], Meta(min_length=1, max_length=500)]
    evidence: Annotated[tuple[Count, ...], Meta(max_length=50)] = ()


# contradictions


class EvidenceRef(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    claim: PublicId
    n: Count


class SideVerdict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    claim: PublicId
    verb: Literal["verify", "refute", "mark_inconclusive"]
    evidence: Annotated[tuple[Count, ...], Meta(max_length=50)] = ()
    note: Note | None = None


class Resolve(Body):
    outcome: ContradictionOutcome
    side: PublicId | None = None
    evidence: Annotated[tuple[EvidenceRef, ...], Meta(max_length=50)] = ()
    new_evidence: Annotated[tuple[NewEvidence, ...], Meta(max_length=20)] = ()
    note: Note | None = None
    verdicts: Annotated[tuple[SideVerdict, ...], Meta(max_length=20)] = ()
