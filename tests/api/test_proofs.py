"""Checkpoints and proofs over the API: what anybody may read, what a proof says, what is refused and how."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from stories.application import housework, proving
from stories.application.auditing import VERIFY
from stories.application.handle import now
from stories.domain.vocabulary import Role, Scope
from stories.eventlog.merkle import leaf
from stories.eventlog.notes import believe, read_key
from stories.eventlog.read import log_size, read_log
from stories.eventlog.seal import seal
from stories.eventlog.verify_bundle import check_bundle
from stories.eventlog.verify_log import PASS, TAMPERED, UNUSABLE, check
from stories.models import HouseJob

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key(settings: Any, tmp_path: Path) -> None:
    settings.NEWSROOM_LOG_KEY = tmp_path / "log_key"
    settings.NEWSROOM_CHECKPOINTS = None


@pytest.fixture
def text(reader: Any) -> Callable[..., Any]:
    """What anybody gets who asks for a text."""

    def text(path: str, **headers: str) -> Any:
        return reader.client.get(f"/api/v1/{path}", headers=headers)

    return text


@pytest.fixture
def signed(desk: SimpleNamespace) -> int:
    """A log of some events with a checkpoint, and some events beyond it."""
    seal()
    proving.checkpoint()
    size = log_size()
    desk.editor.ok(f"stories/{desk.story}/note/", {"text": "beyond"})
    seal()
    return size


def test_before_the_first_checkpoint(reader: Any, refused: Any) -> None:
    for path in ("checkpoint", "keys", "proof/inclusion?position=0", "proof/consistency?from=1"):
        refused(reader.get(f"log/{path}"), 404, "no-checkpoint")
    refused(reader.get("log/proof/inclusion?position=0&size=1"), 404, "beyond-log")
    refused(reader.get("log/proof/consistency?from=1&to=2"), 404, "beyond-log")


def test_anybody_gets_the_newest_note_and_the_key(signed: int, text: Any) -> None:
    answer = text("log/checkpoint")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer["Cache-Control"] == "public, max-age=15"
    assert text("log/checkpoint", if_none_match=answer["ETag"]).status_code == 304
    assert text("log/checkpoint", if_none_match='"other"').status_code == 200
    [key] = map(read_key, text("log/keys").content.decode().splitlines())
    assert believe(answer.content, [key]).size == signed
    proving.checkpoint(at_once=True)
    newer = text("log/checkpoint", if_none_match=answer["ETag"])
    assert believe(newer.content, [key]).size == signed + 1


def test_an_event_is_shown_under_the_newest_checkpoint(signed: int, reader: Any, text: Any, tmp_path: Path) -> None:
    (tmp_path / "note").write_bytes(text("log/checkpoint").content)
    (tmp_path / "keys").write_bytes(text("log/keys").content)
    for event in read_log(-1, signed):
        by_id = reader.read(f"log/proof/inclusion?event={event.envelope.id}")
        assert reader.read(f"log/proof/inclusion?event=evt_{event.envelope.id.replace('-', '')}") == by_id
        assert reader.read(f"log/proof/inclusion?position={event.position}&size={signed}") == by_id
        assert (by_id["leaf"], by_id["size"]) == (leaf(event.data).hex(), signed)
        assert by_id["checkpoint"] == (tmp_path / "note").read_text()
        (tmp_path / "proof").write_text(json.dumps(by_id | {"envelope": json.loads(event.data)}))
        asked: dict[str, Any] = {"key": [str(tmp_path / "keys")], "checkpoint": [tmp_path / "note"]}
        assert check(**asked, proof=tmp_path / "proof")[0] == PASS
        (tmp_path / "proof").write_text(json.dumps(by_id | {"leaf": "0" * 64}))
        assert check(**asked, proof=tmp_path / "proof")[0] == TAMPERED


def test_two_checkpoints_are_shown_to_be_of_one_history(signed: int, reader: Any, text: Any, tmp_path: Path) -> None:
    (tmp_path / "old.note").write_bytes(text("log/checkpoint").content)
    proving.checkpoint(at_once=True)
    (tmp_path / "new.note").write_bytes(text("log/checkpoint").content)
    shown = reader.read(f"log/proof/consistency?from={signed}")
    assert (shown["from"], shown["to"]) == (signed, signed + 1)
    assert shown["from_checkpoint"] == (tmp_path / "old.note").read_text()
    assert shown["to_checkpoint"] == (tmp_path / "new.note").read_text()
    (tmp_path / "proof").write_text(json.dumps(shown))
    keys = [str(key) for key in proving.known_keys()]
    notes = [tmp_path / "old.note", tmp_path / "new.note"]
    assert check(key=keys, checkpoint=notes, proof=tmp_path / "proof")[0] == PASS
    (tmp_path / "proof").write_text(json.dumps(shown | {"path": ["0" * 64, *shown["path"][1:]]}))
    assert check(key=keys, checkpoint=notes, proof=tmp_path / "proof")[0] == TAMPERED
    unsigned = reader.read("log/proof/consistency?from=2&to=3")
    assert (unsigned["from_checkpoint"], unsigned["to_checkpoint"]) == (None, None)


def test_what_cannot_be_proved(signed: int, reader: Any, refused: Any) -> None:
    for path, status, code in (
        ("inclusion", 400, "invalid-query"),
        (f"inclusion?position=0&event={read_log(-1, 1)[0].envelope.id}", 400, "invalid-query"),
        ("inclusion?position=-1", 400, "invalid-query"),
        ("inclusion?position=x", 400, "invalid-query"),
        ("inclusion?position=0&size=0", 400, "invalid-query"),
        ("inclusion?position=0&size=null", 400, "invalid-query"),
        ("inclusion?position=0&root=x", 400, "invalid-query"),
        (f"inclusion?position={signed}", 404, "not-covered"),
        ("inclusion?position=3&size=3", 404, "not-covered"),
        (f"inclusion?position=0&size={signed + 2}", 404, "beyond-log"),
        ("inclusion?event=evt_" + "0" * 32, 404, "not-found"),
        ("inclusion?event=nothing", 404, "not-found"),
        ("consistency?from=0", 400, "invalid-query"),
        ("consistency?from=3&to=2", 400, "invalid-query"),
        (f"consistency?from=1&to={signed + 2}", 404, "beyond-log"),
        (f"consistency?from={signed + 1}", 404, "not-covered"),
        (f"consistency?from={signed + 1}&to={signed}", 400, "invalid-query"),
        (f"consistency?from={signed + 3}", 404, "beyond-log"),
        (f"consistency?from={2**60}", 400, "invalid-query"),
    ):
        refused(reader.get(f"log/proof/{path}"), status, code)
    assert reader.read(f"log/proof/inclusion?position={signed}&size={signed + 1}")["checkpoint"] is None


def test_an_event_without_a_place_is_not_covered(signed: int, desk: SimpleNamespace, reader: Any, refused: Any) -> None:
    [id_] = desk.editor.ok(f"stories/{desk.story}/note/", {"text": "not sealed"})["events"]
    refused(reader.get(f"log/proof/inclusion?event={id_}"), 404, "not-covered")


ALLOWED = {Role.DESK_HEAD, Role.AUDITOR}


@pytest.mark.parametrize("role", Role)
def test_who_may_read_how_far_it_is_vouched_for(role: Role, caller: Callable[..., Any], refused: Any) -> None:
    asked = caller(role).get("integrity/")
    assert asked.status == (200 if role in ALLOWED else 403)
    if role in ALLOWED:
        refused(caller(role, (Scope.STORIES_READ,)).get("integrity/"), 403, "role-missing")


def test_a_key_without_a_person_needs_the_scope(caller: Callable[..., Any], reader: Any, refused: Any) -> None:
    assert caller(None, (Scope.EVENTS_READ,)).get("integrity/").status == 200
    refused(caller(None, (Scope.OPS_RUN,)).get("integrity/"), 403, "role-missing")
    refused(reader.get("integrity/"), 401, "not-authenticated")


def test_how_far_it_is_vouched_for(signed: int, caller: Callable[..., Any]) -> None:
    auditor = caller(Role.AUDITOR)
    seal()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")  # as it is between the transactions of read models
    found = auditor.read("integrity/")
    size = log_size()
    assert (found["size"], found["checkpoint"]["size"], found["uncovered"]) == (size, signed, size - signed)
    assert found["keys"] == [str(key) for key in proving.known_keys()]
    assert (found["audit"], found["missing_guards"], found["troubles"], found["copied"]) == (None, [], [], None)
    assert found["outbox"] == {"events": 0, "seconds": 0.0}
    HouseJob.objects.create(kind=VERIFY, asked_at=now())
    assert housework.work(VERIFY)
    audited = auditor.read("integrity/")
    assert (audited["audit"]["passed"], audited["audit"]["events"]) == (True, size)
    assert audited["root"] in audited["audit"]["said"]


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def zipped(place: Path, files: dict[str, bytes]) -> str:
    with zipfile.ZipFile(place, "w") as bundle:
        for name, data in files.items():
            bundle.writestr(name, data)
    return str(place)


@pytest.fixture
def evidence(signed: int, desk: SimpleNamespace) -> dict[str, bytes]:
    secret = {"authorization": f"Bearer {desk.editor.secret}"}
    answer = desk.editor.client.get(f"/api/v1/stories/{desk.story}.bundle", headers=secret)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert 'filename="the-orlan-dam-v' in answer["Content-Disposition"]
    return opened(answer.content)


def test_a_bundle_proves_itself(evidence: dict[str, bytes], desk: SimpleNamespace, signed: int, tmp_path: Path) -> None:
    lines = evidence["events.ndjson"].splitlines()
    state = json.loads(evidence["state.json"])
    assert state["version"] == len(lines) == len(evidence["proofs.ndjson"].splitlines())
    assert desk.editor.read(f"stories/{desk.story}/")["version"] == len(lines) + 1  # the note came later
    assert desk.story in evidence["README.txt"].decode()
    keys = evidence["keys"].decode().split()
    said = check_bundle(zipped(tmp_path / "whole.zip", evidence), keys)
    assert said[0] == PASS, said
    assert f"{len(lines)} events of {desk.story}" in said[1]


SPOILT: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a body": ("events.ndjson", lambda data: data.replace(b"The dam stands.", b"The dam falls.", 1), "commitment"),
    "an event left out": (
        "events.ndjson",
        lambda data: data[data.index(b"\n") + 1 :],
        "proofs for",
    ),
    "the order": ("events.ndjson", lambda data: b"".join(reversed(data.splitlines(keepends=True))), "continue"),
    "a position": ("events.ndjson", lambda data: data.replace(b'"pos":5', b'"pos":6'), "path leads to"),
    "a path": ("proofs.ndjson", lambda data: data.replace(data[40:44], b"0000"), "path leads to"),
    "a salt": ("events.ndjson", lambda data: data.replace(b'"salt":"', b'"salt":"0', 1), "salt of 32 bytes"),
    "the note": ("checkpoint.note", lambda data: data.replace(b"\n8\n", b"\n9\n"), "is wrong"),
    "white space": ("events.ndjson", lambda data: data.replace(b'"pos":', b'"pos": ', 1), "canonical"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_bundle_fails(evidence: dict[str, bytes], tmp_path: Path, case: str) -> None:
    name, spoil, reason = SPOILT[case]
    spoilt = evidence | {name: spoil(evidence[name])}
    assert spoilt != evidence
    status, said = check_bundle(zipped(tmp_path / "spoilt.zip", spoilt), evidence["keys"].decode().split())
    assert (status, reason in said) == (TAMPERED, True), said


def test_what_is_no_bundle(evidence: dict[str, bytes], tmp_path: Path) -> None:
    keys = evidence["keys"].decode().split()
    for name in ("events.ndjson", "proofs.ndjson", "checkpoint.note"):
        part = {one: data for one, data in evidence.items() if one != name}
        assert check_bundle(zipped(tmp_path / "part.zip", part), keys)[0] == UNUSABLE
    (tmp_path / "text").write_text("no zip")
    assert check_bundle(str(tmp_path / "text"), keys)[0] == UNUSABLE
    assert check_bundle(zipped(tmp_path / "whole.zip", evidence), ["nobody's key"])[0] == UNUSABLE


def test_bundles_are_for_those_who_may_read_all(signed: int, desk: SimpleNamespace, reader: Any, refused: Any) -> None:
    refused(reader.get(f"stories/{desk.story}.bundle"), 401, "not-authenticated")
    late = desk.editor.ok("stories/", {"title": "The valley road"})["id"]
    refused(desk.editor.get(f"stories/{late}.bundle"), 404, "not-covered")
    refused(desk.editor.get("stories/nothing.bundle"), 404, "not-found")
