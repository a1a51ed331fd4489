"""Proofs verify for every pair of sizes, and no changed one does."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.eventlog.merkle import EMPTY, Tree, leaf, node
from stories.eventlog.proofs import (
    Unproven,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    inclusions,
    root,
)

MOST = 70
LEAVES = [leaf(str(n).encode()) for n in range(MOST)]
ROOTS = [EMPTY]
STORED: dict[tuple[int, int], bytes] = {}
_tree = Tree()
for _n, _leaf in enumerate(LEAVES):
    STORED[0, _n] = _leaf
    STORED.update(((done.level, done.index), done.hash) for done in _tree.push(_leaf))
    ROOTS.append(_tree.root())


def hashes(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Only what the log stores: a subtree that is not complete yet is a KeyError."""
    return {place: STORED[place] for place in places}


def test_every_leaf_is_shown_in_every_tree() -> None:
    for size in range(1, MOST + 1):
        assert root(size, hashes) == ROOTS[size]
        for position in range(size):
            path = inclusion(position, size, hashes)
            assert len(path) <= size.bit_length()
            check_inclusion(path, leaf=LEAVES[position], position=position, size=size, root=ROOTS[size])
    assert root(0, hashes) == EMPTY
    assert inclusions(range(MOST), MOST, hashes) == [inclusion(position, MOST, hashes) for position in range(MOST)]


def test_every_tree_is_shown_to_begin_every_larger_one() -> None:
    for second in range(1, MOST + 1):
        for first in range(1, second + 1):
            path = consistency(first, second, hashes)
            check_consistency(path, first=first, first_root=ROOTS[first], second=second, second_root=ROOTS[second])


def test_the_paths_of_the_standards_own_example() -> None:
    """RFC 9162, 2.1.5: seven leaves, named as in its drawing."""
    _, b, c, d, _, f, j = LEAVES[:7]
    g, h, i, k = STORED[1, 0], STORED[1, 1], STORED[1, 2], STORED[2, 0]
    above_j = node(i, j)
    assert inclusion(0, 7, hashes) == [b, h, above_j]
    assert inclusion(3, 7, hashes) == [c, g, above_j]
    assert inclusion(4, 7, hashes) == [f, j, k]
    assert inclusion(6, 7, hashes) == [i, k]
    assert consistency(3, 7, hashes) == [c, d, g, above_j]
    assert consistency(4, 7, hashes) == [above_j]
    assert consistency(6, 7, hashes) == [i, j, k]


def spoilt(path: list[bytes], how: str, at: int) -> list[bytes]:
    wrong = sha256(b"wrong").digest()
    match how:
        case "longer":
            return [*path, wrong]
        case "shorter":
            return path[:-1]
        case "doubled":
            return [*path, *path[-1:]] if path else [wrong]
        case _:
            return [wrong if n == at % len(path) else one for n, one in enumerate(path)]


HOW = st.sampled_from(["longer", "shorter", "doubled", "changed"])


@settings(deadline=None, database=None, max_examples=200)
@given(st.integers(1, MOST), st.data())
def test_no_spoilt_inclusion_passes(size: int, data: Any) -> None:
    position = data.draw(st.integers(0, size - 1))
    path = inclusion(position, size, hashes)
    shown: dict[str, Any] = {"leaf": LEAVES[position], "position": position, "size": size, "root": ROOTS[size]}
    how = data.draw(HOW if path else st.just("longer"))
    with pytest.raises(Unproven):
        check_inclusion(spoilt(path, how, data.draw(st.integers(0, 9))), **shown)
    others: list[dict[str, Any]] = [{"leaf": EMPTY}, {"root": EMPTY}, {"position": size}, {"position": -1}]
    others += [{"position": other} for other in range(size) if other != position]
    for other in others:
        with pytest.raises(Unproven):
            check_inclusion(path, **{**shown, **other})


@settings(deadline=None, database=None, max_examples=200)
@given(st.integers(1, MOST), st.data())
def test_no_spoilt_consistency_passes(second: int, data: Any) -> None:
    first = data.draw(st.integers(1, second))
    path = consistency(first, second, hashes)
    shown: dict[str, Any] = {
        "first": first,
        "first_root": ROOTS[first],
        "second": second,
        "second_root": ROOTS[second],
    }
    how = data.draw(HOW if path else st.just("longer"))
    with pytest.raises(Unproven):
        check_consistency(spoilt(path, how, data.draw(st.integers(0, 9))), **shown)
    for other in ({"first_root": EMPTY}, {"second_root": EMPTY}, {"first": 0}, {"first": second + 1}):
        with pytest.raises(Unproven):
            check_consistency(path, **{**shown, **other})
    rewritten = root(second, lambda places: {place: sha256(STORED[place]).digest() for place in places})
    with pytest.raises(Unproven):
        check_consistency(path, **{**shown, "second_root": rewritten})
