"""The palette: a few letters lead to a story, a claim, an event or a screen; on a claim they run its verbs."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from stories.admin.asked import Look
from stories.admin.claim_room import CLAIM_ROOM
from stories.admin.rights import looking, may_look
from stories.admin.rooms import stream_named, verbs_of
from stories.application.handle import now
from stories.application.whereabouts import Unknown
from stories.eventlog.folding import STORIES
from stories.models import StoryEvent, reading

EACH = 6
_ID = re.compile(r"(sto|clm|art|con|que|sug|src)_[0-9a-f]{32}")
_PAGES = {"sto": "story", "clm": "claim", "art": "article", "con": "contradiction", "que": "question"} | {
    "sug": "suggestion",
    "src": "source",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """is_verb: its address is a form, to be opened in the dialog."""

    kind: str
    label: str
    address: str
    is_verb: bool = False


def palette(request: HttpRequest) -> HttpResponse:
    """q: what was typed; about: the claim on which the palette was opened."""
    words = request.GET.get("q", "").strip()[:200].replace("\x00", "")
    hits: list[Hit] = []
    if may_look(request.user):
        hits = [*_verbs(request, words), *_by_id(words), *_screens(request, words), *_by_words(words)]
    in_dialog = bool(getattr(request, "htmx", False))
    context: dict[str, Any] = {"hits": hits, "words": words, "about": request.GET.get("about", "")}
    if request.GET.get("part") == "hits":
        return render(request, "admin/stories/desk/hits.html", context)
    if not in_dialog:
        context |= {**admin.site.each_context(request), "title": _("Jump")}
    return render(request, f"admin/stories/desk/{'palette_box' if in_dialog else 'palette'}.html", context)


def _verbs(request: HttpRequest, words: str) -> list[Hit]:
    about = request.GET.get("about", "")
    if not _ID.fullmatch(about) or not about.startswith("clm_"):
        return []
    with STORIES.reading(stream_named(about)) as story:
        held = CLAIM_ROOM.held(story, about)
        if held is None:
            return []
        offered, _hidden = verbs_of(CLAIM_ROOM, about, Look(story, held, looking(request.user), now()))
        return [
            Hit(_("do"), f"{one.verb.label}: {held.statement[:80]}", one.address, is_verb=True)
            for one in offered
            if one.allowed and words.casefold() in str(one.verb.label).casefold()
        ][: EACH * 2]


def _by_id(words: str) -> list[Hit]:
    if _ID.fullmatch(words):
        kind = _PAGES[words[:3]]
        return [Hit(kind, words, reverse(f"admin:stories_{kind}_page", args=[words]))]
    try:
        event = StoryEvent.objects.filter(pk=UUID(words.removeprefix("evt_"))).first()
    except (ValueError, Unknown):
        return []
    return [Hit(_("event"), event.summary, reverse("admin:stories_event_change", args=[event.pk]))] if event else []


def _screens(request: HttpRequest, words: str) -> list[Hit]:
    if not words:
        return []
    context = admin.site.each_context(request)
    menu = [Hit(_("go"), str(one.label), one.address) for one in context["desk"].menu]
    lists = [
        Hit(_("list"), str(model["name"]), model["admin_url"])
        for app in context["available_apps"]
        for model in app["models"]
        if model.get("admin_url")
    ]
    seen: dict[str, Hit] = {}
    for hit in menu + lists:
        if words.casefold() in hit.label.casefold():
            seen.setdefault(hit.address, hit)
    return list(seen.values())[:EACH]


def _by_words(words: str) -> list[Hit]:
    stories = reading.Story.objects.filter(merged_into="").order_by("-updated_at", "id")
    if not words:
        found = stories[:EACH]
        return [Hit(_("story"), one.title, reverse("admin:stories_story_page", args=[one.pk])) for one in found]
    claims = reading.Claim.objects.exclude(status="merged").filter(statement__icontains=words).defer("document")
    return [
        *(
            Hit(_("story"), one.title, reverse("admin:stories_story_page", args=[one.pk]))
            for one in stories.filter(title__icontains=words)[:EACH]
        ),
        *(
            Hit(_("claim"), one.statement, reverse("admin:stories_claim_page", args=[one.pk]))
            for one in claims.order_by("-public", "-last_changed")[:EACH]
        ),
    ]
