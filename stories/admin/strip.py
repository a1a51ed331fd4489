"""The strip at the foot of the desk: whether the house behind it keeps up. Four queries whatever there is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Greatest

from stories.application.auditing import tampered
from stories.application.feeds import DOWN_AFTER
from stories.application.jobs import UNDER_WAY
from stories.models import Feed, Job

# What the relay has not sealed yet, since when, and how many streams some subscription passed by.
_RELAY = """
SELECT
    (SELECT count(*) FROM outbox),
    (SELECT extract(epoch FROM now() - (convert_from(event.envelope, 'UTF8')::jsonb ->> 'at')::timestamptz)
     FROM (SELECT stream, version FROM outbox ORDER BY seq LIMIT 1) AS oldest
     JOIN event ON event.stream = oldest.stream AND event.version = oldest.version),
    (SELECT count(*) FROM parked WHERE replayed_at IS NULL)
"""
LATE_SECONDS = 10
FEED_LATE = timedelta(minutes=5)
JOBS = 3


@dataclass(frozen=True, slots=True)
class Strip:
    """waiting: events without a place in the log; lag: seconds of the oldest, where it is known.

    tampered: what the last audit found, where the log is not what it was.
    """

    waiting: int
    lag: int
    parked: int
    feeds_up: int
    feeds_late: int
    feeds_down: int
    jobs: list[Job]
    tampered: str | None

    @property
    def keeps_up(self) -> bool:
        return self.lag <= LATE_SECONDS and not self.parked


def strip(now: datetime) -> Strip:
    with connection.cursor() as cursor:
        cursor.execute(_RELAY)
        waiting, lag, parked = cursor.fetchone() or (0, None, 0)
    down = Q(failures__gte=DOWN_AFTER) | Q(gone_at__isnull=False)
    pause = ExpressionWrapper(
        Greatest(F("interval"), Value(FEED_LATE.total_seconds())) * Value(timedelta(seconds=1)), DurationField()
    )
    overdue = Q(next_at__lt=ExpressionWrapper(Value(now) - pause, DateTimeField()))
    late = (Q(failures__gt=0) | overdue) & ~down
    feeds = Feed.objects.filter(deleted_at=None, paused_at=None).aggregate(
        all=Count("pk"), down=Count("pk", filter=down), late=Count("pk", filter=late)
    )
    return Strip(
        waiting,
        int(lag or 0),
        parked,
        feeds["all"] - feeds["down"] - feeds["late"],
        feeds["late"],
        feeds["down"],
        list(Job.objects.filter(state__in=UNDER_WAY).order_by("created_at")[:JOBS]),
        tampered(),
    )
