"""Long lists in pages, by key: what is added or changes meanwhile moves nothing from one page to the next unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from stories.application.ids import is_public_id

PAGE = 50


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list, the newest first. here, newer, older: what stands behind the "?" of its address and of its
    neighbours'; "" for the first page, None where there is none.
    """

    rows: Sequence[Any]
    here: str
    newer: str | None
    older: str | None


def key_of(at: datetime, name: str) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z,{name}"


def key_in(text: str, prefix: str) -> tuple[datetime, str] | None:
    """A key as it stands in an address; None for what is none."""
    when, _, name = text[:80].partition(",")
    if not is_public_id(name, prefix):
        return None
    try:
        at = datetime.fromisoformat(when)
        return (at.astimezone(UTC), name) if at.tzinfo else None
    except (ValueError, OverflowError):  # of the year 0 or 10000, once it is in UTC
        return None


def leaf(rows: QuerySet[Any, Any], query: QueryDict, *, when: str, prefix: str, size: int = PAGE) -> Leaf:
    """rows: model instances or mappings with `id` and `when`, in any order. An odd key gives the first page."""
    if key := key_in(query.get("after", ""), prefix):
        found = list(_later(rows, when, key).order_by(when, "-id")[: size + 1])
        if len(found) > size:
            shown = found[:size][::-1]
            return Leaf(shown, f"after={key_of(*key)}", _before_it(rows, when, shown[0], size), _key(shown[-1], when))
    elif key := key_in(query.get("before", ""), prefix):
        earlier = Q(**{f"{when}__lt": key[0]}) | Q(**{when: key[0], "id__gt": key[1]})
        found = list(rows.filter(earlier).order_by(f"-{when}", "id")[: size + 1])
        newer = _before_it(rows, when, found[0], size) if found else ""
        older = _key(found[size - 1], when) if len(found) > size else None
        return Leaf(found[:size], f"before={key_of(*key)}", newer, older)
    found = list(rows.order_by(f"-{when}", "id")[: size + 1])
    return Leaf(found[:size], "", None, _key(found[size - 1], when) if len(found) > size else None)


def _later(rows: QuerySet[Any, Any], when: str, key: tuple[datetime, str]) -> QuerySet[Any, Any]:
    return rows.filter(Q(**{f"{when}__gt": key[0]}) | Q(**{when: key[0], "id__lt": key[1]}))


def _before_it(rows: QuerySet[Any, Any], when: str, row: Any, size: int) -> str:
    """The page before the one that begins with this row: the first, unless more lies before it than a page holds."""
    more = _later(rows, when, _place(row, when)).order_by()[size : size + 1].exists()
    return _key(row, when, "after") if more else ""


def _place(row: Any, when: str) -> tuple[datetime, str]:
    return (row[when], row["id"]) if isinstance(row, dict) else (getattr(row, when), row.pk)


def _key(row: Any, when: str, which: str = "before") -> str:
    return f"{which}={key_of(*_place(row, when))}"
