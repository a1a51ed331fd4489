"""Operations of what comes by itself: feeds, and the timetable."""

from datetime import datetime
from typing import Annotated, Any, Literal

from stories.api import feeds, paging, webhooks
from stories.api.reference.answers import Next
from stories.api.reference.door_answers import Job
from stories.api.reference.operation import MADE, Operation, acts, reads
from stories.domain.vocabulary import Scope
from stories.projections.shapes import Count, Shape, StoryId, identified

FeedId = Annotated[str, identified("fee")]


class Feed(Shape):
    id: FeedId
    url: str
    source: Annotated[str, identified("src")]
    source_name: str
    title: str
    kind: Literal["rss", "atom", "json", "ninjs", "sitemap"] | None
    story: StoryId | None
    full_text: bool
    state: Literal["new", "up", "late", "down", "paused", "gone"]
    interval: Count
    failures: Count
    problem: str | None
    degraded: list[str]
    moved_to: str | None
    created_at: datetime
    next_at: datetime | None
    asked_at: datetime | None
    good_at: datetime | None
    changed_at: datetime | None
    paused_at: datetime | None


class Feeds(Shape):
    results: list[Feed]
    next: Next


class FeedRun(Shape):
    at: datetime
    milliseconds: Count
    status: int | None
    outcome: Literal["unchanged", "changed", "failed"]
    items: Count
    new: Count
    problem: str | None


class FeedRuns(Shape):
    results: list[FeedRun]


class SeenItem(Shape):
    key: str
    url: str | None
    title: str | None
    full: bool


class SeenFeed(Shape):
    kind: str
    title: str
    items: Count
    full_text: Count
    degraded: list[str]
    first: list[SeenItem]


class Seen(Shape):
    url: str
    feed: SeenFeed | None
    code: str | None
    reason: str | None


class TimetableJob(Shape):
    name: str
    state: Literal["up", "running", "failed", "late", "paused"]
    every: float
    lag: float
    progress: str | None
    error: str | None
    paused_at: datetime | None
    wanted_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    next_at: datetime | None


class Timetable(Shape):
    results: list[TimetableJob]


_FEEDS: dict[str, Any] = {"scopes": (Scope.FEEDS_MANAGE,)}
_READ: dict[str, Any] = {"public": False, **_FEEDS}
_HOUSE: dict[str, Any] = {"scopes": (Scope.OPS_RUN,)}
_ONE = "/feeds/{feed}/"
_JOB = "/timetable/{line}/"
_VERBS = {
    "poll": "Ask it within seconds",
    "pause": "Ask it no more for now",
    "resume": "Ask it again, with a clean slate",
    "follow": "Follow a feed that says it moved for good",
}

OUTSIDE: tuple[Operation, ...] = (
    reads("/feeds/", "list_feeds", "Every feed and how it does", Feeds, query=paging.Page, **_READ),
    acts("/feeds/", "add_feed", "Ask a feed for articles", feeds.NewFeed, Feed, **MADE, **_FEEDS),
    acts("/feeds/test/", "test_feed", "Look at an address before adding it", feeds.Look, Seen, **_FEEDS),
    reads("/feeds/opml/", "export_feeds", "The list of feeds as OPML", str, media="text/x-opml", **_READ),
    acts(
        "/feeds/opml/",
        "import_feeds",
        "Add the feeds of a list, by a job",
        str,
        Job,
        status=202,
        takes="text/x-opml",
        **_FEEDS,
    ),
    reads(_ONE, "read_feed", "A feed and how it does", Feed, **_READ),
    acts(_ONE, "amend_feed", "Amend a feed", feeds.AmendFeed, Feed, method="PATCH", **_FEEDS),
    acts(_ONE, "remove_feed", "Ask it no more", None, None, method="DELETE", status=204, **_FEEDS),
    reads(f"{_ONE}runs/", "list_feed_runs", "The last hundred times it was asked", FeedRuns, **_READ),
    *(acts(f"{_ONE}{verb}/", f"{verb}_feed", what, webhooks.Nothing, Feed, **_FEEDS) for verb, what in _VERBS.items()),
    reads("/timetable/", "read_timetable", "What runs when, and how it went", Timetable, public=False, **_HOUSE),
    acts(f"{_JOB}run/", "run_job", "Run it within seconds", webhooks.Nothing, TimetableJob, status=202, **_HOUSE),
    acts(f"{_JOB}pause/", "pause_job", "Let its ticks do nothing", webhooks.Nothing, TimetableJob, **_HOUSE),
    acts(f"{_JOB}resume/", "resume_job", "Let it run again", webhooks.Nothing, TimetableJob, **_HOUSE),
)
