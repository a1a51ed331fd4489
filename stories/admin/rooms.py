"""A page of the desk: a thing as it stands, or stood, with the verbs that make sense now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from stories.admin.api_call import api_call
from stories.admin.asked import Look, Sending, Verb
from stories.admin.keyboard import VERB_KEYS
from stories.admin.rights import looking, may_look
from stories.admin.timelines import timeline_of
from stories.admin.watching import is_watched
from stories.application.handle import now
from stories.application.whereabouts import Unknown, story_of
from stories.domain.permissions import may
from stories.domain.story import Story
from stories.eventlog.folding import STORIES
from stories.eventlog.read import stream_head
from stories.eventlog.streams import StreamRef
from stories.models import reading


@dataclass(frozen=True, slots=True)
class Tab:
    """A further page of a thing, to be looked at. context: what its template shows, given the query.

    template: where it is not the one of the room under the tab's name.
    """

    label: Any
    context: Callable[[Look, QueryDict], dict[str, Any]]
    template: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of page. held: the thing in its story; context: what its template shows besides."""

    kind: str
    verbs: Mapping[str, Verb]
    held: Callable[[Story, str], Any]
    context: Callable[[Look], dict[str, Any]]
    tabs: Mapping[str, Tab] = field(default_factory=dict)

    def address(self, thing: str, verb: str | None = None) -> str:
        name = f"admin:stories_{self.kind}_{'act' if verb else 'page'}"
        return reverse(name, args=[thing, verb] if verb else [thing])


@dataclass(frozen=True, slots=True)
class Offered:
    """A verb as a page offers it: a link to its form, which scripts open in a dialog."""

    name: str
    verb: Verb
    address: str
    allowed: bool
    key: str = ""
    sending: Sending | None = None


def page(request: HttpRequest, room: Room, thing: str) -> HttpResponse:
    """The page of a thing; with `at_version` as it was then, and without verbs."""
    if not may_look(request.user):
        raise PermissionDenied
    stream = stream_named(thing)
    version = version_asked(request.GET.get("at_version"))
    if version is not None:
        past = STORIES.at_version(stream, version)
        if past.version != version:
            raise Http404
        return _rendered(request, room, thing, past.state, version=version)
    with STORIES.reading(stream) as story:
        return _rendered(request, room, thing, story)


def _rendered(
    request: HttpRequest,
    room: Room,
    thing: str,
    story: Story,
    *,
    version: int | None = None,
) -> HttpResponse:
    held = room.held(story, thing)
    if held is None:
        raise Http404
    look = Look(story, held, looking(request.user), now())
    shown, hidden = ([], []) if version or story.merged_into else verbs_of(room, thing, look)
    return render(
        request,
        f"admin/stories/{room.kind}/page.html",
        {
            **admin.site.each_context(request),
            **room.context(look),
            "story": story,
            "held": held,
            "verbs": shown,
            "undo": next((one for one in shown if one.name == "undo"), None),
            "not_now": hidden,
            **beside(request, room, thing, story, version),
            **timeline_of(story, None if thing == story.id else thing),
        },
    )


def beside(
    request: HttpRequest, room: Room, thing: str, story: Story, version: int | None, tab: str = ""
) -> dict[str, Any]:
    """What every page of a thing shows: its tabs, which version this is of how many, whether she watches the story."""
    newest = story.version if version is None else stream_head(stream_named(story.id)).version
    return {
        "at_version": version,
        "newest": newest,
        "tabs": [("", _("State"), tab == "")] + [(name, one.label, name == tab) for name, one in room.tabs.items()],
        "home": room.address(thing),
        "survivor": _title(story.merged_into) if story.merged_into else "",
        "watched": room.kind == "story" and version is None and is_watched(request, thing),
        "api_call": api_call(room.kind, thing, tab=tab, query=f"?at_version={version}" if version and not tab else ""),
    }


def _title(story: str) -> str:
    row = reading.Story.objects.filter(pk=story).values_list("title", flat=True).first()
    return str(row or story)


def verbs_of(room: Room, thing: str, look: Look) -> tuple[list[Offered], list[tuple[Any, Any]]]:
    """The verbs that make sense now, and the others with the reason why not."""
    shown, hidden = [], []
    for name, verb in room.verbs.items():
        why = verb.not_now(look)
        if why:
            hidden.append((verb.label, why))
            continue
        sending = fresh_sending(thing, look) if name == "undo" else None
        allowed = may(look.by, verb.action)
        key = VERB_KEYS.get(name, "") if room.kind == "claim" else ""
        shown.append(Offered(name, verb, room.address(thing, name), allowed, key, sending))
    return shown, hidden


def fresh_sending(thing: str, look: Look) -> Sending:
    """What a new form carries: an id of its own, the version of the thing and that of its story."""
    current = look.story.version if thing == look.story.id else look.story.touched(thing)
    start = {"form_id": uuid4().hex, "expected_version": current, "seen": look.story.version}
    return Sending(initial=start, auto_id=False)


def stream_named(thing: str) -> StreamRef:
    try:
        UUID(hex=thing[4:])
        return StreamRef.parse(thing if thing.startswith("sto_") else story_of(thing))
    except (Unknown, ValueError) as unknown:
        raise Http404 from unknown


def version_asked(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or not 0 < int(text[:12]) < 2**31:
        raise Http404
    return int(text)
