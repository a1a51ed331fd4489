"""The two doors. They decide who hears what from where on; the stream itself is told by `serving`."""

from datetime import datetime

import msgspec
from django.http import HttpResponse
from rest_framework.decorators import api_view
from rest_framework.request import Request

from stories.api.authentication import asker, reader_of_the_log, reads_everything
from stories.api.live.audience import Sees
from stories.api.live.opening import OPEN, Opening
from stories.api.moments import When, view_of
from stories.api.parsing import query_of
from stories.api.problems import Problem
from stories.application.ids import uuid_of
from stories.application.queries import story_named
from stories.domain.refusals import Forbidden
from stories.eventlog.read import log_size
from stories.models import ApiKey

MEDIA_TYPE = "text/event-stream"
MOST_BEHIND = 10_000
_LONGEST_ID = 18  # digits; a position is a 64-bit integer


class StreamAnswer(HttpResponse):
    """Headers of an event stream, and what is to be told in it."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(content_type=MEDIA_TYPE)
        self.opening = opening
        self["Cache-Control"] = "no-store, no-transform"
        self["X-Accel-Buffering"] = "no"  # proxies hand events on as they come
        self["Vary"] = "Authorization, Cookie"


class _NoQuery(msgspec.Struct, forbid_unknown_fields=True):
    pass


@api_view(["GET"])
def stream(request: Request) -> StreamAnswer:
    _negotiate(request)
    return _opened(request, _sees(request), None)


@api_view(["GET"])
def story_stream(request: Request, name: str) -> StreamAnswer:
    _negotiate(request)
    story = _story(request, name)
    return _opened(request, _sees(request), story)


def _negotiate(request: Request) -> None:
    query_of(request, _NoQuery)
    if not request.accepts(MEDIA_TYPE):
        raise Problem(406, "not-acceptable", f"There is only {MEDIA_TYPE} here.")


def _story(request: Request, name: str) -> str:
    """Raises NotThere for what the caller may not know of, and Moved to the survivor of a merge."""
    if reads_everything(asker(request)) or not _reads_the_log(request):
        return view_of(request, name, When()).story
    return story_named(name).id


def _sees(request: Request) -> Sees:
    if _reads_the_log(request):
        return Sees.LOG
    return Sees.STORIES if reads_everything(asker(request)) else Sees.PUBLIC


def _reads_the_log(request: Request) -> bool:
    try:
        return asker(request) is not None and bool(reader_of_the_log(request))
    except Forbidden:
        return False


def _opened(request: Request, sees: Sees, story: str | None) -> StreamAnswer:
    head = log_size() - 1
    given = _last_event_id(request)
    lost = given is not None and (given > head or head - given > MOST_BEHIND)
    by = asker(request)
    caller = () if by is None else tuple(reversed(by.actor.split("/")))  # the key counts before its person
    opening = Opening(
        sees=sees,
        story=story,
        after=head if given is None or lost else given,
        is_new=given is None,
        is_reset=lost,
        caller=caller,
        address=request.META.get("REMOTE_ADDR", ""),
        until=_expiry(caller),
    )
    if OPEN.is_full():
        raise Problem(503, "busy", "This process has all the streams it can hold.", headers={"Retry-After": "10"})
    if OPEN.is_too_many(opening.counted):
        raise Problem(
            429,
            "too-many-streams",
            "You have as many streams open as one key or one address may have; close some.",
            headers={"Retry-After": "30"},
        )
    return StreamAnswer(opening)


def _last_event_id(request: Request) -> int | None:
    """Raises Problem 400 for what was never an id of ours. An empty one is none, as browsers mean it."""
    given = request.META.get("HTTP_LAST_EVENT_ID", "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= _LONGEST_ID):
        raise Problem(400, "bad-last-event-id", "Last-Event-ID is the id of the last event you have: a whole number.")
    return int(given)


def _expiry(caller: tuple[str, ...]) -> datetime | None:
    if not caller or not caller[0].startswith("key_"):
        return None
    return ApiKey.objects.filter(pk=uuid_of(caller[0])).values_list("expires_at", flat=True).first()
