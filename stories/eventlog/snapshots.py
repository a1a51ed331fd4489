"""Stories as folded at every 500th version, so that no moment of the past is far.

Never truth: they are made from the log, serve reads of the past and nothing else, and are thrown away when the code
that folds changes or a body that went into them is erased. Decisions and read models fold the log itself.
"""

import zlib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, LiteralString

import msgspec
from django.db import transaction

from stories.domain.story import Story
from stories.eventlog.connection import execute, fetch
from stories.eventlog.folding import STORIES, Folded
from stories.eventlog.streams import StreamRef

EVERY = 500
_FAST = 1  # zlib: a third more bytes than its best, a fifth of the time
_STATE: Final = msgspec.msgpack.Decoder(Story)

# The same lock as the trigger's that forgets them, so that none is kept of what is being erased.
_LOCK: Final[LiteralString] = """
SELECT pg_advisory_xact_lock(hashtextextended('snapshot ' || %(stream)s::uuid::text, 0))
"""

_KEEP: Final[LiteralString] = """
INSERT INTO snapshot (stream, version, code, state) VALUES (%(stream)s, %(version)s, %(code)s, %(state)s)
ON CONFLICT (stream, version) DO UPDATE SET code = excluded.code, state = excluded.state
RETURNING version
"""

_NEAREST: Final[LiteralString] = """
SELECT version, state FROM snapshot
WHERE stream = %(stream)s AND version <= %(version)s AND code = %(code)s
ORDER BY version DESC LIMIT 1
"""

# The oldest streams first; what other code has folded counts for nothing.
_WANTING: Final[LiteralString] = """
SELECT stream.id, stream.version
FROM stream LEFT JOIN snapshot ON snapshot.stream = stream.id AND snapshot.code = %(code)s
WHERE stream.kind = 'story' AND stream.version >= %(every)s
GROUP BY stream.id, stream.version
HAVING count(snapshot.version) < stream.version / %(every)s
ORDER BY stream.id
"""

_KEPT: Final[LiteralString] = "SELECT version FROM snapshot WHERE stream = %(stream)s AND code = %(code)s"


@cache
def code() -> str:
    """A digest of everything that a fold depends on: the domain, and how events are read."""
    found = sha256(msgspec.__version__.encode())
    sources = [one for one in files("stories.domain").iterdir() if one.name.endswith(".py")]
    for source in [*sorted(sources, key=lambda one: one.name), files("stories.eventlog") / "codec.py"]:
        found.update(source.read_bytes())
    return found.hexdigest()


def as_it_was(stream: StreamRef, version: int) -> Story:
    """The story at a version, from the nearest snapshot on; the caller's own."""
    return STORIES.fold(_nearest(stream, version), upto=version).state


def _nearest(stream: StreamRef, version: int) -> Folded[Story]:
    row = execute(_NEAREST, {"stream": stream.id, "version": version, "code": code()})
    if row is None:
        return STORIES.empty(stream)
    return Folded(stream, _STATE.decode(zlib.decompress(row[1])), row[0])


def wanting(*, every: int = EVERY) -> list[tuple[StreamRef, int]]:
    """The stories that lack snapshots of this code, and their versions."""
    return [(StreamRef("story", row[0]), row[1]) for row in fetch(_WANTING, {"code": code(), "every": every})]


def keep(stream: StreamRef, version: int, *, every: int = EVERY) -> Iterator[int]:
    """Makes what is missing up to a version, oldest first; gives each version when it is kept."""
    kept = {row[0] for row in fetch(_KEPT, {"stream": stream.id, "code": code()})}
    for boundary in range(every, version + 1, every):
        if boundary not in kept:
            with transaction.atomic():
                execute(_LOCK, {"stream": stream.id})
                state = zlib.compress(msgspec.msgpack.encode(as_it_was(stream, boundary)), _FAST)
                execute(_KEEP, {"stream": stream.id, "version": boundary, "code": code(), "state": state})
            yield boundary
