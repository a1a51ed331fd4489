"""A timeline by days, with what the machine did in between folded into one line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from stories.admin.contexts import PEOPLE, PUBLIC, TIMELINE, Happened, timeline
from stories.domain.story import Story

FOLDED = 2  # machine events in a row that make a line of their own
CHOICES = {"": _lazy("everything"), PEOPLE: _lazy("what people did"), PUBLIC: _lazy("what changed for readers")}
WORDED_ANEW = "claim.worded_anew"  # no type of the log: what an appearance that came and one that went say together
_OF_WORDS = frozenset({"claim.appeared", "claim.appearance_dropped"})


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


def timeline_of(story: Story, about: str | None, before: str | None = None, only: str | None = None) -> dict[str, Any]:
    """A page of a timeline for its template, by version, so that new events move nothing.

    before, only: as in the address; what is odd is passed over.
    """
    number = int(before[:9]) if before and before.isdecimal() and before.isascii() else None
    chosen = only if only in CHOICES else ""
    found = timeline(story, about, before=number, only=chosen or "")
    return {
        "choices": CHOICES.items(),
        "only": chosen,
        "days": days(found),
        "older": found[-1].version if len(found) == TIMELINE else None,
        "before": number,
    }


def _rows(events: Sequence[Happened]) -> Iterator[Row]:
    for machine, some in groupby(events, key=lambda one: one.by_machine):
        listed = _told_once(some)
        if machine and len(listed) >= FOLDED:
            yield Row([one for one, _kind in listed], _sum(kind for _one, kind in listed))
        else:
            yield from (Row([one]) for one, _kind in listed)


def _told_once(events: Iterable[Happened]) -> list[tuple[Happened, str]]:
    """Each with its kind. The new words and the former ones that make way for them are two findings of one moment and
    make one sentence."""
    found: dict[object, list[Happened]] = {}
    for one in events:
        key = (one.at, one.summary) if one.type in _OF_WORDS else one.id
        found.setdefault(key, []).append(one)
    return [(some[0], WORDED_ANEW if len({one.type for one in some}) > 1 else some[0].type) for some in found.values()]


def _sum(kinds: Iterable[str]) -> str:
    return " · ".join(_counted(kind, n) for kind, n in Counter(kinds).most_common())


def _counted(kind: str, n: int) -> str:
    match kind:
        case "claim.extracted":
            return ngettext("%(n)s new claim", "%(n)s new claims", n) % {"n": n}
        case "claim.appeared":
            return ngettext("%(n)s further appearance", "%(n)s further appearances", n) % {"n": n}
        case "claim.appearance_carried":
            return ngettext("%(n)s claim kept by a newer text", "%(n)s claims kept by a newer text", n) % {"n": n}
        case _ if kind == WORDED_ANEW:
            return ngettext("%(n)s claim worded anew", "%(n)s claims worded anew", n) % {"n": n}
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
