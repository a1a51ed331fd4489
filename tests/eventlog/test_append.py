"""What the append promises: all or nothing, in order, once, and bytes that can be verified."""

import uuid
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection, transaction

from stories.eventlog import canonical
from stories.eventlog.append import (
    CommandRepeated,
    EventExists,
    IdempotencyMismatch,
    KeyTaken,
    TimeFell,
    VersionConflict,
    append,
)
from stories.eventlog.merkle import commitment, leaf
from stories.eventlog.read import read_event, read_stream, stream_head
from stories.eventlog.registry import RegistryKey, holder
from stories.eventlog.repeated import Idempotency
from stories.eventlog.streams import NO_PREVIOUS, StreamRef

pytestmark = pytest.mark.usefixtures("committed_db")


def rows(table: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def everything() -> Any:
    return [rows(table) for table in ("stream", "event", "event_body", "outbox", "idempotency", "registry")]


def command(key: Any = "k", text: Any = "a") -> Any:
    return Idempotency(actor="usr_1", key=key, request=sha256(text.encode()).digest(), ids=("clm_1",))


def test_the_first_event_opens_the_stream_and_is_in_the_outbox(stream: Any, event: Any) -> None:
    written = event()
    appended = append(stream, expected=0, prev=NO_PREVIOUS, events=[written])
    assert appended.version == 1
    assert everything() == [1, 1, 1, 1, 0, 0]
    [stored] = read_stream(stream)
    assert stored.position is None
    assert stored.body == written.body
    assert stored.salt is not None
    assert stored.body is not None
    assert stored.envelope.stream == stream.public
    assert (stored.envelope.ver, stored.envelope.prev) == (1, NO_PREVIOUS)
    assert stored.envelope.body == commitment(stored.salt, stored.body)
    assert canonical.encode(canonical.parse(stored.data)) == stored.data
    assert leaf(stored.data).hex() == appended.head == stream_head(stream).head
    assert read_event(written.id) == stored


@pytest.mark.parametrize("count", [1, 2, 7])
def test_each_event_names_the_leaf_before_it(stream: Any, event: Any, write: Any, count: Any) -> None:
    write(stream)
    write(stream, *[event(f"note {n}") for n in range(count)])
    write(stream)
    stored = list(read_stream(stream))
    assert [each.version for each in stored] == list(range(1, count + 3))
    assert [each.envelope.prev for each in stored[1:]] == [leaf(each.data).hex() for each in stored[:-1]]
    assert len({each.salt for each in stored}) == len(stored)
    assert [each.version for each in read_stream(stream, after=1, upto=2)] == [2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM outbox ORDER BY seq")
        assert [version for (version,) in cursor] == list(range(1, count + 3))


@pytest.mark.parametrize("expected", [0, 1, 3, 99])
def test_a_stale_version_writes_nothing(stream: Any, event: Any, write: Any, expected: Any) -> None:
    write(stream, event(), event())
    before = everything()
    claim = RegistryKey("slug", "ferry", "sto_1")
    with pytest.raises(VersionConflict) as conflict:
        append(
            stream,
            expected=expected,
            prev="1" * 64 if expected else NO_PREVIOUS,
            events=[event()],
            idempotency=command(),
            claims_on_registry=[claim],
        )
    assert conflict.value.version == 2
    assert everything() == before


def test_a_wrong_predecessor_is_a_conflict(stream: Any, event: Any, write: Any) -> None:
    write(stream)
    with pytest.raises(VersionConflict):
        append(stream, expected=1, prev="ab" * 32, events=[event()])


def test_a_stream_of_another_kind_is_another_stream(stream: Any, event: Any, write: Any) -> None:
    head = write(stream)
    with pytest.raises(VersionConflict):
        append(StreamRef("source", stream.id), expected=1, prev=head.head, events=[event()])


def test_of_many_writers_at_one_version_one_wins(stream: Any, event: Any, write: Any, together: Any) -> None:
    head = write(stream)
    results = together(*[lambda: append(stream, expected=1, prev=head.head, events=[event(), event()])] * 8)
    assert sum(isinstance(result, VersionConflict) for result in results) == 7
    assert everything()[:4] == [1, 3, 3, 3]


def test_of_many_openers_one_wins(stream: Any, event: Any, together: Any) -> None:
    results = together(*[lambda: append(stream, expected=0, prev=NO_PREVIOUS, events=[event()])] * 8)
    assert sum(isinstance(result, VersionConflict) for result in results) == 7
    assert everything()[:4] == [1, 1, 1, 1]


def test_the_same_command_again_is_recognised_and_writes_nothing(stream: Any, event: Any, write: Any) -> None:
    head = write(stream, idempotency=command())
    before = everything()
    for expected, prev in [(1, head.head), (0, NO_PREVIOUS)]:
        with pytest.raises(CommandRepeated) as repeated:
            append(stream, expected=expected, prev=prev, events=[event()], idempotency=command())
        assert (repeated.value.row.stream, repeated.value.row.version) == (stream, 1)
        assert (repeated.value.row.status, repeated.value.row.ids) == (201, ("clm_1",))
        with pytest.raises(IdempotencyMismatch):
            append(stream, expected=expected, prev=prev, events=[event()], idempotency=command(text="b"))
    assert everything() == before
    write(stream, idempotency=command(key="other"))


def test_twins_of_one_command_at_once_leave_one_event(event: Any, together: Any) -> None:
    def post() -> Any:
        return append(
            StreamRef("story", uuid.uuid4()),
            expected=0,
            prev=NO_PREVIOUS,
            events=[event()],
            idempotency=command(),
        )

    results = together(*[post] * 6)
    assert sum(isinstance(result, CommandRepeated) for result in results) == 5
    assert everything()[:5] == [1, 1, 1, 1, 1]


def test_a_taken_key_names_its_holder_and_writes_nothing(stream: Any, event: Any, write: Any) -> None:
    mine, other = RegistryKey("slug", "ferry", "sto_1"), RegistryKey("slug", "ferry", "sto_2")
    write(stream, claims_on_registry=[mine])
    before = everything()
    with pytest.raises(KeyTaken) as taken:
        write(stream, event(), event(), claims_on_registry=[RegistryKey("slug", "tram", "sto_2"), other])
    assert (taken.value.kind, taken.value.key, taken.value.id) == ("slug", "ferry", "sto_1")
    assert everything() == before
    write(stream, release=[mine], claims_on_registry=[RegistryKey("slug", "harbour", "sto_1")])
    assert holder("slug", "ferry") is None
    write(stream, claims_on_registry=[other])
    assert holder("slug", "ferry") == "sto_2"


def test_time_never_falls_within_a_stream(stream: Any, event: Any, write: Any) -> None:
    late, early = "2026-03-01T00:00:00.000001Z", "2026-03-01T00:00:00.000000Z"
    with pytest.raises(TimeFell):
        write(stream, event(at=late), event(at=early))
    write(stream, event(at=late))
    with pytest.raises(TimeFell):
        write(stream, event(at=early))
    write(stream, event(at=late))
    assert stream_head(stream).version == 2


def test_an_event_id_is_written_once(stream: Any, event: Any, write: Any) -> None:
    once = event()
    write(stream, once)
    with pytest.raises(EventExists):
        write(StreamRef("story", uuid.uuid4()), once)
    assert everything()[:2] == [1, 1]


def test_a_body_of_a_megabyte_comes_back_as_it_went(stream: Any, event: Any, write: Any) -> None:
    text = "ﬁrst é\u202e\U0001f6a2\n" * 60_000
    written = [event(text[:n]) for n in (1, 100_000, len(text))]
    assert len(written[-1].body) > 1 << 20
    write(stream, *written)
    write(stream, written_alone := event(text))
    assert [each.body for each in read_stream(stream)] == [*[each.body for each in written], written_alone.body]


def test_two_streams_are_written_in_one_transaction_or_not_at_all(event: Any, write: Any) -> None:
    first, second = sorted(StreamRef("story", uuid.uuid4()) for _ in range(2))
    write(first)
    write(second)
    with transaction.atomic():
        write(first)
        write(second)
        transaction.set_rollback(True)
    assert [stream_head(each).version for each in (first, second)] == [1, 1]
    with transaction.atomic():
        write(first)
        with pytest.raises(VersionConflict):
            append(second, expected=7, prev="0" * 63 + "1", events=[event()])
        with pytest.raises(EventExists):
            write(second, next_event := event(), next_event)
        write(second)
    assert [stream_head(each).version for each in (first, second)] == [2, 2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_append_is_prepared_on_the_server(stream: Any, event: Any, write: Any, count: Any) -> None:
    for _ in range(12):
        write(stream, *[event() for _ in range(count)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
            ["%INSERT INTO event_body%"],
        )
        assert sum(runs for (runs,) in cursor) >= 6
