"""Positions are dense, complete and in each stream's order, whoever writes and however late they commit."""

import random
import threading
import time
import uuid
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction

from stories.eventlog import relay
from stories.eventlog.append import VersionConflict
from stories.eventlog.checkpoints import Lag, waiting
from stories.eventlog.merkle import Tree, leaf
from stories.eventlog.read import log_size, read_log, read_stream
from stories.eventlog.seal import _TAKE, seal, stored_tree
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import Subscription

pytestmark = pytest.mark.usefixtures("committed_db")

WRITERS = 12
COMMANDS = 20


def fetch(statement: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def check_whole(written: Any) -> None:
    """The log holds exactly these event ids, dense, in each stream's order, under the right root."""
    events = read_log(-1, 100_000)
    assert [event.position for event in events] == list(range(len(events)))
    assert sorted(event.envelope.id for event in events) == sorted(written)
    versions: dict[StreamRef, int] = {}
    for event in events:
        assert event.version == versions.get(event.stream, 0) + 1
        versions[event.stream] = event.version
    assert fetch("SELECT count(*) FROM outbox") == [(0,)]
    tree, subtrees = Tree(), dict[tuple[int, int], bytes]()
    for event in events:
        subtrees.update(((done.level, done.index), done.hash) for done in tree.push(leaf(event.data)))
    stored = {(level, index): bytes(known) for level, index, known in fetch("SELECT level, index, hash FROM subtree")}
    assert stored == subtrees
    assert stored_tree().root() == tree.root()
    assert {(position, partition) for position, partition in fetch("SELECT position, partition FROM log")} == {
        (event.position, event.stream.partition) for event in events
    }


def test_an_empty_outbox_seals_nothing() -> None:
    assert seal() == 0
    assert log_size() == 0


@pytest.mark.parametrize("batch", [1, 3, 5000])
def test_batches_of_any_size_give_the_same_log(stream: Any, event: Any, write: Any, batch: Any) -> None:
    written = [event(str(n)) for n in range(11)]
    write(stream, *written[:4])
    write(StreamRef("desk", uuid.uuid4()), *written[4:6])
    write(stream, *written[6:])
    assert log_size() == 0
    assert waiting()[0] == 11
    sealed = []
    while count := seal(batch):
        sealed.append(count)
    assert sum(sealed) == 11
    assert waiting() == (0, 0)
    assert max(sealed) <= batch
    check_whole([each.id for each in written])
    assert [each.position for each in read_stream(stream)] == [0, 1, 2, 3, 6, 7, 8, 9, 10]


def rows_handled(plan: dict[str, Any]) -> float:
    here = float(plan["Actual Rows"]) * float(plan["Actual Loops"])
    return here + sum(rows_handled(one) for one in plan.get("Plans", ()))


def test_a_backlog_costs_alike_for_each_event_though_the_outbox_was_empty_when_it_was_counted(
    committed_db: Any, stream: Any, event: Any, write: Any
) -> None:
    with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
        owner.execute("ANALYZE outbox, event, stream")
    many = 1_000
    write(stream, *(event(str(n)) for n in range(many)))
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {_TAKE}", {"batch": many})
        [[[told]]] = cursor.fetchall()
        transaction.set_rollback(True)
    assert rows_handled(told["Plan"]) < 20 * many
    assert seal() == many


def test_reading_by_type_and_in_pages(stream: Any, event: Any, write: Any) -> None:
    write(stream, event(), event(type="story.opened"), event(), event(type="story.closed"))
    seal()
    assert [each.position for each in read_log(0, 2)] == [1, 2]
    assert [each.position for each in read_log(-1, 10, types=["story.opened", "story.closed"])] == [1, 3]
    assert read_log(3, 10) == []


def test_only_one_sealer_works_at_a_time(stream: Any, write: Any, together: Any) -> None:
    write(stream)
    inside, out = threading.Event(), threading.Event()

    def hold() -> Any:
        with transaction.atomic():
            sealed = seal()
            inside.set()
            out.wait(120)
        return sealed

    def second() -> Any:
        inside.wait(120)
        while_held = seal()
        out.set()
        return while_held

    assert together(hold, second) == [1, 0]
    assert log_size() == 1


def test_a_sealer_that_rolls_back_leaves_no_gap(stream: Any, event: Any, write: Any) -> None:
    first, second = event(), event()
    write(stream, first)
    with transaction.atomic():
        assert seal() == 1
        transaction.set_rollback(True)
    write(stream, second)
    assert seal() == 2
    check_whole([first.id, second.id])


def test_many_writers_and_two_relays_leave_a_dense_complete_log_and_no_reader_misses(
    event: Any, write: Any, together: Any
) -> None:
    shared = [StreamRef("story", uuid.uuid4()) for _ in range(4)]
    written, seen, nudged = list[str](), list[str](), set[tuple[str, int]]()
    writers_done, relays_done = threading.Event(), threading.Event()
    pending = threading.Semaphore(0)
    subscription = Subscription("reader", "default", lambda events: None)

    def command(dice: Any) -> Any:
        """One append: plain, or in a transaction that took its id early, dawdles, and may roll back."""
        stream = dice.choice([*shared, StreamRef("story", uuid.uuid4())])
        fresh = [event(at="2026-03-01T00:00:00.000000Z") for _ in range(dice.choice([1, 1, 3]))]
        manner = dice.random()
        if manner < 0.4:
            write(stream, *fresh)
            return fresh
        with transaction.atomic():
            if manner < 0.8:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_current_xact_id()")
                time.sleep(dice.random() * 0.03)
            write(stream, *fresh)
            time.sleep(dice.random() * 0.02)
            if manner > 0.6:
                transaction.set_rollback(True)
                return []
        return fresh

    def writer(seed: Any) -> Any:
        def work() -> None:
            dice = random.Random(seed)
            try:
                for _ in range(COMMANDS):
                    while True:
                        try:
                            written.extend(each.id for each in command(dice))
                            break
                        except VersionConflict:
                            time.sleep(dice.random() * 0.01)
            finally:
                pending.release()

        return work

    def supervise() -> None:
        for _ in range(WRITERS):
            assert pending.acquire(timeout=100)
        writers_done.set()
        while fetch("SELECT count(*) FROM outbox") != [(0,)]:
            time.sleep(0.02)
        relays_done.set()

    def relaying() -> None:
        relay.run(stop=relays_done, nudge=lambda *pair: nudged.add(pair), subscriptions=[subscription])

    def reader() -> None:
        while True:
            last = relays_done.is_set()
            events = read_log(len(seen) - 1, 50)
            assert [each.position for each in events] == list(range(len(seen), len(seen) + len(events)))
            seen.extend(each.envelope.id for each in events)
            if last and not events:
                return
            time.sleep(0.005)

    results = together(*[writer(seed) for seed in range(WRITERS)], supervise, relaying, relaying, reader)
    assert results == [None] * len(results)
    assert len(written) > WRITERS * COMMANDS / 2
    assert sorted(seen) == sorted(written)
    check_whole(written)
    assert nudged >= {("reader", each.stream.partition) for each in read_log(-1, 100_000)}


def test_the_relay_outlives_its_connection(committed_db: Any, stream: Any, write: Any) -> None:
    stop, sealed = threading.Event(), threading.Event()

    def work() -> None:
        relay.run(stop=stop, nudge=lambda *pair: sealed.set(), subscriptions=[Subscription("any", "q", print)])
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        write(stream)
        assert sealed.wait(60)
        [(ours,)] = fetch("SELECT pg_backend_pid()")
        with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
            ended = owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND backend_type = 'client backend'"
                " AND pid NOT IN (pg_backend_pid(), %s)",
                [ours],
            ).fetchall()
        assert ended == [(True,)]
        write(stream)
        deadline = time.monotonic() + 60
        while log_size() < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert log_size() == 2
    finally:
        stop.set()
        thread.join(60)


def test_who_is_overdue_is_nudged_again_ever_more_slowly() -> None:
    overdue = relay.Overdue()
    lag = Lag("reader", 7, checkpoint=3, head=9)
    assert overdue.due([lag], 0.0) == [("reader", 7)]
    told = [now for now in range(1, 200) if overdue.due([lag], float(now))]
    assert told == [1, 3, 7, 15, 31, 61, 91, 121, 151, 181]
    newer = Lag("reader", 7, checkpoint=3, head=10)
    assert overdue.due([newer], 182.0) == [("reader", 7)]
    moving = Lag("reader", 7, checkpoint=8, head=10)
    assert overdue.due([moving], 190.0) == []
    assert overdue.due([moving], 191.0) == [("reader", 7)]
    assert overdue.due([], 192.0) == []
    assert overdue.due([moving], 192.1) == [("reader", 7)]
