"""Keys: made, listed, rotated, revoked by operators. A secret is shown in one answer and kept nowhere."""

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.acting import Written, carry_out
from stories.api.authentication import actor
from stories.api.fields import Moment, Name, PersonRef
from stories.api.methods import api_view
from stories.api.paging import Page, listed, position_in
from stories.api.parsing import body_of, query_of
from stories.api.problems import Problem, not_found
from stories.application.handle import Handled, Order
from stories.application.ids import is_public_id, new_id, uuid_of
from stories.application.keys import (
    LONGEST_OVERLAP,
    NewKey,
    create_key,
    key_document,
    key_named,
    public_id,
    revoke_key,
    rotate_key,
)
from stories.domain.actors import By
from stories.domain.permissions import Action, require
from stories.domain.values import KeyId
from stories.domain.vocabulary import Scope
from stories.models import ApiKey, Person


class KeyList(Page, kw_only=True):
    """Oldest first. revoked: those alone, or the others."""

    revoked: bool | None = None


class NewKeyBody(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Without a person, the key acts for itself and has no editorial verb."""

    name: Name
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=len(Scope))]
    person: PersonRef | None = None
    expires_at: Moment | None = None


class Rotation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """overlap_hours: how long the secret of before goes on opening; 0 ends it at once."""

    overlap_hours: Annotated[int, Meta(ge=0, le=LONGEST_OVERLAP // timedelta(hours=1))] = 24


class Revocation(msgspec.Struct, forbid_unknown_fields=True):
    """A verb without a record."""


def operator(request: Request) -> By:
    """Raises 401 for nobody and Forbidden for whoever does not run the house."""
    by = actor(request)
    require(by, Action.RUN_HOUSE)
    return by


@api_view(["GET", "POST"])
def keys(request: Request) -> Response:
    by = operator(request)
    if request.method == "POST":
        return _create(request, by)
    query = query_of(request, KeyList)
    rows = ApiKey.objects.select_related("person").order_by("id")
    if query.revoked is not None:
        rows = rows.filter(revoked_at__isnull=not query.revoked)
    if after := position_in(request, query):
        rows = rows.filter(id__gt=after[0])
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    last = (str(shown[-1].id),) if len(found) > query.limit else None
    response = listed(request, [key_document(row) for row in shown], last)
    response["Cache-Control"] = "private, no-cache"
    return response


def _create(request: Request, by: By) -> Response:
    body = body_of(request, NewKeyBody)
    person = _person(body.person)
    fresh = KeyId(new_id("key"))
    made: list[NewKey] = []

    def run(order: Order) -> Handled:
        made.append(create_key(body.name, body.scopes, person, body.expires_at, order, key=fresh))
        return made[-1].handled

    return carry_out(request, by, run, lambda written: _shown(written, made), status=201, ids=[fresh])


def _person(given: str | None) -> Person | None:
    if given is None:
        return None
    found = Person.objects.filter(pk=uuid_of(given)).first() if is_public_id(given, "usr") else None
    if found is None:
        error = {"pointer": "/person", "code": "no-such-person", "detail": "Nobody has this id"}
        raise Problem(422, "no-such-person", "Nobody has this id.", errors=[error])
    return found


def _shown(written: Written, made: list[NewKey]) -> Response:
    """The secret for whoever was first; a repetition shows the key without it."""
    document: dict[str, Any] = key_document(key_named(written.ids[0])) | {"events": list(written.events)}
    if made and not written.replayed:
        document["secret"] = made[-1].secret
    headers = {"Cache-Control": "no-store"}
    if written.status == 201:
        headers["Location"] = f"/api/v1/keys/{written.ids[0]}/"
    return Response(document, status=written.status, headers=headers)


@api_view(["GET"])
def key(request: Request, id_: str) -> Response:
    operator(request)
    return Response(key_document(key_named(id_)), headers={"Cache-Control": "private, no-cache"})


@api_view(["POST"])
def key_verb(request: Request, id_: str, verb: str) -> Response:
    by = operator(request)
    found = key_named(id_)
    made: list[NewKey] = []
    match verb:
        case "rotate":
            overlap = timedelta(hours=body_of(request, Rotation).overlap_hours)

            def run(order: Order) -> Handled:
                made.append(rotate_key(found, order, overlap=overlap))
                return made[-1].handled

        case "revoke":
            body_of(request, Revocation)

            def run(order: Order) -> Handled:
                return revoke_key(found, order)

        case _:
            raise not_found()
    return carry_out(request, by, run, lambda written: _shown(written, made), ids=[public_id(found)])
