"""An event: its body as it lies in the log, what proves it, what caused it, what followed, and what it changed."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from stories.admin.api_call import api_call
from stories.admin.rights import may_look, may_look_behind
from stories.admin.versions import FIELDS, value_words
from stories.application.diff import changed
from stories.application.history import event_document
from stories.application.people import names_of
from stories.domain.events import EVENT_TYPES
from stories.eventlog.folding import STORIES
from stories.eventlog.read import Stored, read_event, read_stream
from stories.models import reading
from stories.projections.documents import claim_document, contradiction_document, question_document

Context = dict[str, Any]
FOLLOWED = 300  # versions that are searched for what followed
LISTED = 50
SHOWN = 20


def event_page(request: HttpRequest, event_id: str) -> HttpResponse:
    if request.method not in {"GET", "HEAD"} or not may_look(request.user):
        raise PermissionDenied
    try:
        stored = read_event(str(UUID(event_id)))
    except ValueError as odd:
        raise Http404 from odd
    if stored is None:
        raise Http404
    if stored.stream.kind == "desk" and not may_look_behind(request.user):
        raise PermissionDenied
    document = event_document(stored)
    cause = read_event(stored.envelope.cause) if stored.envelope.cause else None
    followed = _followed(stored)
    rows = reading.StoryEvent.objects.in_bulk(
        [UUID(one.envelope.id) for one in (stored, *followed, *([cause] if cause else []))]
    )
    said = {str(key): row.summary for key, row in rows.items()}
    actors = {one.envelope.actor for one in (stored, *followed, *([cause] if cause else []))}
    names = names_of(actors)
    story = stored.stream.public if stored.stream.kind == "story" else ""
    return render(
        request,
        "admin/stories/screens/event.html",
        {
            **admin.site.each_context(request),
            "title": stored.envelope.type,
            "event": document,
            "api_call": api_call("event", stored.envelope.id),
            "who": names[stored.envelope.actor],
            "summary": said.get(stored.envelope.id, ""),
            "at": datetime.fromisoformat(stored.envelope.at),
            "envelope": stored.data.decode(),
            "payload": None if document["body"] is None else json.dumps(document["body"], indent=2, ensure_ascii=False),
            "as_json": json.dumps(document, indent=2, ensure_ascii=False),
            "schema": _schema(stored),
            "cause": _line(cause, said, names) if cause else None,
            "followed": [_line(one, said, names) for one in followed],
            "story_id": story,
            "story_title": reading.Story.objects.filter(pk=story).values_list("title", flat=True).first(),
            "effects": _effects(stored) if story else [],
            "before": stored.version - 1,
            "prev": stored.envelope.prev,
        },
    )


def _line(stored: Stored, said: dict[str, str], names: dict[str, str]) -> Context:
    return {
        "id": stored.envelope.id,
        "type": stored.envelope.type,
        "version": stored.version,
        "who": names[stored.envelope.actor],
        "summary": said.get(stored.envelope.id, ""),
    }


def _followed(stored: Stored) -> list[Stored]:
    """The events of the same stream that name this one as their cause; they come soon after it or not at all."""
    later = read_stream(stored.stream, after=stored.version, upto=stored.version + FOLLOWED)
    return [one for one in later if one.envelope.cause == stored.envelope.id][:LISTED]


def _schema(stored: Stored) -> str:
    shape = EVENT_TYPES.get(stored.envelope.type)
    if shape is None:
        return ""
    _found, components = msgspec.json.schema_components([shape], ref_template="#/$defs/{name}")
    return json.dumps(components.get(shape.__name__, {}), indent=2, ensure_ascii=False)


def _effects(stored: Stored) -> list[Context]:
    """What the event changed in the things that it names: each field before and after."""
    folded = STORIES.at_version(stored.stream, stored.version - 1)
    about = reading.StoryEvent.objects.filter(pk=stored.envelope.id).values_list("about", flat=True).first() or []
    before = {one: _drawn(folded.state, one) for one in about[:SHOWN]}
    STORIES.fold(folded, upto=stored.version)
    found = []
    for one, was in before.items():
        now = _drawn(folded.state, one)
        fields = [
            (FIELDS.get(name, name.replace("_", " ")), value_words(pair["from"]), value_words(pair["to"]))
            for name, pair in changed(was, now).items()
            if name in FIELDS or name in ("statement", "answer", "outcome", "text", "certainty")
        ]
        if fields:
            name = now.get("statement") or now.get("slot") or now.get("text")
            found.append({"id": one, "name": name, "fields": fields})
    return found


def _drawn(story: Any, thing: str) -> Context:
    if claim := story.claims.get(thing):
        return claim_document(story, claim)
    if contradiction := story.contradictions.get(thing):
        return contradiction_document(story, contradiction)
    if question := story.questions.get(thing):
        return question_document(story, question)
    return {}
