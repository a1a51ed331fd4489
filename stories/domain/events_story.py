"""Events of a story as a whole, of its questions and of its suggestions."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from stories.domain.records import SourceCopy
from stories.domain.state import Question
from stories.domain.values import ArticleId, ClaimId, EndpointId, EventId, PersonId, QuestionId, StoryId, SuggestionId
from stories.domain.vocabulary import NoticeKind, QuestionKind, QuestionOutcome, QuestionReason, SuggestionKind


@dataclass(frozen=True, slots=True)
class StoryProposed:
    """The first event of every story. split_from: the story that it was split from."""

    title: str
    slug: str
    split_from: StoryId | None = None


@dataclass(frozen=True, slots=True)
class StoryOpened:
    pass


@dataclass(frozen=True, slots=True)
class StoryReopened:
    pass


@dataclass(frozen=True, slots=True)
class StoryClosed:
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StoryWentDormant:
    pass


@dataclass(frozen=True, slots=True)
class StoryWoke:
    article: ArticleId


@dataclass(frozen=True, slots=True)
class StoryPublished:
    pass


@dataclass(frozen=True, slots=True)
class StoryUnpublished:
    reason: str


@dataclass(frozen=True, slots=True)
class StoryAmended:
    """origins_needed: how many origins a public line of this story should have."""

    title: str | None = None
    slug: str | None = None
    origins_needed: int | None = None


@dataclass(frozen=True, slots=True)
class StoryNoted:
    text: str


@dataclass(frozen=True, slots=True)
class StoryMerged:
    """In the loser: from now on the story is `into`."""

    into: StoryId


@dataclass(frozen=True, slots=True)
class StoryMergedIn:
    """In the survivor."""

    from_: StoryId


@dataclass(frozen=True, slots=True)
class StorySplit:
    """In the story that gave something away; the moves themselves are events of their own."""

    into: StoryId
    articles: tuple[ArticleId, ...]
    claims: tuple[ClaimId, ...]


@dataclass(frozen=True, slots=True)
class StorySourceUpdated:
    """The story's own copy of a source is renewed."""

    source: SourceCopy


@dataclass(frozen=True, slots=True)
class NoticeSent:
    kind: NoticeKind
    text: str
    to: tuple[EndpointId, ...]
    articles: tuple[ArticleId, ...] | None = None
    claims: tuple[ClaimId, ...] | None = None


@dataclass(frozen=True, slots=True)
class QuestionOpened:
    """about: the public id of what is asked about; why: the reason of a machine, which asks the desk alone."""

    question: QuestionId
    kind: QuestionKind
    text: str
    about: str | None = None
    owner: PersonId | None = None
    due: datetime | None = None
    why: QuestionReason | None = None


@dataclass(frozen=True, slots=True)
class QuestionAssigned:
    question: QuestionId
    owner: PersonId | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    question: QuestionId
    answer: str
    claim: ClaimId | None = None


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    question: QuestionId
    outcome: QuestionOutcome
    note: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionMovedOut:
    question: QuestionId
    to: StoryId


@dataclass(frozen=True, slots=True)
class QuestionMovedIn:
    """events: the question's events in the stream that it comes from. So in every moved_in."""

    question: QuestionId
    from_: StoryId
    state: Question
    events: tuple[EventId, ...]


@dataclass(frozen=True, slots=True)
class SuggestionMade:
    """a, b: the public ids of the pair, in an order that the kind gives its meaning (the article, then the story;
    the older claim, then the one that would supersede it; what was taken back, then the story or the one article)."""

    suggestion: SuggestionId
    kind: SuggestionKind
    a: str
    b: str
    score: Decimal
    reason: str
    comparer: str


@dataclass(frozen=True, slots=True)
class SuggestionConfirmed:
    suggestion: SuggestionId
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionRejected:
    suggestion: SuggestionId
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionMarkedUnsure:
    suggestion: SuggestionId
    note: str | None = None


StoryEvent = (
    StoryProposed
    | StoryOpened
    | StoryReopened
    | StoryClosed
    | StoryWentDormant
    | StoryWoke
    | StoryPublished
    | StoryUnpublished
    | StoryAmended
    | StoryNoted
    | StoryMerged
    | StoryMergedIn
    | StorySplit
    | StorySourceUpdated
    | NoticeSent
)
QuestionEvent = (
    QuestionOpened | QuestionAssigned | QuestionAnswered | QuestionClosed | QuestionMovedOut | QuestionMovedIn
)
SuggestionEvent = SuggestionMade | SuggestionConfirmed | SuggestionRejected | SuggestionMarkedUnsure

STORY_TYPES: dict[str, type[StoryEvent]] = {
    "story.proposed": StoryProposed,
    "story.opened": StoryOpened,
    "story.reopened": StoryReopened,
    "story.closed": StoryClosed,
    "story.went_dormant": StoryWentDormant,
    "story.woke": StoryWoke,
    "story.published": StoryPublished,
    "story.unpublished": StoryUnpublished,
    "story.amended": StoryAmended,
    "story.noted": StoryNoted,
    "story.merged": StoryMerged,
    "story.merged_in": StoryMergedIn,
    "story.split": StorySplit,
    "story.source_updated": StorySourceUpdated,
    "notice.sent": NoticeSent,
}
QUESTION_TYPES: dict[str, type[QuestionEvent]] = {
    "question.opened": QuestionOpened,
    "question.assigned": QuestionAssigned,
    "question.answered": QuestionAnswered,
    "question.closed": QuestionClosed,
    "question.moved_out": QuestionMovedOut,
    "question.moved_in": QuestionMovedIn,
}
SUGGESTION_TYPES: dict[str, type[SuggestionEvent]] = {
    "suggestion.made": SuggestionMade,
    "suggestion.confirmed": SuggestionConfirmed,
    "suggestion.rejected": SuggestionRejected,
    "suggestion.marked_unsure": SuggestionMarkedUnsure,
}
