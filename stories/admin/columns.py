"""Columns of the lists: times as everywhere on the desk, what a story holds, what can be done with it in place."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stories.models.reading import Claim, Story


def at(name: str, label: Any) -> Callable[[Model], str]:
    """A moment: in the reader's time zone, with UTC in the tooltip."""

    @admin.display(description=label, ordering=name)
    def moment(row: Model) -> str:
        value = getattr(row, name)
        return render_to_string("admin/stories/time.html", {"at": value}) if value else "–"

    moment.__name__ = f"at_{name}"
    return moment


@admin.display(description=_("status"), ordering="status")
def status(row: Any) -> str:
    """With the shape that it has everywhere on the desk."""
    return render_to_string("admin/stories/badge.html", {"status": "merged" if _went_over(row) else row.status})


def _went_over(row: Any) -> bool:
    return isinstance(row, Story) and bool(row.merged_into)


@admin.display(description=_("public"), ordering="public", empty_value="")
def public(row: Any) -> str:
    return str(_("yes")) if row.public else ""


@admin.display(description=_("sourcing"), ordering="sourcing")
def sourcing(row: Claim) -> str:
    """The axis as people read it: "multiple origins"."""
    return row.sourcing.replace("_", " ")


def _counted(name: str, label: Any) -> Callable[[Story], int]:
    @admin.display(description=label)
    def count(row: Story) -> int:
        return int(row.counts.get(name, 0))

    count.__name__ = name
    return count


@admin.display(description=_("do"))
def deeds(row: Story) -> str:
    verb = reverse("admin:stories_story_act", args=[row.pk, "merge"])
    export = reverse("admin:stories_story_tab", args=[row.pk, "export"])
    return render_to_string("admin/stories/story/deeds.html", {"story": row, "verb": verb, "export": export})


COUNTED = tuple(_counted(name, label) for name, label in (("verified", _("verified")), ("disputed", _("disputed"))))


@admin.display(description=_("to decide"))
def waiting(row: Any) -> int:
    """As the desk counts: without what no text says any more."""
    return int(row.undecided)
