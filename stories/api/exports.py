"""A story as a whole, now or at any moment, in the form that was asked for by Accept or by the address's ending."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.methods import api_view
from stories.api.moments import View, When, view_of
from stories.api.parsing import NINJS, query_of
from stories.application.history import public_events
from stories.application.queries import position_at
from stories.eventlog.export import export_line
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.projections.export_atom import feed
from stories.projections.export_claimreview import reviews
from stories.projections.export_csv import table
from stories.projections.export_ninjs import item
from stories.projections.states import state_document

Document = dict[str, Any]
ALL = 2**31


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a story. made: of the state that the caller may see. aloud: of the public state, whoever asks."""

    media: str
    made: Callable[[Document], str | bytes]
    aloud: bool = False
    attached: bool = False


def _json(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False)


FORMS: dict[str, Form | None] = {
    "json": None,
    "csv": Form("text/csv; charset=utf-8; header=present", table, attached=True),
    "ndjson": None,
    "ninjs": Form(NINJS, lambda state: _json(item(state, base=settings.PUBLIC_URL)), attached=True),
    "claimreview": Form(
        "application/ld+json", lambda state: _json(reviews(state, base=settings.PUBLIC_URL)), aloud=True
    ),
    "atom": Form("application/atom+xml", lambda state: feed(state, base=settings.PUBLIC_URL)),
}
MEDIA = {
    "application/json": "json",
    "text/csv": "csv",
    "application/x-ndjson": "ndjson",
    NINJS: "ninjs",
    "application/ld+json": "claimreview",
    "application/atom+xml": "atom",
}


@api_view(["GET"])
def story(request: Request, name: str) -> HttpResponseBase:
    """The current verified state, or what it was; in another form if Accept prefers one."""
    response = _told(request, name, preferred(request.META.get("HTTP_ACCEPT", "")))
    response["Vary"] = "Authorization, Cookie, Accept"
    return response


@api_view(["GET"])
def story_as(request: Request, name: str, form: str) -> HttpResponseBase:
    return _told(request, name, form)


def preferred(accept: str) -> str:
    """The form of the highest quality, the first of equals; JSON for whatever else may be asked for."""
    best, form = 0.0, "json"
    for part in accept.split(","):
        media, *parameters = (word.strip().lower() for word in part.split(";"))
        quality = _quality(parameters)
        known = "json" if media in {"*/*", "application/*"} else MEDIA.get(media)
        if known and quality > best:
            best, form = quality, known
    return form


def _quality(parameters: list[str]) -> float:
    given = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return min(float(given), 1.0)
    except ValueError:
        return 0.0


def _told(request: Request, name: str, form: str) -> HttpResponseBase:
    view = view_of(request, name, query_of(request, When))
    how = FORMS[form]
    if how and how.aloud and not view.public:
        view = replace(view, public=True, etag=f'{view.etag[:-1]}.public"')
    if form != "json":
        view = replace(view, etag=f'{view.etag[:-1]}.{form}"')
    if form == "ndjson":
        return _events(request, view)
    if (fresh := view.fresh(request)) is not None:
        return fresh
    with view.folded() as state:
        document = state_document(state, public=view.public)
    if how is None:
        return view.dressed(Response(document | {"position": position_at(view.story, view.version)}))
    response = HttpResponse(how.made(document), content_type=how.media)
    return _dressed(view, response, form, attached=how.attached)


def _events(request: Request, view: View) -> HttpResponseBase:
    """The story's lines of the log's export, byte by byte, as far as sealed; for readers its public history."""
    view = view.sealed()
    if (fresh := view.fresh(request)) is not None:
        return fresh
    with view.folded() as state:
        told = public_events(state, after=0, limit=ALL) if view.public else []
    lines = (f"{_json(event)}\n".encode() for event in told) if view.public else _sealed(view)
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    return _dressed(view, response, "ndjson", attached=True)


def _sealed(view: View) -> Iterator[bytes]:
    for stored in read_stream(StreamRef.parse(view.story), upto=view.version):
        if stored.position is not None:
            yield export_line(stored)


def _dressed(view: View, response: HttpResponseBase, form: str, *, attached: bool) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    if attached:
        ending = "json" if form == "ninjs" else form
        response["Content-Disposition"] = f'attachment; filename="{view.standing.slug}-v{view.version}.{ending}"'
    return view.dressed(response)
