"""The timetable under beats that stutter, and clocks that jump."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, connections

from stories.application import timetable
from stories.application.handle import now
from stories.application.queries import NotThere
from stories.domain.actors import By
from stories.domain.refusals import Forbidden
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.models import Tick, TimetableJob

_OLGA, _ANA = PersonId("usr_" + "0" * 31 + "1"), PersonId("usr_" + "0" * 31 + "2")
OPERATOR = By(_OLGA, _OLGA, frozenset({Role.OPERATOR}))
EDITOR = By(_ANA, _ANA, frozenset({Role.EDITOR}))
HOUR = 3600.0


def shift(hours: int) -> None:
    """As if every tick so far had been written by a clock that was so many hours ahead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stories_tick SET started_at = started_at + make_interval(hours => %s), slot = slot + %s",
            [hours, hours * 3600],
        )


@pytest.mark.django_db
def test_a_slot_is_worked_off_once() -> None:
    runs: list[str] = []
    assert timetable.run("count", lambda _: runs.append("a"), every=HOUR)
    assert not timetable.run("count", lambda _: runs.append("b"), every=HOUR)
    assert runs == ["a"]
    assert Tick.objects.get().finished_at is not None


@pytest.mark.django_db
def test_a_person_need_not_wait_for_the_slot() -> None:
    runs: list[str] = []
    timetable.run("count", lambda _: runs.append("a"), every=HOUR)
    timetable.want("count", OPERATOR, now())
    assert timetable.wanted("count", these=False) == []
    assert (timetable.wanted(these=False), timetable.wanted(these=False)) == (["count"], [])
    assert timetable.run("count", lambda _: runs.append("asked"), every=HOUR, asked=True)
    assert runs == ["a", "asked"]


@pytest.mark.django_db
def test_a_paused_job_rests_until_it_is_resumed_or_asked_for() -> None:
    runs: list[str] = []
    timetable.run("count", lambda _: None, every=0.001)
    timetable.pause("count", OPERATOR, now())
    Tick.objects.all().delete()  # the clock of a transaction stands still: the slot is free again
    assert not timetable.run("count", lambda _: runs.append("paused"), every=0.001)
    assert timetable.run("count", lambda _: runs.append("asked"), every=0.001, asked=True)
    timetable.resume("count", OPERATOR)
    assert timetable.documents()[0]["paused_at"] is None
    assert timetable.run("count", lambda _: runs.append("again"), every=0.001)
    assert runs == ["asked", "again"]


@pytest.mark.django_db
def test_only_operators_ask_and_only_for_jobs_that_exist() -> None:
    timetable.run("count", lambda _: None, every=HOUR)
    with pytest.raises(Forbidden):
        timetable.pause("count", EDITOR, now())
    with pytest.raises(NotThere):
        timetable.want("nothing", OPERATOR, now())


@pytest.mark.django_db
def test_what_a_job_raises_is_written_down_and_raised() -> None:
    def fail(_: timetable.Progress) -> None:
        raise ValueError("no paper\0")

    with pytest.raises(ValueError, match="no paper"):
        timetable.run("print", fail, every=HOUR)
    (shown,) = timetable.documents()
    assert (shown["state"], shown["error"]) == ("failed", "ValueError: no paper\ufffd")


@pytest.mark.django_db
def test_progress_is_seen_while_the_job_runs_and_gone_after_it() -> None:
    seen: list[object] = []

    def work(progress: timetable.Progress) -> None:
        progress("12 of 40")
        (shown,) = timetable.documents()
        seen.append((shown["state"], shown["progress"]))

    timetable.run("feeds", work, every=HOUR)
    (after,) = timetable.documents()
    assert seen == [("running", "12 of 40")]
    assert (after["state"], after["progress"], after["error"]) == ("up", None, None)
    assert after["next_at"] > after["started_at"]


@pytest.mark.django_db
def test_a_job_whose_worker_died_runs_no_more() -> None:
    def die(_: timetable.Progress) -> None:
        Tick.objects.update(started_at=now() - timedelta(minutes=5))
        (shown,) = timetable.documents()
        seen.append((shown["state"], shown["error"]))

    seen: list[object] = []
    timetable.run("feeds", die, every=10.0)
    assert seen == [("failed", "it did not come to its end: its worker was stopped")]


@pytest.mark.django_db
def test_a_job_that_was_not_ticked_for_long_is_late() -> None:
    timetable.run("feeds", lambda _: None, every=10.0)
    Tick.objects.update(started_at=now() - timedelta(hours=1))
    (shown,) = timetable.documents()
    assert shown["state"] == "late"
    assert shown["lag"] > 3_500


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_was_an_hour_off_stops_nothing(hours: int) -> None:
    runs: list[int] = []
    assert timetable.run("count", lambda _: runs.append(1), every=1.0)
    shift(hours)
    assert timetable.run("count", lambda _: runs.append(2), every=1.0, asked=False)
    assert runs == [1, 2]
    assert not Tick.objects.filter(started_at__gt=now() + timedelta(minutes=1)).exists()


@pytest.mark.django_db
def test_old_ticks_go() -> None:
    for _ in range(timetable.KEEP + 5):
        timetable.run("count", lambda _: None, every=HOUR, asked=True)
    assert Tick.objects.count() == timetable.KEEP


@pytest.fixture
def closing() -> Iterator[None]:
    yield
    connections.close_all()


@pytest.mark.usefixtures("committed_db", "closing")
def test_twelve_beats_are_one() -> None:
    runs: list[int] = []
    start = threading.Barrier(12)

    def beat(number: int) -> None:
        start.wait()
        try:
            timetable.run("count", lambda _: runs.append(number), every=HOUR)
        finally:
            connection.close()

    beats = [threading.Thread(target=beat, args=(number,)) for number in range(12)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert len(runs) == 1
    assert TimetableJob.objects.count() == 1


@pytest.mark.usefixtures("committed_db", "closing")
def test_a_long_round_is_not_joined_by_a_second() -> None:
    inside: list[bool] = []

    def other() -> None:
        with timetable.alone("feeds") as free:
            inside.append(free)
        connection.close()

    with timetable.alone("feeds") as free:
        assert free
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    with timetable.alone("feeds") as free:
        assert free
    assert inside == [False]
