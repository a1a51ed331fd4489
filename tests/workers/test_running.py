"""Real workers, a real relay, real faults: everything filed is analysed once, whatever happens to the processes."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis
from django.db import connection

from newsroom.supervisor import Part, Supervisor, end, family
from stories.application import reactions
from stories.application.handle import Order, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.domain.actors import By
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.eventlog.parking import parked
from stories.eventlog.read import read_log
from stories.eventlog.subscription import behind

ROOT = Path(__file__).parents[2]
EDITOR = By("usr_" + "1" * 32, person=PersonId("usr_" + "1" * 32), roles=frozenset({Role.EDITOR, Role.REPORTER}))
CELERY = [sys.executable, "-m", "celery", "-A", "workers.app", "worker", "--without-gossip", "--without-mingle"]


class Works:
    """Relay and workers beside the test, on its database and its broker."""

    def __init__(self, supervisor: Supervisor, mark: Callable[[], str]) -> None:
        self.supervisor = supervisor
        self._mark = mark

    def of(self, part: str) -> list[psutil.Process]:
        return family(f"{self._mark()}:{part}")


@pytest.fixture
def works(committed_db: Any, own_broker: Any) -> Iterator[Works]:
    environ = {**committed_db.environ, "REDIS_URL": own_broker.url, "NEWSROOM_DATA": str(own_broker.data)}
    supervisor = Supervisor(own_broker.data, environ=environ, cwd=ROOT, say=lambda _: None)
    with supervisor.alone():
        supervisor.start([
            Part("relay", [sys.executable, "manage.py", "relay"]),
            Part("worker", [*CELERY, "-Q", "celery,analysis,outside,long", "-n", "test@%h", "--concurrency", "2"]),
        ])  # fmt: skip
        yield Works(supervisor, (own_broker.data / "up.mark").read_text)
        supervisor.stop()


def _file(outlets: Sequence[str]) -> None:
    """One article each, on one story, as a reporter would send them."""
    story = create_story("Ferry stopped at Lower Quay", None, Order(EDITOR, now()), public=False).stream
    for number, outlet in enumerate(outlets):
        text = (
            f"The ferry at Lower Quay carried {number + 20} people when {outlet} saw it, the harbour office said.\n\n"
            f"“We count {number + 3} lorries on the deck tonight,” harbour master Olga Prenn told {outlet}."
        )
        file_article(Incoming(SourceGiven(name=outlet), text=text, story=story), Order(EDITOR, now()))


def _settle(works: Works, count: int, seconds: float = 180) -> None:
    """Until nothing lies in the outbox and no subscription is behind, restarting what dies."""
    deadline = time.monotonic() + seconds

    def quiet() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM outbox")
            (waiting,) = cursor.fetchone()
        return not waiting and not behind(reactions.SUBSCRIPTIONS)

    works.supervisor.watch(until=lambda: quiet() or time.monotonic() > deadline)
    assert parked() == []
    assert quiet()
    read = Counter(json.loads(stored.body or b"")["article"] for stored in read_log(-1, 10_000, ["article.analysed"]))
    assert len(read) == count
    assert set(read.values()) == {1}


def test_what_is_filed_is_analysed_once(works: Works) -> None:
    _file(["Quay Paper", "Deck Post", "Harbour Wire", "Lower Bank"])
    _settle(works, 4)


def test_killed_workers_and_an_emptied_broker_lose_and_double_nothing(works: Works, own_broker: Any) -> None:
    _file(["Quay Paper", "Deck Post", "Harbour Wire", "Lower Bank", "Morning Tide", "Pilot"])
    for _ in range(3):
        works.supervisor.watch(until=_after(1.5))
        end(works.of("worker"), patience=0.0)
        with redis.Redis.from_url(own_broker.url) as client:
            client.flushall()
    _settle(works, 6)


def _after(seconds: float) -> Callable[[], bool]:
    then = time.monotonic() + seconds
    return lambda: time.monotonic() > then


def test_a_broker_that_comes_back_is_found_by_all(works: Works, own_broker: Any) -> None:
    _file(["Quay Paper"])
    _settle(works, 1)
    own_broker.process.suspend()
    _file(["Deck Post", "Harbour Wire"])
    works.supervisor.watch(until=_after(4))
    own_broker.process.resume()
    _settle(works, 3)
