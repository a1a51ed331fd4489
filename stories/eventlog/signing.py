"""Our own checkpoints: issued when there is something new, and never one that contradicts another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString

from psycopg.rows import TupleRow

from stories.eventlog.connection import execute, fetch
from stories.eventlog.read import log_size
from stories.eventlog.subtrees import root_at

EVERY_SECONDS = 300
EVERY_EVENTS = 1_000

Root = tuple[int, bytes]  # of so many events
Sign = Callable[[int, bytes], bytes]  # size and root to a note

_COLUMNS: Final[LiteralString] = "SELECT size, root, note, signed_at FROM signed_checkpoint"
_NEWEST: Final[LiteralString] = _COLUMNS + " ORDER BY size DESC LIMIT 1"
_ONE: Final[LiteralString] = _COLUMNS + " WHERE size = %(size)s"
_AFTER: Final[LiteralString] = _COLUMNS + " WHERE size > %(size)s ORDER BY size LIMIT %(limit)s"

# One that a clock signed which was ahead and has been set back is no reason to wait for that hour again.
_RIPE: Final[LiteralString] = """
SELECT NOT EXISTS (
    SELECT FROM signed_checkpoint
    WHERE signed_at > now() - make_interval(secs => %(seconds)s) AND signed_at < now() + interval '10 seconds'
      AND size > %(size)s - %(events)s
)
"""
_KEEP: Final[LiteralString] = """
INSERT INTO signed_checkpoint (size, root, note) VALUES (%(size)s, %(root)s, %(note)s)
ON CONFLICT (size) DO NOTHING
RETURNING size, root, note, signed_at
"""


class Rewritten(Exception):
    """The log is no longer the one that a checkpoint was signed for."""


@dataclass(frozen=True, slots=True)
class Signed:
    size: int
    root: bytes
    note: bytes
    at: datetime


def newest() -> Signed | None:
    return _signed(execute(_NEWEST, {}))


def signed_for(size: int) -> Signed | None:
    """The checkpoint of exactly so many events."""
    return _signed(execute(_ONE, {"size": size}))


def signed_after(size: int, limit: int) -> list[Signed]:
    """The checkpoints of more events than size, the smallest first."""
    return [Signed(*row) for row in fetch(_AFTER, {"size": size, "limit": limit})]


def issue(sign: Sign, *, kept: Iterable[Root] = (), at_once: bool = False) -> Signed | None:
    """Signs what is sealed, if it is time; None where it is not, or somebody was faster.

    kept: of checkpoints elsewhere. at_once: as soon as there is anything new. Raises Rewritten rather than sign a
    history that does not begin with the one signed last, or with a kept one.
    """
    last, size = newest(), log_size()  # in this order: what was signed meanwhile is no longer than the log
    hold([*kept, *([(last.size, last.root)] if last else [])], size)
    if size == (last.size if last else 0) or not (at_once or _is_time(size)):
        return None
    root = root_at(size)
    return _signed(execute(_KEEP, {"size": size, "root": root, "note": sign(size, root)}))


def hold(roots: Iterable[Root], size: int) -> None:
    """Whether the log, of size events, still has these roots. Raises Rewritten."""
    for known, root in roots:
        if known > size:
            raise Rewritten(f"a checkpoint of {known} events was signed, and the log has {size}")
        try:
            found = root_at(known)
        except KeyError as missing:
            raise Rewritten(f"hashes of the log are gone: {missing}") from None
        if found != root:
            raise Rewritten(f"the root of {known} events was signed as {root.hex()}, and is {found.hex()}")


def _is_time(size: int) -> bool:
    ripe = execute(_RIPE, {"seconds": EVERY_SECONDS, "events": EVERY_EVENTS, "size": size})
    return ripe == (True,)


def _signed(row: TupleRow | None) -> Signed | None:
    return Signed(*row) if row else None
