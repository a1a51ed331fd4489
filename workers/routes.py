"""Which queue carries what. Analysis has one of its own: a long text must not hold up the read models."""

ADVANCE = "workers.advance"
TICK = "workers.tick"
DEFAULT_QUEUE = "celery"
ANALYSIS_QUEUE = "analysis"
SLOW_SUBSCRIPTIONS = {"analysis"}


def route(
    name: str, args: list[object], kwargs: dict[str, object], _options: object = None, **_: object
) -> dict[str, str]:
    """Celery's router: (subscription, partition) decides, never the event itself."""
    subscription = args[0] if args else kwargs.get("subscription")
    slow = name == ADVANCE and subscription in SLOW_SUBSCRIPTIONS
    return {"queue": ANALYSIS_QUEUE if slow else DEFAULT_QUEUE}
