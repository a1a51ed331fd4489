"""A timeline by days, with what the machine did in between folded into one line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stories.admin.contexts import TIMELINE, Happened, timeline
from stories.domain.story import Story

FOLDED = 2  # machine events in a row that make a line of their own


@dataclass(frozen=True, slots=True)
class Row:
    """One event that is told, or several of the machine with the sum in words."""

    events: list[Happened]
    words: str = ""

    @property
    def event(self) -> Happened:
        return self.events[0]


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    rows: list[Row]


def days(timeline: Sequence[Happened]) -> list[Day]:
    """In the order of the timeline. Days are those of UTC, in which the log is written."""
    return [Day(day, list(_rows(list(some)))) for day, some in groupby(timeline, key=lambda one: one.at.date())]


def timeline_of(story: Story, about: str | None, before: str | None = None) -> dict[str, Any]:
    """A page of a timeline for its template, by version, so that new events move nothing. before: as in the address."""
    number = int(before[:9]) if before and before.isdecimal() and before.isascii() else None
    found = timeline(story, about, before=number)
    return {
        "days": days(found),
        "older": found[-1].version if len(found) == TIMELINE else None,
        "before": number,
    }


def _rows(events: Sequence[Happened]) -> Iterator[Row]:
    for machine, some in groupby(events, key=lambda one: one.by_machine):
        listed = list({_told_once(one): one for one in some}.values())
        if machine and len(listed) >= FOLDED:
            yield Row(listed, _sum(listed))
        else:
            yield from (Row([one]) for one in listed)


def _told_once(event: Happened) -> object:
    """Two findings of one moment that make one sentence, as a claim worded anew does, are told once."""
    return (event.at, event.summary) if event.type in _PAIRED else event.id


def _sum(events: Sequence[Happened]) -> str:
    found = Counter(_WORDED_ANEW if _is_worded_anew(one) else one.type for one in events)
    return " · ".join(_counted(kind, n) for kind, n in found.most_common())


def _counted(kind: str, n: int) -> str:
    match kind:
        case "claim.extracted":
            return ngettext("%(n)s new claim", "%(n)s new claims", n) % {"n": n}
        case "claim.appeared" | "claim.appearance_carried":
            return ngettext("%(n)s further appearance", "%(n)s further appearances", n) % {"n": n}
        case "claim.appearance_dropped":
            return ngettext("%(n)s appearance dropped", "%(n)s appearances dropped", n) % {"n": n}
        case "article.analysed":
            return ngettext("%(n)s article read", "%(n)s articles read", n) % {"n": n}
        case "contradiction.detected":
            return ngettext("%(n)s contradiction found", "%(n)s contradictions found", n) % {"n": n}
        case "suggestion.made":
            return ngettext("%(n)s suggestion", "%(n)s suggestions", n) % {"n": n}
        case _:
            return _("%(n)s × %(kind)s") % {"n": n, "kind": kind.replace(".", " ").replace("_", " ")}
