"""The log as lines: export, and import into an empty log. The bytes are those that lie stored."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import transaction

from stories.eventlog.canonical import encode
from stories.eventlog.connection import cursor
from stories.eventlog.merkle import leaf
from stories.eventlog.read import Stored, log_size, read_log
from stories.eventlog.seal import seal
from stories.eventlog.streams import StreamRef
from stories.eventlog.verify import Verifier

CHUNK = 500

# One snapshot for the whole export: a body erased meanwhile would else lack the event that says why.
_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_PATIENCE = "SET LOCAL idle_in_transaction_session_timeout = 0"  # whoever reads our lines may be slow

_STREAM = """
INSERT INTO stream (id, kind, version, head) VALUES (%(stream)s, %(kind)s, %(version)s, %(head)s)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, head = excluded.head
"""

_EVENT = """
WITH written AS (
    INSERT INTO event (stream, version, id, type, envelope)
    VALUES (%(stream)s, %(version)s, %(id)s, %(type)s, %(envelope)s)
    RETURNING seq, stream, version
)
INSERT INTO outbox (seq, stream, version) SELECT seq, stream, version FROM written
"""

_BODY = "INSERT INTO event_body (stream, version, salt, bytes) VALUES (%(stream)s, %(version)s, %(salt)s, %(body)s)"


class NotEmpty(Exception):
    """There is a log already; an import makes a whole one or none."""


class NotOurs(Exception):
    """A verified log of another service: its streams bear names that are not ours."""


def export_line(event: Stored) -> bytes:
    """One line of the export. The event must be sealed."""
    assert event.position is not None
    salt = b"null" if event.salt is None else b'"%s"' % event.salt.hex().encode()
    body = b"null" if event.body is None else event.body
    return b'{"body":%s,"env":%s,"pos":%d,"salt":%s}\n' % (body, event.data, event.position, salt)


def export_lines() -> Iterator[tuple[int, bytes]]:
    """(size of the log, line) for each sealed event, in order of position, from one snapshot."""
    with transaction.atomic():
        with cursor() as plain:
            plain.execute(_SNAPSHOT)
            plain.execute(_PATIENCE)
        size, reached = log_size(), -1
        while events := read_log(reached, CHUNK):
            for event in events:
                yield size, export_line(event)
            reached += len(events)


def import_lines(lines: Iterable[bytes]) -> tuple[int, str]:
    """Size and root of the log made from an export, verified line by line; all of it or nothing.

    Raises NotEmpty, NotOurs, Tampered. Idempotency keys are no part of an export, read models and registry follow from
    the log.
    """
    with transaction.atomic(), Verifier() as verifier:
        with cursor() as plain:
            plain.execute("LOCK TABLE stream IN EXCLUSIVE MODE")
            if plain.execute("SELECT FROM stream LIMIT 1").fetchone() is not None:
                raise NotEmpty
            plain.execute(_PATIENCE)
        for line in lines:
            _import(verifier.line(line))
        verifier.finish()
        while seal():
            pass
        return verifier.size, verifier.root()


def _import(line: dict[str, object]) -> None:
    envelope, body, salt = line["env"], line["body"], line["salt"]
    assert isinstance(envelope, dict)
    try:
        stream = StreamRef.parse(envelope["stream"])
    except ValueError as error:
        raise NotOurs(str(error)) from None
    data = encode(envelope)
    row = {
        "stream": stream.id,
        "kind": stream.kind,
        "version": envelope["ver"],
        "head": leaf(data),
        "id": UUID(envelope["id"]),
        "type": envelope["type"],
        "envelope": data,
    }
    with cursor() as plain:
        plain.execute(_STREAM, row)
        plain.execute(_EVENT, row)
        if isinstance(salt, str):
            plain.execute(_BODY, row | {"salt": bytes.fromhex(salt), "body": encode(body)})
