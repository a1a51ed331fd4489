"""Why a form did not go through, in the words of the desk."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from stories.admin.asked import Verb
from stories.admin.contexts import Happened, timeline
from stories.admin.rights import who_may
from stories.application.handle import IdempotencyMismatch, KeyTaken, Stale, VersionConflict
from stories.domain.refusals import Forbidden, Refused
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.projections.stories import refresh


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form did not go through. Shown beside the form, whose text is kept."""

    status: int
    message: str
    details: tuple[str, ...] = ()
    since: tuple[Happened, ...] = ()
    current: int | None = None


def trouble_of(error: Exception, verb: Verb, thing: str) -> Trouble | None:
    """What to tell, or None for an error that is ours."""
    match error:
        case Stale():
            refresh(error.story)
            about = None if thing == error.story else thing
            with STORIES.reading(StreamRef.parse(error.story)) as story:
                since = tuple(reversed(timeline(story, about, after=error.expected.version)))
            who = since[-1].who if since else _("Somebody")
            moved = _("version %(old)s → %(new)s") % {"old": error.expected.version, "new": error.current}
            text = _("%(who)s was here before you (%(moved)s). Your text is kept.") % {"who": who, "moved": moved}
            return Trouble(409, text, since=since, current=error.current)
        case Forbidden() if error.code == "role-missing":
            roles = tuple(f"{role}: {', '.join(people) or _('nobody')}" for role, people in who_may(verb.action))
            return Trouble(403, _("Your role does not allow “%(verb)s”. These do:") % {"verb": verb.label}, roles)
        case Refused():
            status = 403 if isinstance(error, Forbidden) else 422
            return Trouble(status, error.sentence, (error.detail,) if error.detail else ())
        case IdempotencyMismatch():
            return Trouble(410, _("This form was sent before with other words. Look at the timeline, then send it."))
        case KeyTaken():
            return Trouble(409, _("Another thing has this name already; choose another one."), (error.key,))
        case VersionConflict():
            return Trouble(503, _("Many people are at work on this story. Nothing was lost; send it once more."))
        case _:
            return None
