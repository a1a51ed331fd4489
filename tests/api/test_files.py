"""Files: kept under their hash, known by their bytes, given to the desk alone, cited by evidence."""

from collections.abc import Callable
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from stories.application import files
from stories.domain.vocabulary import Role, Scope
from stories.gateways.vault import kind_of
from stories.models import StoredFile

pytestmark = pytest.mark.django_db

PHOTO = b"\xff\xd8\xff\xe1 Exif: taken at the back door \x00\x01" + bytes(range(256))
NEWSROOM = {Role.REPORTER, Role.EDITOR, Role.DESK_HEAD}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Any, settings: Any) -> None:
    settings.NEWSROOM_DATA = tmp_path


def send(by: Any, data: bytes = PHOTO, name: str = "door.jpg", **headers: str) -> Any:
    return send_parts(by, {"file": SimpleUploadedFile(name, data)}, **headers)


def send_parts(by: Any, parts: dict[str, Any], **headers: str) -> Any:
    return by.send("POST", "files/", raw=encode_multipart(BOUNDARY, parts), kind=MULTIPART_CONTENT, **headers)


def test_a_file_is_kept_under_its_hash(caller: Callable[..., Any], tmp_path: Any) -> None:
    reporter = caller(Role.REPORTER)
    answer = send(reporter)
    digest = sha256(PHOTO).hexdigest()
    assert (answer.status, answer.body["sha256"], answer.body["size"]) == (201, digest, len(PHOTO))
    assert (answer.body["media_type"], answer.body["name"]) == ("image/jpeg", "door.jpg")
    assert answer.body["uploaded_by"] == reporter.person
    assert (tmp_path / "files" / digest[:2] / digest).read_bytes() == PHOTO
    shown = reporter.read(f"files/{answer.body['id']}/")
    assert shown == {name: value for name, value in answer.body.items() if name != "duplicate"}
    again, other = send(reporter), send(caller(Role.EDITOR))
    assert (again.status, again.body["id"], again.body["duplicate"]) == (200, answer.body["id"], True)
    assert (other.status, other.body["sha256"], other.body["id"] == again.body["id"]) == (201, digest, False)
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == [digest]


def test_the_bytes_are_for_the_desk(caller: Callable[..., Any], reader: Any, refused: Callable[..., None]) -> None:
    path = f"/api/v1/files/{send(caller(Role.REPORTER)).body['id']}/"
    auditor = caller(Role.AUDITOR)
    answer = auditor.client.get(f"{path}content/", HTTP_AUTHORIZATION=f"Bearer {auditor.secret}")
    assert b"".join(answer.streaming_content) == PHOTO
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for address in (path, f"{path}content/"):
        refused(reader.get(address), 401, "not-authenticated")
        refused(caller(None, (Scope.ARTICLES_WRITE,)).get(address), 404, "not-found")
        refused(auditor.get(address.replace("fil_", "art_")), 404, "not-found")


def test_who_may_send(caller: Callable[..., Any], reader: Any, refused: Callable[..., None]) -> None:
    refused(send(reader), 401, "not-authenticated")
    for role in Role:
        assert send(caller(role)).status == (201 if role in NEWSROOM else 403), role
    refused(send(caller(None)), 403, "person-needed")
    refused(send(caller(Role.EDITOR, (Scope.STORIES_READ,))), 403, "role-missing")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"RIFF....WAVEfmt ", "audio/wav"),
        (b"....ftypisom", "video/mp4"),
        ("Ein Brief über den Damm.".encode(), "text/plain"),
        (("ä" * 3000).encode()[:4095], "text/plain"),
        (b"<html><script>", None),
        (b"  <svg onload=x>", None),
        (b"#!/bin/sh", None),
        (b"MZ\x90\x00", None),
        (b"PK\x03\x04", None),
        (b"\xfe\xffa\x00", None),
        (b"text\x00text", None),
        (b"   ", None),
        (b"", None),
    ],
)
def test_the_bytes_say_what_it_is(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


def test_what_is_refused_leaves_nothing(
    caller: Callable[..., Any], refused: Callable[..., None], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = caller(Role.EDITOR)
    refused(send(editor, b"<html>", "photo.jpg"), 415, "file-type")
    refused(editor.post("files/", {"file": "x"}), 415, "unsupported-media-type")
    refused(send_parts(editor, {"file": "no file name"}), 400, "invalid-body")
    refused(send_parts(editor, {"other": SimpleUploadedFile("a.jpg", PHOTO)}), 400, "invalid-body")
    refused(send_parts(editor, {"file": SimpleUploadedFile("a.jpg", PHOTO), "note": "x"}), 400, "invalid-body")
    refused(editor.send("POST", "files/", raw=b"--x", kind="multipart/form-data"), 400, "malformed")
    monkeypatch.setattr(files, "LIMIT", 100)
    refused(send(editor), 413, "too-large")
    monkeypatch.setattr(files, "LIMIT", -(2**20))
    refused(send(editor), 413, "too-large")
    assert not StoredFile.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_key_of_idempotency_belongs_to_one_file(caller: Callable[..., Any], refused: Callable[..., None]) -> None:
    editor = caller(Role.EDITOR)
    first, again = send(editor, idempotency_key="k"), send(editor, idempotency_key="k")
    assert (again.status, again.body, again.headers["Idempotency-Replayed"]) == (201, first.body, "true")
    refused(send(editor, PHOTO + b"!", idempotency_key="k"), 422, "idempotency-mismatch")


def test_evidence_bears_the_hash_of_its_file(desk: SimpleNamespace, reader: Any, refused: Callable[..., None]) -> None:
    file = send(desk.editor).body
    path = f"claims/{desk.claim}/evidence/"

    def evidence(**more: str) -> dict[str, Any]:
        fields = {"kind": "photo", "summary": "the back door", "terms": "on_record", "file": file["id"]}
        return fields | {"expected_version": desk.editor.read(f"claims/{desk.claim}/")["version"]} | more

    claim = desk.editor.ok(path, evidence())
    assert (claim["evidence"][-1]["file"], claim["evidence"][-1]["sha256"]) == (file["id"], file["sha256"])
    refused(desk.editor.post(path, evidence(file="fil_" + "0" * 32)), 422, "no-such-file")
    refused(desk.editor.post(path, evidence(sha256="0" * 64)), 422, "file-differs")
    desk.editor.ok(path, evidence(summary="off the record", terms="off_record"))
    desk.editor.act(desk.claim, "verify", {"evidence": [1]})
    shown = reader.read(f"claims/{desk.claim}/")["evidence"]
    assert [one.get("sha256") for one in shown] == [None, file["sha256"]]
    refused(reader.get(f"files/{file['id']}/"), 401, "not-authenticated")
