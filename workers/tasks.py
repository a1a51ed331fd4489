"""A name, a patience, one call."""

from celery import shared_task
from django.db import InterfaceError, OperationalError

from stories.api.batches import file_line
from stories.application import batches, bulk, deliveries, feedlists, reactions, timetable, upkeep
from workers.routes import ADVANCE, BATCHES, TICK, WANTED, WEBHOOKS
from workers.schedule import BATCHES_EVERY, CHECKPOINT, JOBS


@shared_task(
    name=ADVANCE,
    autoretry_for=(OperationalError, InterfaceError),
    retry_backoff=True,
    retry_backoff_max=30,
    max_retries=5,
)
def advance(subscription: str, partition: int) -> None:
    if reactions.advance(subscription, partition) and subscription == WEBHOOKS:
        deliveries.send_due()


@shared_task(name=TICK)
def tick(job: str, *, asked: bool = False) -> None:
    upkeep.tick(job, every=JOBS[job], asked=asked)


@shared_task(name=BATCHES)
def work_off_batches(*, asked: bool = False) -> None:
    timetable.run(
        "batches",
        lambda _: batches.work(file_line, others={bulk.KIND: bulk.carry_line, feedlists.KIND: feedlists.carry_line}),
        every=BATCHES_EVERY,
        asked=asked,
    )


@shared_task(name=WANTED)
def pass_on() -> None:
    for job in timetable.wanted(CHECKPOINT, these=False):
        if job in JOBS:
            tick.delay(job, asked=True)
        else:
            work_off_batches.delay(asked=True)
