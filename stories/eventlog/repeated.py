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
    """The row of a command that was carried out: its answer is rendered from it, at that version of the stream."""

    request: bytes
    status: int
    ids: tuple[str, ...]
    stream: StreamRef
    version: int


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
    return Repeated(request, status, tuple(ids), StreamRef(kind, stream), version)
