"""Reads for all doors: which story, at which version, and how it looks. Folded once; the same now as for the past."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.db.models import Max, Q

from stories.application.ids import is_public_id
from stories.application.whereabouts import Unknown, story_of
from stories.domain.state import Article
from stories.domain.story import Story
from stories.eventlog.folding import STORIES
from stories.eventlog.parking import handling
from stories.eventlog.read import stream_head
from stories.eventlog.registry import holder
from stories.eventlog.snapshots import as_it_was
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.models.log import LogEntry
from stories.projections.articles import processing_state
from stories.projections.stories import refresh

_SLUG = re.compile(r"[a-z0-9-]{1,120}")

log = logging.getLogger(__name__)


class NotThere(LookupError):
    """No such thing, or not at that moment."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a story is now, known without folding it."""

    id: str
    slug: str
    version: int
    public: bool
    merged_into: str | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A version, or the highest version recorded by a time; neither: now."""

    at_version: int | None = None
    as_of: datetime | None = None

    @property
    def is_past(self) -> bool:
        return self.at_version is not None or self.as_of is not None


def story_named(name: str) -> Standing:
    """By id or by slug. Raises NotThere."""
    story = name if is_public_id(name, "sto") else _story_with(name)
    if story is None:
        raise NotThere(name)
    return standing_of(story)


def _story_with(slug: str) -> str | None:
    return holder("story_slug", slug) if _SLUG.fullmatch(slug) else None


def standing_of(story: str) -> Standing:
    """From the story's row, which is brought up to date first if it lags. Raises NotThere."""
    head = stream_head(StreamRef.parse(story)).version
    if head == 0:
        raise NotThere(story)
    row = reading.Story.objects.filter(pk=story).first()
    if row is None or row.version < head:
        refresh(story)
        row = reading.Story.objects.get(pk=story)
    return Standing(story, row.slug, row.version, row.public, row.merged_into or None)


def version_at(standing: Standing, moment: Moment) -> int:
    """The version that the moment means. Raises NotThere before the story's first and beyond its newest."""
    version = standing.version
    if moment.at_version is not None:
        version = moment.at_version
    elif moment.as_of is not None:
        events = reading.StoryEvent.objects.filter(story=standing.id, at__lte=moment.as_of)
        version = events.aggregate(newest=Max("version"))["newest"] or 0
    if not 0 < version <= standing.version:
        raise NotThere(standing.id)
    return version


@contextmanager
def story_at(story: str, version: int | None = None, *, at_least: int | None = None) -> Iterator[Story]:
    """The folded story at a version, or the newest; to be looked at and not changed.

    at_least: a version that is new enough, and known to be there.
    """
    stream = StreamRef.parse(story)
    if version is None:
        with STORIES.reading(stream, at=at_least) as state:
            yield state
        return
    with STORIES.holding(stream, version) as held:
        if held is not None:
            yield held
            return
    yield as_it_was(stream, version)


def position_at(story: str, version: int) -> int | None:
    """The position in the whole log of the newest sealed event up to this version."""
    sealed = LogEntry.objects.filter(stream=StreamRef.parse(story).id, version__lte=version)
    return sealed.order_by("-version").values_list("position", flat=True).first()


def erased_since(story: str, version: int) -> int | None:
    """The version of the newest erasure after `version`: a body of the past may look different since."""
    erasures = reading.StoryEvent.objects.filter(story=story, type="body.erased", version__gt=version)
    return erasures.order_by("-version").values_list("version", flat=True).first()


def processing(story: str, article: Article) -> dict[str, str]:
    """How far the analysis is: queued, running, done, or failed where the story waits for somebody to replay it."""
    state = processing_state(article)
    if state == "queued":
        state = handling("analysis", StreamRef.parse(story)) or state
    return {"state": state}


def home_of(thing: str, prefix: str) -> str:
    """The story that holds the thing. Raises NotThere."""
    if not is_public_id(thing, prefix):
        raise NotThere(thing)
    try:
        return story_of(thing)
    except Unknown as exc:
        raise NotThere(thing) from exc


def show(story: str) -> None:
    """After a command: read your own write. If it fails the decision still stands and is applied a moment later."""
    try:
        refresh(story)
    except DatabaseError:
        log.exception("%s: recorded, being applied", story)


def drawn_anew_since(story: str, version: int) -> bool:
    """Whether an event after `version` may have changed what every claim of the story looks like, naming none."""
    events = reading.StoryEvent.objects.filter(story=story, version__gt=version)
    return events.filter(
        Q(type__startswith="article.") | Q(type__startswith="story.") | Q(type__startswith="origin.")
    ).exists()
