"""The log as lines: what is exported verifies, imports, and comes out again byte for byte."""

import os
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from stories.eventlog.erase import erase_body
from stories.eventlog.export import NotEmpty, NotOurs, export_lines, import_lines
from stories.eventlog.guards import GUARDED, missing_guards
from stories.eventlog.read import log_size, read_stream, stream_head
from stories.eventlog.seal import seal, stored_tree
from stories.eventlog.streams import StreamRef
from stories.eventlog.verify import Tampered, verify

ROOT = Path(__file__).parents[2]
NASTY = '“Curly” – \u202ebidi\u202c \U0001f6a2\n\t"quoted" \\ \x01\x7f'


def lines() -> Any:
    return [line for _, line in export_lines()]


@pytest.fixture
def whole(committed_db: Any, stream: Any, event: Any, write: Any) -> Any:
    """The lines of a log of two streams with an erased body."""
    first = event(NASTY)
    write(stream, first, event("x" * 100_000))
    write(StreamRef("source", uuid.uuid4()), event(type="source.registered", name="The Harbour Herald", kind="outlet"))
    write(stream, because := event(type="body.erased", event=first.id, reason="asked for"))
    seal()
    erase_body(first.id, because.id)
    return lines()


@pytest.fixture
def exported(whole: Any, tmp_path: Any) -> Any:
    path = tmp_path / "log.ndjson"
    path.write_bytes(b"".join(whole))
    return path


@pytest.fixture
def forget(committed_db: Any) -> Any:
    """Empties the log, as only a superuser can who takes the guards away first."""

    def forget() -> None:
        with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
            for table in GUARDED:
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
            owner.execute("TRUNCATE stream, event, event_body, outbox, log, subtree")
            for table in GUARDED:
                owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
        assert missing_guards() == []

    return forget


def verifier(*arguments: Any, input: Any = None) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "stories.eventlog.verify_log", *map(str, arguments)],
        input=input,
        capture_output=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        check=False,
    )


def test_an_export_verifies_and_has_the_stored_root(whole: Any) -> None:
    assert verify(whole) == (4, stored_tree().root().hex())
    assert [size for size, _ in export_lines()] == [4] * 4
    assert b'"body":null' in whole[0]
    assert b'"salt":null' in whole[0]


def test_what_is_not_sealed_is_not_exported(whole: Any, stream: Any, write: Any) -> None:
    write(stream)
    assert lines() == whole


def test_an_export_is_one_snapshot(whole: Any, stream: Any, event: Any, write: Any, together: Any) -> None:
    target = list(read_stream(stream))[1]
    running, grown = threading.Event(), threading.Event()

    def export() -> Any:
        seen = []
        for _, line in export_lines():
            seen.append(line)
            running.set()
            grown.wait(120)
        return seen

    def erase() -> None:
        running.wait(120)
        write(stream, because := event(type="body.erased", event=target.envelope.id, reason="asked for"))
        seal()
        assert erase_body(target.envelope.id, because.id)
        grown.set()

    assert together(export, erase) == [whole, None]
    verify(lines())


def test_the_verifier_stands_alone_and_its_exit_status_tells(exported: Any, tmp_path: Any) -> None:
    passed = verifier(exported)
    assert passed.returncode == 0
    assert passed.stderr.startswith(b"PASS 4 events, root ")
    assert verifier(input=exported.read_bytes()).returncode == 0
    data = bytearray(exported.read_bytes())
    data[data.index(b"xxxx") + 50_000] ^= 1
    exported.write_bytes(data)
    failed = verifier(exported)
    assert failed.returncode == 1
    assert b"FAIL line 2 (position 1): the body does not match" in failed.stderr
    assert verifier(tmp_path / "nothing").returncode == 2
    assert verifier("--root", "many").returncode == 2


def test_a_remembered_state_must_reappear(whole: Any, exported: Any, tmp_path: Any) -> None:
    state = tmp_path / "state"
    exported.write_bytes(b"".join(whole[:3]))
    assert verifier(exported, "--state", state).returncode == 1  # the erasure that explains line 1 is cut off
    assert not state.exists()
    exported.write_bytes(b"".join(whole))
    assert verifier(exported, "--state", state).returncode == 0
    assert state.read_text() == "4 " + stored_tree().root().hex() + "\n"
    assert verifier("--state", state, input=b"".join(whole)).returncode == 0
    assert verifier("--state", state, input=b"").returncode == 1
    state.write_text("3 " + "0" * 64)
    wrong = verifier(exported, "--state", state)
    assert wrong.returncode == 1
    assert b"the root of size 3" in wrong.stderr
    state.write_text("garbage")
    assert verifier(exported, "--state", state).returncode == 2
    assert verifier(exported, "--root", "4:" + stored_tree().root().hex()).returncode == 0


def test_every_flipped_byte_fails(whole: Any) -> None:
    """Each seventh byte of a line."""
    for at in range(0, len(whole[0]), 7):
        for bit in (1, 32):
            changed = bytearray(whole[0])
            changed[at] ^= bit
            with pytest.raises(Tampered) as tampered:
                verify([bytes(changed), *whole[1:]])
            assert tampered.value.position in {0, 1}


def test_an_imported_log_is_the_same_log(whole: Any, exported: Any, write: Any, forget: Any) -> None:
    root, heads = stored_tree().root().hex(), {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, id FROM stream")
        heads = {StreamRef(kind, id): stream_head(StreamRef(kind, id)) for kind, id in cursor.fetchall()}
    with pytest.raises(NotEmpty):
        import_lines(whole)
    with pytest.raises(CommandError, match="not empty"):
        call_command("import_log", str(exported))
    forget()
    assert log_size() == 0
    call_command("import_log", str(exported))
    assert lines() == whole
    assert stored_tree().root().hex() == root
    for stream, head in heads.items():
        assert stream_head(stream) == head
        write(stream)
    seal()
    assert verify(lines(), {4: root})[0] == 6


def test_a_tampered_export_is_not_imported(whole: Any, forget: Any) -> None:
    forget()
    with pytest.raises(Tampered):
        import_lines([*whole[:3], whole[3].replace(b"asked for", b"asked far")])
    assert log_size() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM event")
        assert cursor.fetchone() == (0,)


def test_a_log_of_another_service_is_not_imported(
    committed_db: Any, stream: Any, event: Any, write: Any, forget: Any
) -> None:
    write(stream, event())
    seal()
    foreign = [line.replace(stream.public.encode(), b"s:ferry") for line in lines()]
    verify(foreign)
    forget()
    with pytest.raises(NotOurs):
        import_lines(foreign)


def test_export_log_piped_into_verify_log(whole: Any, committed_db: Any) -> None:
    pipe = f"{sys.executable} manage.py export_log | {sys.executable} manage.py verify_log"
    done = subprocess.run(pipe, shell=True, capture_output=True, cwd=ROOT, env=committed_db.environ, check=False)
    assert done.returncode == 0, done.stderr
    assert b"PASS 4 events, root " + stored_tree().root().hex().encode() in done.stdout
