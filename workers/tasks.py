"""A name, a patience, one call."""

from celery import shared_task
from django.db import InterfaceError, OperationalError

from stories.api.batches import file_line
from stories.application import batches, bulk, deliveries, feedlists, reactions, taking_back, timetable, upkeep
from workers.routes import ADVANCE, BATCHES, TICK, WANTED, WEBHOOKS
from workers.schedule import BATCHES_EVERY, CHECKPOINT, JOBS

# What carries out a line of each kind of job but batches of articles.
CARRIED = {
    bulk.KIND: bulk.carry_line,
    feedlists.KIND: feedlists.carry_line,
    taking_back.KIND: taking_back.carry_line,
}


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
        lambda _: batches.work(file_line, others=CARRIED),
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
