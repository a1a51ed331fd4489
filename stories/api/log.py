"""The whole log in order of position, and single events with the hashes that prove them."""

import uuid
from typing import Annotated

import msgspec
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.authentication import reader_of_the_log
from stories.api.methods import api_view
from stories.api.paging import Limit, answer
from stories.api.parsing import query_of
from stories.api.story_parts import types_of
from stories.application.history import event_document
from stories.application.queries import NotThere
from stories.application.threads import until
from stories.eventlog.read import Stored, read_event, read_log


class LogList(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """wait: how many seconds to wait for the first event beyond the position."""

    after_position: Annotated[int, Meta(ge=-1, le=2**53 - 1)] = -1
    types: str | None = None
    limit: Limit = 100
    wait: Annotated[int, Meta(ge=0, le=30)] = 0


@api_view(["GET"])
def events(request: Request) -> Response:
    reader_of_the_log(request)
    query = query_of(request, LogList)
    types = types_of(query.types)
    found = read_log(query.after_position, query.limit + 1, types)
    if not found and query.wait:
        until(lambda: bool(read_log(query.after_position, 1, types)), seconds=query.wait)
        found = read_log(query.after_position, query.limit + 1, types)
    shown = found[: query.limit]
    following = {"after_position": str(shown[-1].position)} if len(found) > query.limit else None
    response = answer(request, [event_document(stored) for stored in shown], following)
    response["Cache-Control"] = "private, no-cache"
    return response


@api_view(["GET"])
def event(request: Request, id_: str) -> Response:
    """By the envelope's dashed UUID, or as evt_ and its 32 digits."""
    reader_of_the_log(request)
    return Response(event_document(event_named(id_)), headers={"Cache-Control": "private, no-cache"})


def event_named(id_: str) -> Stored:
    """Raises NotThere."""
    try:
        named = uuid.UUID(hex=id_.removeprefix("evt_"))
    except ValueError as exc:
        raise NotThere(id_) from exc
    if id_ not in {str(named), f"evt_{named.hex}"}:
        raise NotThere(id_)
    stored = read_event(str(named))
    if stored is None:
        raise NotThere(id_)
    return stored
