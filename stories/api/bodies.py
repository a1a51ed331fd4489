"""Request bodies: what each endpoint takes, as msgspec Structs. Unknown and read-only fields are refused by name."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from stories.domain.vocabulary import (
    ContradictionOutcome,
    CorrectionKind,
    DismissReason,
    EvidenceKind,
    HoldReason,
    Publication,
    QuestionKind,
    QuestionOutcome,
    RevisionKind,
    SourceKind,
    Terms,
    WithdrawnBy,
    WithdrawScope,
)

Line = Annotated[str, Meta(min_length=1, max_length=500)]
Note = Annotated[str, Meta(min_length=1, max_length=10_000)]
Url = Annotated[str, Meta(min_length=1, max_length=2_000)]
Text = Annotated[str, Meta(min_length=1, max_length=500_000)]
Title = Annotated[str, Meta(min_length=1, max_length=1_000)]
Slug = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Label = Annotated[str, Meta(min_length=1, max_length=200)]
Count = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Rank = Annotated[int, Meta(ge=0, le=100_000)]
PublicId = Annotated[str, Meta(min_length=36, max_length=36, pattern=r"^[a-z]{3}_[0-9a-f]{32}$")]
EventUuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Version = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]


class Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Any verb may name the version that its decision rests on."""

    expected_version: Version | None = None


class Nothing(Body):
    """A verb without a record."""


# stories


class NewStory(Body):
    title: Line
    slug: Slug | None = None
    public: bool = False


class Reason(Body):
    reason: Note


class OptionalReason(Body):
    reason: Note | None = None


class AmendStory(Body):
    title: Line | None = None
    slug: Slug | None = None
    origins_needed: Annotated[int, Meta(ge=1, le=20)] | None = None


class TextNote(Body):
    text: Note


class MergeInto(Body):
    into: PublicId


class SplitStory(Body):
    title: Line
    slug: Slug | None = None
    articles: Annotated[list[PublicId], Meta(min_length=1, max_length=500)]


# articles


class NewSource(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    name: Label
    url: Url | None = None
    kind: SourceKind = SourceKind.OUTLET
    owner: Label | None = None


class RevisionNote(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    kind: RevisionKind
    note: Note


class NewArticle(Body):
    source: NewSource | PublicId
    text: Text | None = None
    html: Text | None = None
    title: Title | None = None
    url: Url | None = None
    external_id: Line | None = None
    published_at: Moment | None = None
    modified_at: Moment | None = None
    byline: Line | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    pubstatus: Publication = Publication.USABLE
    embargo_until: Moment | None = None
    revision: RevisionNote | None = None
    story: PublicId | None = None


class WithdrawArticle(Body):
    reason: Note
    revision: Count | None = None
    by: WithdrawnBy = WithdrawnBy.DESK
    scope: WithdrawScope = WithdrawScope.OWN
    notice: Note | None = None


class HoldArticle(Body):
    reason: Note
    until: Moment | None = None


class MoveArticle(Body):
    to: PublicId


class AmendArticle(Body):
    reason: Note
    title: Title | None = None
    byline: Line | None = None
    url: Url | None = None
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    published_at: Moment | None = None
    source: PublicId | None = None


class Reclassify(Body):
    revision: Count
    kind: RevisionKind
    reason: Note


# claims


class NewContact(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    label: Label
    name: Label
    reach: Line | None = None


class NewEvidence(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    kind: EvidenceKind
    summary: Note
    terms: Terms
    obtained_at: Moment | None = None
    contact: NewContact | None = None
    url: Url | None = None
    file: PublicId | None = None
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")] | None = None
    article: PublicId | None = None


class SpeakerBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    name: Label
    role: Label | None = None


class FileEvidence(NewEvidence):
    expected_version: Version | None = None


class NewClaim(Body):
    statement: Note
    evidence: Annotated[list[NewEvidence], Meta(min_length=1, max_length=20)]
    speaker: SpeakerBody | None = None
    values: dict[str, Any] | None = None


class Accept(Body):
    statement: Note | None = None
    publish: bool = True


class Dismiss(Body):
    reason: DismissReason


class Assign(Body):
    assignee: PublicId | None = None
    due: Moment | None = None


class Verdict(Body):
    """verify, refute: `evidence` holds numbers of evidence that stands, or new evidence, or both."""

    evidence: Annotated[list[Count | NewEvidence], Meta(max_length=50)] = []
    note: Note | None = None
    publish: bool = True


class Approve(Body):
    proposal: EventUuid


class Dispute(Body):
    by_claim: PublicId | None = None
    evidence: Annotated[list[Count | NewEvidence], Meta(max_length=50)] = []
    note: Note | None = None


class Supersede(Body):
    successor: PublicId
    valid_from: Moment


class Correct(Body):
    kind: CorrectionKind
    was: Note
    is_: Annotated[str, Meta(min_length=1, max_length=10_000)] = msgspec.field(name="is")
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
    values: dict[str, Any] | None = None
    section: Label | None = None
    rank: Rank | None = None


class Recheck(Body):
    note: Note | None = None
    evidence: Annotated[list[Count], Meta(max_length=50)] = []
    recheck_by: Moment | None = None


class AppearanceRef(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    article: PublicId
    revision: Count
    spans: Annotated[list[tuple[Version, Version]], Meta(min_length=1, max_length=100)]


class SplitClaim(Body):
    statement: Note
    appearances: Annotated[list[AppearanceRef], Meta(min_length=1, max_length=500)]
    evidence: Annotated[list[Count], Meta(max_length=50)] = []


# contradictions, suggestions, questions, sources


class EvidenceRef(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    claim: PublicId
    n: Count


class SideVerdict(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    claim: PublicId
    verb: Literal["verify", "refute", "mark_inconclusive", "dispute"]


class Resolve(Body):
    outcome: ContradictionOutcome
    side: PublicId | None = None
    evidence: Annotated[list[EvidenceRef], Meta(max_length=50)] = []
    note: Note | None = None
    verdicts: Annotated[list[SideVerdict], Meta(max_length=20)] = []


class Judge(Body):
    note: Note | None = None


class NewQuestion(Body):
    text: Note
    kind: QuestionKind = QuestionKind.QUESTION
    about: PublicId | None = None
    owner: PublicId | None = None
    due: Moment | None = None


class AssignQuestion(Body):
    owner: PublicId | None = None
    due: Moment | None = None


class Answer(Body):
    answer: Note
    claim: PublicId | None = None


class CloseQuestion(Body):
    outcome: QuestionOutcome
    note: Note | None = None


class NewSourceBody(Body):
    name: Label
    kind: SourceKind = SourceKind.OUTLET
    url: Url | None = None
    owner: Label | None = None


class AmendSource(Body):
    name: Label | None = None
    kind: SourceKind | None = None
    url: Url | None = None
    owner: Label | None = None
    alias: Label | None = None


class WithdrawSource(Body):
    reason: Note
    scope: WithdrawScope = WithdrawScope.OWN
