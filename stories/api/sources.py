"""Sources: who publishes, of what kind, under which names; and a source's withdrawal."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from stories.api import bodies
from stories.api.acting import Written, carry_out, expected_of, with_events
from stories.api.authentication import actor, desk, reader_of_all
from stories.api.fields import Words
from stories.api.methods import api_view
from stories.api.paging import Page, listed, position_in
from stories.api.parsing import body_of, query_of
from stories.application import taking_back
from stories.application.handle import Handled, Order
from stories.application.jobs import job_document
from stories.application.sources import amend, register, source_at
from stories.domain.commands_house import AmendSource
from stories.domain.source import Source
from stories.domain.vocabulary import SourceKind
from stories.models import reading


class SourceList(Page, kw_only=True):
    kind: SourceKind | None = None
    q: Words | None = None


@api_view(["GET", "POST"])
def sources(request: Request) -> Response:
    return _register(request) if request.method == "POST" else _list(request)


def _list(request: Request) -> Response:
    reader_of_all(request)
    query = query_of(request, SourceList)
    rows = reading.Source.objects.order_by("id")
    if query.kind is not None:
        rows = rows.filter(kind=query.kind.value)
    if query.q is not None:
        rows = rows.filter(name__icontains=query.q)
    if after := position_in(request, query):
        rows = rows.filter(id__gt=after[0])
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    last = (shown[-1].id,) if len(found) > query.limit else None
    return listed(request, [_row(row) for row in shown], last)


def _row(row: reading.Source) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "owner": row.owner or None,
        "url": row.url or None,
        "aliases": row.aliases,
        "version": row.version,
    }


def _document(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind.value,
        "owner": source.owner,
        "url": source.url,
        "aliases": list(source.aliases),
        "version": source.version,
    }


def _register(request: Request) -> Response:
    by = actor(request)
    body = body_of(request, bodies.NewSourceBody)
    return carry_out(
        request,
        by,
        lambda order: register(body.name, body.kind, body.url, body.owner, order)[1],
        _shown,
        status=201,
    )


def _shown(written: Written) -> Response:
    document = _document(source_at(written.stream, written.version))
    headers = {"ETag": f'"v{written.version}"'}
    if written.status == 201:
        headers["Location"] = f"/api/v1/sources/{written.stream}/"
    return Response(with_events(document, written), status=written.status, headers=headers)


@api_view(["GET", "PATCH"])
def source(request: Request, id_: str) -> Response:
    if request.method == "PATCH":
        return _amend(request, id_)
    reader_of_all(request)
    found = source_at(id_)
    return Response(_document(found), headers={"ETag": f'"v{found.version}"', "Cache-Control": "private, no-cache"})


def _amend(request: Request, id_: str) -> Response:
    by = desk(request)
    source_at(id_)
    body = body_of(request, bodies.AmendSource)
    command = AmendSource(body.name, body.kind, body.owner, body.url)
    expected = expected_of(request, id_, body.expected_version)
    return carry_out(request, by, lambda order: amend(id_, command, body.alias, order), _shown, expected=expected)


@api_view(["POST"])
def withdraw(request: Request, id_: str) -> Response:
    """Withdraws all that the source has published; beyond a few stories a job goes on with the others."""
    by = desk(request)
    source_at(id_)
    body = body_of(request, bodies.WithdrawSource)
    done: list[Handled] = []

    def run(order: Order) -> Handled:
        done.extend(taking_back.withdraw_source(id_, body.reason, body.scope, order).done)
        return done[-1] if done else Handled(id_, 0)

    def show(written: Written) -> Response:
        touched = [one.stream for one in done] or [written.stream]
        events = [str(event) for one in done for event in one.events] or list(written.events)
        stories = [one for one in touched if one.startswith("sto_")]
        job = taking_back.job_of(id_, by)
        went_on = {"job": job_document(job)["id"] if job else None}
        return Response(_document(source_at(id_)) | {"stories": stories, "events": events} | went_on)

    return carry_out(request, by, run, show, expected=expected_of(request, id_, body.expected_version))
