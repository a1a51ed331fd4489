"""Subscriptions: each event once, in order, or its stream visibly parked."""

import threading
import time
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from stories.eventlog import parking
from stories.eventlog.replaying import NotParked, PartitionBusy, replay
from stories.eventlog.seal import seal
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import PARK_AFTER, Subscription, advance, behind

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def effects() -> Any:
    """A table in which handlers leave what they saw; the list of it, in order."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effect (n bigint GENERATED ALWAYS AS IDENTITY, position bigint)")

    def seen() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT position FROM effect ORDER BY n")
            return [position for (position,) in cursor.fetchall()]

    return seen


def leave(events: Any) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO effect (position) VALUES (%s)", [(each.position,) for each in events])


def reached(name: str) -> dict[int, int]:
    """Position of the last event done with, by partition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT partition, checkpoint FROM subscription WHERE name = %s", [name])
        return dict(cursor.fetchall())


def beside(stream: Any) -> Any:
    """Another stream in the same partition."""
    while True:
        other = StreamRef("story", uuid.uuid4())
        if other.partition == stream.partition:
            return other


def no_wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE subscription SET retry_at = NULL")


def retry_until_parked(subscription: Any, partition: Any) -> None:
    for _ in range(PARK_AFTER + 1):
        advance(subscription, partition)
        no_wait()


def poisoned(*poison: Any, transactional: Any = True, batch: Any = 200) -> Any:
    """Handles all but events at these positions, which fail after they have left their effect."""

    def handle(events: Any) -> None:
        leave(events)
        bad = [each.position for each in events if each.position in poison]
        if bad:
            raise ValueError(f"cannot read\0 {bad}")

    return Subscription("reader", "default", handle, transactional=transactional, batch=batch)


@pytest.mark.parametrize("transactional", [True, False])
@pytest.mark.parametrize("batch", [1, 2, 200])
def test_every_event_once_and_in_order(
    stream: Any, event: Any, write: Any, effects: Any, transactional: Any, batch: Any
) -> None:
    reader = Subscription("reader", "default", leave, transactional=transactional, batch=batch)
    other = Subscription("other", "default", leave)
    write(stream, event(), event(), event())
    assert behind([reader]) == []
    seal()
    assert behind([reader, other]) == [("other", stream.partition), ("reader", stream.partition)]
    assert advance(reader, stream.partition) == 3
    assert advance(reader, stream.partition) == 0
    assert effects() == [0, 1, 2]
    assert behind([reader, other]) == [("other", stream.partition)]
    write(stream)
    seal()
    assert advance(reader, stream.partition) == 1
    assert effects() == [0, 1, 2, 3]
    assert reached("reader") == {stream.partition: 3}


def test_other_partitions_are_left_alone(stream: Any, write: Any, effects: Any) -> None:
    write(stream)
    seal()
    assert advance(Subscription("reader", "default", leave), (stream.partition + 1) % 64) == 0
    assert effects() == []


def test_a_subscription_does_not_advance_within_anothers_transaction(stream: Any) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        advance(Subscription("reader", "default", leave), stream.partition)


@pytest.mark.parametrize("transactional", [True, False])
def test_many_workers_at_one_partition_handle_each_event_once(
    stream: Any, event: Any, write: Any, effects: Any, together: Any, transactional: Any
) -> None:
    def slowly(events: Any) -> None:
        time.sleep(0.01)
        leave(events)

    reader = Subscription("reader", "default", slowly, transactional=transactional, batch=3)
    for _ in range(20):
        write(stream, event(), event())
    seal()

    def work() -> None:
        while behind([reader]):
            advance(reader, stream.partition)
            time.sleep(0.002)

    assert together(*[work] * 5) == [None] * 5
    assert effects() == list(range(40))


def test_a_failed_batch_leaves_nothing_and_is_run_event_by_event(
    stream: Any, event: Any, write: Any, effects: Any
) -> None:
    reader = poisoned(3)
    write(stream, *[event() for _ in range(6)])
    seal()
    assert advance(reader, stream.partition) == 3
    assert effects() == [0, 1, 2]
    assert reached("reader") == {stream.partition: 2}
    assert behind([reader]) == []  # waits before the next attempt
    assert advance(reader, stream.partition) == 0
    no_wait()
    assert behind([reader]) == [("reader", stream.partition)]


def test_five_failures_park_the_stream_and_the_partition_moves_on(
    stream: Any, event: Any, write: Any, effects: Any
) -> None:
    other = beside(stream)
    write(stream, event())
    write(other, event())
    write(stream, event(), event())
    write(other, event())
    seal()
    reader = poisoned(2)
    for _ in range(PARK_AFTER):
        assert parking.parked() == []
        advance(reader, stream.partition)
        no_wait()
    [parked] = parking.parked()
    assert parked.attempts == PARK_AFTER
    assert (parked.subscription, parked.stream, parked.version, parked.position) == ("reader", stream, 2, 2)
    assert parked.error == "ValueError: cannot read\ufffd [2]"
    assert effects() == [0, 1, 4]
    write(stream)
    write(other)
    seal()
    assert advance(reader, stream.partition) == 2
    assert effects() == [0, 1, 4, 6]

    with pytest.raises(ValueError, match="cannot read"):
        replay(reader, stream)
    assert effects() == [0, 1, 4, 6]
    assert replay(poisoned(), stream) == 3
    assert effects() == [0, 1, 4, 6, 2, 3, 5]
    assert parking.parked() == []
    write(stream)
    seal()
    advance(reader, stream.partition)
    assert effects()[7:] == [7]
    with pytest.raises(NotParked):
        replay(reader, stream)


def test_a_replay_waits_for_nobody_and_lets_nobody_in(
    stream: Any, event: Any, write: Any, effects: Any, together: Any
) -> None:
    write(stream)
    seal()
    retry_until_parked(poisoned(0), stream.partition)
    inside, out = threading.Event(), threading.Event()

    def slowly(events: Any) -> None:
        inside.set()
        out.wait(120)
        leave(events)

    def second() -> None:
        inside.wait(120)
        write(stream)
        seal()
        try:
            assert advance(poisoned(), stream.partition) == 0
            with pytest.raises(PartitionBusy):
                replay(poisoned(), stream)
        finally:
            out.set()

    assert together(lambda: replay(Subscription("reader", "default", slowly), stream), second) == [1, None]
    assert advance(poisoned(), stream.partition) == 1
    assert effects() == [0, 1]


class Killed(BaseException):
    """As if the process had died: nothing after the handler runs."""


@pytest.mark.parametrize("transactional", [True, False])
def test_a_worker_that_dies_in_the_handler_is_found_and_counted(
    stream: Any, event: Any, write: Any, effects: Any, together: Any, transactional: Any
) -> None:
    write(stream, event(), event())
    seal()

    def die(events: Any) -> None:
        if any(each.position == 1 for each in events):
            raise Killed

    deadly = Subscription("reader", "default", die, transactional=transactional)
    deaths, deadline = 0, time.monotonic() + 60  # the server may need a moment to see that a connection has gone
    while not parking.parked() and time.monotonic() < deadline:
        [result] = together(lambda: advance(deadly, stream.partition))
        deaths += isinstance(result, Killed)
    assert deaths == PARK_AFTER + 1  # the batch of two, then the second event five times
    [parked] = parking.parked()
    assert (parked.stream, parked.version) == (stream, 2)
    assert "died" in parked.error


def test_a_frozen_worker_is_overtaken_after_its_lease_and_its_late_effect_is_not_counted(
    stream: Any, write: Any, effects: Any, together: Any
) -> None:
    write(stream)
    seal()
    frozen, thaw = threading.Event(), threading.Event()

    def freeze(events: Any) -> None:
        frozen.set()
        thaw.wait(120)

    def overtake() -> Any:
        frozen.wait(120)
        reader = Subscription("reader", "default", leave, transactional=False)
        try:
            assert advance(reader, stream.partition) == 0
            with connection.cursor() as cursor:
                cursor.execute("UPDATE subscription SET lease_until = now() - interval '1 second'")
            return advance(reader, stream.partition)
        finally:
            thaw.set()

    slow = Subscription("reader", "default", freeze, transactional=False)
    assert together(lambda: advance(slow, stream.partition), overtake) == [0, 1]
    assert effects() == [0]
    assert reached("reader") == {stream.partition: 0}
