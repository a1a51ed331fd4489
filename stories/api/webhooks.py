"""Webhook endpoints: made with a secret that is shown once, amended, rotated, pinged, and told a range again."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
import psycopg
from django.db import OperationalError
from msgspec import UNSET, Meta, UnsetType
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.acting import idempotency_of, twin_in_progress
from stories.api.authentication import actor
from stories.api.fields import Line, PublicId, Url
from stories.api.methods import api_view
from stories.api.paging import Page, listed, position_in
from stories.api.parsing import bad_field, body_of, query_of
from stories.api.problems import Problem
from stories.application import endpoints
from stories.application.deliveries import RANGE, delivery_document, send_range
from stories.application.endpoints import Wish, endpoint_document, endpoint_of, managed_by, require_manager
from stories.application.handle import now
from stories.application.messages import CHAT_TYPES
from stories.application.once import Done, once
from stories.application.queries import NotThere, story_named
from stories.domain.actors import By
from stories.domain.events import EVENT_TYPES
from stories.domain.permissions import Action, may
from stories.gateways.addresses import AddressRefused
from stories.models import WebhookEndpoint

Format = Literal["standard", "chat"]
Types = Annotated[tuple[Line, ...], Meta(max_length=200)]
Stories = Annotated[tuple[PublicId, ...], Meta(max_length=500)]
Position = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class NewEndpoint(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Without types: every type. Without stories: all of them, and sources and the desk as far as the owner may."""

    url: Url
    types: Types = ()
    stories: Stories = ()
    format: Format = "standard"


class AmendEndpoint(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """enabled: true ends a disabling; false is a pause."""

    url: Url | UnsetType = UNSET
    types: Types | UnsetType = UNSET
    stories: Stories | UnsetType = UNSET
    format: Format | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A verb without a record."""


class Range(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Positions of the log, both included."""

    from_position: Position
    to_position: Position


@api_view(["GET", "POST"])
def webhook_endpoints(request: Request) -> Response:
    by = manager(request)
    if request.method == "POST":
        return _create(request, by)
    query = query_of(request, Page)
    rows = managed_by(by).order_by("id")
    if after := position_in(request, query):
        rows = rows.filter(id__gt=after[0])
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    last = (str(shown[-1].id),) if len(found) > query.limit else None
    return listed(request, [endpoint_document(row) for row in shown], last)


def manager(request: Request) -> By:
    """Raises 401 for nobody and 403 for whoever has no webhooks."""
    by = actor(request)
    require_manager(by)
    return by


def _create(request: Request, by: By) -> Response:
    body = body_of(request, NewEndpoint)
    wish = Wish(_reachable(body.url), _types(body.types, body.format), _stories(body.stories, by), body.format)

    def run() -> Done:
        made = endpoints.create_endpoint(wish, by, now())
        return Done(endpoints.public_id(made.id), endpoint_document(made))

    response = carried_out(request, by, run, status=201, show=lambda done: _with_secret(done, by))
    response["Location"] = f"/api/v1/webhook-endpoints/{response.data['id']}/"
    response["Cache-Control"] = "no-store"
    return response


def carried_out(
    request: Request,
    by: By,
    run: Callable[[], Done],
    *,
    status: int = 200,
    show: Callable[[Done], dict[str, Any]] = lambda done: done.answer,
    said: bytes | None = None,
) -> Response:
    """A POST that leaves no event, done once under its Idempotency-Key. said: its body where that is not JSON."""
    idempotency = idempotency_of(request, by, status=status, body=said)
    try:
        done = once(idempotency, run)
    except OperationalError as exc:
        if isinstance(exc.__cause__, psycopg.errors.LockNotAvailable):
            raise twin_in_progress() from exc
        raise
    headers = {"Idempotency-Replayed": "true"} if done.repeated else {}
    return Response(show(done), status=status, headers=headers)


def _with_secret(done: Done, by: By) -> dict[str, Any]:
    """The one answer with a secret: to whoever made or rotated it, and to the same request again."""
    try:
        return done.answer | {"secret": endpoint_of(by, done.about).secret}
    except NotThere:  # deleted since
        return done.answer


def _reachable(url: str) -> str:
    """Refuses addresses that no webhook will ever be sent to."""
    try:
        endpoints.judge(url)
    except AddressRefused as exc:
        error = {"pointer": "/url", "code": exc.code, "detail": str(exc)}
        raise Problem(400, exc.code, f"{exc}.", errors=[error]) from exc
    return url


def _types(types: tuple[str, ...], format_: str) -> tuple[str, ...]:
    for n, name in enumerate(types):
        if name not in EVENT_TYPES:
            raise bad_field(f"/types/{n}", "unknown-type", f"There is no event type {name[:60]!r}")
        if format_ == "chat" and name not in CHAT_TYPES:
            raise bad_field(f"/types/{n}", "not-for-chat", f"A chat hears of {', '.join(sorted(CHAT_TYPES))}")
    return tuple(dict.fromkeys(types))


def _stories(stories: tuple[str, ...], by: By) -> tuple[str, ...]:
    for n, story in enumerate(stories):
        try:
            standing = story_named(story) if story.startswith("sto_") else None
        except NotThere:
            standing = None
        if standing is None or not (standing.public or may(by, Action.READ_UNPUBLISHED)):
            detail = "There is no such story, or it is not yours to read"
            error = {"pointer": f"/stories/{n}", "code": "no-such-story", "detail": detail}
            raise Problem(422, "no-such-story", f"{detail}: {story}.", errors=[error])
    return tuple(dict.fromkeys(stories))


@api_view(["GET", "PATCH", "DELETE"])
def webhook_endpoint(request: Request, id_: str) -> Response:
    by = manager(request)
    found = endpoint_of(by, id_)
    match request.method:
        case "PATCH":
            return Response(endpoint_document(_amended(found, body_of(request, AmendEndpoint), by)))
        case "DELETE":
            endpoints.remove(found, now())
            return Response(status=204)
        case _:
            return Response(endpoint_document(found), headers={"Cache-Control": "private, no-cache"})


def _amended(found: WebhookEndpoint, body: AmendEndpoint, by: By) -> WebhookEndpoint:
    format_ = found.format if body.format is UNSET else body.format
    types = found.types if body.types is UNSET else body.types
    wish = Wish(
        found.url if body.url is UNSET else _reachable(body.url),
        _types(tuple(types), format_),
        found.stories if body.stories is UNSET else _stories(body.stories, by),
        format_,
    )
    endpoints.amend(found, wish)
    if body.enabled is True and found.disabled_at is not None:
        endpoints.enable(found, now())
    elif body.enabled is False and found.disabled_at is None:
        endpoints.pause(found, now())
    return found


@api_view(["POST"])
def webhook_verb(request: Request, id_: str, verb: str) -> Response:
    by = manager(request)
    found = endpoint_of(by, id_)
    match verb:
        case "ping":
            return _ping(request, by, found)
        case "rotate":
            return _rotate(request, by, found)
        case _:
            return _redeliver(request, by, found)


def _ping(request: Request, by: By, found: WebhookEndpoint) -> Response:
    """The message is sent a moment later; its delivery tells how it went."""
    body_of(request, Nothing)
    living(found)

    def run() -> Done:
        made = endpoints.ping(found, now())
        return Done(f"dlv_{made.id.hex}", delivery_document(made))

    response = carried_out(request, by, run, status=202)
    response["Location"] = f"/api/v1/deliveries/{response.data['id']}/"
    return response


def _rotate(request: Request, by: By, found: WebhookEndpoint) -> Response:
    body_of(request, Nothing)

    def run() -> Done:
        endpoints.rotate(found, now())
        return Done(endpoints.public_id(found.id), endpoint_document(found))

    response = carried_out(request, by, run, show=lambda done: _with_secret(done, by))
    response["Cache-Control"] = "no-store"
    return response


def _redeliver(request: Request, by: By, found: WebhookEndpoint) -> Response:
    body = body_of(request, Range)
    if not 0 <= body.to_position - body.from_position < RANGE:
        raise bad_field("/to_position", "out-of-range", f"A range has 1 to {RANGE:,} positions")
    living(found)

    def run() -> Done:
        waiting = send_range(found, body.from_position, body.to_position, now())
        return Done(endpoints.public_id(found.id), {"endpoint": endpoints.public_id(found.id), "waiting": waiting})

    return carried_out(request, by, run, status=202)


def living(found: WebhookEndpoint) -> None:
    """Raises Problem 422 for an endpoint to which nothing is sent."""
    if found.disabled_at is not None:
        raise Problem(422, "endpoint-disabled", "This endpoint is disabled; PATCH it with enabled: true first.")
