"""The further pages of a thing: one address each, without forms, and of any version of the past."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from stories.admin.asked import Look
from stories.admin.rights import looking, may_look
from stories.admin.rooms import Room, Tab, beside, stream_named, version_asked
from stories.admin.timelines import timeline_of
from stories.application.handle import now
from stories.domain.story import Story
from stories.eventlog.folding import STORIES


def _older(look: Look, query: QueryDict) -> dict[str, Any]:
    about = None if look.held is look.story else look.held.id
    return timeline_of(look.story, about, query.get("before"), query.get("only"))


OLDER = {"timeline": Tab("", _older, "admin/stories/older.html")}
"""For every room: the pages of its timeline behind the first."""


def tab_page(request: HttpRequest, room: Room, thing: str, name: str) -> HttpResponse:
    if not may_look(request.user):
        raise PermissionDenied
    stream = stream_named(thing)
    version = version_asked(request.GET.get("at_version"))
    if version is not None:
        past = STORIES.at_version(stream, version)
        if past.version != version:
            raise Http404
        return _rendered(request, room, thing, past.state, name, version)
    with STORIES.reading(stream) as story:
        return _rendered(request, room, thing, story, name, None)


def _rendered(
    request: HttpRequest, room: Room, thing: str, story: Story, name: str, version: int | None
) -> HttpResponse:
    held = room.held(story, thing)
    if held is None:
        raise Http404
    look = Look(story, held, looking(request.user), now())
    return render(
        request,
        room.tabs[name].template or f"admin/stories/{room.kind}/{name}.html",
        {
            **admin.site.each_context(request),
            "title": story.title,
            "story": story,
            "held": held,
            **beside(request, room, thing, story, version, name),
            **room.tabs[name].context(look, request.GET),
        },
    )
