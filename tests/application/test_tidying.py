"""What has served its time goes by the timetable; what waits, what is young and the log stay."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from stories.application import tidying
from stories.application.handle import now
from stories.application.ids import new_event_id, new_id, uuid_of
from stories.application.upkeep import tick
from stories.eventlog.read import log_size
from stories.eventlog.seal import seal
from stories.models import Delivery, Job, JobLine, PlainCommand, WebhookEndpoint
from tests.application.listeners import ALL_READING, a_story, key_of, note

OLD = now() - timedelta(days=settings.NEWSROOM_KEEP_DAYS + 1)
YOUNG = now() - timedelta(days=settings.NEWSROOM_KEEP_DAYS - 1)


def batch(finished: datetime | None, lines: int = 3) -> Job:
    job = Job.objects.create(
        id=uuid_of(new_id("job")), state="done" if finished else "queued", created_at=OLD, finished_at=finished
    )
    JobLine.objects.bulk_create(JobLine(job=job, line=n, status=201) for n in range(1, lines + 1))
    return job


def delivery(endpoint: WebhookEndpoint, state: str, last: datetime | None) -> Delivery:
    return Delivery.objects.create(
        id=uuid_of(new_id("dlv")),
        endpoint=endpoint,
        event=new_event_id(),
        type="story.noted",
        state=state,
        created_at=OLD,
        last_at=last,
    )


def answer(at: datetime) -> PlainCommand:
    return PlainCommand.objects.create(actor="key_1", key=new_event_id(), request=b"", status=201, at=at)


@pytest.fixture
def endpoint(committed_db: Any) -> WebhookEndpoint:
    by = key_of(*ALL_READING)
    return WebhookEndpoint.objects.create(
        id=uuid_of(new_id("whe")),
        key_id=uuid_of(by.actor),
        url="https://a.example/",
        secret="x",
        since=0,
        created_at=OLD,
    )


def test_the_old_goes_and_the_rest_stays(endpoint: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "AT_ONCE", 2)
    story = a_story()
    note(story)
    seal()
    size = log_size()
    for state in ("delivered", "dead", "withheld"):
        delivery(endpoint, state, OLD)
    batch(OLD)
    answer(OLD)
    kept = [
        delivery(endpoint, "pending", OLD),
        delivery(endpoint, "delivered", YOUNG),
        batch(YOUNG),
        batch(None),
        answer(YOUNG),
    ]
    tick("tidying", every=3600.0, asked=True)
    assert {row.pk for row in Delivery.objects.all()} == {row.pk for row in kept if isinstance(row, Delivery)}
    assert {row.pk for row in Job.objects.all()} == {row.pk for row in kept if isinstance(row, Job)}
    assert {row.pk for row in PlainCommand.objects.all()} == {row.pk for row in kept if isinstance(row, PlainCommand)}
    assert JobLine.objects.count() == 6
    assert log_size() == size
