"""Request bodies of stories, articles, questions, suggestions and sources. Unknown and read-only fields are refused."""

from typing import Annotated

import msgspec
from msgspec import Meta

from stories.api.fields import (
    Count,
    Label,
    Language,
    Line,
    Moment,
    Note,
    PersonRef,
    PublicId,
    Slug,
    StoryRef,
    Text,
    Title,
    Url,
    Version,
)
from stories.domain.vocabulary import (
    HoldReason,
    Publication,
    QuestionKind,
    QuestionOutcome,
    RevisionKind,
    SourceKind,
    WithdrawnBy,
    WithdrawScope,
)


class Body(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
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


class OptionalWhy(Body):
    why: Note | None = None


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
    articles: Annotated[tuple[PublicId, ...], Meta(max_length=500)] = ()
    claims: Annotated[tuple[PublicId, ...], Meta(max_length=500)] = ()


# articles


class NewSource(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    name: Label
    url: Url | None = None
    kind: SourceKind = SourceKind.OUTLET
    owner: Label | None = None


class RevisionNote(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
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
    language: Language | None = None
    pubstatus: Publication = Publication.USABLE
    embargo_until: Moment | None = None
    revision: RevisionNote | None = None
    story: StoryRef | None = None


class WithdrawArticle(Body):
    """block: its words do not come in again from the same source, under whatever address."""

    reason: Note
    revision: Count | None = None
    by: WithdrawnBy = WithdrawnBy.DESK
    scope: WithdrawScope = WithdrawScope.OWN
    notice: Note | None = None
    block: bool = False


class HoldArticle(Body):
    reason: HoldReason
    until: Moment | None = None


class MoveArticle(Body):
    to: PublicId


class AmendArticle(Body):
    reason: Note
    title: Title | None = None
    byline: Line | None = None
    url: Url | None = None
    language: Language | None = None
    published_at: Moment | None = None
    source: PublicId | None = None


class Reclassify(Body):
    revision: Count
    kind: RevisionKind
    reason: Note


# suggestions, questions, sources


class Judge(Body):
    note: Note | None = None


class NewQuestion(Body):
    text: Note
    kind: QuestionKind = QuestionKind.QUESTION
    about: PublicId | None = None
    owner: PersonRef | None = None
    due: Moment | None = None


class AssignQuestion(Body):
    owner: PersonRef | None = None
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
