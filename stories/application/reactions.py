"""What the service does by itself when something was recorded: it analyses texts. One function a reaction."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256

from django.conf import settings

from stories.application import asking, hearing
from stories.application.assistance import assistance_for, wanted
from stories.application.comparing import comparison_of, record_of
from stories.application.grouping import gather
from stories.application.handle import CommandRepeated, Order, handle_story, now
from stories.application.late_reprints import propose_late
from stories.application.reprints import propose
from stories.application.timetable import alone
from stories.domain.actors import MACHINE
from stories.domain.assistance import Assistance
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_story import UpdateStorySource
from stories.domain.events_article import (
    ArticleFiled,
    ArticleMovedIn,
    ArticleReanalysisRequested,
    ArticleRevised,
)
from stories.domain.records import SourceCopy
from stories.domain.refusals import Refused
from stories.domain.story import Story
from stories.domain.values import ArticleId, EventId
from stories.eventlog import subscription as subscriptions
from stories.eventlog.folding import SOURCES, STORIES, event_of
from stories.eventlog.read import Stored
from stories.eventlog.repeated import Idempotency
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import NotNow, Subscription
from stories.models import reading
from stories.projections import PROJECTIONS
from stories.projections.stories import refresh

log = logging.getLogger(__name__)

ANALYSED_AFTER = {"article.filed", "article.revised", "article.reanalysis_requested", "article.moved_in"}
LONG = 60_000  # bytes of an event whose text takes seconds to read
LANE_SECONDS = 2.0  # until whoever finds the lane taken looks again
RENEWED_AFTER = {"source.amended", "source.alias_added", "source.alias_removed"}
COMPARED_AFTER = {"article.withdrawn", "article.amended", "article.moved_out", "origin.withdrawn", "claim.merged"}


def analyse_new(batch: Sequence[Stored]) -> None:
    """Reads each text that came in, compares it with its story, and records what was found in one append.

    An event seen twice records nothing twice: the append remembers which event it answered.
    """
    with _lane(batch):
        _analyse(batch)


@contextmanager
def _lane(batch: Sequence[Stored]) -> Iterator[None]:
    """One long text is read at a time, so that a sender of many leaves a worker to everybody else. Raises NotNow."""
    if not any(len(stored.body or b"") > LONG for stored in batch if stored.envelope.type in ANALYSED_AFTER):
        yield
        return
    with alone("long texts") as free:
        if not free:
            raise NotNow(LANE_SECONDS)
        yield


def _analyse(batch: Sequence[Stored]) -> None:
    for stored in batch:
        if _gathered(stored):
            continue  # its arrival there is an event of its own
        if stored.envelope.type in ANALYSED_AFTER:
            _record(stored, partial(_analysis, _assistance(stored)))
        elif stored.envelope.type in COMPARED_AFTER:
            _record(stored, _comparison)


def _gathered(stored: Stored) -> bool:
    """Whether an article that came without a story turned out to be of one that we have."""
    match event_of(stored) if stored.envelope.type == "article.filed" else None:
        case ArticleFiled(article=article):
            return gather(stored.stream.public, article, EventId(stored.envelope.id))
        case _:
            return False


def _record(stored: Stored, found: Callable[[Stored, Story], StoryStreamCommand | None]) -> None:
    story = stored.stream.public
    event_id = stored.envelope.id
    answered = Idempotency("sys", f"analysis:{event_id}", sha256(event_id.encode()).digest())

    def commands(state: Story) -> list[StoryStreamCommand]:
        # Called anew after each conflict; the texts are not read again, `readings` keeps their analyses.
        command = found(stored, state)
        return [command] if command else []

    try:
        handle_story(story, commands, Order(MACHINE, now(), answered, cause=EventId(event_id)))
    except CommandRepeated:
        log.info("what follows from %s was recorded before", event_id)
    except Refused as refused:
        if refused.code != "story-merged":
            raise
    refresh(story)


def _assistance(stored: Stored) -> Assistance | None:
    """What a language model says to the text, where one is to be asked; nothing is held meanwhile."""
    with STORIES.reading(stored.stream) as story:
        about = _text_meant(stored, story)
        wish = wanted(story, *about) if about else None
    return assistance_for(wish) if wish else None


def _analysis(assistance: Assistance | None, stored: Stored, story: Story) -> StoryStreamCommand | None:
    about = _text_meant(stored, story)
    return record_of(story, *about, assistance) if about else None


def _comparison(_stored: Stored, story: Story) -> StoryStreamCommand | None:
    return comparison_of(story)


def _text_meant(stored: Stored, story: Story) -> tuple[ArticleId, int] | None:
    match event_of(stored):
        case ArticleFiled(article=article) | ArticleRevised(article=article) as event:
            return article, event.revision
        case ArticleReanalysisRequested(article=article) | ArticleMovedIn(article=article):
            held = story.articles.get(article)
            return (article, held.head) if held else None
        case _:
            return None


def renew_copies(batch: Sequence[Stored]) -> None:
    """Each story keeps its own copy of a source; after the source was amended they are brought in line."""
    amended = dict.fromkeys(one.stream for one in batch if one.envelope.type in RENEWED_AFTER)
    for stream in amended:
        with SOURCES.reading(stream) as source:
            copy = source.copy
        stories = reading.Article.objects.filter(source=copy.id).order_by("story").values_list("story", flat=True)
        for story in stories.distinct():
            _renew(story, copy)


def _renew(story: str, copy: SourceCopy) -> None:
    try:
        handle_story(story, lambda _state: [UpdateStorySource(copy)], Order(MACHINE, now()))
    except Refused as refused:
        if refused.code != "story-merged":
            raise
    refresh(story)


def reach_across(batch: Sequence[Stored]) -> None:
    """What one stream tells others: who a source is now, which origin is to be withdrawn, what prints one that was."""
    renew_copies(batch)
    propose(batch)
    propose_late(batch)


# A language model may take its time over each text, and a batch must end before its lease does.
_AT_ONCE = 1 if settings.NEWSROOM_LLM_URL else 20
ANALYSIS = Subscription("analysis", "analysis", analyse_new, transactional=False, batch=_AT_ONCE)
COPIES = Subscription("story_sources", "celery", reach_across, transactional=False)
SUBSCRIPTIONS: tuple[Subscription, ...] = (*PROJECTIONS, ANALYSIS, COPIES, asking.SUBSCRIPTION, hearing.SUBSCRIPTION)
_BY_NAME = {one.name: one for one in SUBSCRIPTIONS}


def advance(subscription: str, partition: int) -> int:
    """One nudge's work. Raises KeyError for a subscription that nobody has."""
    return subscriptions.advance(_BY_NAME[subscription], partition)


def analysed(article: ArticleId, story: str) -> bool:
    """Whether the newest text of an article has been read, for callers that wait for it. story: where it was filed."""
    with STORIES.reading(StreamRef.parse(story)) as state:
        held, gone = state.articles.get(article), state.moved_out.get(article)
        if held is not None:
            return held.revisions[-1].analysed_by is not None
    return gone is not None and analysed(article, gone)
