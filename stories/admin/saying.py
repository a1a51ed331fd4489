"""What a form says once it went through: what was done, what others did meanwhile, whether it can be undone."""

import logging

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stories.admin import undoing
from stories.admin.asked import Asked
from stories.admin.rooms import Room, stream_named
from stories.application.handle import Handled
from stories.domain.state import Claim
from stories.eventlog.folding import STORIES
from stories.projections.stories import refresh

log = logging.getLogger(__name__)
PAST = {
    "accept": gettext_lazy("Accepted"),
    "dismiss": gettext_lazy("Dismissed"),
    "restore": gettext_lazy("Restored"),
    "verify": gettext_lazy("Verified"),
    "refute": gettext_lazy("Refuted"),
    "mark_inconclusive": gettext_lazy("Marked inconclusive"),
    "approve": gettext_lazy("Approved"),
    "dispute": gettext_lazy("Disputed"),
    "supersede": gettext_lazy("Superseded"),
    "correct": gettext_lazy("Corrected"),
    "hold": gettext_lazy("Held"),
    "release": gettext_lazy("Released"),
    "withdraw": gettext_lazy("Withdrawn"),
    "undo": gettext_lazy("Undone"),
    "assign": gettext_lazy("Assigned"),
    "note": gettext_lazy("Noted"),
    "evidence": gettext_lazy("Evidence filed"),
}


def say(
    request: HttpRequest, room: Room, done: Handled | None, story: str, *, asked: Asked, name: str, seen: int | None
) -> None:
    """Leaves a message for the next page, and the toast that takes the decision back.

    done: None where this very form was recorded before. seen: the story's version that its author saw.
    """
    label = room.verbs[name].label
    if done is None:
        messages.info(request, _("%(verb)s: recorded already, once.") % {"verb": label})
        return
    if not done.events:
        messages.info(request, _("%(verb)s: it was so already, nothing was recorded.") % {"verb": label})
        return
    said = str(PAST.get(name, "")) or _("%(verb)s: recorded") % {"verb": label}
    try:
        refresh(story)
    except DatabaseError:
        log.exception("recorded, but the read model of %s was not refreshed", story)
        messages.warning(request, _("%(verb)s: recorded, being applied.") % {"verb": label})
        return
    text, tags = said + _meanwhile(done, seen), ""
    if room.kind == "claim":
        with STORIES.reading(stream_named(story)) as state:
            claim: Claim | None = room.held(state, asked.thing)
            if claim is not None and claim.work.pending and claim.work.pending.proposal in done.events:
                said = _("Proposed")
                text = _("Proposed; it waits for a second editor's approval") + _meanwhile(done, seen)
            if name == "undo":
                undoing.forget(request)
            if undoing.remember(request, claim, done, said):
                tags = "" if _meanwhile(done, seen) else "said-by-undo"  # the toast with the button says it to the eye
    messages.success(request, text + ".", extra_tags=tags)


def _meanwhile(done: Handled, seen: int | None) -> str:
    """Others were at work on the story too, and none of it touched this thing."""
    others = done.version - len(done.events) - seen if seen else 0
    if others <= 0:
        return ""
    return "; " + ngettext(
        "%(n)s unrelated change happened meanwhile", "%(n)s unrelated changes happened meanwhile", others
    ) % {"n": others}
