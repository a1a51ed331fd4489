"""Reading: one stream, one event, or the sealed log in order of position."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

import msgspec
from psycopg.rows import TupleRow

from stories.eventlog.connection import execute, fetch
from stories.eventlog.streams import NO_PREVIOUS, StreamRef

CHUNK = 2_000


class Envelope(msgspec.Struct, frozen=True):
    """An event's envelope, decoded. log-format's keys."""

    v: int
    id: str
    stream: str
    ver: int
    type: str
    schema: int
    at: str
    actor: str
    cause: str | None
    prev: str
    body: str


_ENVELOPE = msgspec.json.Decoder(Envelope)


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it lies in the log. data: the envelope's canonical bytes; body and salt: None once erased."""

    position: int | None  # None until sealed
    stream: StreamRef
    version: int
    envelope: Envelope
    data: bytes
    body: bytes | None
    salt: bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands; version 0 and sixty-four zeros when there is none yet."""

    version: int
    head: str


_COLUMNS: Final[LiteralString] = """
SELECT log.position, stream.kind, event.stream, event.version, event.envelope, body.bytes, body.salt
"""

# One body and one place by the whole key. A plain join may look all of the stream's through for each of its events:
# while nobody has counted how many a stream has, the server takes it for one.
_BY_KEY: Final[LiteralString] = """
LEFT JOIN LATERAL (
    SELECT bytes, salt FROM event_body WHERE stream = event.stream AND version = event.version LIMIT 1
) AS body ON true
LEFT JOIN LATERAL (
    SELECT position FROM log WHERE stream = event.stream AND version = event.version LIMIT 1
) AS log ON true
"""

_OF_STREAM: Final[LiteralString] = (
    _COLUMNS
    + """
FROM event
JOIN stream ON stream.id = event.stream
"""
    + _BY_KEY
    + """
WHERE event.stream = %(stream)s AND stream.kind = %(kind)s
"""
)

_STREAM: Final[LiteralString] = (
    _OF_STREAM
    + """
  AND event.version > %(after)s AND (%(upto)s::int IS NULL OR event.version <= %(upto)s)
ORDER BY event.version
LIMIT %(limit)s
"""
)

_VERSIONS: Final[LiteralString] = (
    _OF_STREAM
    + """
  AND event.version = ANY (%(versions)s::int[])
ORDER BY event.version
"""
)

_TYPES: Final[LiteralString] = """
SELECT version
FROM event
WHERE stream = %(stream)s AND version > %(after)s AND version <= %(upto)s AND type = ANY (%(types)s::text[])
ORDER BY version
LIMIT %(limit)s
"""

_EVENT: Final[LiteralString] = (
    _COLUMNS
    + """
FROM event
JOIN stream ON stream.id = event.stream
"""
    + _BY_KEY
    + """
WHERE event.id = %(id)s
"""
)

_LOG: Final[LiteralString] = (
    _COLUMNS
    + """
FROM log
JOIN stream ON stream.id = log.stream
JOIN event ON event.stream = log.stream AND event.version = log.version
LEFT JOIN event_body body ON body.stream = log.stream AND body.version = log.version
WHERE log.position > %(after)s
  AND (%(types)s::text[] IS NULL OR event.type = ANY (%(types)s::text[]))
ORDER BY log.position
LIMIT %(limit)s
"""
)

_PARTITION: Final[LiteralString] = (
    _COLUMNS
    + """
FROM log
JOIN stream ON stream.id = log.stream
JOIN event ON event.stream = log.stream AND event.version = log.version
LEFT JOIN event_body body ON body.stream = log.stream AND body.version = log.version
WHERE log.partition = %(partition)s AND log.position > %(after)s
ORDER BY log.position
LIMIT %(limit)s
"""
)


def read_stream(stream: StreamRef, *, after: int = 0, upto: int | None = None) -> Iterator[Stored]:
    """The stream's events beyond version `after`, sealed or not, in order."""
    while True:
        wanted = {"stream": stream.id, "kind": stream.kind, "after": after, "upto": upto, "limit": CHUNK}
        rows = fetch(_STREAM, wanted)
        yield from map(_stored, rows)
        if len(rows) < CHUNK:
            return
        after = rows[-1][3]


def versions_of(stream: StreamRef, types: Sequence[str], *, after: int, upto: int, limit: int) -> list[int]:
    """Where events of these types stand in a stream, without reading them: what read_versions is then asked for."""
    wanted = {"stream": stream.id, "types": list(types), "after": after, "upto": upto, "limit": limit}
    return [version for (version,) in fetch(_TYPES, wanted)]


def read_versions(stream: StreamRef, versions: Iterable[int]) -> list[Stored]:
    """Some events of a stream, in order: for a page of a timeline, whose events may lie far apart."""
    parameters = {"stream": stream.id, "kind": stream.kind, "versions": list(versions)}
    return list(map(_stored, fetch(_VERSIONS, parameters)))


def read_log(after_position: int, limit: int, types: Sequence[str] | None = None) -> list[Stored]:
    """Sealed events beyond a position (-1: from the beginning), of these types alone if given."""
    parameters = {"after": after_position, "limit": limit, "types": None if types is None else list(types)}
    return list(map(_stored, fetch(_LOG, parameters)))


def read_partition(partition: int, *, after: int, limit: int) -> list[Stored]:
    """Sealed events of one partition beyond a position."""
    parameters = {"partition": partition, "after": after, "limit": limit}
    return list(map(_stored, fetch(_PARTITION, parameters)))


def read_event(event_id: str) -> Stored | None:
    """Raises ValueError if event_id is no UUID."""
    row = execute(_EVENT, {"id": UUID(event_id)})
    return _stored(row) if row else None


def stream_head(stream: StreamRef) -> Head:
    row = execute(
        "SELECT version, head FROM stream WHERE id = %(stream)s AND kind = %(kind)s",
        {"stream": stream.id, "kind": stream.kind},
    )
    return Head(row[0], row[1].hex()) if row else Head(0, NO_PREVIOUS)


def streams(kind: str) -> dict[StreamRef, int]:
    """Every stream of a kind with its version, the oldest first."""
    rows = fetch("SELECT id, version FROM stream WHERE kind = %(kind)s ORDER BY id", {"kind": kind})
    return {StreamRef(kind, row[0]): row[1] for row in rows}


def log_size() -> int:
    """How many events are sealed: the newest position and one."""
    row = execute("SELECT coalesce(max(position) + 1, 0) FROM log", {})
    return int(row[0]) if row else 0


def _stored(row: TupleRow) -> Stored:
    position, kind, stream, version, data, body, salt = row
    return Stored(position, StreamRef(kind, stream), version, _ENVELOPE.decode(data), data, body, salt)
