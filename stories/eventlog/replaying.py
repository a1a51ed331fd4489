# ruff: noqa: S608  # statements are put together from constants alone
"""Taking up a parked stream again, from the event that could not be handled, under the partition's lock."""

from contextlib import nullcontext
from itertools import islice
from uuid import uuid4

from django.db import connection, transaction

from stories.eventlog.connection import execute
from stories.eventlog.leases import FREE
from stories.eventlog.read import Stored, read_stream
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import Subscription


class NotParked(Exception):
    """The subscription does not pass by this stream."""


class PartitionBusy(Exception):
    """A worker is at the partition; try again in a moment."""


_TAKE = f"""
UPDATE subscription
SET lease_holder = %(holder)s, lease_pid = pg_backend_pid(), lease_until = now() + %(seconds)s * interval '1 second'
WHERE name = %(name)s AND partition = %(partition)s AND {FREE}
RETURNING checkpoint
"""

_HOLD = """
SELECT checkpoint FROM subscription
WHERE name = %(name)s AND partition = %(partition)s AND lease_holder = %(holder)s
FOR UPDATE
"""

_RELEASE = """
UPDATE subscription SET lease_holder = NULL, lease_pid = NULL, lease_until = NULL
WHERE name = %(name)s AND partition = %(partition)s AND lease_holder = %(holder)s
RETURNING name
"""

_PARKED = """
SELECT version FROM parked WHERE subscription = %(name)s AND stream = %(stream)s AND replayed_at IS NULL
"""

_ADVANCED = """
UPDATE parked SET version = %(version)s
WHERE subscription = %(name)s AND stream = %(stream)s AND replayed_at IS NULL
RETURNING id
"""

_REPLAYED = """
UPDATE parked SET replayed_at = now()
WHERE subscription = %(name)s AND stream = %(stream)s AND replayed_at IS NULL
RETURNING id
"""


def replay(subscription: Subscription, stream: StreamRef) -> int:
    """Handle the parked stream's events up to the partition's checkpoint; how many. Then it is read as all others.

    Raises NotParked, PartitionBusy, and what the handler raises: what was handled before that stays handled.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a replay commits by itself")
    key: dict[str, object] = {
        "name": subscription.name,
        "partition": stream.partition,
        "stream": stream.id,
        "holder": uuid4(),
        "seconds": subscription.lease_seconds,
    }
    if execute(_PARKED, key) is None:
        raise NotParked(stream.public)
    if execute(_TAKE, key) is None:
        raise PartitionBusy(stream.public)
    handled = 0
    try:
        while batch := _batch(subscription, stream, key):
            handled += batch
    finally:
        if connection.is_usable():
            execute(_RELEASE, key)
    return handled


def _batch(subscription: Subscription, stream: StreamRef, key: dict[str, object]) -> int:
    with transaction.atomic() if subscription.transactional else nullcontext():
        held = execute(_HOLD, key)
        if held is None:
            raise PartitionBusy(stream.public)
        parked = execute(_PARKED, key)
        if parked is None:
            return 0
        events = list(islice(_missed(stream, version=parked[0], checkpoint=held[0]), subscription.batch))
        if not events:
            execute(_REPLAYED, key)
            return 0
        subscription.handle(events)
        execute(_ADVANCED, key | {"version": events[-1].version + 1})
        return len(events)


def _missed(stream: StreamRef, *, version: int, checkpoint: int) -> list[Stored]:
    return [
        event
        for event in read_stream(stream, after=version - 1)
        if event.position is not None and event.position <= checkpoint
    ]
