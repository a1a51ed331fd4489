"""Sealing: events leave the outbox, get their dense positions in the log, and are hashed into the Merkle tree."""

from django.db import transaction

from stories.eventlog.connection import cursor
from stories.eventlog.merkle import Tree, spine
from stories.eventlog.read import log_size
from stories.eventlog.streams import StreamRef
from stories.eventlog.subtrees import hashes

BATCH = 5_000
_ONE_SEALER = 0x736561  # "sea"; only one transaction at a time gives out positions

# A statement of its own, before the read: what the holder before us committed is then in our snapshot.
_ELECT = "SELECT pg_try_advisory_xact_lock(%(lock)s)"

# By its end, not by a list: the outbox is empty whenever its rows are counted, so that a join is planned for none.
_TAKE = """
WITH taken AS (
    DELETE FROM outbox WHERE seq <= (SELECT max(seq) FROM (SELECT seq FROM outbox ORDER BY seq LIMIT %(batch)s) AS one)
    RETURNING seq, stream, version
)
SELECT stream.kind, taken.stream, taken.version, sha256('\\x00'::bytea || event.envelope)
FROM taken
JOIN event ON event.stream = taken.stream AND event.version = taken.version
JOIN stream ON stream.id = taken.stream
ORDER BY taken.seq
"""

_LOG = """
INSERT INTO log (position, partition, stream, version, leaf)
SELECT * FROM unnest(
    %(positions)s::bigint[], %(partitions)s::smallint[], %(streams)s::uuid[], %(versions)s::int[], %(leaves)s::bytea[]
)
"""

_SUBTREES = """
INSERT INTO subtree (level, index, hash)
SELECT * FROM unnest(%(levels)s::smallint[], %(indexes)s::bigint[], %(hashes)s::bytea[])
"""


def seal(batch: int = BATCH) -> int:
    """Seal what lies in the outbox, at most a batch; how many events. 0 also while another relay is at it."""
    with transaction.atomic(), cursor() as plain:
        if plain.execute(_ELECT, {"lock": _ONE_SEALER}).fetchone() != (True,):
            return 0
        taken = plain.execute(_TAKE, {"batch": batch}, prepare=False).fetchall()
        if not taken:
            return 0
        tree = stored_tree()
        first = tree.size
        completed = [subtree for *_, leaf in taken for subtree in tree.push(leaf)]
        plain.execute(
            _LOG,
            {
                "positions": list(range(first, tree.size)),
                "partitions": [StreamRef(kind, stream).partition for kind, stream, _, _ in taken],
                "streams": [stream for _, stream, _, _ in taken],
                "versions": [version for _, _, version, _ in taken],
                "leaves": [leaf for *_, leaf in taken],
            },
        )
        plain.execute(
            _SUBTREES,
            {
                "levels": [subtree.level for subtree in completed],
                "indexes": [subtree.index for subtree in completed],
                "hashes": [subtree.hash for subtree in completed],
            },
        )
        return len(taken)


def stored_tree() -> Tree:
    """The tree over the sealed log, resumed from its right edge."""
    size = log_size()
    return Tree.resume(size, list(hashes(spine(size)).values()))
