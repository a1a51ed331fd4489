"""A name, a patience, one call."""

from celery import shared_task
from django.db import InterfaceError, OperationalError

from stories.api.batches import file_line
from stories.application import batches, reactions, upkeep
from workers.routes import ADVANCE, BATCHES, DELIVER, TICK, WEBHOOKS


@shared_task(
    name=ADVANCE,
    autoretry_for=(OperationalError, InterfaceError),
    retry_backoff=True,
    retry_backoff_max=30,
    max_retries=5,
)
def advance(subscription: str, partition: int) -> None:
    if reactions.advance(subscription, partition) and subscription == WEBHOOKS:
        upkeep.tick(DELIVER)


@shared_task(name=TICK)
def tick(job: str) -> None:
    upkeep.tick(job)


@shared_task(name=BATCHES)
def work_off_batches() -> None:
    batches.work(file_line)
