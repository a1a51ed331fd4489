"""What a second person is asked to approve, told in the dialog in which she does."""

from typing import Any

from django.utils.translation import gettext as _

from stories.admin.asked import Look
from stories.application.people import names_of


def proposed(look: Look) -> list[tuple[str, str]]:
    """Name and words of each part of the proposal that a claim waits with."""
    pending = look.held.work.pending
    if pending is None:
        return []
    record = pending.record
    verb = pending.verb.value.replace("_", " ")
    told: list[tuple[Any, str | None]] = [
        (_("Proposed"), f"{verb} · {names_of({pending.by})[pending.by]}"),
        *((_("Evidence"), f"{one.n}. {one.summary}") for one in look.held.evidence if one.n in record.evidence),
        (_("What we said"), record.was),
        (_("What is right"), record.is_),
        (_("The notice that readers will see"), record.text),
        (_("Note"), record.note),
        (_("Reason"), record.reason),
    ]
    return [(name, words) for name, words in told if words]
