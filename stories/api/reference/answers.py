"""What operations answer with: lists, things after a command, events, diffs. Single things: projections.shapes."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from stories.domain.vocabulary import SourceKind, StoryStatus
from stories.projections import shapes, shapes_article
from stories.projections.shapes import Shape

EventId = Annotated[str, Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Events = Annotated[
    list[EventId], Meta(description="The ids of the events that the command wrote; none if it changed nothing.")
]
Elsewhere = Annotated[
    Annotated[str, Meta(pattern="^job_[0-9a-f]{32}$")] | None,
    Meta(description="The job that does the same in other stories, or null."),
]
Next = Annotated[str | None, Meta(description="The address of the next page, or null.")]


def _either(desk: str, readers: str) -> Any:
    """A list of the desk's shape or of the readers'. One type may not name two shapes, so the schema does."""
    named = [{"$ref": f"#/components/schemas/{name}"} for name in (desk, readers)]
    return Annotated[list[dict[str, Any]], Meta(extra_json_schema={"items": {"anyOf": named}})]


Told: Any = _either("StoryEvent", "PublicEvent")
ArticlesShown: Any = _either("ArticleHead", "ArticleLine")


class StoryLine(Shape):
    """A story in a few words."""

    id: shapes.StoryId
    slug: str
    title: str
    status: StoryStatus
    public: bool
    version: shapes.Version
    updated_at: datetime


class ListedStory(StoryLine):
    counts: dict[str, int] | UnsetType = UNSET


class StoryAfter(StoryLine, kw_only=True):
    events: Events
    merged_into: shapes.StoryId | None


class StorySplit(StoryAfter):
    into: shapes.StoryId


class ClaimAfter(shapes.Claim, kw_only=True):
    events: Events


class ClaimSplit(ClaimAfter):
    into: Annotated[shapes.ClaimId, Meta(description="The new claim.")]


class ContradictionAfter(shapes.Contradiction, kw_only=True):
    events: Events


class QuestionAfter(shapes.Question, kw_only=True):
    events: Events


class SuggestionAfter(shapes.Suggestion, kw_only=True):
    events: Events
    job: Elsewhere | UnsetType = UNSET


class ArticleAfter(shapes_article.Article, kw_only=True):
    events: Events


class Filed(Shape):
    id: shapes.ArticleId
    story: shapes.StoryId
    revision: int
    version: shapes.Version
    processing: shapes_article.Processing
    duplicate_of: shapes.ArticleId | UnsetType = UNSET


class Source(Shape):
    id: shapes.SourceId
    name: str
    kind: SourceKind
    owner: str | None
    url: str | None
    aliases: list[str]
    version: Annotated[int, Meta(ge=0)]


class SourceAfter(Source, kw_only=True):
    events: Events


class SourceWithdrawn(SourceAfter):
    stories: list[shapes.StoryId]
    job: Elsewhere


# events


class LogEvent(Shape):
    """An event as it lies in the log, with what proves it."""

    id: EventId
    type: str
    stream: str
    version: int
    position: Annotated[
        int | None, Meta(description="In the whole log; null until the event is sealed, a moment later.")
    ]
    at: datetime
    actor: str
    cause: str | None
    envelope: dict[str, Any]
    body: Annotated[dict[str, Any] | None, Meta(description="null once it was erased by law.")]
    salt: str | None
    leaf: shapes.Sha256


class StoryEvent(LogEvent):
    summary: str | None
    actor_name: str | None


class PublicEvent(Shape):
    """What readers may know of: what and when, not who and why."""

    id: EventId
    type: str
    version: int
    position: int | None
    at: datetime
    claim: shapes.ClaimId | None
    summary: str


class History(Shape):
    claim: shapes.ClaimId
    story: shapes.StoryId
    version: shapes.Version
    results: Told
    next: None


# lists


class Stories(Shape):
    results: list[ListedStory]
    next: Next


class Claims(Shape):
    results: list[shapes.Claim]
    next: Next


class Contradictions(Shape):
    results: list[shapes.Contradiction]
    next: Next


class Questions(Shape):
    results: list[shapes.Question]
    next: Next


class Suggestions(Shape):
    results: list[shapes.Suggestion]
    next: Next


class StoryArticles(Shape):
    """The desk sees articles without their texts, readers who, what, where and when."""

    results: ArticlesShown
    next: Next


class StoryEvents(Shape):
    results: Told
    next: Next


class Log(Shape):
    results: list[LogEvent]
    next: Next


class Sources(Shape):
    results: list[Source]
    next: Next


class EventType(Shape):
    type: str
    schema: int
    url: str


class EventTypes(Shape):
    results: list[EventType]
    next: None


# problems


class FieldError(Shape):
    pointer: Annotated[str, Meta(description="A JSON pointer into the body, or the name of a query parameter.")]
    code: str
    detail: str


class Conflicting(Shape):
    id: EventId
    type: str
    version: int
    actor: str
    summary: str


class Problem(Shape):
    """RFC 9457. `code` is what a program goes by; `detail` is for whoever reads it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None
    errors: list[FieldError] | UnsetType = UNSET
    current_version: int | UnsetType = UNSET
    conflicting_events: list[Conflicting] | UnsetType = UNSET
    diff_url: str | UnsetType = UNSET


BY_NAME = (StoryEvent, PublicEvent, shapes_article.ArticleHead, shapes_article.ArticleLine, Problem)
"""Shapes that others name in their schemas only."""
