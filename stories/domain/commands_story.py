"""Intents about stories, articles, contradictions, questions and suggestions."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.events_article import ArticleAnalysed, ArticleDated
from stories.domain.events_contradiction import (
    ContradictionDetected,
    ContradictionLapsed,
    ContradictionReopened,
    ContradictionRevised,
)
from stories.domain.events_finding import (
    ClaimAppearanceCarried,
    ClaimAppearanceDropped,
    ClaimAppeared,
    ClaimExtracted,
    ClaimRevalued,
)
from stories.domain.events_story import SuggestionMade
from stories.domain.records import ClaimAppearanceRef, Declared, EvidenceRef, HtmlOrigin, NewEvidence, SourceCopy
from stories.domain.values import (
    ArticleId,
    ClaimId,
    ContradictionId,
    EndpointId,
    ErasureId,
    EventId,
    PersonId,
    QuestionId,
    StoryId,
    SuggestionId,
)
from stories.domain.vocabulary import (
    ContradictionOutcome,
    HoldReason,
    NoticeKind,
    Publication,
    QuestionKind,
    QuestionOutcome,
    RevisionKind,
    Status,
    WithdrawnBy,
    WithdrawScope,
)


@dataclass(frozen=True, slots=True)
class ProposeStory:
    """A story that a machine, or an article without a story, begins; nobody has opened it yet."""

    title: str
    slug: str
    split_from: StoryId | None = None


@dataclass(frozen=True, slots=True)
class CreateStory:
    """Proposed and opened at once, and published if public."""

    title: str
    slug: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class OpenStory:
    pass


@dataclass(frozen=True, slots=True)
class ReopenStory:
    pass


@dataclass(frozen=True, slots=True)
class CloseStory:
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LetStoryRest:
    """It is quiet: open becomes dormant. By machine."""


@dataclass(frozen=True, slots=True)
class PublishStory:
    pass


@dataclass(frozen=True, slots=True)
class UnpublishStory:
    reason: str


@dataclass(frozen=True, slots=True)
class AmendStory:
    title: str | None = None
    slug: str | None = None
    origins_needed: int | None = None


@dataclass(frozen=True, slots=True)
class NoteStory:
    text: str


@dataclass(frozen=True, slots=True)
class UpdateStorySource:
    """By machine, after the source's own stream has changed."""

    source: SourceCopy


@dataclass(frozen=True, slots=True)
class FileArticle:
    """A text comes in. Known article ids make a further revision, the same text again makes nothing.

    article: a new id, or that of the article with the same url or external_id at this source (the caller looks it up).
    """

    article: ArticleId
    source: SourceCopy
    text: str
    sha256: str
    pubstatus: Publication = Publication.USABLE
    html: HtmlOrigin | None = None
    title: str | None = None
    url: str | None = None
    external_id: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    byline: str | None = None
    language: str | None = None
    embargo_until: datetime | None = None
    declared: Declared | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What comparison found, as the events that it would make; new ids already in them."""

    extracted: tuple[ClaimExtracted, ...] = ()
    appeared: tuple[ClaimAppeared, ...] = ()
    carried: tuple[ClaimAppearanceCarried, ...] = ()
    dropped: tuple[ClaimAppearanceDropped, ...] = ()
    revalued: tuple[ClaimRevalued, ...] = ()
    detected: tuple[ContradictionDetected, ...] = ()
    revised: tuple[ContradictionRevised, ...] = ()
    lapsed: tuple[ContradictionLapsed, ...] = ()
    reopened: tuple[ContradictionReopened, ...] = ()
    suggestions: tuple[SuggestionMade, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordAnalysis:
    """One revision, analysed and compared, in one append. By machine."""

    analysed: ArticleAnalysed
    findings: Findings
    dated: tuple[ArticleDated, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordComparison:
    """Findings without a new text: after a date was inferred, a move, a withdrawal. By machine."""

    findings: Findings
    dated: tuple[ArticleDated, ...] = ()


@dataclass(frozen=True, slots=True)
class ReclassifyRevision:
    article: ArticleId
    revision: int
    kind: RevisionKind
    reason: str


@dataclass(frozen=True, slots=True)
class AmendArticle:
    article: ArticleId
    reason: str
    title: str | None = None
    byline: str | None = None
    url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    source: SourceCopy | None = None


@dataclass(frozen=True, slots=True)
class RequestReanalysis:
    article: ArticleId
    reason: str


@dataclass(frozen=True, slots=True)
class HoldArticle:
    article: ArticleId
    reason: HoldReason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReleaseArticle:
    """By a person at any time, by the timetable once an embargo has ended."""

    article: ArticleId
    why: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawArticle:
    """scope origin also makes a suggestion (under `suggestion`) to withdraw what rests on the same origin."""

    article: ArticleId
    reason: str
    by: WithdrawnBy = WithdrawnBy.DESK
    revision: int | None = None
    notice: str | None = None
    scope: WithdrawScope = WithdrawScope.OWN
    suggestion: SuggestionId | None = None


@dataclass(frozen=True, slots=True)
class WithdrawOrigin:
    """All passages that rest on one origin are withdrawn, in all outlets."""

    origin: str
    appearances: tuple[ClaimAppearanceRef, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class RecordNotice:
    """A notice went out to those who were told before. By machine or desk head."""

    kind: NoticeKind
    text: str
    to: tuple[EndpointId, ...]
    articles: tuple[ArticleId, ...] | None = None
    claims: tuple[ClaimId, ...] | None = None


@dataclass(frozen=True, slots=True)
class SideVerdict:
    """A verdict on one side, taken together with the contradiction's resolution."""

    claim: ClaimId
    status: Status
    evidence: tuple[int, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ResolveContradiction:
    contradiction: ContradictionId
    outcome: ContradictionOutcome
    evidence: tuple[EvidenceRef, ...] = ()
    side: ClaimId | None = None
    note: str | None = None
    verdicts: tuple[SideVerdict, ...] = ()
    new_evidence: tuple[NewEvidence, ...] = ()
    """Filed on `side`, or on the first side that stands."""


@dataclass(frozen=True, slots=True)
class DismissContradiction:
    contradiction: ContradictionId
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenContradiction:
    contradiction: ContradictionId
    because: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    question: QuestionId
    kind: QuestionKind
    text: str
    about: str | None = None
    owner: PersonId | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class AssignQuestion:
    question: QuestionId
    owner: PersonId | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    question: QuestionId
    answer: str
    claim: ClaimId | None = None


@dataclass(frozen=True, slots=True)
class CloseQuestion:
    question: QuestionId
    outcome: QuestionOutcome
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MakeSuggestion:
    made: SuggestionMade


@dataclass(frozen=True, slots=True)
class ConfirmSuggestion:
    suggestion: SuggestionId
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RejectSuggestion:
    suggestion: SuggestionId
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MarkSuggestionUnsure:
    suggestion: SuggestionId
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RecordErasure:
    """The body of an event of this stream is gone. The event is appended in the transaction of the deletion."""

    event: EventId
    reason: str
    erasure: ErasureId | None = None


StoryCommand = (
    ProposeStory
    | CreateStory
    | OpenStory
    | ReopenStory
    | CloseStory
    | LetStoryRest
    | PublishStory
    | UnpublishStory
    | AmendStory
    | NoteStory
    | UpdateStorySource
    | RecordNotice
    | RecordErasure
)
ArticleCommand = (
    FileArticle
    | ReclassifyRevision
    | AmendArticle
    | RequestReanalysis
    | HoldArticle
    | ReleaseArticle
    | WithdrawArticle
    | WithdrawOrigin
)
FindingCommand = RecordAnalysis | RecordComparison
ContradictionCommand = ResolveContradiction | DismissContradiction | ReopenContradiction
QuestionCommand = OpenQuestion | AssignQuestion | AnswerQuestion | CloseQuestion
SuggestionCommand = MakeSuggestion | ConfirmSuggestion | RejectSuggestion | MarkSuggestionUnsure
