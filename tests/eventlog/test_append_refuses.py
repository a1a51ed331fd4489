"""What could not be verified is not written; and what an id of a stream is."""

import uuid
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

from stories.eventlog.streams import StreamRef


def everything() -> int:
    """Rows in all tables that an append writes to."""
    tables = ("stream", "event", "event_body", "outbox", "idempotency", "registry")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " + ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("shared_db")
@pytest.mark.parametrize(
    "body",
    [
        b'{"text":"a\\u0000"}',
        b'{"text":"\\ud800"}',
        b'{"text":"\xed\xa0\x80"}',
        b'{"text": "a"}',
        b'{"n":1.0}',
        b"[]",
        b"null",
        b"",
    ],
)
def test_bytes_that_could_not_be_verified_are_refused(
    stream: Any, shared_db: Any, event: Any, write: Any, body: Any
) -> None:
    bad = event()
    object.__setattr__(bad, "body", body)
    with pytest.raises(ValueError, match=r"."):
        write(stream, bad)
    assert everything() == 0


@pytest.mark.usefixtures("shared_db")
@pytest.mark.parametrize(
    "change",
    [
        {"id": "ABCDEF00-0000-4000-8000-000000000001"},
        {"id": "x"},
        {"type": "noted"},
        {"type": "story.noted\0"},
        {"schema": 0},
        {"at": "2026-03-01T00:00:00Z"},
        {"actor": ""},
        {"actor": "\ud800"},
        {"actor": "a\0"},
        {"cause": "x"},
    ],
)
def test_an_envelope_that_could_not_be_verified_is_refused(
    stream: Any, shared_db: Any, event: Any, write: Any, change: Any
) -> None:
    bad = event()
    for name, value in change.items():
        object.__setattr__(bad, name, value)
    with pytest.raises(ValueError, match=r"."):
        write(stream, bad)
    assert everything() == 0


def test_partitions_and_public_ids_are_fixed_for_ever() -> None:
    ref = StreamRef("story", uuid.UUID("0197c5a0-7b1e-7000-8000-000000000001"))
    assert ref.public == "sto_0197c5a07b1e70008000000000000001"
    assert StreamRef.parse(ref.public) == ref
    assert ref.partition == int(sha256(ref.public.encode()).hexdigest()[:16], 16) % 64
    assert StreamRef("source", ref.id).public.startswith("src_")
    assert StreamRef("desk", ref.id).public.startswith("dsk_")


@pytest.mark.parametrize("text", ["", "sto_", "sto_xyz", "clm_" + "0" * 32, "sto_" + "A" * 32, "sto_" + "0" * 33])
def test_what_is_no_stream_id_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        StreamRef.parse(text)
