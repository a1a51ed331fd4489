"""Columns of the list of stories: how many of each one's claims are verified, disputed, undecided."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stories.models.reading import Story


def _counted(name: str, label: Any) -> Callable[[Story], int]:
    @admin.display(description=label)
    def count(row: Story) -> int:
        return int(row.counts.get(name, 0))

    count.__name__ = name
    return count


COUNTED = tuple(
    _counted(name, label)
    for name, label in (("verified", _("verified")), ("disputed", _("disputed")), ("detected", _("to decide")))
)
