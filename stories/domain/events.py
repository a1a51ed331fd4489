"""The union of all events and their stable names. A new event stands in one of the families below.

JSON keys equal field names, less a trailing underscore (`from_`, `is_`).
"""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.events_article import ARTICLE_TYPES, ArticleEvent
from stories.domain.events_claim import (
    CARE_TYPES,
    PUBLICATION_TYPES,
    VERDICT_TYPES,
    CareEvent,
    PublicationEvent,
    VerdictEvent,
)
from stories.domain.events_contradiction import CONTRADICTION_TYPES, ContradictionEvent
from stories.domain.events_finding import FINDING_TYPES, FindingEvent
from stories.domain.events_house import (
    ANY_TYPES,
    DESK_TYPES,
    SOURCE_TYPES,
    AnyStreamEvent,
    BodyErased,
    DeskEvent,
    Erased,
    SourceEvent,
)
from stories.domain.events_story import (
    QUESTION_TYPES,
    STORY_TYPES,
    SUGGESTION_TYPES,
    QuestionEvent,
    StoryEvent,
    SuggestionEvent,
)
from stories.domain.values import EventId

ClaimEvent = FindingEvent | VerdictEvent | PublicationEvent | CareEvent
StoryStreamEvent = (
    StoryEvent | QuestionEvent | SuggestionEvent | ArticleEvent | ClaimEvent | ContradictionEvent | AnyStreamEvent
)
SourceStreamEvent = SourceEvent | AnyStreamEvent
DeskStreamEvent = DeskEvent | SuggestionEvent | AnyStreamEvent
Event = StoryStreamEvent | SourceStreamEvent | DeskStreamEvent

EVENT_TYPES: dict[str, type[Event]] = {
    **STORY_TYPES,
    **ARTICLE_TYPES,
    **FINDING_TYPES,
    **VERDICT_TYPES,
    **PUBLICATION_TYPES,
    **CARE_TYPES,
    **CONTRADICTION_TYPES,
    **QUESTION_TYPES,
    **SUGGESTION_TYPES,
    **SOURCE_TYPES,
    **DESK_TYPES,
    **ANY_TYPES,
}
SCHEMA: dict[str, int] = dict.fromkeys(EVENT_TYPES, 1)

_NAMES: dict[type[Event], str] = {kind: name for name, kind in EVENT_TYPES.items()}


@dataclass(frozen=True, slots=True)
class Meta:
    """What the envelope adds to a body. version counts within the stream, from 1."""

    id: EventId
    version: int
    at: datetime
    actor: str
    cause: EventId | None = None


def type_of(event: Event) -> str:
    """The event's stable name, as the envelope has it. Erased has no name of its own: it keeps the lost body's."""
    match event:
        case Erased(type=name):
            return name
        case _:
            return _NAMES[type(event)]


__all__ = [
    "EVENT_TYPES",
    "SCHEMA",
    "BodyErased",
    "ClaimEvent",
    "DeskStreamEvent",
    "Erased",
    "Event",
    "Meta",
    "SourceStreamEvent",
    "StoryStreamEvent",
    "type_of",
]
