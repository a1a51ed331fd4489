"""Why a verb makes no sense at present: said to people instead of an empty space. `decide` alone refuses."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from stories.admin.asked import Look
from stories.domain.actors import person_of
from stories.domain.checks import is_own
from stories.domain.decide_undo import UNDO_WITHIN
from stories.domain.decide_verdict import CAN_BE_DISPUTED, CAN_BE_SUPERSEDED, NO_VERDICT_FROM
from stories.domain.refusals import REFUSALS
from stories.domain.state import Claim
from stories.domain.vocabulary import ProposedVerb, Publication, Status

Why = str | None


def _canceled(claim: Claim) -> Why:
    return REFUSALS["claim-canceled"] if claim.publication is Publication.CANCELED else None


def accept(look: Look) -> Why:
    claim: Claim = look.held
    if claim.status is not Status.DETECTED:
        return _("Only a detected claim is accepted.")
    return _canceled(claim)


def dismiss(look: Look) -> Why:
    return None if look.held.status is Status.DETECTED else _("Only a detected claim is dismissed.")


def restore(look: Look) -> Why:
    return None if look.held.status is Status.DISMISSED else _("The claim is not dismissed.")


def verdict(outcome: Status) -> Any:
    def why(look: Look) -> Why:
        claim: Claim = look.held
        if claim.status is outcome:
            return _("It is so already.")
        if claim.status in NO_VERDICT_FROM:
            return REFUSALS[f"not-from-{claim.status.value}"]
        if claim.public_verdict in (Status.VERIFIED, Status.REFUTED) and claim.public_verdict is not outcome:
            return REFUSALS["use-correct"]
        return _canceled(claim)

    return why


def verify(look: Look) -> Why:
    if settings.NEWSROOM_APPROVALS > 1 and is_own(look.held, look.by):
        return REFUSALS["own-claim"]
    why: Why = verdict(Status.VERIFIED)(look)
    return why


def approve(look: Look) -> Why:
    pending = look.held.work.pending
    if pending is None:
        return _("No decision waits for a second person.")
    if pending.verb is ProposedVerb.VERIFY and is_own(look.held, look.by):
        return REFUSALS["own-claim"]
    return REFUSALS["second-person-needed"] if person_of(pending.by) == look.by.person else None


def dispute(look: Look) -> Why:
    claim: Claim = look.held
    if claim.status is Status.DISPUTED:
        return _("It is disputed already.")
    if claim.status not in CAN_BE_DISPUTED:
        return REFUSALS[f"not-from-{claim.status.value}"]
    return _canceled(claim)


def supersede(look: Look) -> Why:
    claim: Claim = look.held
    if claim.status not in CAN_BE_SUPERSEDED:
        return REFUSALS.get(f"not-from-{claim.status.value}")
    if len(look.story.claims) < 2:
        return _("There is no other claim in this story.")
    return _canceled(claim)


def correct(look: Look) -> Why:
    return None if look.held.ever_public else REFUSALS["never-public"]


def release(look: Look) -> Why:
    claim: Claim = look.held
    if claim.publication is Publication.USABLE:
        return _("It is released already.")
    return _canceled(claim)


def withdraw(look: Look) -> Why:
    claim: Claim = look.held
    if claim.publication is Publication.CANCELED or claim.ever_public or claim.publication is Publication.USABLE:
        return None
    return _("Readers cannot see it; hold or dismiss it.")


def reinstate(look: Look) -> Why:
    return None if look.held.publication is Publication.CANCELED else REFUSALS["not-canceled"]


def hold(look: Look) -> Why:
    return _canceled(look.held)


def strike(look: Look) -> Why:
    return None if look.held.standing_evidence else _("There is no evidence to strike.")


def others(look: Look) -> Why:
    alone = sum(1 for one in look.story.claims.values() if one.merged_into is None) < 2
    return _("There is no other claim in this story.") if alone else None


def split(look: Look) -> Why:
    claim: Claim = look.held
    enough = len(claim.appearances) + len(claim.standing_evidence) > 1
    return None if enough else _("There is only one appearance or piece of evidence.")


def undo(look: Look) -> Why:
    decision = look.held.last_decision
    if decision is None:
        return REFUSALS["nothing-to-undo"]
    if person_of(decision.by) != look.by.person:
        return REFUSALS["undo-not-yours"]
    if not decision.undoable:
        return REFUSALS["not-undoable"]
    if decision.depended_on:
        return REFUSALS["undo-depended-on"]
    return REFUSALS["undo-too-late"] if look.at - decision.at > UNDO_WITHIN else None
