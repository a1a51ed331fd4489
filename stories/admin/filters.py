"""Filters of the lists by a word of a fixed list: the database is not asked which there are, and people read no "_"."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


def among(field: str, label: Any, words: Iterable[StrEnum | str]) -> type[admin.SimpleListFilter]:
    """field: of the row, and with `__exact` what stands in the address."""
    listed = [str(word) for word in words]

    class Among(admin.SimpleListFilter):
        title = label
        parameter_name = f"{field}__exact"

        def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:  # noqa: ARG002  # Django's
            return [(word, word.replace("_", " ")) for word in listed]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002  # Django's
            return queryset.filter(**{field: self.value()}) if self.value() in listed else queryset

    return Among
