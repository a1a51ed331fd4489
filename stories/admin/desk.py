"""The desk's front page: what needs somebody, the stories that move, and whether the house keeps up.

To look makes no event. The number of queries is the same whatever there is to show.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.contexts import by_value
from stories.admin.keyboard import VERB_KEYS
from stories.admin.needs import KNOWN, REASONS, Asked, Reason, needs, reasons_of, to_decide
from stories.admin.rights import looking, may_look, role_words
from stories.admin.sparklines import sparklines
from stories.admin.strip import strip
from stories.admin.watching import my_stories
from stories.application.handle import now
from stories.domain.permissions import Action, may
from stories.domain.vocabulary import Status
from stories.models import SavedView, reading

ROWS = 40
STORIES = 12
CONTRADICTIONS = 8
DUE = 8
QUICK = {
    Status.DETECTED.value: ("accept", "verify", "dismiss"),
    Status.REPORTED.value: ("verify", "dispute", "hold"),
    Status.VERIFIED.value: ("dispute", "correct", "hold"),
    Status.DISPUTED.value: ("verify", "refute", "hold"),
    Status.INCONCLUSIVE.value: ("verify", "refute", "dispute"),
    Status.REFUTED.value: ("dispute", "correct", "hold"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A reason with its count, as a link that puts it into the filter or takes it out."""

    reason: Reason
    count: int
    chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """A claim on the desk. age: since it last changed, in one word. verbs: name, label, address, key of each."""

    claim: Any
    story: str
    age: str
    reasons: list[Reason]
    verbs: list[dict[str, Any]]


def asked_in(query: QueryDict) -> Asked:
    """The filter in an address; what is no filter is passed over."""
    reasons = tuple(key for key in dict.fromkeys(query.getlist("reason")) if key in KNOWN)
    story = query.get("story", "")
    words = query.get("q", "")[:200].replace("\x00", "")
    return Asked(reasons, story if story.startswith("sto_") else "", words, query.get("watched") == "1")


def query_of(asked: Asked, **more: Any) -> str:
    pairs = [("reason", key) for key in asked.reasons]
    others = (("story", asked.story), ("q", asked.words), ("watched", "1" if asked.watched else ""))
    pairs += [(name, value) for name, value in others if value]
    return urlencode(pairs + list(more.items()))


def desk(request: HttpRequest) -> dict[str, Any]:
    if not may_look(request.user):
        return {"may_look": False}
    by, at = looking(request.user), now()
    asked = asked_in(request.GET)
    found = needs(asked, str(by.person), request.user.pk, at)
    number = request.GET.get("page", "1")
    page = Paginator(found.claims.defer("document"), ROWS).get_page(number if number[:6].isdecimal() else "1")
    rows = list(page.object_list)
    watched = my_stories(request)
    stories = list(
        reading.Story.objects.filter(merged_into="")
        .exclude(pk__in=[one.story.pk for one in watched])
        .order_by("-updated_at", "id")[:STORIES]
    )
    contradictions = reading.Contradiction.objects.filter(status="open")
    if asked.story:
        contradictions = contradictions.filter(story=asked.story)
    listed = list(contradictions.order_by("certainty", "story", "id")[: CONTRADICTIONS + 1])
    named = {row.story for row in rows} | {row.story for row in listed} | ({asked.story} if asked.story else set())
    titles = dict(reading.Story.objects.filter(pk__in=named).values_list("pk", "title"))
    listed_stories = [story.pk for story in (*stories, *(one.story for one in watched))]
    drawn, waiting = sparklines(listed_stories, at), to_decide(listed_stories)
    return {
        "may_look": True,
        "roles": sorted(role_words(role) for role in by.roles),
        "asked": asked,
        "asked_words": ", ".join(
            [str(KNOWN[key].label) for key in asked.reasons]
            + ([_now("in stories that you watch")] if asked.watched else [])
            + [text for text in (titles.get(asked.story, ""), asked.words) if text]
        ),
        "asked_story": titles.get(asked.story, ""),
        "chips": _chips(asked, found.counts),
        "count": found.all,
        "pressing": found.pressing,
        "to_decide": found.all - found.pressing,
        "page": page,
        "older": query_of(asked, page=page.next_page_number()) if page.has_next() else "",
        "newer": query_of(asked, page=page.previous_page_number()) if page.has_previous() else "",
        "rows": [_row(row, titles.get(row.story, ""), at) for row in rows],
        "may_decide": may(by, Action.CARE_FOR_CLAIM),
        "contradictions": [(row, by_value(row.document), titles.get(row.story, "")) for row in listed[:CONTRADICTIONS]],
        "contradictions_more": len(listed) > CONTRADICTIONS,
        "suggestions": reading.Suggestion.objects.filter(judgement="suggested").count(),
        "questions_due": list(reading.Question.objects.filter(status="open", due__lt=at).order_by("due", "id")[:DUE]),
        "stories": [(story, drawn[story.pk], waiting.get(story.pk, 0)) for story in stories],
        "watched": [(one, drawn[one.story.pk], waiting.get(one.story.pk, 0)) for one in watched],
        "watched_query": query_of(replace(asked, watched=not asked.watched)),
        "strip": strip(at),
        "views": list(SavedView.objects.filter(user=request.user.pk)),
        "query": query_of(asked),
        "intake": address_of("admin:intake"),
        "feeds": address_of("admin:feeds") if may(by, Action.RUN_FEEDS) else "",
        "operations": address_of("admin:operations"),
    }


def address_of(name: str) -> str:
    """An address of another screen, or nothing where there is none of that name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _chips(asked: Asked, counts: dict[str, int]) -> list[Chip]:
    chips = []
    for reason in REASONS:
        chosen = reason.key in asked.reasons
        if not counts[reason.key] and not chosen:
            continue
        rest = tuple(key for key in asked.reasons if key != reason.key)
        others = replace(asked, reasons=rest if chosen else (*asked.reasons, reason.key))
        chips.append(Chip(reason, counts[reason.key], chosen, query_of(others)))
    return chips


LABELS = {  # of the verbs that the list offers in place
    "accept": _("Accept"),
    "verify": _("Verify"),
    "dismiss": _("Dismiss"),
    "dispute": _("Dispute"),
    "correct": _("Correct"),
    "refute": _("Refute"),
    "hold": _("Hold"),
    "release": _("Release"),
    "approve": _("Approve"),
}


def short(age: timedelta) -> str:
    """4 min, 3 h, 2 d: what an eye takes in while it runs down a list."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return _now("%(n)s min") % {"n": minutes}
    if minutes < 48 * 60:
        return _now("%(n)s h") % {"n": minutes // 60}
    return _now("%(n)s d") % {"n": minutes // 1440}


def _row(row: Any, title: str, at: datetime) -> Row:
    names: tuple[str, ...] = ("approve",) if row.pending else QUICK.get(row.status, ("release",) if row.hold else ())
    if row.hold and "release" not in names:
        names = (*[name for name in names if name != "hold"], "release")
    verbs = [
        {
            "name": name,
            "label": LABELS[name],
            "address": reverse("admin:stories_claim_act", args=[row.pk, name]),
            "key": VERB_KEYS.get(name, ""),
        }
        for name in names
    ]
    return Row(row, title, short(at - row.last_changed), reasons_of(row), verbs)
