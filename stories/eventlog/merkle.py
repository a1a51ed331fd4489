"""The Merkle tree over the log: leaves, nodes, perfect subtrees, root (RFC 9162, 2.1.1). Standard library only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf(envelope: bytes) -> bytes:
    """Hash of an event's canonical envelope."""
    return sha256(b"\x00" + envelope).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def commitment(salt: bytes, body: bytes) -> str:
    """What an envelope says of its body; without the salt nobody can guess an erased body from it."""
    return sha256(b"\x02" + salt + body).hexdigest()


@dataclass(frozen=True, slots=True)
class Subtree:
    """A perfect subtree: 2**level leaves, beginning at position index * 2**level. Level 0 is a leaf."""

    level: int
    index: int
    hash: bytes


def spine(size: int) -> list[tuple[int, int]]:
    """(level, index) of the perfect subtrees that a tree of size leaves falls into, largest first."""
    places, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            places.append((level, start >> level))
            start += 1 << level
    return places


@dataclass(slots=True)
class Tree:
    """A growing tree that remembers its right edge alone: O(log n) memory."""

    size: int = 0
    edge: list[Subtree] = field(default_factory=list)

    @classmethod
    def resume(cls, size: int, hashes: Iterable[bytes]) -> "Tree":
        """The tree of size leaves whose subtrees at spine(size) have these hashes."""
        places = spine(size)
        return cls(size, [Subtree(*place, known) for place, known in zip(places, hashes, strict=True)])

    def push(self, leaf: bytes) -> list[Subtree]:
        """Add a leaf; the subtrees above leaf level that it completes."""
        grown = Subtree(0, self.size, leaf)
        completed = []
        while self.edge and self.edge[-1].level == grown.level:
            left = self.edge.pop()
            grown = Subtree(grown.level + 1, grown.index >> 1, node(left.hash, grown.hash))
            completed.append(grown)
        self.edge.append(grown)
        self.size += 1
        return completed

    def root(self) -> bytes:
        if not self.edge:
            return EMPTY
        root = self.edge[-1].hash
        for left in reversed(self.edge[:-1]):
            root = node(left.hash, root)
        return root
