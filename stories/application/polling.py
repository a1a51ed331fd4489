"""Asks the feeds that are due. A round may be killed, doubled or late: a lease ends, an item is known by its key.

A feed's answer and its new items are written in one transaction, so that what a feed has said is either all known or
asked for again.
"""

import logging
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from stories.application.feeditems import take_in
from stories.application.feeds import ACCEPT, DOWN_AFTER, LONGEST, SHORTEST, public_id
from stories.application.handle import now
from stories.application.lookalikes import doubts_of
from stories.application.rounds import Errand, run_round
from stories.application.timetable import Progress
from stories.application.visiting import Visit, keep_robots, turn
from stories.gateways.addresses import Guard
from stories.gateways.feedfiles import read_feed
from stories.gateways.feedshapes import NoFeed
from stories.gateways.fetching import Conditions, Fetched
from stories.gateways.webhooks import LONGEST_WAIT_SECONDS
from stories.models import Feed, FeedRun

LEASE = timedelta(seconds=120)
KEEP_RUNS = 100
FASTER, SLOWER = 0.5, 1.25  # of the interval, after a change and after none
LONGEST_BACKOFF = 6 * LONGEST
# A server may ask for a day. What is to wait longer than this got its time from a clock that was ahead.
_LONGEST_WAIT = 1.2 * max(LONGEST_BACKOFF, LONGEST_WAIT_SECONDS)
_UNCHANGED, _CHANGED, _FAILED = "unchanged", "changed", "failed"

log = logging.getLogger(__name__)

# An array is made once; a join may ask for its rows again and again, and lock others each time.
_TAKE = """
UPDATE stories_feed SET leased_until = %(until)s WHERE id = ANY (ARRAY(
    SELECT id FROM stories_feed
    WHERE paused_at IS NULL AND gone_at IS NULL AND deleted_at IS NULL
        AND (next_at <= %(now)s OR next_at > %(now)s + make_interval(secs => %(longest)s)
            OR asked_at > %(now)s + interval '2 minutes')
        AND (leased_until IS NULL OR leased_until <= %(now)s OR leased_until > %(now)s + interval '4 minutes')
    ORDER BY next_at LIMIT %(many)s
    FOR UPDATE SKIP LOCKED
))
RETURNING id
"""
_TRIM = """
DELETE FROM stories_feedrun WHERE feed_id = %(feed)s AND id <= (
    SELECT id FROM stories_feedrun WHERE feed_id = %(feed)s ORDER BY id DESC OFFSET %(keep)s LIMIT 1
)
"""


def poll_due(
    *, guard: Guard, pause: float, progress: Progress | None = None, clock: Callable[[], datetime] = now
) -> int:
    """One round; how many feeds were asked. pause: seconds between two requests to one server."""

    def due(many: int, at: datetime) -> Iterator[Errand[Feed]]:
        for feed in _taken(many, at, pause):
            yield Errand(feed, feed.url, ACCEPT, Conditions(feed.etag, feed.last_modified))

    return run_round(due, _record, guard=guard, clock=clock, progress=progress)


def _taken(many: int, at: datetime, pause: float) -> Iterator[Feed]:
    """Feeds that are due, each leased, and its server's turn taken; those whose server is busy wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"now": at, "until": at + LEASE, "many": many, "longest": _LONGEST_WAIT})
        ids = [row[0] for row in cursor.fetchall()]
    for feed in Feed.objects.filter(pk__in=ids).order_by("next_at"):
        if turn(feed.url, at, pause=pause):
            yield feed
        else:
            later = at + timedelta(seconds=max(pause, 1.0) * random.uniform(1, 2))  # noqa: S311  # spreads load
            Feed.objects.filter(pk=feed.pk).update(leased_until=None, next_at=later)


def _record(feed: Feed, found: Visit, at: datetime) -> None:
    if found.robots is not None:
        keep_robots(feed.url, found.robots, at)
    run = FeedRun(feed=feed, at=at, milliseconds=found.milliseconds, outcome=_FAILED)
    with transaction.atomic():
        values = _values(feed, found, run, at)
        row = Feed.objects.filter(pk=feed.pk)
        # What an address answered says nothing of the one that it was exchanged for meanwhile.
        if not row.filter(url=feed.url).update(asked_at=at, leased_until=None, **values):
            row.update(leased_until=None)
        run.save()
    with connection.cursor() as cursor:
        cursor.execute(_TRIM, {"feed": feed.pk, "keep": KEEP_RUNS})


def _values(feed: Feed, found: Visit, run: FeedRun, at: datetime) -> dict[str, Any]:
    """What becomes of the feed's row; fills the run on the way, and takes the items in."""
    answer = found.fetched
    if answer is None:
        return _failed(feed, run, at, str(found.problem), wait=None)
    run.status = answer.status
    moved = {"moved_to": answer.moved_to[:2_000]} if answer.moved_to else {}
    if answer.status == 304:
        run.outcome = _UNCHANGED
        return moved | _good(feed, at, changed=False)
    if answer.status == 410:
        return _failed(feed, run, at, "answered 410: it is gone for good", wait=None) | {"gone_at": at}
    if answer.status != 200:
        return moved | _failed(feed, run, at, f"answered {answer.status}", wait=answer.wait)
    return moved | _read(feed, answer, run, at)


def _read(feed: Feed, answer: Fetched, run: FeedRun, at: datetime) -> dict[str, Any]:
    kept = {
        "etag": answer.conditions.etag,
        "last_modified": answer.conditions.last_modified,
        "digest": sha256(answer.body).hexdigest(),
    }
    if kept["digest"] == feed.digest:  # a server that knows no validators, or makes a new one each time
        run.outcome = _UNCHANGED
        return kept | _good(feed, at, changed=False)
    try:
        file = read_feed(answer.body, url=answer.url, charset=answer.charset, whole=answer.whole)
    except NoFeed as exc:
        return _failed(feed, run, at, str(exc), wait=None)
    run.outcome, run.items = _CHANGED, len(file.items)
    taken = take_in(feed, file, at)
    run.new = taken.new
    degraded = [*file.degraded, *taken.doubts, *doubts_of(feed.source_name, source=feed.source)]
    run.problem = "; ".join(degraded)[:500]
    shown = {"kind": file.kind, "title": file.title[:300] or feed.title, "degraded": [text[:300] for text in degraded]}
    return kept | shown | _good(feed, at, changed=bool(taken.new or taken.changed))


def _good(feed: Feed, at: datetime, *, changed: bool) -> dict[str, Any]:
    """Whoever has a feed asked early learns that nothing is new yet, not that it brings little."""
    early = feed.asked_at is not None and at - feed.asked_at < timedelta(seconds=feed.interval * SLOWER / 2)
    pace = FASTER if changed else 1.0 if early else SLOWER
    interval = min(max(feed.interval * pace, SHORTEST), LONGEST)
    values: dict[str, Any] = {"good_at": at, "failures": 0, "problem": "", "interval": interval}
    if changed:
        values["changed_at"] = at
    return values | {"next_at": at + _spread(interval)}


def _failed(feed: Feed, run: FeedRun, at: datetime, problem: str, *, wait: float | None) -> dict[str, Any]:
    """Twice as long after each failure, up to six hours; as long as the server asks for, where that is longer."""
    failures = feed.failures + 1
    run.problem = problem[:500]
    if failures == DOWN_AFTER:
        log.warning("feed %s is down: %s", public_id(feed), problem)
    pause = min(feed.interval * 2.0 ** min(failures - 1, 10), LONGEST_BACKOFF)
    return {"failures": failures, "problem": problem[:500], "next_at": at + _spread(max(pause, wait or 0.0))}


def _spread(seconds: float) -> timedelta:
    """A little more, by chance: feeds that failed together do not come back together."""
    return timedelta(seconds=seconds * random.uniform(1.0, 1.1))  # noqa: S311  # spreads load, guards nothing
