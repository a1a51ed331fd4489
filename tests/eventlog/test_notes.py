"""Checkpoints as notes: the fixed vector, what is no note, what nobody vouches for, what the verifier makes of them."""

import json
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stories.eventlog.merkle import Tree
from stories.eventlog.notes import (
    Checkpoint,
    NoNote,
    Unbelieved,
    VerifierKey,
    believe,
    read_key,
    read_note,
    sign,
)
from stories.eventlog.proofs import consistency, inclusion
from stories.eventlog.verify_log import PASS, TAMPERED, UNUSABLE, check
from tests.eventlog.vectors import LEAVES, ROOTS, export, log

ORIGIN = "example.org/newsroom-log"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
KEY = VerifierKey(ORIGIN, bytes.fromhex(PUBLIC))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
VECTOR = (
    "example.org/newsroom-log\n"
    "4\n"
    "l/7bxls6rf2MPa6aWO4/XM0b0M61Gcn5wsTHKrrLLt8=\n"
    "\n"
    "— example.org/newsroom-log 18ZfU4IYrnhBr+f9WWIWK8knFXr3DghSuXfYmC/e+FQ0HvtlPHJVF2Se+Kik84ylq9DROtCXChEUMbqrN1XZZTE"
    "zhQQ=\n"
).encode()


def note(size: int, root: str | None = None, *, origin: str = ORIGIN, keys: Any = (PRIVATE,)) -> bytes:
    return sign(Checkpoint(origin, size, bytes.fromhex(root or ROOTS[size])), keys)


def test_the_vector() -> None:
    assert PRIVATE.public_key().public_bytes_raw().hex() == PUBLIC
    assert KEY.id.hex() == "d7c65f53"
    assert note(4) == VECTOR
    assert believe(VECTOR, [KEY]) == Checkpoint(ORIGIN, 4, bytes.fromhex(ROOTS[4]))


def test_a_key_as_text() -> None:
    assert str(KEY) == f"{ORIGIN}+d7c65f53+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    assert read_key(f" {KEY}\n") == KEY
    odd = [str(KEY).replace("d7c65f53", "d7c65f54"), str(KEY)[:-1], PUBLIC, "", ORIGIN, f"+{KEY}"]
    odd += [str(KEY).replace("AQO", "AgO"), f"a b{KEY}"]
    for text in odd:
        with pytest.raises(ValueError, match="key"):
            read_key(text)


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    witness = VerifierKey("witness.example/w1", OTHER.public_key().public_bytes_raw())
    rotated = note(4, keys=[OTHER, PRIVATE])
    assert believe(rotated, [KEY]).size == 4
    assert believe(rotated, [VerifierKey(ORIGIN, witness.public)]).size == 4
    line = f"— {witness.name} {b64encode(witness.id + OTHER.sign(read_note(VECTOR).checkpoint.text())).decode()}\n"
    witnessed = VECTOR + line.encode()
    assert believe(witnessed, [KEY, witness]).size == 4
    with pytest.raises(Unbelieved, match="another origin"):
        believe(witnessed, [witness])  # who only looks on does not speak for the log


UNBELIEVED = {
    "another origin": (note(4, origin="example.net/newsroom-log"), "another origin, example.net/newsroom-log"),
    "an unknown key only": (note(4, keys=[OTHER]), "no known key"),
    "size changed": (VECTOR.replace(b"\n4\n", b"\n3\n"), "is wrong"),
    "root changed": (VECTOR.replace(b"\nl/7", b"\nl/8"), "is wrong"),
    "origin changed, signature's name kept": (VECTOR.replace(b"example.org", b"example.com", 1), "is wrong"),
    "origin changed throughout": (VECTOR.replace(b"example.org", b"example.com"), "another origin"),
    "signature changed": (VECTOR.replace(b"18ZfU4IY", b"18ZfU4JY"), "is wrong"),
    "signature cut": (VECTOR.replace(b"ZTEzhQQ=", b""), "is wrong"),
    "right after wrong": (VECTOR.replace(b"U4IY", b"U4JY") + VECTOR.splitlines()[-1] + b"\n", "is wrong"),
}


@pytest.mark.parametrize("case", UNBELIEVED)
def test_what_nobody_vouches_for(case: str) -> None:
    data, reason = UNBELIEVED[case]
    with pytest.raises(Unbelieved, match=reason):
        believe(data, [KEY])


NO_NOTES = {
    "nothing": b"",
    "no signature": VECTOR[: VECTOR.index(b"\n\n") + 2],
    "no line feed at its end": VECTOR[:-1],
    "another line": VECTOR.replace(b"=\n\n", b"=\nmore\n\n"),
    "a line less": VECTOR.replace(b"4\n", b"", 1),
    "leading zero": VECTOR.replace(b"\n4\n", b"\n04\n"),
    "plus": VECTOR.replace(b"\n4\n", b"\n+4\n"),
    "too large": VECTOR.replace(b"\n4\n", b"\n9223372036854775808\n"),
    "other digits": VECTOR.replace(b"\n4\n", "\n٤\n".encode()),
    "a short root": VECTOR.replace(b"l/7bxls6", b"l/7b"),
    "another spelling of the root": VECTOR.replace(b"t8=\n\n", b"t9=\n\n"),
    "carriage returns": VECTOR.replace(b"\n", b"\r\n"),
    "no dash": VECTOR.replace("—".encode(), b"-"),
    "no base64": VECTOR.replace(b"18Zf", b"18 Z"),
    "not UTF-8": VECTOR + b"\xff\n",
    "too many signatures": VECTOR + VECTOR.splitlines(keepends=True)[-1] * 100,
    "an empty line after": VECTOR + b"\n",
}


@pytest.mark.parametrize("case", NO_NOTES)
def test_what_is_no_note(case: str) -> None:
    with pytest.raises(NoNote):
        believe(NO_NOTES[case], [KEY])


@settings(deadline=None, database=None, max_examples=300)
@given(at=st.integers(0, len(VECTOR) - 1), byte=st.integers(0, 255))
@example(at=len(VECTOR) - 1, byte=0)
def test_no_changed_byte_is_believed(at: int, byte: int) -> None:
    changed = VECTOR[:at] + bytes([byte]) + VECTOR[at + 1 :]
    if changed != VECTOR:
        with pytest.raises((NoNote, Unbelieved)):
            believe(changed, [KEY])


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "log.ndjson"
    path.write_bytes(b"".join(export(log())))
    return path


def kept(folder: Path, *notes: bytes) -> list[Path]:
    paths = [folder / f"{n}.note" for n in range(len(notes))]
    for path, data in zip(paths, notes, strict=True):
        path.write_bytes(data)
    return paths


def test_an_export_under_its_checkpoints_passes(exported: Path, tmp_path: Path) -> None:
    notes = kept(tmp_path, *(note(size) for size in (0, 1, 2, 3, 4)))
    for key in ([str(KEY)], [PUBLIC]):
        assert check(file=str(exported), checkpoint=notes, key=key) == (
            PASS,
            f"PASS 4 events, root {ROOTS[4]}, 5 checkpoints hold",
        )
    (tmp_path / "keys").write_text(f"{KEY}\n")
    assert check(file=str(exported), checkpoint=[tmp_path], key=[str(tmp_path / "keys")])[0] == PASS


FAILS = {
    "a note of size 3 with root(4)": ([note(3, ROOTS[4])], r"line 3 .*: the root of size 3 is"),
    "a note of more events than there are": ([note(5, ROOTS[4])], "the log ends at 4 events, 5 were there"),
    "two roots of one size": ([note(4), note(4, ROOTS[3])], "1.note: two roots of size 4"),
    "a valid note of another origin": ([note(4, origin="example.net/log")], "0.note: the note is of another origin"),
    "a signature by an unknown key only": ([note(4, keys=[OTHER])], "0.note: no known key"),
    "a wrong signature": ([VECTOR.replace(b"\n4\n", b"\n3\n")], "0.note: the signature of .* is wrong"),
    "a note of another origin after one of ours": ([note(4), note(4, origin="example.net/log")], "1.note: .*origin"),
}


@pytest.mark.parametrize("case", FAILS)
def test_an_export_fails_against_what_was_kept(case: str, exported: Path, tmp_path: Path) -> None:
    notes, reason = FAILS[case]
    status, said = check(file=str(exported), checkpoint=kept(tmp_path, *notes), key=[str(KEY)])
    assert (status, bool(re.search(f"^FAIL .*{reason}", said))) == (TAMPERED, True), said


def test_a_rewritten_verdict_fails_under_a_kept_checkpoint(exported: Path, tmp_path: Path) -> None:
    rewritten = export(log({2: {"claim": "c1", "verdict": "refuted"}}))
    exported.write_bytes(b"".join(rewritten))
    assert check(file=str(exported))[0] == PASS  # whole in itself: what gives it away was kept elsewhere
    status, said = check(file=str(exported), checkpoint=kept(tmp_path, VECTOR), key=[str(KEY)])
    assert (status, "the root of size 4" in said) == (TAMPERED, True)


def test_a_remembered_state_that_a_checkpoint_contradicts(exported: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.write_text(f"4 {ROOTS[3]}\n")
    status, said = check(file=str(exported), checkpoint=kept(tmp_path, VECTOR), key=[str(KEY)], state=state)
    assert (status, "two roots of size 4" in said) == (TAMPERED, True)
    assert state.read_text() == f"4 {ROOTS[3]}\n"


def test_what_cannot_be_used(exported: Path, tmp_path: Path) -> None:
    [path] = kept(tmp_path, VECTOR)
    (tmp_path / "empty").mkdir()
    for asked in (
        {"checkpoint": [path]},
        {"checkpoint": [tmp_path / "none"], "key": [str(KEY)]},
        {"checkpoint": [tmp_path / "empty"], "key": [str(KEY)]},
        {"checkpoint": [path], "key": ["no key"]},
        {"checkpoint": [path], "key": [f"{ORIGIN}+00000000+AQO="]},
        {"checkpoint": [exported], "key": [str(KEY)]},
    ):
        status, said = check(file=str(exported), **asked)
        assert (status, said[:8]) == (UNUSABLE, "unusable")


def proof(folder: Path, document: Any) -> Path:
    path = folder / "proof.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def hashes(places: Any) -> Any:
    tree, found = Tree(), {}
    for n, known in enumerate(LEAVES):
        found[0, n] = bytes.fromhex(known)
        found.update(((done.level, done.index), done.hash) for done in tree.push(found[0, n]))
    return {place: found[place] for place in places}


def test_proofs_are_held_against_kept_checkpoints(tmp_path: Path) -> None:
    notes = kept(tmp_path, note(2), note(4))
    asked: dict[str, Any] = {"checkpoint": notes, "key": [str(KEY)]}
    grown = {"from": 2, "to": 4, "path": [one.hex() for one in consistency(2, 4, hashes)]}
    status, said = check(**asked, proof=proof(tmp_path, grown))
    assert (status, said) == (PASS, "PASS the log of 4 events begins with the 2 that were there before")
    stands = {"position": 2, "size": 4, "leaf": LEAVES[2], "path": [one.hex() for one in inclusion(2, 4, hashes)]}
    assert check(**asked, proof=proof(tmp_path, stands))[0] == PASS
    assert check(**asked, proof=proof(tmp_path, stands | {"envelope": log()[2]["env"]}))[0] == PASS
    for wrong in (
        grown | {"path": [LEAVES[0]]},
        grown | {"path": []},
        stands | {"leaf": LEAVES[1]},
        stands | {"position": 1},
        stands | {"path": []},
        stands | {"envelope": log()[1]["env"]},
    ):
        assert check(**asked, proof=proof(tmp_path, wrong))[0] == TAMPERED
    rewritten = kept(tmp_path, note(2, ROOTS[3]), note(4))
    assert check(checkpoint=rewritten, key=[str(KEY)], proof=proof(tmp_path, grown))[0] == TAMPERED
    odd: Any
    for odd in ("nothing", [], {}, grown | {"from": 3}, grown | {"path": ["x"]}, stands | {"size": "4"}):
        assert check(**asked, proof=proof(tmp_path, odd))[0] == UNUSABLE
