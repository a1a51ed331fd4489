"""Intents about stories, contradictions, questions and suggestions."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.events_story import QuestionOpened, SuggestionMade
from stories.domain.records import EvidenceRef, NewEvidence, SourceCopy
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
    NoticeKind,
    QuestionKind,
    QuestionOutcome,
    Status,
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
class RecordNotice:
    """A notice went out to those who were told before. By machine or editor."""

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
class RaiseQuestion:
    """By machine: what the desk carries and does not know. For people; readers see what people ask."""

    opened: QuestionOpened


@dataclass(frozen=True, slots=True)
class SettleQuestion:
    """By machine: what it asked itself is answered. claim: the one that answers it."""

    question: QuestionId
    answer: str
    claim: ClaimId | None = None


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
ContradictionCommand = ResolveContradiction | DismissContradiction | ReopenContradiction
QuestionCommand = OpenQuestion | AssignQuestion | AnswerQuestion | CloseQuestion | RaiseQuestion | SettleQuestion
SuggestionCommand = MakeSuggestion | ConfirmSuggestion | RejectSuggestion | MarkSuggestionUnsure
