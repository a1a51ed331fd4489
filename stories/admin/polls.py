"""The last polls of each feed as a small picture, drawn here: a shape for each outcome, and the sum in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stories.models import Feed, FeedRun

RUNS = 30
STEP = 11  # from one poll to the next, in the units of the picture


@dataclass(frozen=True, slots=True)
class Poll:
    """run: its row. kind: failed, news (something new came), same (it changed and nothing was new), or quiet."""

    run: FeedRun
    kind: str
    x: int


@dataclass(frozen=True, slots=True)
class Polls:
    """shown: the oldest first, the newest at the right edge. said: the same in words."""

    shown: tuple[Poll, ...]
    said: str
    width: int = RUNS * STEP


def polls(feeds: Sequence[Feed]) -> dict[Any, Polls]:
    """For all of these in one query, however often each is asked."""
    place = Window(RowNumber(), partition_by=F("feed"), order_by=F("id").desc())
    rows = FeedRun.objects.filter(feed__in=[one.pk for one in feeds]).annotate(place=place).filter(place__lte=RUNS)
    runs: dict[Any, list[FeedRun]] = {}
    for run in rows.order_by("id"):
        runs.setdefault(run.feed_id, []).append(run)
    return {feed: _drawn(found) for feed, found in runs.items()}


def _drawn(runs: Sequence[FeedRun]) -> Polls:
    first = RUNS - len(runs)
    shown = tuple(Poll(run, _kind(run), (first + n) * STEP) for n, run in enumerate(runs))
    return Polls(shown, _said(shown))


def _kind(run: FeedRun) -> str:
    if run.outcome == "failed":
        return "failed"
    if run.outcome != "changed":
        return "quiet"
    return "news" if run.new else "same"


def _said(shown: Iterable[Poll]) -> str:
    kinds = [poll.kind for poll in shown]
    new = sum(poll.run.new for poll in shown)
    failed, brought, quiet = kinds.count("failed"), kinds.count("news"), kinds.count("quiet") + kinds.count("same")
    parts = [
        ngettext("last poll", "last %(n)s polls", len(kinds)) % {"n": len(kinds)},
        ngettext("%(n)s new item", "%(n)s new items", new) % {"n": new} + _(" in %(polls)s") % {"polls": brought}
        if brought
        else _("nothing new"),
        _("%(n)s without news") % {"n": quiet} if quiet and brought else "",
        _("%(n)s failed") % {"n": failed} if failed else "",
    ]
    return f"{parts[0]}: {', '.join(part for part in parts[1:] if part)}"
