"""The line in a verb's dialog that tells what readers will see of it. To help the eye; the page itself decides."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from stories.admin.asked import Look
from stories.domain.state import Claim
from stories.domain.vocabulary import Publication, Status
from stories.projections.summaries import shortened

CANNOT_YET = frozenset({Status.DETECTED, Status.DISMISSED})


def _quoted(claim: Claim) -> str:
    return f"“{shortened(claim.statement, 160)}”"


def _stamped(word: str) -> Callable[[Look], str]:
    def told(look: Look) -> str:
        stamp = _("%(status)s %(time)s UTC by the news desk") % {"status": _(word), "time": f"{look.at:%H:%M}"}
        return f"{stamp}: {_quoted(look.held)}"

    return told


def _reported(look: Look) -> str:
    speaker = look.held.speaker
    who = f", {speaker.name}" if speaker else ""
    return _("Reported") + f": {_quoted(look.held)}{who}"


def _gone(look: Look) -> str:
    if _is_seen(look):
        return _("The line goes from the page at once.")
    return _("Nothing changes: readers do not see it now.")


def _back(look: Look) -> str:
    if look.held.status in CANNOT_YET:
        return _("Nothing yet: it is not accepted.")
    return _("The line as it stands: %(words)s") % {"words": _quoted(look.held)}


def _notice(_look: Look) -> str:
    return _("Your notice in the place of the line, with what was and what is.")


def _withdrawn(_look: Look) -> str:
    return _("“A line was withdrawn”, or your notice, in its place.")


def _older(look: Look) -> str:
    return _("Under its successor, as earlier: %(words)s") % {"words": _quoted(look.held)}


# Which verbs take a line to readers, and what they get then. A verb that is not here changes nothing for them.
SHOWN: dict[str, Callable[[Look], str]] = {
    "accept": _reported,
    "verify": _stamped("Verified"),
    "refute": _stamped("Refuted"),
    "mark_inconclusive": _stamped("Could not be settled"),
    "dispute": _stamped("Disputed"),
    "supersede": _older,
    "correct": _notice,
    "release": _back,
    "hold": _gone,
    "withdraw": _withdrawn,
}
FREES = frozenset({"accept", "verify", "release"})  # these also take a line out of its reserve
ALWAYS = frozenset({"hold", "withdraw"})
NEED_A_SECOND = frozenset({"verify", "refute", "mark_inconclusive", "correct"})  # where the house wants two editors


def _is_seen(look: Look) -> bool:
    claim: Claim = look.held
    usable = claim.publication is Publication.USABLE and claim.status not in CANNOT_YET
    return look.story.public and usable


def readers_see(kind: str, verb: str, look: Look) -> str:
    """One sentence, or nothing where the verb's own words say it all."""
    if kind != "claim" or (verb not in SHOWN and verb != "approve"):
        return ""
    claim: Claim = look.held
    if verb == "approve":
        pending = claim.work.pending
        return _after(pending.verb.value, look) if pending else ""
    if verb in NEED_A_SECOND and settings.NEWSROOM_APPROVALS > 1:
        return _("Nothing before a colleague approves it. Then: %(told)s") % {"told": _after(verb, look)}
    return _after(verb, look)


def _after(verb: str, look: Look) -> str:
    claim: Claim = look.held
    if verb not in SHOWN:
        return _("Nothing yet: it comes back unseen.")
    if not look.story.public:
        return _("Nothing yet: the story is not public.")
    if verb not in ALWAYS and verb not in FREES and not _is_seen(look):
        return _("Nothing yet: the line is not released.")
    if verb != "release" and verb in FREES and claim.hold is not None:
        return _("Nothing yet: the line is held until somebody releases it.")
    return SHOWN[verb](look)
