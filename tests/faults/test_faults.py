"""Faults in a real running service under load: nothing lost, nothing doubled, and work goes on by itself."""

import contextlib
import logging
import shutil
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from django.db import connections
from kombu import Connection

from stories.application import reactions
from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_event_id, new_id
from stories.domain.actors import MACHINE
from stories.domain.commands_story import CreateStory
from stories.eventlog import relay
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import time_text
from stories.eventlog.read import stream_head
from stories.eventlog.streams import StreamRef
from tests.faults.checks import nothing_lost_nothing_doubled, until_quiet
from tests.faults.listening import Ear
from tests.faults.load import Newsroom, fresh_number
from tests.faults.service import ROOT, Service, kill, until
from workers.app import app, broker_url
from workers.routes import ADVANCE, ANALYSIS_QUEUE

Record = Callable[[str, object], None]
log = logging.getLogger(__name__)
STALL_SECONDS, LONGEST_STALL_SECONDS = 10.0, 60.0
ADDED_SECONDS = 0.2  # what a stalled broker may add to a request


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """Figures of a row, to be seen with --log-cli-level=INFO."""
    return lambda name, figure: log.info("%s: %s %s", request.node.name, name, figure)


@pytest.fixture
def settle(service: Service, newsroom: Newsroom, record: Record) -> Callable[[], None]:
    """Waits for quiet after the fault was healed, then checks everything acknowledged so far."""

    def wait_and_check() -> None:
        record("recovery_s", round(until_quiet(service), 1))
        nothing_lost_nothing_doubled(service, newsroom)

    return wait_and_check


def _analysis_begins(service: Service) -> None:
    until(service.analysing, 120, lambda: f"no analysis begins\n{service.log('analysis')[-2000:]}")


def test_without_faults(newsroom: Newsroom, settle: Callable[[], None]) -> None:
    with newsroom.load(newsroom.stories(4), 16):
        pass
    settle()


def test_analysis_workers_killed_in_their_work(
    service: Service, newsroom: Newsroom, settle: Callable[[], None]
) -> None:
    stories = newsroom.stories(3)
    with _frozen(service, "analysis"), newsroom.load(stories, 15):
        pass  # so that each story waits with several articles at once
    until(service.analysis_half_done, 120, lambda: f"no analysis comes half-way\n{service.log('analysis')[-2000:]}")
    kill(service.parts("analysis"))
    for pause in (0.1, 0.6):
        _analysis_begins(service)
        time.sleep(pause)
        kill(service.parts("analysis"))
    settle()


def test_only_the_pool_children_killed(service: Service, newsroom: Newsroom, settle: Callable[[], None]) -> None:
    until(lambda: len(service.parts("analysis")) > 2, 120, lambda: "the analysis worker has no children")
    parent = service.head("analysis")
    with newsroom.load(newsroom.stories(2), 8):
        _analysis_begins(service)
        kill([one for one in service.parts("analysis") if one != parent])
    settle()
    assert parent.is_running(), "the worker went down with its children"


def test_broker_emptied_while_work_is_queued(service: Service, newsroom: Newsroom, settle: Callable[[], None]) -> None:
    with _frozen(service, "analysis"), service.redis() as broker:
        with newsroom.load(newsroom.stories(4), 8):
            pass
        until(lambda: not service.ask("SELECT FROM outbox"), 120, lambda: "the outbox is not sealed")
        until(lambda: broker.llen(ANALYSIS_QUEUE), 120, lambda: "nothing is queued for analysis")
        broker.flushall()
    settle()


def test_broker_stalled(service: Service, newsroom: Newsroom, settle: Callable[[], None], record: Record) -> None:
    (story,) = newsroom.stories(1)

    def file_and_read() -> tuple[float, float]:
        filed = newsroom.file(story, fresh_number())
        answer = newsroom.client.send("GET", f"/stories/{story}/")
        assert answer.status == 200, answer
        return filed, answer.seconds

    before = [file_and_read() for _ in range(6)]
    until_quiet(service)
    broker = service.broker
    broker.suspend()
    begun = time.monotonic()
    try:
        during: list[tuple[float, float]] = []
        # As long as it takes: what a broker adds, it adds for ever, and others who use this machine do not.
        while (lasted := time.monotonic() - begun) < STALL_SECONDS or (
            lasted < LONGEST_STALL_SECONDS and any(_added(before, during[-7:]))
        ):
            during.append(file_and_read())
            time.sleep(1)
    finally:
        broker.resume()
    record("write_and_read_ms", [[round(one * 1000) for one in pair] for pair in (*before, *during)])
    write, read = _added(before, during[-7:])
    assert not write, f"a write takes {write:.3f} s more while the broker stalls"
    assert not read, f"a read takes {read:.3f} s more while the broker stalls"
    settle()


def _added(before: Sequence[tuple[float, float]], during: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Seconds that writing and reading take longer, where that is more than it may."""
    usual, now = ([statistics.median(one) for one in zip(*some, strict=True)] for some in (before, during))
    write, read = (late - early for early, late in zip(usual, now, strict=True))
    return (write if write >= ADDED_SECONDS else 0.0), (read if read >= ADDED_SECONDS else 0.0)


def test_broker_killed_and_back_empty(service: Service, newsroom: Newsroom, settle: Callable[[], None]) -> None:
    with newsroom.load(newsroom.stories(3), 9):
        _analysis_begins(service)
        kill([service.broker])
        for path in (service.data / "valkey").glob("appendonly*"):
            shutil.rmtree(path, ignore_errors=True)  # `up` may be starting it by itself this very moment
        time.sleep(2)
        service.start_servers()
    settle()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL], ids=["fast-restart", "postmaster-killed"])
def test_database_goes_and_comes(
    service: Service, newsroom: Newsroom, settle: Callable[[], None], sign: signal.Signals, record: Record
) -> None:
    refused, taken = newsroom.answers["503"], len(newsroom.acknowledged)
    goal = taken + 24
    with newsroom.load(newsroom.stories(4), 24):
        until(lambda: len(newsroom.acknowledged) >= taken + 4, 120, lambda: "nothing is taken")
        database = service.database
        family = [database, *database.children(recursive=True)]
        database.send_signal(sign)
        until(lambda: newsroom.answers["503"] > refused, 120, lambda: f"no 503 but {newsroom.answers}")
        until(lambda: not any(one.is_running() for one in family), 120, lambda: "PostgreSQL does not end")
        taken = len(newsroom.acknowledged)
        service.start_servers()
        waited = until(  # `up` may have started it by itself, and all be taken already
            lambda: len(newsroom.acknowledged) > taken or len(newsroom.acknowledged) >= goal,
            120,
            lambda: f"nothing is taken: {newsroom.answers}",
        )
        record("first_write_s", round(waited, 1))
    settle()


def test_web_killed(service: Service, newsroom: Newsroom, settle: Callable[[], None]) -> None:
    taken = len(newsroom.acknowledged)
    with newsroom.load(newsroom.stories(2), 12):
        until(lambda: len(newsroom.acknowledged) >= taken + 3, 120, lambda: "nothing is taken")
        kill(service.parts("web"))
    settle()


def test_one_relay_killed_beside_two_more(service: Service, newsroom: Newsroom, settle: Callable[[], None]) -> None:
    environ = {**service.environ, "PGAPPNAME": "another relay"}
    others = [subprocess.Popen(service.command("relay"), cwd=ROOT, env=environ) for _ in range(2)]
    connected = "SELECT FROM pg_stat_activity WHERE application_name = 'another relay'"
    try:
        until(lambda: len(service.ask(connected)) == 2, 120, lambda: "the other relays do not come")
        taken = len(newsroom.acknowledged)
        with newsroom.load(newsroom.stories(3), 15):
            until(lambda: len(newsroom.acknowledged) >= taken + 3, 120, lambda: "nothing is taken")
            kill(service.parts("relay"))
            until(lambda: len(newsroom.acknowledged) >= taken + 9, 120, lambda: "nothing is taken")
            others[0].kill()
    finally:
        for other in others:
            other.kill()
            other.wait()
    settle()


@pytest.mark.parametrize("part", ["live", "relay", "worker"])
def test_open_streams_miss_nothing_and_hear_nothing_twice(
    service: Service, newsroom: Newsroom, settle: Callable[[], None], part: str
) -> None:
    ears = [Ear(service.port + 1, newsroom.client.key) for _ in range(3)]
    with contextlib.ExitStack() as opened:
        for ear in ears:
            opened.enter_context(ear.open())
        first = service.ask("SELECT max(position) FROM log")[0][0] + 1
        taken = len(newsroom.acknowledged)
        with newsroom.load(newsroom.stories(2), 10):
            until(lambda: len(newsroom.acknowledged) >= taken + 3, 120, lambda: "nothing is taken")
            kill(service.parts(part))
        settle()
        last = service.ask("SELECT max(position) FROM log")[0][0]
        until(lambda: all(last in ear.heard for ear in ears), 120, lambda: f"not told to all: {last}")
    for ear in ears:
        assert [one for one in ear.heard if one >= first] == list(range(first, last + 1)), ear.visits


def test_every_nudge_published_three_times(service: Service, newsroom: Newsroom, settle: Callable[[], None]) -> None:
    with Connection(broker_url(service.servers.broker)) as line:

        def thrice(subscription: str, partition: int) -> None:
            for _ in range(3):
                app.send_task(ADVANCE, args=[subscription, partition], connection=line, retry=False)

        with _relay_of_ours(service, thrice), newsroom.load(newsroom.stories(4), 12):
            pass
    settle()


def test_no_nudge_at_all(service: Service, newsroom: Newsroom, settle: Callable[[], None]) -> None:
    forgotten: list[tuple[str, int]] = []
    with _relay_of_ours(service, lambda *pair: forgotten.append(pair)):
        with newsroom.load(newsroom.stories(3), 6):
            pass
        until(lambda: len(forgotten) >= 3, 120, lambda: "there was nobody to nudge")
        assert service.left_to_do(["analysis"]), "work was done without a nudge"
    settle()


def test_broker_out_of_memory(service: Service, newsroom: Newsroom, settle: Callable[[], None]) -> None:
    with service.redis() as broker:
        broker.config_set("maxmemory", "1")
        try:
            with newsroom.load(newsroom.stories(3), 6):
                pass
            time.sleep(2)
        finally:
            broker.config_set("maxmemory", "0")
    settle()


def test_an_event_from_the_future_is_parked_and_the_others_go_on(
    service: Service, newsroom: Newsroom, record: Record
) -> None:
    """The last one: a story with such an event cannot be read any more by this version."""
    poisoned, *others = newsroom.stories(3)
    neighbour = _story_in(StreamRef.parse(poisoned).partition)
    until_quiet(service)  # whoever reads the story's first events late finds the strange one already in it
    begun = time.monotonic()
    _append_from_the_future(poisoned)
    until(lambda: service.ask("SELECT FROM subscription WHERE retry_at > now()"), 120, lambda: "nobody stumbles")
    for story in (*others, neighbour):
        newsroom.file(story, fresh_number())
    elsewhere = {StreamRef.parse(story).partition for story in others} - {StreamRef.parse(poisoned).partition}

    def others_done() -> bool:
        return not any(f"partition {one}:" in left for one in elsewhere for left in service.left_to_do(["analysis"]))

    waited = until(others_done, 120, lambda: "other stories wait for the poisoned one")
    record("others_s", round(waited, 1))
    parked = "SELECT FROM parked WHERE subscription = 'analysis' AND replayed_at IS NULL"
    assert waited < 12 or not service.ask(parked), "the others were done when the poisoned one was out of their way"
    until_quiet(service)
    record("parked_after_s", round(time.monotonic() - begun, 1))
    found = service.ask("SELECT subscription, attempts, error FROM parked WHERE replayed_at IS NULL ORDER BY 1")
    assert [(name, attempts) for name, attempts, _ in found] == [("analysis", 5), ("stories", 5)]
    assert all("schema 99" in error for *_, error in found), found
    nothing_lost_nothing_doubled(service, newsroom, parked={poisoned})


def _story_in(partition: int) -> str:
    """A story that shares a partition with another one."""
    story = next(name for name in iter(lambda: new_id("sto"), "") if StreamRef.parse(name).partition == partition)
    handle_story(story, lambda _state: [CreateStory("Ferries, next door", story, public=False)], Order(MACHINE, now()))
    connections["default"].close()
    return story


def _append_from_the_future(story: str) -> None:
    stream = StreamRef.parse(story)
    head = stream_head(stream)
    event = NewEvent(new_event_id(), "article.filed", 99, time_text(now()), "sys", None, b'{"article":"unheard of"}')
    append(stream, expected=head.version, prev=head.head, events=[event])
    connections["default"].close()


@contextmanager
def _frozen(service: Service, part: str) -> Iterator[None]:
    """The part stands still, and holds no lock while it does."""
    processes = service.parts(part)
    locks = "SELECT FROM pg_locks WHERE locktype = 'advisory'"
    while True:
        for process in processes:
            process.suspend()
        if not service.ask(locks):
            break
        for process in processes:
            process.resume()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


@contextmanager
def _relay_of_ours(service: Service, nudge: Callable[[str, int], None]) -> Iterator[None]:
    """The real relay in this process instead of the service's own, with another way to nudge."""
    stop = threading.Event()
    thread = threading.Thread(
        target=relay.run, kwargs={"stop": stop, "nudge": nudge, "subscriptions": reactions.SUBSCRIPTIONS}
    )
    with _frozen(service, "relay"):
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
