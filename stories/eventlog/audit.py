"""The log hashed anew as it lies stored, in slices: each may go on where the one before ended.

Compares what a stranger would after an export, but with the stored rows at hand it needs no memory beyond the edge of
the tree: envelope and leaf, chain, commitment and body, root. What was known of it before, the caller says.
"""

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Final, LiteralString

import msgspec
from psycopg.rows import TupleRow

from stories.eventlog.connection import fetch
from stories.eventlog.merkle import Tree, commitment, leaf
from stories.eventlog.read import Envelope
from stories.eventlog.streams import NO_PREVIOUS, StreamRef
from stories.eventlog.subtrees import root_at
from stories.eventlog.verify import Tampered

CHUNK = 1_000

# What is gone shows as null. Whether an event says why is asked for bodies alone that are not there.
_ROWS: Final[LiteralString] = """
SELECT log.position, log.version, log.leaf, stream.kind, log.stream, event.id::text, event.type, event.envelope,
    body.salt, body.bytes, before.leaf,
    CASE WHEN body.bytes IS NULL THEN EXISTS (
        SELECT FROM event AS because
        JOIN log AS sealed ON sealed.stream = because.stream AND sealed.version = because.version
        JOIN event_body AS why ON why.stream = because.stream AND why.version = because.version
        WHERE because.stream = log.stream AND because.version > log.version AND because.type = 'body.erased'
          AND convert_from(why.bytes, 'UTF8')::jsonb ->> 'event' = event.id::text
    ) END
FROM log
LEFT JOIN stream ON stream.id = log.stream
LEFT JOIN event ON event.stream = log.stream AND event.version = log.version
LEFT JOIN event_body AS body ON body.stream = log.stream AND body.version = log.version
LEFT JOIN log AS before ON before.stream = log.stream AND before.version = log.version - 1
WHERE log.position >= %(reached)s
ORDER BY log.position
LIMIT %(chunk)s
"""
_ENVELOPE = msgspec.json.Decoder(Envelope)


def audit(
    tree: Tree,
    known: Callable[[int, int], Mapping[int, bytes]],
    *,
    least: int,
    seconds: float,
    tell: Callable[[int], None],
) -> bool:
    """Hashes on from where the tree stands, for so many seconds; whether the end of the log was reached.

    tree: empty, or as the slice before left it; it grows. known(after, upto): roots by size that must reappear.
    least: so many events there were before. Raises Tampered with the position of the first event that is not as it was
    sealed.
    """
    began = monotonic()
    while monotonic() - began < seconds:
        rows = fetch(_ROWS, {"reached": tree.size, "chunk": CHUNK})
        if not rows:
            _end(tree, least)
            return True
        roots = known(tree.size, tree.size + len(rows))
        for row in rows:
            for fault in _faults(row, tree.size):
                raise Tampered(tree.size, fault)
            tree.push(leaf(row[7]))
            if tree.size in roots:
                _compare(tree, roots[tree.size], "what was known before")
        tell(tree.size)
    return False


def _end(tree: Tree, least: int) -> None:
    if tree.size < least:
        raise Tampered(tree.size, f"the log ends at {tree.size} events, {least} were there before")
    try:
        _compare(tree, root_at(tree.size), "the stored tree")
    except KeyError as missing:
        raise Tampered(tree.size, f"a hash of the stored tree is gone: {missing}") from None


def _compare(tree: Tree, root: bytes, whose: str) -> None:
    if tree.root() != root:
        raise Tampered(
            max(tree.size - 1, 0), f"the root of size {tree.size} is {tree.root().hex()}, not {root.hex()} of {whose}"
        )


def _faults(row: TupleRow, due: int) -> Iterator[str]:
    position, version, sealed, kind, stream, id_, type_, data, salt, body, before, explained = row
    if position != due:
        yield f"the next position is {position}, {due} is due"
    if data is None or kind is None:
        yield "the event is gone"
        return
    if leaf(data) != sealed:
        yield "the envelope is not the one that was sealed"
    try:
        envelope = _ENVELOPE.decode(data)
    except msgspec.DecodeError:
        yield "the envelope cannot be read"
        return
    named = (id_, StreamRef(kind, stream).public, version, type_)
    if (envelope.id, envelope.stream, envelope.ver, envelope.type) != named:
        yield "the row is not its envelope's"
    if envelope.prev != (NO_PREVIOUS if version == 1 else before.hex() if before else None):
        yield "prev is not the leaf of the stream's event before"
    if body is None:
        if not explained:
            yield "the body is missing and no event says why"
    elif commitment(salt, body) != envelope.body:
        yield "the body does not match the commitment in the envelope"
