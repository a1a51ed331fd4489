# ruff: noqa: S608  # statements are put together from constants alone
"""Subscriptions: named readers of the log that miss nothing, repeat nothing, and pass by what cannot be handled."""

import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from time import monotonic
from uuid import uuid4

from django.db import connection, transaction

from stories.eventlog import parking
from stories.eventlog.checkpoints import lags
from stories.eventlog.connection import cursor, execute
from stories.eventlog.leases import FREE, HELD
from stories.eventlog.read import Stored, read_partition

PARK_AFTER = 5  # failures of one event
PATIENCE_SECONDS = 30  # a call returns after about so long; what is left is found overdue and comes again

log = logging.getLogger(__name__)


class NotNow(Exception):
    """Raised by a handler before it has done anything: these events have to wait a little. Counts as no attempt."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Subscription:
    """name: never changes, checkpoints are kept under it. queue: where its work is sent.

    handle: takes events of one partition in order of position. transactional: its effects are in this database and
    commit with the checkpoint, exactly once. Else it runs outside any transaction (it may take long, or append) and may
    see an event again after a crash: its effects must be idempotent. lease_seconds: longer than any batch takes.
    """

    name: str
    queue: str
    handle: Callable[[Sequence[Stored]], None]
    transactional: bool = True
    batch: int = 200
    lease_seconds: int = 150


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a subscription stands in a partition, and the attempt that was begun there."""

    subscription: Subscription
    partition: int
    checkpoint: int
    attempt_from: int | None
    attempt_to: int | None
    attempt: int
    busy: bool

    @property
    def one_by_one(self) -> bool:
        """A batch was begun and not finished: until its end, events are taken singly."""
        return self.attempt_to is not None and self.attempt_to > self.checkpoint


_PLACE = f"""
SELECT checkpoint, attempt_from, attempt_to, attempt, coalesce(retry_at > now(), FALSE) OR NOT {FREE}
FROM subscription WHERE name = %(name)s AND partition = %(partition)s
"""

_OPEN = "INSERT INTO subscription (name, partition) VALUES (%(name)s, %(partition)s) ON CONFLICT DO NOTHING"

# Committed before the batch, so that a worker which dies in it has left its mark.
_BEGIN = f"""
UPDATE subscription
SET attempt_from = %(attempt_from)s, attempt_to = %(attempt_to)s, attempt = %(attempt)s, retry_at = NULL,
    lease_holder = %(holder)s, lease_pid = pg_backend_pid(), lease_until = now() + %(seconds)s * interval '1 second'
WHERE name = %(name)s AND partition = %(partition)s AND checkpoint = %(checkpoint)s AND {FREE}
RETURNING name
"""

_LOCK = f"SELECT name FROM subscription WHERE {HELD} FOR UPDATE"

_FINISH = f"""
UPDATE subscription
SET checkpoint = %(reached)s, attempt_from = NULL, attempt = 0, retry_at = NULL,
    attempt_to = CASE WHEN attempt_to > %(reached)s THEN attempt_to END,
    lease_holder = NULL, lease_pid = NULL, lease_until = NULL
WHERE {HELD}
RETURNING name
"""

_GIVE_BACK = f"""
UPDATE subscription
SET retry_at = now() + %(wait)s * interval '1 second', lease_holder = NULL, lease_pid = NULL, lease_until = NULL
WHERE {HELD}
RETURNING name
"""


_PUT_OFF = f"""
UPDATE subscription
SET retry_at = now() + %(wait)s * interval '1 second', attempt = greatest(attempt - 1, 0),
    lease_holder = NULL, lease_pid = NULL, lease_until = NULL
WHERE {HELD}
RETURNING name
"""


def behind(subscriptions: Sequence[Subscription]) -> list[tuple[str, int]]:
    """(subscription's name, partition) wherever there is news."""
    return [(lag.name, lag.partition) for lag in lags([each.name for each in subscriptions])]


def advance(subscription: Subscription, partition: int) -> int:
    """Handle what is new in the partition; how many events were passed. 0 too while another worker is at it.

    A failure of the handler is logged, counted and tried again later, and does not come out. To be called outside a
    transaction: attempts are committed before their effects.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a subscription advances in transactions of its own")
    passed, began = 0, monotonic()
    while monotonic() - began < PATIENCE_SECONDS:
        step = _step(subscription, partition)
        if step == 0:
            break
        passed += max(step, 0)
    return passed


def _step(subscription: Subscription, partition: int) -> int:
    """One batch: the number of events passed, 0 to stop, -1 to go on at once, event by event."""
    place = _place(subscription, partition)
    if place.busy:
        return 0
    limit = 1 if place.one_by_one else subscription.batch
    events = read_partition(partition, after=place.checkpoint, limit=limit)
    if not events:
        return 0
    first, last = _positions(events)
    single = len(events) == 1
    earlier = place.attempt if place.attempt_from == first else 0
    key = {
        "name": subscription.name,
        "partition": partition,
        "checkpoint": place.checkpoint,
        "holder": uuid4(),
    }
    attempt = {
        "attempt_from": first,
        "attempt_to": max(last, place.attempt_to or last),
        "attempt": earlier + 1 if single else 0,
        "seconds": subscription.lease_seconds,
    }
    if execute(_BEGIN, key | attempt) is None:
        return 0
    if single and earlier >= PARK_AFTER:
        return _park(place, events[0], key, error="each attempt ended without a word: the worker died in it")
    try:
        done = _run(subscription, events, key)
    except NotNow as later:
        execute(_PUT_OFF, key | {"wait": later.seconds})
        return 0
    except Exception as error:
        log.exception("%s failed in partition %s at position %s", subscription.name, partition, first)
        if single and earlier + 1 >= PARK_AFTER:
            return _park(place, events[0], key, error=f"{type(error).__name__}: {error}")
        execute(_GIVE_BACK, key | {"wait": 2**earlier if single else 0})
        return 0 if single else -1
    return len(events) if done else 0


def _place(subscription: Subscription, partition: int) -> _Place:
    keys = {"name": subscription.name, "partition": partition}
    row = execute(_PLACE, keys)
    if row is None:
        with cursor() as plain:
            plain.execute(_OPEN, keys)
        row = -1, None, None, 0, False
    return _Place(subscription, partition, *row)


def _run(subscription: Subscription, events: Sequence[Stored], key: dict[str, object]) -> bool:
    """Handle and move the checkpoint. False: another worker has taken over meanwhile, and nothing was done twice."""
    with transaction.atomic() if subscription.transactional else nullcontext():
        if execute(_LOCK, key) is None:
            return False
        out_of_the_way = parking.parked_streams(subscription.name, {event.stream.id for event in events})
        todo = [event for event in events if event.stream.id not in out_of_the_way]
        if todo:
            subscription.handle(todo)
        finished = execute(_FINISH, key | {"reached": _positions(events)[1]})
    if finished is None:
        log.warning("%s lost its lease in partition %s", subscription.name, key["partition"])
    return finished is not None


def _park(place: _Place, event: Stored, key: dict[str, object], *, error: str) -> int:
    with transaction.atomic():
        if execute(_FINISH, key | {"reached": event.position}) is None:
            return 0
        parking.park(place.subscription.name, event, attempts=PARK_AFTER, error=error)
    log.error("%s passes by %s from version %s", place.subscription.name, event.stream.public, event.version)
    return 1


def _positions(events: Sequence[Stored]) -> tuple[int, int]:
    first, last = events[0].position, events[-1].position
    assert first is not None
    assert last is not None
    return first, last
