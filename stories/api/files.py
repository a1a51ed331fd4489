"""Files: sent as multipart, the one address that takes it; read by the desk. Readers get the hash, never the bytes.

What is inside a file (places, cameras, names) stays inside and may betray a source, so nothing is given to readers
before it can be stripped; the public evidence bears the SHA-256, which proves the file without showing it.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from rest_framework.decorators import parser_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.authentication import actor
from stories.api.methods import api_view
from stories.api.parsing import bad_field
from stories.api.problems import Problem
from stories.api.webhooks import carried_out
from stories.application import files
from stories.application.once import Done
from stories.gateways.vault import NotAllowed, TooLarge

ENVELOPE = 64 * 1024  # bytes of a multipart body beside the file


class OneFile(MultiPartParser):
    """multipart/form-data that says how long it is, and is not longer than a file may be."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        request = (parser_context or {})["request"]
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > files.LIMIT + ENVELOPE:
            raise _too_large()
        try:
            return super().parse(stream, media_type, parser_context)
        except RequestDataTooBig as exc:
            raise _too_large() from exc
        except SuspiciousOperation as exc:
            raise Problem(400, "malformed-multipart", "This multipart body cannot be read.") from exc


def _too_large() -> Problem:
    return Problem(413, "too-large", f"A file may have {files.LIMIT:,} bytes.")


@api_view(["POST"])
@parser_classes([OneFile])
def upload(request: Request) -> Response:
    by = actor(request)
    files.require_sender(by)
    if not request.META.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" in request.META:
        raise Problem(411, "length-required", "Send the body with its Content-Length, not in chunks.")
    sent = _only_file(request)
    try:
        kept = files.keep_bytes(sent.chunks())
    except TooLarge as exc:
        raise _too_large() from exc
    except NotAllowed as exc:
        raise Problem(
            415,
            "file-type",
            "Send a picture (JPEG, PNG, GIF, WebP), a PDF, sound or film (MP3, WAV, Ogg, MP4, WebM) or plain text.",
        ) from exc

    def run() -> Done:
        done = files.record(kept, _name(sent), by)
        return Done(done.document["id"], done.document | {"duplicate": not done.fresh})

    response = carried_out(request, by, run, status=201, said=f"{kept.sha256} {_name(sent)}".encode())
    response.status_code = 200 if response.data["duplicate"] else 201
    response["Location"] = f"/api/v1/files/{response.data['id']}/"
    return response


def _only_file(request: Request) -> UploadedFile:
    data = request.data
    given = request.FILES.getlist("file")
    for name in data:
        if name != "file":
            raise bad_field(f"/{str(name)[:60]}", "unknown-field", "Send one part, named file")
    if len(given) != 1:
        raise bad_field("/file", "required", "Send one part named file, with a file name")
    sent: UploadedFile = given[0]
    return sent


def _name(sent: UploadedFile) -> str:
    """What the sender calls it, less what no line of text holds."""
    return "".join(char for char in sent.name or "" if char.isprintable())[:255]


@api_view(["GET"])
def file(request: Request, id_: str) -> Response:
    found = files.file_named(id_, actor(request))
    return Response(
        files.file_document(found), headers={"ETag": f'"{found.sha256}"', "Cache-Control": "private, no-cache"}
    )


@api_view(["GET"])
def content(request: Request, id_: str) -> FileResponse:
    """The bytes as they came, to be saved and not shown."""
    found = files.file_named(id_, actor(request))
    response = FileResponse(files.opened(found), content_type="application/octet-stream")
    response["Content-Length"] = found.size
    response["Content-Disposition"] = f'attachment; filename="fil_{found.id.hex}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{found.sha256}"'
    return response
