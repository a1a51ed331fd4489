"""Whom something that was taken back had reached, and the notice that goes out to them."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.acting import carry_out, expected_of
from stories.api.authentication import actor, desk
from stories.api.bodies import Body
from stories.api.fields import Note, PublicId
from stories.api.methods import api_view
from stories.api.paging import Cursor, listed, position_in
from stories.api.parsing import body_of, query_of
from stories.api.problems import Problem
from stories.application.decisions import decide_in
from stories.application.notices import Notice, command_of
from stories.application.queries import NotThere, home_of
from stories.application.reaching import reach
from stories.application.sources import source_at
from stories.application.taking_back import stories_reached
from stories.application.visiting import host_of
from stories.domain.actors import By
from stories.domain.permissions import Action, may, require
from stories.domain.vocabulary import NoticeKind

Document = dict[str, Any]


class NoticeBody(Body):
    """to: webhook endpoints that hear of it; without one it is recorded and not sent."""

    kind: NoticeKind
    text: Note
    to: Annotated[tuple[PublicId, ...], Meta(max_length=500)] = ()


class StoriesReached(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Each report folds a story anew, so a page is short."""

    limit: Annotated[int, Meta(ge=1, le=20)] = 5
    cursor: Cursor | None = None


def _reporter(request: Request) -> By:
    """Whoever may take something back, or reads all for the record. Raises 401 or Forbidden."""
    by = actor(request)
    if not may(by, Action.EXPORT_LOG):
        require(by, Action.MOVE_OR_WITHDRAW_ARTICLE)
    return by


def _report(story: str, thing: str, by: By) -> Document:
    """Where webhooks lead is for operators; others see the server."""
    found = reach(story, thing)
    if not may(by, Action.RUN_WEBHOOKS):
        for row in found["deliveries"]["listed"]:
            row["url"] = host_of(row["url"])
    return found


def _answer(request: Request, id_: str, prefix: str) -> Response:
    by = _reporter(request)
    return Response(_report(home_of(id_, prefix), id_, by), headers={"Cache-Control": "private, no-store"})


@api_view(["GET"])
def article_reach(request: Request, id_: str) -> Response:
    return _answer(request, id_, "art")


@api_view(["GET"])
def claim_reach(request: Request, id_: str) -> Response:
    return _answer(request, id_, "clm")


@api_view(["GET"])
def source_reach(request: Request, id_: str) -> Response:
    """A report for every story that has something of the source: its articles, or what others took from it."""
    by = _reporter(request)
    source_at(id_)
    query = query_of(request, StoriesReached)
    after = position_in(request, query)
    found = [one for one in stories_reached(id_) if not after or one > after[0]]
    shown = found[: query.limit]
    last = (shown[-1],) if len(found) > query.limit else None
    reports = [report for story in shown if (report := _reported(story, id_, by)) is not None]
    return listed(request, reports, last)


def _reported(story: str, source: str, by: By) -> Document | None:
    """None where nobody states anything that the source is credited with."""
    try:
        return _report(story, source, by)
    except NotThere:
        return None


@api_view(["POST"])
def article_notice(request: Request, id_: str) -> Response:
    return _send(request, id_, "art")


@api_view(["POST"])
def claim_notice(request: Request, id_: str) -> Response:
    return _send(request, id_, "clm")


def _send(request: Request, id_: str, prefix: str) -> Response:
    by = desk(request)
    require(by, Action.MOVE_OR_WITHDRAW_ARTICLE)
    story = home_of(id_, prefix)
    body = body_of(request, NoticeBody)
    about: Document = {"articles": (id_,)} if prefix == "art" else {"claims": (id_,)}
    try:
        command = command_of(Notice(body.kind, body.text, tuple(body.to), **about))
    except NotThere as exc:
        detail = f"There is no webhook endpoint {exc} that listens"
        error = {"pointer": "/to", "code": "no-such-endpoint", "detail": detail}
        raise Problem(422, "no-such-endpoint", f"{detail}.", errors=[error]) from exc
    shown = {"story": story, "about": id_, "kind": body.kind.value, "text": body.text, "to": list(command.to)}
    return carry_out(
        request,
        by,
        lambda order: decide_in(story, [command], order),
        lambda written: Response(shown | {"events": list(written.events)}),
        expected=expected_of(request, id_, body.expected_version),
    )
