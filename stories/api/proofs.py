"""What outsiders check the log by: signed checkpoints, keys, proofs; and for the house how far it is vouched for."""

from hashlib import sha256
from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.authentication import actor
from stories.api.fields import Words
from stories.api.log import event_named
from stories.api.methods import api_view
from stories.api.moments import matches
from stories.api.parsing import bad_query, query_of
from stories.api.problems import Problem
from stories.application import proving
from stories.application.integrity import integrity_document
from stories.domain.permissions import Action, require
from stories.eventlog.read import log_size
from stories.eventlog.signing import newest, signed_for
from stories.eventlog.subtrees import consistency, hashes, inclusion, root_at

Size = Annotated[int, Meta(ge=1, le=2**53 - 1)]
CACHED = "public, max-age=15"
TEXT = "text/plain; charset=utf-8"


class Included(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """event or position. size: of the tree; that of the newest checkpoint if not given."""

    event: Words | None = None
    position: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = None
    size: Size | None = None


class Grown(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, rename={"from_": "from"}):
    """from: what was kept. to: the newest checkpoint's size if not given."""

    from_: Size = 1
    to: Size | None = None


@api_view(["GET"])
def checkpoint(request: Request) -> HttpResponse:
    """The newest signed note."""
    signed = newest()
    if signed is None:
        raise nothing_signed()
    return _text(request, signed.note)


@api_view(["GET"])
def keys(request: Request) -> HttpResponse:
    """Whom to believe, a key a line. Whoever can put up another log here can put up another key: compare elsewhere."""
    known = proving.known_keys()
    if not known:
        raise nothing_signed()
    return _text(request, "".join(f"{key}\n" for key in known).encode())


@api_view(["GET"])
def proof_of_inclusion(request: Request) -> Response:
    query = query_of(request, Included)
    if (query.event is None) == (query.position is None):
        raise bad_query("position", "conflicting", "Give event or position")
    size = _within_log(query.size)
    position = query.position
    if query.event is not None:
        position = event_named(query.event).position
    if position is None or position >= size:
        raise Problem(404, "not-covered", f"The tree of {size} events does not hold this one.")
    signed = signed_for(size)
    document = {
        "position": position,
        "size": size,
        "leaf": hashes([(0, position)])[0, position].hex(),
        "root": root_at(size).hex(),
        "path": [one.hex() for one in inclusion(position, size)],
        "checkpoint": signed.note.decode() if signed else None,
    }
    return Response(document, headers={"Cache-Control": CACHED})


@api_view(["GET"])
def proof_of_consistency(request: Request) -> Response:
    query = query_of(request, Grown)
    newer = _within_log(query.to)
    older = _within_log(query.from_)
    if older > newer and query.to is None:
        raise Problem(404, "not-covered", f"The newest checkpoint holds {newer} events; ask again in a few minutes.")
    if older > newer:
        raise bad_query("from", "out-of-range", f"Give a size up to {newer}")
    signed = {size: signed_for(size) for size in (older, newer)}
    document = {
        "from": older,
        "to": newer,
        "from_root": root_at(older).hex(),
        "to_root": root_at(newer).hex(),
        "path": [one.hex() for one in consistency(older, newer)],
        "from_checkpoint": found.note.decode() if (found := signed[older]) else None,
        "to_checkpoint": found.note.decode() if (found := signed[newer]) else None,
    }
    return Response(document, headers={"Cache-Control": CACHED})


@api_view(["GET"])
def integrity(request: Request) -> Response:
    require(actor(request), Action.EXPORT_LOG)
    return Response(integrity_document(), headers={"Cache-Control": "private, no-cache"})


def _text(request: Request, data: bytes) -> HttpResponse:
    etag = f'"{sha256(data).hexdigest()[:32]}"'
    fresh = matches(request, etag)
    response = HttpResponse(b"" if fresh else data, status=304 if fresh else 200, content_type=TEXT)
    response["ETag"] = etag
    response["Cache-Control"] = CACHED
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _within_log(size: int | None) -> int:
    if size is None:
        signed = newest()
        if signed is None:
            raise nothing_signed()
        return signed.size
    there = log_size()
    if size > there:
        raise Problem(404, "beyond-log", f"The log has {there} sealed events, not {size}.")
    return size


def nothing_signed() -> Problem:
    return Problem(404, "no-checkpoint", "Nothing has been signed yet; ask again in a few minutes.")
