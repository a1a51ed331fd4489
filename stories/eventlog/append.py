"""The append: one statement, and the statement is the transaction. Only application/handle.py may import this."""

import re
import secrets
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, connection, transaction

from stories.eventlog import canonical
from stories.eventlog.append_sql import statement
from stories.eventlog.connection import execute, violated
from stories.eventlog.merkle import commitment, leaf
from stories.eventlog.read import Head, stream_head
from stories.eventlog.registry import RegistryKey, holder
from stories.eventlog.repeated import Idempotency, Repeated, find_repeated
from stories.eventlog.streams import NO_PREVIOUS, StreamRef
from stories.eventlog.verify import envelope_faults

SALT_BYTES = 32
_TYPE = re.compile(r"[a-z_]+\.[a-z_]+", re.ASCII)
_quick: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that has no place in its stream yet. at: as in the envelope; body: canonical bytes of an object."""

    id: str
    type: str
    schema: int
    at: str
    actor: str
    cause: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Appended:
    version: int
    head: str  # hex of the newest event's leaf: the next `prev`
    at: str  # of the newest event: the next `at` may not be earlier


class VersionConflict(Exception):
    """The stream is not where the caller believed; nothing was written. version: where it was a moment later."""

    def __init__(self, stream: StreamRef, version: int) -> None:
        super().__init__(f"{stream.public} is at version {version}")
        self.stream = stream
        self.version = version


class TimeFell(ValueError):
    """An event's `at` is earlier than that of the event before it in the stream."""


class EventExists(Exception):
    """One of the event ids is in the log already; nothing was written."""


class KeyTaken(Exception):
    """A registry key is held by another thing; nothing was written. id: the holder, None if it let go meanwhile."""

    def __init__(self, taken: RegistryKey, id: str | None) -> None:  # noqa: A002  # the registry's own word
        super().__init__(f"{taken.kind} {taken.key!r} is taken by {id}")
        self.kind = taken.kind
        self.key = taken.key
        self.id = id


class CommandRepeated(Exception):
    """The same actor has sent the same request under the same key before; nothing was written."""

    def __init__(self, row: Repeated) -> None:
        super().__init__("the command was carried out before")
        self.row = row


class IdempotencyMismatch(Exception):
    """The same actor has used the key for another request; nothing was written."""


def append(
    stream: StreamRef,
    *,
    expected: int,
    prev: str,
    events: Sequence[NewEvent],
    idempotency: Idempotency | None = None,
    claims_on_registry: Sequence[RegistryKey] = (),
    release: Sequence[RegistryKey] = (),
) -> Appended:
    """Write events after version `expected` (0: a new stream), whose newest leaf is `prev`. All or nothing.

    In autocommit, the events are on disk on return. Within transaction.atomic they commit with it (moves; events that
    must commit with a checkpoint); streams are then to be taken in order of StreamRef.
    Raises VersionConflict, KeyTaken, CommandRepeated, IdempotencyMismatch, EventExists, TimeFell, and ValueError for an
    event that the log could not verify later. A key may not be claimed and released at once.
    """
    rows = _rows(stream, expected=expected, prev=prev, events=events)
    newest = rows[-1]
    parameters: dict[str, Any] = {
        "stream": stream.id,
        "kind": stream.kind,
        "expected": expected,
        "prev": bytes.fromhex(prev),
        "first_at": events[0].at,
        "version": newest.version,
        "head": newest.leaf,
    }
    parameters |= _one(newest) if len(rows) == 1 else _several(rows)
    if idempotency:
        parameters |= _remembered(idempotency)
    if claims_on_registry:
        parameters |= _claimed(claims_on_registry)
    if release:
        parameters |= _released(release)
    insert = statement(
        opens=expected == 0,
        remembers=bool(idempotency),
        claims=bool(claims_on_registry),
        releases=bool(release),
        several=len(rows) > 1,
    )
    try:
        # Inside a transaction a refused statement must not take the caller's work with it.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            written = execute(insert, parameters)
    except IntegrityError as error:
        raise _refusal(error, idempotency=idempotency, claims=claims_on_registry) from error
    if written is None:
        raise _conflict(stream, expected=expected, prev=prev, idempotency=idempotency)
    return Appended(newest.version, newest.leaf.hex(), events[-1].at)


@dataclass(frozen=True, slots=True)
class _Row:
    version: int
    id: UUID
    type: str
    envelope: bytes
    leaf: bytes
    salt: bytes
    body: bytes


def _one(row: _Row) -> dict[str, Any]:
    return {"id": row.id, "type": row.type, "envelope": row.envelope, "salt": row.salt, "body": row.body}


def _several(rows: Sequence[_Row]) -> dict[str, Any]:
    return {
        "versions": [row.version for row in rows],
        "event_ids": [row.id for row in rows],
        "types": [row.type for row in rows],
        "envelopes": [row.envelope for row in rows],
        "salts": [row.salt for row in rows],
        "bodies": [row.body for row in rows],
    }


def _remembered(command: Idempotency) -> dict[str, Any]:
    return {
        "actor": command.actor,
        "key": command.key,
        "request": command.request,
        "status": command.status,
        "ids": list(command.ids),
    }


def _claimed(claims: Sequence[RegistryKey]) -> dict[str, Any]:
    return {
        "claim_kinds": [claim.kind for claim in claims],
        "claim_keys": [claim.key for claim in claims],
        "claim_ids": [claim.id for claim in claims],
    }


def _released(keys: Sequence[RegistryKey]) -> dict[str, Any]:
    return {"release_kinds": [gone.kind for gone in keys], "release_keys": [gone.key for gone in keys]}


def _rows(stream: StreamRef, *, expected: int, prev: str, events: Sequence[NewEvent]) -> list[_Row]:
    if not events or expected < 0 or (expected == 0) != (prev == NO_PREVIOUS):
        raise ValueError("an append takes events, a version and the leaf that belongs to it")
    rows: list[_Row] = []
    latest = ""
    for version, event in enumerate(events, start=expected + 1):
        if event.at < latest:
            raise TimeFell(f"{event.at} after {latest}")
        latest = event.at
        _check_body(event.body)
        if not _TYPE.fullmatch(event.type):
            raise ValueError(f"no event type: {event.type!r}")
        salt = secrets.token_bytes(SALT_BYTES)
        envelope = {
            "v": 1,
            "id": event.id,
            "stream": stream.public,
            "ver": version,
            "type": event.type,
            "schema": event.schema,
            "at": event.at,
            "actor": event.actor,
            "cause": event.cause,
            "prev": prev,
            "body": commitment(salt, event.body),
        }
        for fault in envelope_faults(envelope):
            raise ValueError(fault)
        data = canonical.encode(envelope)
        rows.append(_Row(version, UUID(event.id), event.type, data, leaf(data), salt, event.body))
        prev = rows[-1].leaf.hex()
    return rows


def _check_body(body: bytes) -> None:
    """Bytes that their own value encodes to are canonical, however they were read: no need for the slow strict parser.

    Whatever else is wrong, it finds the words for.
    """
    try:
        value = _quick.decode(body)
        canonical_already = canonical.encode(value) == body
    except (ValueError, RecursionError):
        canonical_already = False
    if not canonical_already:
        value = canonical.parse(body)
    if not isinstance(value, dict):
        raise ValueError("a body is an object")


def _refusal(error: IntegrityError, *, idempotency: Idempotency | None, claims: Sequence[RegistryKey]) -> Exception:
    match violated(error):
        case "idempotency_pkey" if idempotency:
            return _repetition(idempotency) or error
        case "registry_pkey":
            for claim in claims:
                taken_by = holder(claim.kind, claim.key)
                if taken_by is not None:
                    return KeyTaken(claim, taken_by)
            return KeyTaken(claims[0], None)
        case "event_id_once":
            return EventExists(str(error))
        case _:
            return error


def _repetition(idempotency: Idempotency) -> Exception | None:
    row = find_repeated(idempotency.actor, idempotency.key)
    if row is None:
        return None
    return CommandRepeated(row) if row.request == idempotency.request else IdempotencyMismatch()


def _conflict(stream: StreamRef, *, expected: int, prev: str, idempotency: Idempotency | None) -> Exception:
    if idempotency and (repetition := _repetition(idempotency)):
        return repetition
    head = stream_head(stream)
    if head == Head(expected, prev):
        return TimeFell(f"the newest event of {stream.public} is later than the one to append")
    return VersionConflict(stream, head.version)
