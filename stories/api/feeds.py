"""Feeds: looked at before they are added, listed with their state, paused, polled at once, moved, let go."""

from typing import Any

import msgspec
from django.http import HttpResponse
from msgspec import UNSET, UnsetType
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.arriving import source_given
from stories.api.authentication import actor
from stories.api.bodies import NewSource
from stories.api.fields import PublicId, StoryRef, Url
from stories.api.methods import api_view
from stories.api.paging import Page, listed, position_in
from stories.api.parsing import bad_field, body_of, query_of
from stories.api.problems import Problem
from stories.api.webhooks import Nothing, carried_out
from stories.application import feeds as house
from stories.application import jobs
from stories.application.feedlists import receive_list
from stories.application.feeds import FeedTaken, feed_document, feed_named, feeds_for, look, look_document, public_id
from stories.application.handle import now
from stories.application.once import Done
from stories.application.queries import NotThere, story_named
from stories.application.visiting import house_guard
from stories.domain.actors import By
from stories.gateways.addresses import AddressRefused
from stories.gateways.fetching import masked
from stories.gateways.opml import MAX_BYTES, NoOpml, Outline, read_opml, write_opml
from stories.models import Feed

LOOK_SECONDS = 8.0  # a person waits, and a thread of the web process with her, at no seat


class NewFeed(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """story: files all its items there instead of letting them find their own."""

    url: Url
    source: NewSource | PublicId
    story: StoryRef | None = None
    full_text: bool = True


class AmendFeed(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    url: Url | UnsetType = UNSET
    story: StoryRef | UnsetType | None = UNSET
    full_text: bool | UnsetType = UNSET


class Look(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    url: Url


@api_view(["GET", "POST"])
def feeds(request: Request) -> Response:
    by = actor(request)
    rows = feeds_for(by)
    if request.method == "POST":
        return _create(request, by)
    query = query_of(request, Page)
    rows = rows.order_by("id")
    if after := position_in(request, query):
        rows = rows.filter(id__gt=after[0])
    found = list(rows[: query.limit + 1])
    shown, at = found[: query.limit], now()
    last = (str(shown[-1].id),) if len(found) > query.limit else None
    return listed(request, [feed_document(row, at) for row in shown], last)


def _create(request: Request, by: By) -> Response:
    body = body_of(request, NewFeed)
    source = source_given(body.source)
    story = _story(body.story)

    def run() -> Done:
        made = house.add(body.url, source, by, now(), guard=house_guard(), story=story, full_text=body.full_text)
        return Done(public_id(made), feed_document(made, now()))

    response = _carried_out(request, by, run, status=201)
    response["Location"] = f"/api/v1/feeds/{response.data['id']}/"
    return response


def _carried_out(request: Request, by: By, run: Any, **given: Any) -> Response:
    try:
        return carried_out(request, by, run, **given)
    except AddressRefused as exc:
        raise bad_field("/url", exc.code, str(exc)) from exc
    except FeedTaken as exc:
        raise Problem(409, "feed-taken", f"{exc}.") from exc


def _story(name: str | None) -> str:
    if name is None:
        return ""
    try:
        return story_named(name).id
    except NotThere as exc:
        detail = f"There is no story {name}"
        error = {"pointer": "/story", "code": "no-such-story", "detail": detail}
        raise Problem(422, "no-such-story", f"{detail}.", errors=[error]) from exc


@api_view(["GET", "PATCH", "DELETE"])
def feed(request: Request, id_: str) -> Response:
    found = feed_named(id_, actor(request))
    match request.method:
        case "PATCH":
            _amend(found, body_of(request, AmendFeed))
        case "DELETE":
            house.drop(found, now())
            return Response(status=204)
    return Response(feed_document(found, now()), headers={"Cache-Control": "private, no-cache"})


def _amend(found: Feed, body: AmendFeed) -> None:
    values: dict[str, Any] = {}
    if body.url is not UNSET:
        values["url"] = body.url
    if body.story is not UNSET:
        values["story"] = _story(body.story)
    if body.full_text is not UNSET:
        values["full_text"] = body.full_text
    try:
        house.change(found, values, now(), guard=house_guard())
    except AddressRefused as exc:
        raise bad_field("/url", exc.code, str(exc)) from exc
    except FeedTaken as exc:
        raise Problem(409, "feed-taken", f"{exc}.") from exc


@api_view(["GET"])
def runs(request: Request, id_: str) -> Response:
    """The last hundred times of asking."""
    found = feed_named(id_, actor(request))
    return Response({"results": house.runs_document(found)}, headers={"Cache-Control": "private, no-cache"})


@api_view(["POST"])
def feed_verb(request: Request, id_: str, verb: str) -> Response:
    by = actor(request)
    found = feed_named(id_, by)
    body_of(request, Nothing)

    def run() -> Done:
        at = now()
        match verb:
            case "poll":
                if found.paused_at or found.gone_at:
                    raise Problem(422, "feed-rests", "This feed is paused or gone; resume it first.")
                house.poll_now(found, at)
            case "pause":
                house.pause(found, at)
            case "resume":
                house.resume(found, at)
            case _:
                _follow(found)
        return Done(public_id(found), feed_document(found, now()))

    return _carried_out(request, by, run)


def _follow(found: Feed) -> None:
    if not found.moved_to:
        raise Problem(422, "feed-not-moved", "This feed has not said that it moved.")
    house.follow_move(found, now(), guard=house_guard())


@api_view(["POST"])
def feed_test(request: Request) -> Response:
    """A look at an address before it is added; keeps nothing."""
    feeds_for(actor(request))
    body = body_of(request, Look)
    return Response(look_document(look(body.url, guard=house_guard(), at=now(), seconds=LOOK_SECONDS)))


@api_view(["GET", "POST"])
def opml(request: Request) -> Response | HttpResponse:
    by = actor(request)
    rows = feeds_for(by)
    if request.method == "GET":
        text = write_opml(Outline(masked(row.url), row.title or row.source_name) for row in rows)
        return HttpResponse(text, content_type="text/x-opml; charset=utf-8")
    return _import(request, by)


def _import(request: Request, by: By) -> Response:
    """Every feed of a list that we have not, added by a job."""
    said = request._request.read(MAX_BYTES + 1)
    try:
        outlines = read_opml(said)
    except NoOpml as exc:
        raise Problem(400, "no-opml", f"{exc}.") from exc
    if not outlines:
        raise Problem(400, "no-opml", "There is no feed in this list.")
    reception = receive_list(said, outlines, by)
    kept = False

    def run() -> Done:
        jobs.queue(reception.job)
        return Done(f"job_{reception.job.id.hex}", jobs.job_document(reception.job))

    try:
        reception.close()
        response = carried_out(request, by, run, status=202, said=said)
        kept = "Idempotency-Replayed" not in response.headers
    finally:
        if not kept:
            reception.drop()
    response["Location"] = f"/api/v1/jobs/{response.data['id']}/"
    return response
