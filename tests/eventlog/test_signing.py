"""Checkpoints of the stored log: when one is issued, what is never signed; proofs from stored subtrees; the audit."""

import uuid
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from stories.eventlog import signing, subtrees
from stories.eventlog.audit import audit
from stories.eventlog.erase import erase_body
from stories.eventlog.export import export_lines
from stories.eventlog.merkle import EMPTY, Tree, leaf
from stories.eventlog.notes import Checkpoint, VerifierKey, believe, sign
from stories.eventlog.proofs import check_consistency, check_inclusion
from stories.eventlog.read import log_size, read_log
from stories.eventlog.seal import seal, stored_tree
from stories.eventlog.signing import Rewritten, issue, newest, signed_after, signed_for
from stories.eventlog.streams import StreamRef
from stories.eventlog.verify import Tampered, verify

ORIGIN = "fenwick.example/newsroom-log"
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
KEY = VerifierKey(ORIGIN, PRIVATE.public_key().public_bytes_raw())


def signer(size: int, root: bytes) -> bytes:
    return sign(Checkpoint(ORIGIN, size, root), [PRIVATE])


@pytest.fixture
def grow(committed_db: Any, event: Any, write: Any) -> Any:
    """Seals so many more events, in two streams."""
    streams = StreamRef("story", uuid.uuid4()), StreamRef("source", uuid.uuid4())

    def grow(count: int) -> int:
        for n in range(count):
            write(streams[n % 2], event(str(n)))
        seal()
        return stored_tree().size

    return grow


@pytest.fixture
def force(committed_db: Any) -> Any:
    """What a superuser can do who takes the guards away first."""

    def force(table: str, statement: str) -> None:
        with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(statement)
            if table != "subtree":  # it can be made anew from the leaves, and has no guard
                owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")

    return force


def older(force: Any, seconds: int) -> None:
    force("signed_checkpoint", f"UPDATE signed_checkpoint SET signed_at = signed_at - interval '{seconds} seconds'")


def test_an_empty_log_signs_nothing(committed_db: Any) -> None:
    assert issue(signer) is None
    assert issue(signer, at_once=True) is None
    assert newest() is None


def test_the_first_event_is_signed_at_once_and_the_note_is_believed(grow: Any) -> None:
    grow(3)
    signed = issue(signer)
    assert signed == newest() == signed_for(3)
    assert signed is not None
    assert believe(signed.note, [KEY]) == Checkpoint(ORIGIN, 3, stored_tree().root())
    assert verify([line for _, line in export_lines()], {3: signed.root.hex()})[0] == 3
    assert issue(signer) is None  # nothing new
    assert issue(signer, at_once=True) is None


def test_what_is_new_is_signed_after_five_minutes(grow: Any, force: Any) -> None:
    grow(1)
    issue(signer)
    grow(1)
    assert issue(signer) is None
    older(force, signing.EVERY_SECONDS)
    signed = issue(signer)
    assert signed is not None
    assert [one.size for one in signed_after(0, 10)] == [1, 2]
    assert signed_after(1, 10) == [signed]


def test_many_new_events_do_not_wait(grow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "EVERY_EVENTS", 4)
    grow(1)
    issue(signer)
    grow(3)
    assert issue(signer) is None
    grow(1)
    assert issue(signer) is not None


def test_a_clock_that_was_ahead_holds_nothing_up(grow: Any, force: Any) -> None:
    grow(1)
    issue(signer)
    grow(1)
    older(force, -3600)
    assert issue(signer) is not None


def test_a_rewritten_history_is_never_signed(grow: Any, force: Any, event: Any) -> None:
    grow(5)
    issue(signer)
    grow(1)
    force("log", "UPDATE log SET leaf = sha256(leaf) WHERE position = 4")
    with pytest.raises(Rewritten, match="the root of 5 events was signed as"):
        issue(signer, at_once=True)
    assert [one.size for one in signed_after(0, 10)] == [5]


def test_a_log_that_lost_its_end_is_not_signed(grow: Any, force: Any) -> None:
    grow(5)
    issue(signer)
    force("log", "DELETE FROM log WHERE position = 4")
    with pytest.raises(Rewritten, match="of 5 events was signed, and the log has 4"):
        issue(signer)


def test_another_signer_between_two_looks_is_no_rewriter(grow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(1)
    issue(signer)
    grow(1)

    def size_before_others_signed() -> int:
        size = log_size()
        monkeypatch.undo()
        grow(1)
        issue(signer, at_once=True)
        return size

    monkeypatch.setattr(signing, "log_size", size_before_others_signed)
    assert issue(signer, at_once=True) is not None
    assert [one.size for one in signed_after(0, 10)] == [1, 2, 3]


def test_what_lies_elsewhere_counts_too(grow: Any) -> None:
    grow(5)
    with pytest.raises(Rewritten, match="of 9 events"):
        issue(signer, kept=[(9, EMPTY)])
    with pytest.raises(Rewritten, match="the root of 2 events"):
        issue(signer, kept=[(2, EMPTY)])
    assert newest() is None
    assert issue(signer, kept=[(2, subtrees.root_at(2))]) is not None


def test_proofs_are_made_of_stored_subtrees(grow: Any) -> None:
    roots = [EMPTY]
    for size in range(1, 12):
        grow(1)
        roots.append(subtrees.root_at(size))
        assert roots[size] == stored_tree().root()
    events = read_log(-1, 100)
    for size in range(1, 12):
        assert subtrees.root_at(size) == roots[size]
        for position in range(size):
            check_inclusion(
                subtrees.inclusion(position, size),
                leaf=leaf(events[position].data),
                position=position,
                size=size,
                root=roots[size],
            )
        for first in range(1, size + 1):
            path = subtrees.consistency(first, size)
            check_consistency(path, first=first, first_root=roots[first], second=size, second_root=roots[size])
    with pytest.raises(KeyError):
        subtrees.root_at(12)


# The audit


def looked_at(tree: Tree | None = None, known: Any = None, least: int = 0, seconds: float = 60.0) -> tuple[bool, Tree]:
    tree = tree or Tree()
    roots = known or {}
    return (
        audit(
            tree,
            lambda after, upto: {size: root for size, root in roots.items() if after < size <= upto},
            least=least,
            seconds=seconds,
            tell=lambda _: None,
        ),
        tree,
    )


def test_a_whole_log_passes_with_its_erasures(committed_db: Any, stream: Any, event: Any, write: Any) -> None:
    first = event("A name that has to go.")
    write(stream, first, event())
    write(stream, because := event(type="body.erased", event=first.id, reason="asked for"))
    seal()
    erase_body(first.id, because.id)
    done, tree = looked_at(known={size: subtrees.root_at(size) for size in (1, 2, 3)}, least=3)
    assert (done, tree.size, tree.root()) == (True, 3, stored_tree().root())


def test_an_audit_goes_on_where_the_last_slice_ended(grow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stories.eventlog.audit.CHUNK", 3)
    grow(8)
    done, tree = looked_at(seconds=0.0)
    assert (done, tree.size) == (False, 0)
    slices = 0
    while not done:
        ticks = iter((0.0, 0.0, 99.0, 99.0))
        monkeypatch.setattr("stories.eventlog.audit.monotonic", lambda ticks=ticks: next(ticks))
        done, tree = looked_at(Tree.resume(tree.size, [one.hash for one in tree.edge]), seconds=1.0)
        slices += 1
    assert (slices, tree.size, tree.root()) == (4, 8, stored_tree().root())


BODY = "UPDATE event_body SET bytes = replace(convert_from(bytes, 'UTF8'), '\"2\"', '\"3\"')::bytea"
AT = "(stream, version) = (SELECT stream, version FROM log WHERE position = {})"
RENAMED = f"UPDATE event SET envelope = replace(convert_from(envelope, 'UTF8'), 'usr_0', 'usr_1')::bytea WHERE {AT}"
TAMPERED = {
    "a body changed": ("event_body", BODY, 2, "does not match the commitment"),
    "a salt changed": ("event_body", "UPDATE event_body SET salt = sha256(salt)", 0, "does not match the commitment"),
    "a body gone": ("event_body", f"DELETE FROM event_body WHERE {AT.format(3)}", 3, "missing and no event says why"),
    "an envelope changed": ("event", RENAMED.format(1), 1, "not the one that was sealed"),
    "an event gone": ("event", f"DELETE FROM event WHERE {AT.format(4)}", 4, "the event is gone"),
    "a row under another name": ("event", "UPDATE event SET type = 'story.sung'", 0, "not its envelope's"),
    "a position left out": ("log", "UPDATE log SET position = position + 1 WHERE position = 5", 5, "5 is due"),
    "a leaf changed": ("log", "UPDATE log SET leaf = sha256(leaf) WHERE position = 5", 5, "was sealed"),
    "the end cut": ("log", "DELETE FROM log WHERE position = 5", 5, "ends at 5 events, 6 were there"),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_the_audit_names_the_first_bad_position(case: str, grow: Any, force: Any) -> None:
    table, statement, position, reason = TAMPERED[case]
    size = grow(6)
    force(table, statement)
    with pytest.raises(Tampered) as tampered:
        looked_at(least=size)
    assert (tampered.value.position, reason in tampered.value.reason) == (position, True), tampered.value


def test_an_event_that_was_rewritten_with_its_hash_shows_in_the_root(grow: Any, force: Any) -> None:
    grow(3)
    known = {2: subtrees.root_at(2), 3: subtrees.root_at(3)}
    force("event", RENAMED.format(2))
    force("log", "UPDATE log SET leaf = sha256('\\x00'::bytea || envelope) FROM event WHERE position = 2"
          " AND event.stream = log.stream AND event.version = log.version")  # fmt: skip
    assert looked_at()[0]
    with pytest.raises(Tampered, match="of what was known before") as tampered:
        looked_at(known=known)
    assert tampered.value.position == 2


def test_roots_that_were_known_must_reappear(grow: Any, force: Any) -> None:
    grow(5)
    with pytest.raises(Tampered, match="the root of size 4 is"):
        looked_at(known={4: EMPTY})
    force("subtree", "UPDATE subtree SET hash = sha256(hash) WHERE level = 2")
    with pytest.raises(Tampered, match="of the stored tree"):
        looked_at()
