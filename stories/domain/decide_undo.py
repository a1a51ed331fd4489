"""Undoing one's own newest decision on a claim, for a while, and as long as nothing rests on it."""

from datetime import datetime, timedelta

from stories.domain.actors import By, person_of
from stories.domain.events import StoryStreamEvent
from stories.domain.events_claim import ClaimDecisionUndone
from stories.domain.records import Restored
from stories.domain.refusals import Refused
from stories.domain.state import Claim

UNDO_WITHIN = timedelta(minutes=10)


def undo(claim: Claim, by: By, at: datetime) -> list[StoryStreamEvent]:
    decision = claim.last_decision
    if decision is None:
        raise Refused("nothing-to-undo", claim.id)
    if person_of(decision.by) != person_of(by.actor):
        raise Refused("undo-not-yours", claim.id)
    if not decision.undoable:
        raise Refused("not-undoable", claim.id)
    if decision.depended_on:
        raise Refused("undo-depended-on", claim.id)
    if at - decision.at > UNDO_WITHIN:
        raise Refused("undo-too-late", claim.id)
    wording = decision.wording if decision.wording != claim.wording else None
    restored = Restored(decision.status, decision.publication, decision.work, wording)
    return [ClaimDecisionUndone(claim.id, decision.event, restored)]
