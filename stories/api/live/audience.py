"""Who hears of what. Readers hear of decisions on what they can see, and that something went away, never why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby

from stories.application.queries import story_at
from stories.domain.events import Event
from stories.domain.events_article import ArticleHeld, ArticleReleased, ArticleWithdrawn, OriginWithdrawn
from stories.domain.events_claim import (
    ClaimAccepted,
    ClaimAmended,
    ClaimCorrected,
    ClaimDecisionUndone,
    ClaimDisputed,
    ClaimEvidenceAdded,
    ClaimEvidenceStruck,
    ClaimHeld,
    ClaimMarkedInconclusive,
    ClaimMerged,
    ClaimNoticeAmended,
    ClaimRefuted,
    ClaimReinstated,
    ClaimReleased,
    ClaimSplit,
    ClaimSuperseded,
    ClaimVerified,
    ClaimWithdrawn,
)
from stories.domain.events_contradiction import (
    ContradictionDetected,
    ContradictionDismissed,
    ContradictionReopened,
    ContradictionResolved,
    ContradictionRevised,
)
from stories.domain.events_finding import ClaimAppearanceDropped, ClaimAppeared
from stories.domain.events_story import (
    QuestionAnswered,
    QuestionClosed,
    QuestionOpened,
    StoryAmended,
    StoryClosed,
    StoryPublished,
    StoryReopened,
)
from stories.domain.publication import is_for_readers, is_public, is_remembered
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.domain.vocabulary import Terms
from stories.eventlog.folding import event_of
from stories.eventlog.read import Stored
from stories.projections.documents import readable_sides

CHANGED = "story.changed"  # what readers are told where the event itself is the desk's own business

_TOLD = (
    ClaimAccepted,
    ClaimAmended,
    ClaimCorrected,
    ClaimDisputed,
    ClaimMarkedInconclusive,
    ClaimNoticeAmended,
    ClaimRefuted,
    ClaimReleased,
    ClaimSuperseded,
    ClaimVerified,
    ClaimWithdrawn,
)


class Sees(Enum):
    LOG = auto()  # every event
    STORIES = auto()  # every event of every story
    PUBLIC = auto()  # what readers of public stories may know of


@dataclass(frozen=True, slots=True)
class Told:
    """What readers hear of an event: its type or CHANGED, and the claims it is about."""

    type: str
    about: tuple[str, ...]


def told_to_readers(events: Sequence[Stored]) -> dict[str, Told]:
    """By event id, those that readers may know of. Reads the database.

    A story is looked at as it is now: what was taken from the public since is not told of any more.
    """
    found: dict[str, Told] = {}
    ours = sorted((one for one in events if one.stream.kind == "story"), key=lambda one: one.stream)
    for stream, group in groupby(ours, key=lambda one: one.stream):
        with story_at(stream.public) as story:
            if story.public:
                found.update(_told(story, group))
    return found


def _told(story: Story, events: Iterator[Stored]) -> Iterator[tuple[str, Told]]:
    for stored in events:
        event = event_of(stored)
        if isinstance(event, StoryPublished):
            yield stored.envelope.id, Told(stored.envelope.type, ())
        elif isinstance(event, _TOLD) and _is_seen(story, event.claim):
            yield stored.envelope.id, Told(stored.envelope.type, (event.claim,))
        elif _moves_the_page(story, event) or any(story.claims[claim].ever_public for claim in _shaken(story, event)):
            yield stored.envelope.id, Told(CHANGED, ())


def _is_seen(story: Story, id_: ClaimId) -> bool:
    """A public claim, or one that was and bears a notice instead."""
    claim = story.claims.get(id_)
    return claim is not None and (is_public(story, claim) or is_remembered(story, claim))


def _moves_the_page(story: Story, event: Event) -> bool:
    """Whether the event changes what readers see besides the claims."""
    match event:
        case StoryAmended() | StoryClosed() | StoryReopened():
            return True
        case QuestionOpened() | QuestionAnswered() | QuestionClosed():
            asked = story.questions.get(event.question)
            return asked is not None and is_for_readers(asked)
        case (
            ContradictionDetected()
            | ContradictionRevised()
            | ContradictionResolved()
            | ContradictionDismissed()
            | ContradictionReopened()
        ):
            held = story.contradictions.get(event.contradiction)
            return held is not None and readable_sides(story, held) is not None
        case _:
            return False


def _shaken(story: Story, event: Event) -> list[ClaimId]:
    """The claims that readers may see no more, otherwise held or otherwise sourced, because of the event."""
    match event:
        case ClaimEvidenceAdded() if event.terms is not Terms.ON_RECORD:
            return []
        case (
            ClaimHeld()
            | ClaimReinstated()
            | ClaimDecisionUndone()
            | ClaimMerged()
            | ClaimSplit()
            | ClaimEvidenceAdded()
            | ClaimEvidenceStruck()
            | ClaimAppeared()
            | ClaimAppearanceDropped()
        ):
            return [event.claim] if event.claim in story.claims else []
        case OriginWithdrawn():
            return [one.claim for one in event.appearances if one.claim in story.claims]
        case ArticleHeld() | ArticleReleased() | ArticleWithdrawn():
            return [
                id_
                for id_, claim in story.claims.items()
                if any(item.appearance.article == event.article for item in claim.appearances)
            ]
        case _:
            return []
