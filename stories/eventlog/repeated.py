"""Commands that come twice: the row that the append leaves, kept for as long as the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from stories.eventlog.connection import execute
from stories.eventlog.streams import StreamRef


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What is remembered of a command. request: SHA-256 of the request; status and ids: to render the answer again."""

    actor: str
    key: str
    request: bytes
    status: int = 201
    ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """The row of a command that was carried out: its answer is rendered from it, at that version of the stream.

    wrote: whether it left events; one that found nothing to do is remembered all the same.
    """

    request: bytes
    status: int
    ids: tuple[str, ...]
    stream: StreamRef
    version: int
    wrote: bool = True


_NOTHING = "nothing"  # among the ids of a command that left no event


def remember(idempotency: Idempotency, stream: StreamRef, version: int) -> bool:
    """A command that had nothing to do. False where another one has the key by now."""
    row = execute(
        """
        INSERT INTO idempotency (actor, key, request, status, ids, stream, version)
        VALUES (%(actor)s, %(key)s, %(request)s, %(status)s, %(ids)s, %(stream)s, %(version)s)
        ON CONFLICT DO NOTHING
        RETURNING version
        """,
        {
            "actor": idempotency.actor,
            "key": idempotency.key,
            "request": idempotency.request,
            "status": idempotency.status,
            "ids": [*idempotency.ids, _NOTHING],
            "stream": stream.id,
            "version": version,
        },
    )
    return row is not None


def find_repeated(actor: str, key: str) -> Repeated | None:
    row = execute(
        """
        SELECT request, status, ids, stream.kind, stream.id, idempotency.version
        FROM idempotency JOIN stream ON stream.id = idempotency.stream
        WHERE actor = %(actor)s AND key = %(key)s
        """,
        {"actor": actor, "key": key},
    )
    if row is None:
        return None
    request, status, ids, kind, stream, version = row
    kept = tuple(one for one in ids if one != _NOTHING)
    return Repeated(request, status, kept, StreamRef(kind, stream), version, len(kept) == len(ids))
