"""Which queue carries what. Analysis has one of its own: a long text must not hold up the read models.

So has the outside world: whoever serves that queue, and nobody else, needs a way out of the house. And so has what
takes long or comes in heaps: embargoes end and read models follow meanwhile.
"""

ADVANCE = "workers.advance"
TICK = "workers.tick"
BATCHES = "workers.batches"
WANTED = "workers.wanted"
DEFAULT_QUEUE = "celery"
ANALYSIS_QUEUE = "analysis"
OUTSIDE_QUEUE = "outside"
LONG_QUEUE = "long"
DELIVER = "deliver"  # the job that sends webhooks
FEEDS, PAGES, WATCHES = "feeds", "pages", "watches"  # the jobs that read the outside world
DIGESTS = "digests"  # mails
ITEMS, HOUSE, SNAPSHOTS, TIDYING = "items", "house", "snapshots", "tidying"
REPLAYS = "replays"  # parked events taken up again: most are texts, whose readers have the model
WEBHOOKS = "webhooks"  # the subscription that writes them
QUEUES = {
    (ADVANCE, "analysis"): ANALYSIS_QUEUE,
    (ADVANCE, WEBHOOKS): OUTSIDE_QUEUE,
    **{(TICK, job): OUTSIDE_QUEUE for job in (DELIVER, FEEDS, PAGES, WATCHES, DIGESTS)},
    **{(TICK, job): LONG_QUEUE for job in (ITEMS, HOUSE, SNAPSHOTS, TIDYING)},
    (TICK, REPLAYS): ANALYSIS_QUEUE,
}


def route(
    name: str, args: list[object], kwargs: dict[str, object], _options: object = None, **_: object
) -> dict[str, str]:
    """Celery's router: the subscription or the job decides, never the event itself."""
    if name == BATCHES:
        return {"queue": LONG_QUEUE}
    first = args[0] if args else kwargs.get("subscription", kwargs.get("job"))
    return {"queue": QUEUES.get((name, str(first)), DEFAULT_QUEUE)}
