"""Why a form did not go through, in the words of the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stories.admin.asked import Look, Verb
from stories.admin.contexts import Happened, timeline
from stories.admin.rights import who_may
from stories.application.handle import IdempotencyMismatch, KeyTaken, Stale, VersionConflict, now
from stories.domain.permissions import may
from stories.domain.refusals import Forbidden, Refused
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.projections.stories import refresh

DID = {
    "claim.accepted": gettext_lazy("accepted this claim"),
    "claim.dismissed": gettext_lazy("dismissed this claim"),
    "claim.restored": gettext_lazy("restored this claim"),
    "claim.verified": gettext_lazy("verified this claim"),
    "claim.refuted": gettext_lazy("refuted this claim"),
    "claim.marked_inconclusive": gettext_lazy("marked this claim inconclusive"),
    "claim.disputed": gettext_lazy("disputed this claim"),
    "claim.superseded": gettext_lazy("superseded this claim"),
    "claim.corrected": gettext_lazy("corrected this claim"),
    "claim.held": gettext_lazy("held this claim"),
    "claim.released": gettext_lazy("released this claim"),
    "claim.withdrawn": gettext_lazy("withdrew this claim"),
    "claim.amended": gettext_lazy("amended this claim"),
    "claim.noted": gettext_lazy("wrote a note on this claim"),
    "claim.assigned": gettext_lazy("assigned this claim"),
    "claim.evidence_added": gettext_lazy("filed evidence on this claim"),
    "claim.evidence_struck": gettext_lazy("struck evidence of this claim"),
    "claim.decision_proposed": gettext_lazy("proposed a decision on this claim"),
    "claim.decision_undone": gettext_lazy("undid a decision on this claim"),
    "claim.appeared": gettext_lazy("found this claim in another article"),
    "claim.merged": gettext_lazy("merged this claim"),
    "contradiction.detected": gettext_lazy("found a contradiction"),
    "contradiction.resolved": gettext_lazy("resolved the contradiction"),
    "contradiction.dismissed": gettext_lazy("dismissed the contradiction"),
}
CAN_NAMED = 3


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form did not go through. Shown beside the form, whose text is kept.

    current: the version on which it may be sent anyway, where somebody was faster.
    """

    status: int
    message: str
    details: tuple[str, ...] = ()
    since: tuple[Happened, ...] = ()
    current: int | None = None


def ago(past: timedelta) -> str:
    seconds = max(1, int(past.total_seconds()))
    if seconds < 120:
        return _("%(n)s s ago") % {"n": seconds}
    if seconds < 7200:
        return _("%(n)s min ago") % {"n": seconds // 60}
    return _("%(n)s h ago") % {"n": seconds // 3600}


def forbidden(look: Look, verbs: Mapping[str, Verb], verb: Verb) -> Trouble:
    """What she may do instead, what she may not, and whom to ask: never a naked refusal."""
    instead = [
        str(one.label).lower()
        for one in sorted(verbs.values(), key=lambda one: not one.first)
        if one is not verb and may(look.by, one.action) and not one.not_now(look)
    ][:CAN_NAMED]
    wanted = str(verb.label).lower()
    if instead:
        text = _("You can %(these)s but not %(this)s.") % {"these": _listed(instead), "this": wanted}
    else:
        text = _("Your role does not allow “%(verb)s”.") % {"verb": wanted}
    asked = tuple(
        f"{role[:1].upper()}{role[1:]}s: {', '.join(people) or _('nobody')}" for role, people in who_may(verb.action)
    )
    return Trouble(403, text, asked)


def _listed(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(some)s or %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def _conflict(error: Stale, thing: str) -> Trouble:
    refresh(error.story)
    about = None if thing == error.story else thing
    with STORIES.reading(StreamRef.parse(error.story)) as story:
        since = tuple(reversed(timeline(story, about, after=error.expected.version)))
    versions = _("version %(old)s → %(new)s") % {"old": error.expected.version, "new": error.current}
    told = _("Somebody changed this (%(versions)s).") % {"versions": versions}
    if since:
        first = since[0]
        told = _("%(who)s %(did)s %(ago)s (%(versions)s).") % {
            "who": first.who,
            "did": DID.get(first.type, _("changed this")),
            "ago": ago(now() - first.at),
            "versions": versions,
        }
        if more := len(since) - 1:
            told += " " + ngettext("%(n)s more change followed.", "%(n)s more changes followed.", more) % {"n": more}
    return Trouble(409, told + " " + _("Your text is kept below."), since=since, current=error.current)


def trouble_of(error: Exception, look: Look, verbs: Mapping[str, Verb], verb: Verb, *, thing: str) -> Trouble | None:
    """What to tell, or None for an error that is ours."""
    match error:
        case Stale():
            return _conflict(error, thing)
        case Forbidden() if error.code == "role-missing":
            return forbidden(look, verbs, verb)
        case Refused():
            status = 403 if isinstance(error, Forbidden) else 422
            return Trouble(status, error.sentence, (error.detail,) if error.detail and error.detail != thing else ())
        case IdempotencyMismatch():
            return Trouble(410, _("This form was sent before with other words. Look at the timeline, then send it."))
        case KeyTaken():
            return Trouble(409, _("Another thing has this name already; choose another one."), (error.key,))
        case VersionConflict():
            return Trouble(503, _("Many people are at work on this story. Nothing was lost; send it once more."))
        case _:
            return None
