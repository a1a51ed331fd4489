"""The stored nodes of the Merkle tree, leaves and complete subtrees: roots and proofs without reading all."""

from collections.abc import Iterable
from typing import Final, LiteralString

from stories.eventlog import proofs
from stories.eventlog.connection import fetch
from stories.eventlog.merkle import EMPTY

_HASHES: Final[LiteralString] = """
SELECT level, index, hash FROM subtree
JOIN unnest(%(levels)s::int[], %(indexes)s::bigint[]) AS wanted(level, index) USING (level, index)
UNION ALL
SELECT 0, position, leaf FROM log
JOIN unnest(%(levels)s::int[], %(indexes)s::bigint[]) AS wanted(level, index) ON level = 0 AND index = position
"""


def hashes(places: Iterable[proofs.Place]) -> dict[proofs.Place, bytes]:
    """By level and index. Raises KeyError where one is not stored."""
    wanted = list(dict.fromkeys(places))
    parameters = {"levels": [level for level, _ in wanted], "indexes": [index for _, index in wanted]}
    found = {(level, index): bytes(known) for level, index, known in fetch(_HASHES, parameters)}
    return {place: found[place] for place in wanted}


def root_at(size: int) -> bytes:
    """The root of the first size sealed events, of which there are so many."""
    return proofs.root(size, hashes) if size else EMPTY


def inclusion(position: int, size: int) -> list[bytes]:
    """The path that shows the event at a position among the first size."""
    return proofs.inclusion(position, size, hashes)


def inclusions(positions: Iterable[int], size: int) -> list[list[bytes]]:
    """The paths of several events, in few questions to the database."""
    return proofs.inclusions(positions, size, hashes)


def consistency(first: int, second: int) -> list[bytes]:
    """The path that shows that the log of second events begins with the first."""
    return proofs.consistency(first, second, hashes)
