"""How busy a story was, hour by hour, as a small picture: numbers for an SVG, drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncHour

from stories.models import StoryEvent

HOURS = 24
WIDTH, HEIGHT, STEP = 96, 20, 4


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Sparkline:
    """bars: one an hour, oldest first; total and newest are for those who do not see it."""

    bars: tuple[Bar, ...]
    total: int
    newest: int


def sparklines(stories: Sequence[str], now: datetime) -> dict[str, Sparkline]:
    """Events an hour of the last day, for all of these in one query."""
    begin = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    rows = (
        StoryEvent.objects.filter(story__in=stories, at__gte=begin)
        .annotate(hour=TruncHour("at"))
        .values("story", "hour")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counted: dict[str, list[int]] = {story: [0] * HOURS for story in stories}
    for row in rows:
        hour = int((row["hour"] - begin).total_seconds() // 3600)
        if 0 <= hour < HOURS:
            counted[row["story"]][hour] = row["n"]
    return {story: _drawn(hours) for story, hours in counted.items()}


def _drawn(hours: list[int]) -> Sparkline:
    most = max(hours) or 1
    bars = []
    for n, count in enumerate(hours):
        if count:
            height = max(2, round(count / most * HEIGHT))
            bars.append(Bar(n * STEP, HEIGHT - height, height))
    return Sparkline(tuple(bars), sum(hours), hours[-1])
