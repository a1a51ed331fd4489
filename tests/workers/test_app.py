"""Names, queues and settings of the workers."""

import time
from typing import Any

import pytest
import redis
from celery import Celery
from celery.app.amqp import Queues

from stories.application import hearing, upkeep
from workers import routes, schedule
from workers.app import app, broker_url
from workers.nudges import Nudges


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("redis://host:6379/2", "redis://host:6379/2"),
        ("rediss://:word@host/0", "rediss://:word@host/0"),
        ("unix:///tmp/x/valkey.sock?db=3", "redis+socket:///tmp/x/valkey.sock?virtual_host=3"),
        ("unix://:word@/tmp/x.sock", "redis+socket://:word@/tmp/x.sock?virtual_host=0"),
        ("amqp://host//", "amqp://host//"),
    ],
)
def test_every_form_of_address_is_understood(given: str, expected: str) -> None:
    assert broker_url(given) == expected


def test_each_name_that_is_sent_is_registered() -> None:
    app.loader.import_default_modules()
    sent = {routes.ADVANCE, *(str(line["task"]) for line in schedule.TIMETABLE.values())}
    assert sent <= set(app.tasks)


def test_each_job_of_the_timetable_is_known() -> None:
    assert set(schedule.JOBS) == set(upkeep.JOBS)


def test_analysis_has_a_queue_of_its_own() -> None:
    assert routes.route(routes.ADVANCE, ["analysis", 3], {}) == {"queue": "analysis"}
    assert routes.route(routes.ADVANCE, [], {"subscription": "analysis", "partition": 3}) == {"queue": "analysis"}
    assert routes.route(routes.ADVANCE, ["stories", 3], {}) == {"queue": "celery"}
    assert routes.route(routes.TICK, ["analysis"], {}) == {"queue": "celery"}
    assert isinstance(app.amqp.queues, Queues)


def test_what_goes_out_of_the_house_has_a_queue_of_its_own() -> None:
    assert routes.route(routes.ADVANCE, [hearing.SUBSCRIPTION.name, 3], {}) == {"queue": "outside"}
    assert routes.route(routes.TICK, ["deliver"], {}) == {"queue": "outside"}
    assert routes.route(routes.TICK, ["digests"], {}) == {"queue": "outside"}


def test_nothing_that_takes_long_stands_before_the_end_of_an_embargo() -> None:
    assert routes.route(routes.BATCHES, [], {}) == {"queue": "long"}
    taking_long = {job for job in schedule.JOBS if routes.route(routes.TICK, [job], {}) != {"queue": "celery"}}
    assert set(schedule.JOBS) - taking_long == {"release", "rest", "audit", "checkpoint"}
    assert routes.route(routes.TICK, [], {"job": "house", "asked": True}) == {"queue": "long"}


def test_a_worker_that_dies_gives_its_message_back() -> None:
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    assert (conf.task_ignore_result, conf.task_publish_retry) == (True, False)
    assert conf.task_soft_time_limit < conf.task_time_limit < conf.broker_transport_options["visibility_timeout"]


def test_a_late_tick_is_dropped_for_the_next() -> None:
    lines: list[Any] = list(schedule.TIMETABLE.values())
    for line in lines:
        assert line["options"]["expires"] == line["schedule"]


def _waiting(url: str, queue: str) -> int:
    with redis.Redis.from_url(url) as client:
        return int(client.llen(queue))


def _private(url: str) -> Celery:
    """The workers' application on another broker."""
    options = app.conf.broker_transport_options
    return Celery(
        "private", broker=broker_url(url), changes={"broker_transport_options": options, "task_routes": [routes.route]}
    )


def test_a_stalled_broker_holds_nobody_up_and_is_found_again(own_broker: Any) -> None:
    """Stopped, not dead: connections are accepted by the kernel and nothing answers."""
    process, url = own_broker.process, own_broker.url
    private = _private(url)
    with Nudges(private) as nudge:
        process.suspend()
        try:
            begun = time.monotonic()
            for partition in range(64):
                nudge("stories", partition)
            assert time.monotonic() - begun < 2  # one that waited for its answer would take two or more
            time.sleep(1.5)
        finally:
            process.resume()
        deadline = time.monotonic() + 60
        while not _waiting(url, "celery"):
            assert time.monotonic() < deadline
            nudge("stories", 0)
            time.sleep(0.2)


def test_nudges_reach_their_queues_once_each(own_broker: Any) -> None:
    url = own_broker.url
    private = _private(url)
    with Nudges(private) as nudge:
        nudge("stories", 1)
        nudge("analysis", 1)
    assert (_waiting(url, "celery"), _waiting(url, "analysis")) == (1, 1)
