"""Which queue carries what. Analysis has one of its own: a long text must not hold up the read models.

So has the outside world: whoever serves that queue, and nobody else, needs a way out of the house.
"""

ADVANCE = "workers.advance"
TICK = "workers.tick"
BATCHES = "workers.batches"
WANTED = "workers.wanted"
DEFAULT_QUEUE = "celery"
ANALYSIS_QUEUE = "analysis"
OUTSIDE_QUEUE = "outside"
DELIVER = "deliver"  # the job that sends webhooks
FEEDS, PAGES, WATCHES = "feeds", "pages", "watches"  # the jobs that read the outside world
WEBHOOKS = "webhooks"  # the subscription that writes them
QUEUES = {
    (ADVANCE, "analysis"): ANALYSIS_QUEUE,
    (ADVANCE, WEBHOOKS): OUTSIDE_QUEUE,
    **{(TICK, job): OUTSIDE_QUEUE for job in (DELIVER, FEEDS, PAGES, WATCHES)},
}


def route(
    name: str, args: list[object], kwargs: dict[str, object], _options: object = None, **_: object
) -> dict[str, str]:
    """Celery's router: the subscription or the job decides, never the event itself."""
    first = args[0] if args else kwargs.get("subscription", kwargs.get("job"))
    return {"queue": QUEUES.get((name, str(first)), DEFAULT_QUEUE)}
