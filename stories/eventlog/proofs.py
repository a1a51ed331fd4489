"""Proofs in the Merkle tree (RFC 9162, 2.1.3 and 2.1.4), made from perfect subtrees and checked. Standard library only.

An inclusion proof shows that an event is at its place in a tree; a consistency proof, that a tree only grew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from stories.eventlog.merkle import EMPTY, node, spine

Place = tuple[int, int]  # level and index of a perfect subtree; a leaf at level 0
Stretch = tuple[int, int]  # from position, to before position
Hashes = Callable[[Iterable[Place]], Mapping[Place, bytes]]


class Unproven(Exception):
    """The proof does not show what it should."""


def inclusion(position: int, size: int, hashes: Hashes) -> list[bytes]:
    """The path from the leaf at a position, below size, to the root of the first size leaves."""
    return inclusions([position], size, hashes)[0]


def inclusions(positions: Iterable[int], size: int, hashes: Hashes) -> list[list[bytes]]:
    """The paths of several leaves of one tree; what they share is asked for once."""
    ways = [list(_beside(position, size)) for position in positions]
    every = list(dict.fromkeys(stretch for way in ways for stretch in way))
    known = dict(zip(every, _hashed(every, hashes), strict=True))
    return [[known[stretch] for stretch in way] for way in ways]


def consistency(first: int, second: int, hashes: Hashes) -> list[bytes]:
    """What shows that the tree of second leaves begins with that of the first, of which there is one at least."""
    return _hashed(list(_between(first, second)), hashes)


def root(size: int, hashes: Hashes) -> bytes:
    """The root of the first size leaves."""
    return _hashed([(0, size)], hashes)[0] if size else EMPTY


def check_inclusion(path: Sequence[bytes], *, leaf: bytes, position: int, size: int, root: bytes) -> None:
    """RFC 9162, 2.1.3.2. Raises Unproven."""
    if not 0 <= position < size:
        raise Unproven(f"there is no position {position} in {size} events")
    at, last, found = position, size - 1, leaf
    for beside in path:
        if last == 0:
            raise Unproven("the path is too long")
        if at & 1 or at == last:
            found = node(beside, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise Unproven("the path is too short")
    if found != root:
        raise Unproven(f"the path leads to {found.hex()}, and the root of size {size} is {root.hex()}")


def check_consistency(path: Sequence[bytes], *, first: int, first_root: bytes, second: int, second_root: bytes) -> None:
    """RFC 9162, 2.1.4.2. Raises Unproven."""
    if not 0 < first <= second:
        raise Unproven(f"{second} events cannot have grown from {first}")
    if first == second:
        if path or first_root != second_root:
            raise Unproven(f"two roots of size {first}" if not path else "the path is too long")
        return
    if not path:
        raise Unproven("the path is too short")
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = steps[0]
    for beside in steps[1:]:
        if last == 0:
            raise Unproven("the path is too long")
        if at & 1 or at == last:
            older, newer = node(beside, older), node(beside, newer)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            newer = node(newer, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise Unproven("the path is too short")
    if older != first_root:
        raise Unproven(f"the path leads to {older.hex()}, and the root of size {first} was {first_root.hex()}")
    if newer != second_root:
        raise Unproven(f"the path leads to {newer.hex()}, and the root of size {second} is {second_root.hex()}")


def _beside(position: int, size: int) -> Iterator[Stretch]:
    """PATH of the standard: what stands beside the way from the root down to a leaf, the lowest first."""
    low, high, found = 0, size, list[Stretch]()
    while high - low > 1:
        split = low + _half(high - low)
        if position < split:
            found.append((split, high))
            high = split
        else:
            found.append((low, split))
            low = split
    return reversed(found)


def _between(first: int, second: int) -> Iterator[Stretch]:
    """SUBPROOF of the standard: what the older tree falls into, and what was added beside it, the lowest first."""
    low, high, found = 0, second, list[Stretch]()
    while first < high:
        split = low + _half(high - low)
        if first <= split:
            found.append((split, high))
            high = split
        else:
            found.append((low, split))
            low = split
    if low:
        found.append((low, high))
    return reversed(found)


def _half(count: int) -> int:
    """The largest power of two below count."""
    return 1 << ((count - 1).bit_length() - 1)


def _hashed(stretches: Sequence[Stretch], hashes: Hashes) -> list[bytes]:
    """The hash of each stretch, all subtrees asked for at once."""
    places = [list(_places(*stretch)) for stretch in stretches]
    known = hashes(place for several in places for place in several)
    return [_joined([known[place] for place in several]) for several in places]


def _places(low: int, high: int) -> Iterator[Place]:
    """The perfect subtrees that a stretch falls into; it begins where one of its largest may begin."""
    for level, index in spine(high - low):
        yield level, index + (low >> level)


def _joined(parts: Sequence[bytes]) -> bytes:
    *rest, found = parts
    for left in reversed(rest):
        found = node(left, found)
    return found
