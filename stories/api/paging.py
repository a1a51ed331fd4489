"""Lists in pages: `results`, `next`, an RFC 8288 Link, and cursors that nobody can make up."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol, TypeVar
from urllib.parse import urlencode

import msgspec
from django.core import signing
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.parsing import bad_query

Cursor = Annotated[str, Meta(extra_json_schema={"pattern": "^[A-Za-z0-9_.-]+(:[A-Za-z0-9_-]+){2}$"})]
Limit = Annotated[int, Meta(ge=1, le=500)]
T = TypeVar("T")

_NOBODY_ELSES = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}


class Paged(Protocol):
    """Whatever query has these two parameters."""

    limit: int
    cursor: str | None


class Page(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Query parameters of every list."""

    limit: Limit = 100
    cursor: Cursor | None = None


def position_in(request: Request, page: Paged) -> list[str] | None:
    """Where the page before ended: the key of its last row."""
    if page.cursor is None:
        return None
    try:
        found = signing.loads(page.cursor, salt=f"cursor:{request.path}")
    except signing.BadSignature as exc:
        raise bad_query(
            "cursor", "bad-cursor", "This cursor is not one of this list's; begin anew without one"
        ) from exc
    return list(found)


def slice_of(items: Sequence[T], key: Callable[[T], str], request: Request, page: Paged) -> tuple[list[T], bool]:
    """The items of this page, in order of their keys, and whether more follow."""
    after = position_in(request, page)
    ordered = sorted(items, key=key)
    rest = ordered if after is None else [item for item in ordered if key(item) > after[0]]
    return rest[: page.limit], len(rest) > page.limit


def listed(request: Request, results: Sequence[dict[str, Any]], last: Sequence[str] | None) -> Response:
    """last: the key of the last row where more follow, else None."""
    if last is None:
        return answer(request, results, None)
    return answer(request, results, {"cursor": signing.dumps(list(last), salt=f"cursor:{request.path}")})


def answer(request: Request, results: Sequence[dict[str, Any]], following: dict[str, str] | None) -> Response:
    """following: the query parameters that lead to the next page."""
    if following is None:
        return Response({"results": results, "next": None}, headers=_NOBODY_ELSES)
    query = urlencode({**request.query_params.dict(), **following})
    address = f"{request.path}?{query}"
    headers = {**_NOBODY_ELSES, "Link": f'<{address}>; rel="next"'}
    return Response({"results": results, "next": address}, headers=headers)
