"""A POST as one command: carried out once under its Idempotency-Key, answered from what was written, twins included."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import psycopg
from django.db import OperationalError
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.fields import Version
from stories.api.problems import Moved, Problem
from stories.application.handle import (
    CommandRepeated,
    Expected,
    Handled,
    IdempotencyMismatch,
    KeyTaken,
    Order,
    Stale,
    VersionConflict,
    now,
)
from stories.application.history import written_with
from stories.domain.actors import By
from stories.domain.refusals import Refused
from stories.eventlog.read import Stored
from stories.eventlog.repeated import Idempotency, Repeated, find_repeated, remember
from stories.eventlog.streams import StreamRef

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_ETAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
_CURRENT = re.compile(r"v(\d{1,15})")
NEVER = -1  # a version that nothing has


@dataclass(frozen=True, slots=True)
class Written:
    """What a command wrote, now or when it came first: the stream and its version then, the events, the ids kept."""

    stream: str
    version: int
    events: tuple[str, ...]
    ids: tuple[str, ...]
    status: int
    replayed: bool = False

    def stored(self) -> list[Stored]:
        return written_with(StreamRef.parse(self.stream), self.version) if self.events else []


Show = Callable[[Written], Response]


def carry_out(
    request: Request,
    by: By,
    run: Callable[[Order], Handled],
    show: Show,
    *,
    expected: Expected | None = None,
    status: int = 200,
    ids: Sequence[str] = (),
    found: Callable[[], Sequence[str]] | None = None,
    elsewhere: Callable[[], str | None] = lambda: None,
) -> Response:
    """Runs a command and shows what it wrote. The same key and body again show the same, and write nothing.

    So too one that found nothing to do: later, there might be. found: the ids kept of such a one, asked for after it.
    Refusals are not stored: a repetition is decided anew. elsewhere: where the thing is since it went into another one,
    asked after a refusal; raises Moved to there.
    """
    idempotency = idempotency_of(request, by, status=status, ids=ids)
    if idempotency and (row := find_repeated(by.actor, idempotency.key)):
        return _again(row, idempotency, show)
    try:
        done = run(Order(by, now(), idempotency, expected))
    except CommandRepeated as exc:
        return _again(exc.row, idempotency, show)
    except (Refused, Stale, KeyTaken, VersionConflict) as exc:
        # A twin may have been carried out while this one was on its way.
        if idempotency and (row := find_repeated(by.actor, idempotency.key)):
            return _again(row, idempotency, show)
        if isinstance(exc, Refused | Stale) and (address := elsewhere()):
            raise Moved(address) from exc
        raise
    except OperationalError as exc:
        if idempotency and isinstance(exc.__cause__, psycopg.errors.LockNotAvailable):
            raise twin_in_progress() from exc
        raise
    if not done.events and idempotency and (row := find_repeated(by.actor, idempotency.key)):
        return _again(row, idempotency, show)
    response = show(Written(done.stream, done.version, tuple(done.events), tuple(ids), status))
    if idempotency and not done.events:
        kept = found() if found else ids
        noted = replace(idempotency, status=response.status_code, ids=tuple(kept))
        if not remember(noted, StreamRef.parse(done.stream), done.version):
            row = find_repeated(by.actor, idempotency.key)
            return _again(row, idempotency, show) if row else response
    return response


def twin_in_progress() -> Problem:
    return Problem(
        409, "twin-in-progress", "The same command is being carried out; ask again.", headers={"Retry-After": "1"}
    )


def _again(row: Repeated, idempotency: Idempotency | None, show: Show) -> Response:
    if idempotency is None or row.request != idempotency.request:
        raise IdempotencyMismatch
    events = tuple(stored.envelope.id for stored in written_with(row.stream, row.version)) if row.wrote else ()
    response = show(Written(row.stream.public, row.version, events, row.ids, row.status, replayed=True))
    response["Idempotency-Replayed"] = "true"
    return response


def idempotency_of(
    request: Request, by: By, *, status: int, ids: Sequence[str] = (), body: bytes | None = None
) -> Idempotency | None:
    """The request's Idempotency-Key with what it belongs to. Raises Problem 400 for a key that is none.

    body: stands for the body where that is not JSON.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise Problem(400, "bad-idempotency-key", "An Idempotency-Key is 1 to 255 printable ASCII characters.")
    said = json.dumps(request.data, sort_keys=True, ensure_ascii=True).encode() if body is None else body
    digest = sha256(f"{request.method} {request.path}\n".encode() + said).digest()
    return Idempotency(by.actor, key, digest, status, tuple(ids))


def expected_of(request: Request, thing: str, version: Version | None, *, needed: bool = False) -> Expected | None:
    """The version that the caller decided on: If-Match, else `expected_version`. needed: 428 where both are missing."""
    header = request.META.get("HTTP_IF_MATCH")
    if header is not None:
        return Expected(thing, _version_named(header), by_header=True)
    if version is not None:
        return Expected(thing, version)
    if needed:
        raise Problem(
            428, "precondition-required", "Send If-Match with the ETag you have read, or expected_version in the body."
        )
    return None


def _version_named(header: str) -> int:
    tag = _ETAG.fullmatch(header.strip())
    if tag is None:
        raise Problem(400, "bad-if-match", 'If-Match names one ETag that you have read, such as "v17".')
    current = _CURRENT.fullmatch(tag[2])
    return int(current[1]) if current and not tag[1] else NEVER


def with_events(document: dict[str, Any], written: Written) -> dict[str, Any]:
    """The thing as it is after the command, and which events the command wrote."""
    return document | {"events": list(written.events)}
