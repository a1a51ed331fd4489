"""The fixed vectors: bytes, leaves, roots, and every way of tampering that must be found."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from stories.eventlog.canonical import encode
from stories.eventlog.merkle import Tree, leaf, node, spine
from stories.eventlog.verify import Tampered, Verifier, verify
from tests.eventlog.vectors import (
    COMMITMENTS,
    FIRST_ENVELOPE,
    LEAVES,
    ROOT_WITH_REFUTED,
    ROOTS,
    erased,
    export,
    log,
)

ROOT = Path(__file__).parents[2]
WHOLE = dict(enumerate(ROOTS))


def test_the_vectors_bytes_commitments_leaves_and_roots() -> None:
    lines = log()
    assert encode(lines[0]["env"]) == FIRST_ENVELOPE
    assert len(encode(lines[0]["body"])) == 87
    assert [line["env"]["body"] for line in lines] == COMMITMENTS
    tree, roots = Tree(), [Tree().root().hex()]
    for line, expected in zip(lines, LEAVES, strict=True):
        assert leaf(encode(line["env"])).hex() == expected
        tree.push(leaf(encode(line["env"])))
        roots.append(tree.root().hex())
    assert roots == ROOTS


@pytest.mark.parametrize("lines", [log(), erased(log())])
def test_the_vectors_pass_with_every_root(lines: Any) -> None:
    assert verify(export(lines), WHOLE) == (4, ROOTS[4])


def test_an_empty_log_has_the_empty_root() -> None:
    assert verify([]) == (0, ROOTS[0])


def test_a_recomputed_verdict_shows_only_in_the_root() -> None:
    lines = export(log({2: {"claim": "c1", "verdict": "refuted"}}))
    assert verify(lines) == (4, ROOT_WITH_REFUTED)
    with pytest.raises(Tampered, match="root of size 3"):
        verify(lines, WHOLE)
    with pytest.raises(Tampered, match="root of size 4"):
        verify(lines, {4: ROOTS[4]})


def changed(position: Any, old: Any, new: Any) -> Any:
    lines = export(log())
    assert lines[position].count(old) == 1
    lines[position] = lines[position].replace(old, new)
    return lines


def moved(first: Any, second: Any) -> Any:
    lines = log()
    lines[first], lines[second] = {**lines[second], "pos": first}, {**lines[first], "pos": second}
    return export(lines)


def renumbered_without(position: Any) -> Any:
    kept = [line for line in log() if line["pos"] != position]
    return export([{**line, "pos": n} for n, line in enumerate(kept)])


FAILS = {
    "two lines swapped": (moved(0, 1), 0, "ver is 2, 1 is due"),
    "two lines swapped, positions kept": ([export(log())[n] for n in (1, 0, 2, 3)], 0, "pos is 1"),
    "one line removed and renumbered": (renumbered_without(0), 0, "ver is 2"),
    "one line removed in the middle": (renumbered_without(1), 2, "ver is 3, 2 is due"),
    "duplicate key": (changed(2, b'"pos":2', b'"pos":2,"pos":2'), 2, "duplicate key"),
    "key order changed": (
        changed(2, b'"schema":1,"stream":"s:flood"', b'"stream":"s:flood","schema":1'),
        2,
        "key order",
    ),
    "1.0 for 1": (changed(0, b'"schema":1', b'"schema":1.0'), 0, "fraction"),
    "white space": (changed(0, b'"pos":0', b'"pos": 0'), 0, "white space"),
    "salt changed": (changed(0, b"01" * 32, b"02" + b"01" * 31), 0, "does not match the commitment"),
    "body changed": (changed(2, b"verified", b"rejected"), 2, "does not match the commitment"),
    "actor changed": (changed(0, b"k:wire", b"k:wide"), 1, "prev is not the leaf"),
    "body null without an erasure event": (export(erased(log(), 2)), 2, "no body.erased event names it"),
    "body null, salt kept": (export([{**line, "body": None} for line in log()]), 0, "a salt without its body"),
    "erasure names another id": (
        export(erased(log({3: {"event": "00000000-0000-4000-8000-000000000001", "reason": "x"}}))),
        1,
        "no body.erased event names it",
    ),
    "erasure in another stream": (
        export(erased(log({2: {"event": "00000000-0000-4000-8000-000000000002"}}, only=(0, 1, 2)))),
        1,
        "no body.erased event names it",
    ),
    "last line cut": ([*export(log())[:3], export(log())[3][:-9]], 3, "cut"),
    "last line without its line feed": ([*export(log())[:3], export(log())[3][:-1]], 3, "cut"),
    "an id twice": (
        changed(2, b"-000000000003", b"-000000000001"),
        2,
        "was there before",
    ),
    "a key too many": (changed(1, b'"pos":1', b'"pos":1,"q":1'), 1, "exactly the keys"),
    "true for 1": (changed(2, b'"v":1,', b'"v":true,'), 2, "v is 1"),
}


@pytest.mark.parametrize("case", FAILS)
def test_tampering_fails_with_its_line_and_reason(case: Any) -> None:
    lines, position, reason = FAILS[case]
    with pytest.raises(Tampered) as tampered:
        verify(lines)
    assert tampered.value.position == position
    assert reason in tampered.value.reason


def test_a_removed_last_event_shows_against_what_was_remembered() -> None:
    assert verify(export(log(only=(0, 1)))) == (2, ROOTS[2])
    with pytest.raises(Tampered, match="4 were there before"):
        verify(export(log(only=(0, 1))), {4: ROOTS[4]})


def test_a_remembered_state_with_a_wrong_root_fails() -> None:
    with pytest.raises(Tampered, match="root of size 3"):
        verify(export(log()), {3: ROOTS[4]})
    with pytest.raises(Tampered, match="root of size 0"), Verifier({0: ROOTS[1]}):
        pass


def test_the_verifier_is_its_own_modules_and_nothing_else_of_ours() -> None:
    """What a stranger has to copy, and to trust."""
    program = "import stories.eventlog.verify_bundle, sys; print(*sorted(name for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = done.stdout.split()
    modules = {
        "canonical",
        "merkle",
        "notes",
        "proofs",
        "strict",
        "verify",
        "verify_bundle",
        "verify_log",
        "verify_proof",
    }
    assert {name.rsplit(".", 1)[1] for name in loaded if name.startswith("stories.eventlog.")} == modules
    assert {name.split(".")[0] for name in loaded} & {"django", "msgspec", "psycopg", "newsroom", "workers"} == set()


def root_by_definition(leaves: Any) -> Any:
    """RFC 9162, 2.1.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(root_by_definition(leaves[:split]), root_by_definition(leaves[split:]))


def test_the_growing_tree_equals_the_definition_and_resumes_from_its_subtrees() -> None:
    leaves = [leaf(str(n).encode()) for n in range(70)]
    tree, stored = Tree(), {}
    for size, each in enumerate(leaves, start=1):
        stored[0, size - 1] = each
        stored.update(((done.level, done.index), done.hash) for done in tree.push(each))
        assert tree.root() == root_by_definition(leaves[:size])
        assert Tree.resume(size, [stored[place] for place in spine(size)]).root() == tree.root()
