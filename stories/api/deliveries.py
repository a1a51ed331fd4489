"""What was sent to webhook endpoints, what waits, what was given up; and each of them again."""

from typing import Literal

from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.fields import Words
from stories.api.methods import api_view
from stories.api.paging import Page, listed, position_in
from stories.api.parsing import body_of, query_of
from stories.api.webhooks import Nothing, carried_out, living, manager
from stories.application.deliveries import delivery_document, send_again
from stories.application.endpoints import endpoint_of, managed_by
from stories.application.handle import now
from stories.application.ids import is_public_id, uuid_of
from stories.application.once import Done
from stories.application.queries import NotThere
from stories.domain.actors import By
from stories.models import Delivery


class DeliveryList(Page, kw_only=True):
    """Newest first."""

    endpoint: Words | None = None
    state: Literal["pending", "delivered", "dead", "withheld"] | None = None
    type: Words | None = None


@api_view(["GET"])
def deliveries(request: Request) -> Response:
    by = manager(request)
    query = query_of(request, DeliveryList)
    rows = Delivery.objects.filter(endpoint__in=managed_by(by)).order_by("-id")
    if query.endpoint is not None:
        rows = rows.filter(endpoint=endpoint_of(by, query.endpoint))
    if query.state is not None:
        rows = rows.filter(state=query.state)
    if query.type is not None:
        rows = rows.filter(type=query.type)
    if after := position_in(request, query):
        rows = rows.filter(id__lt=after[0])
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    last = (str(shown[-1].id),) if len(found) > query.limit else None
    response = listed(request, [delivery_document(row) for row in shown], last)
    response["Cache-Control"] = "private, no-cache"
    return response


@api_view(["GET"])
def delivery(request: Request, id_: str) -> Response:
    found = _delivery(manager(request), id_)
    return Response(delivery_document(found), headers={"Cache-Control": "private, no-cache"})


@api_view(["POST"])
def redeliver(request: Request, id_: str) -> Response:
    """The same message under the same webhook-id, with all its attempts before it."""
    by = manager(request)
    found = _delivery(by, id_)
    body_of(request, Nothing)
    living(found.endpoint)

    def run() -> Done:
        send_again(found, now())
        return Done(id_, delivery_document(found))

    return carried_out(request, by, run, status=202)


def _delivery(by: By, id_: str) -> Delivery:
    mine = Delivery.objects.select_related("endpoint").filter(endpoint__in=managed_by(by))
    found = mine.filter(pk=uuid_of(id_)).first() if is_public_id(id_, "dlv") else None
    if found is None:
        raise NotThere(id_)
    return found
