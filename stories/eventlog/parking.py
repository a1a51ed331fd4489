# ruff: noqa: S608  # statements are put together from constants alone
"""Streams that a subscription could not handle and passed by, until they are replayed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, LiteralString
from uuid import UUID

from stories.eventlog.connection import cursor, execute, fetch
from stories.eventlog.leases import FREE
from stories.eventlog.read import Stored
from stories.eventlog.streams import StreamRef

_PARK = """
INSERT INTO parked (subscription, stream, kind, version, position, attempts, error)
VALUES (%(name)s, %(stream)s, %(kind)s, %(version)s, %(position)s, %(attempts)s, %(error)s)
ON CONFLICT (subscription, stream) WHERE replayed_at IS NULL DO NOTHING
"""

_STREAMS: Final[LiteralString] = """
SELECT stream FROM parked
WHERE subscription = %(name)s AND stream = ANY (%(streams)s::uuid[]) AND replayed_at IS NULL
"""

_ALL: Final[LiteralString] = """
SELECT subscription, kind, stream, version, position, attempts, error, parked_at
FROM parked WHERE replayed_at IS NULL ORDER BY parked_at, id
"""


# A batch is under way while its lease is held; it may end before attempt_to, but never beyond.
_HANDLED: Final[LiteralString] = f"""
SELECT
    EXISTS (
        SELECT FROM parked WHERE subscription = %(name)s AND stream = %(stream)s AND replayed_at IS NULL
    ),
    (
        SELECT EXISTS (
            SELECT FROM log WHERE stream = %(stream)s AND position > checkpoint AND position <= attempt_to
        )
        FROM subscription WHERE name = %(name)s AND partition = %(partition)s AND NOT {FREE}
    )
"""


@dataclass(frozen=True, slots=True)
class Parked:
    """version: the first event of the stream that was not handled."""

    subscription: str
    stream: StreamRef
    version: int
    position: int
    attempts: int
    error: str
    parked_at: datetime


def park(name: str, event: Stored, *, attempts: int, error: str) -> None:
    with cursor() as plain:
        plain.execute(
            _PARK,
            {
                "name": name,
                "stream": event.stream.id,
                "kind": event.stream.kind,
                "version": event.version,
                "position": event.position,
                "attempts": attempts,
                "error": error.replace("\x00", "\ufffd")[:2_000],
            },
        )


def parked_streams(name: str, streams: Iterable[UUID]) -> set[UUID]:
    """Those of the streams that the subscription passes by."""
    return {stream for (stream,) in fetch(_STREAMS, {"name": name, "streams": list(streams)})}


def handling(name: str, stream: StreamRef) -> Literal["failed", "running"] | None:
    """Whether the subscription has passed by the stream, or is at work on events of it."""
    found = execute(_HANDLED, {"name": name, "stream": stream.id, "partition": stream.partition})
    passed_by, at_work = found or (False, False)
    return "failed" if passed_by else "running" if at_work else None


def parked() -> list[Parked]:
    """What is parked now, oldest first."""
    return [Parked(name, StreamRef(kind, stream), *rest) for name, kind, stream, *rest in fetch(_ALL, {})]
