"""The fold step for contradictions. Each of their events touches the claims that are sides."""

from dataclasses import replace
from typing import assert_never

from stories.domain.actors import person_of
from stories.domain.events import Meta
from stories.domain.events_contradiction import (
    ContradictionDetected,
    ContradictionDismissed,
    ContradictionEvent,
    ContradictionLapsed,
    ContradictionMovedIn,
    ContradictionMovedOut,
    ContradictionReopened,
    ContradictionResolved,
    ContradictionRevised,
)
from stories.domain.fold import depend_on, remember
from stories.domain.records import StandingSide
from stories.domain.state import Contradiction
from stories.domain.story import Story
from stories.domain.vocabulary import ContradictionStatus


def evolve_contradiction(story: Story, event: ContradictionEvent, meta: Meta) -> None:
    match event:
        case ContradictionDetected():
            sides = tuple(StandingSide(side.claim, side.value, side.normalised, True) for side in event.sides)
            story.contradictions[event.contradiction] = Contradiction(
                event.contradiction,
                event.kind,
                event.slot,
                event.certainty,
                event.reason,
                sides,
                event.comparer,
                meta.at,
            )
        case ContradictionMovedIn():
            story.contradictions[event.contradiction] = replace(event.state)
            story.moved_out.pop(event.contradiction, None)
    held = story.contradictions.get(event.contradiction)
    if held is None:
        return
    held.touched = meta.version
    remember(story, event.contradiction, meta)
    match event:
        case ContradictionDetected() | ContradictionMovedIn():
            pass
        case ContradictionRevised(certainty=certainty, sides=revised, why=why):
            held.certainty, held.sides, held.reason = certainty, revised, why
        case ContradictionLapsed():
            held.status = ContradictionStatus.LAPSED
        case ContradictionResolved(outcome=outcome, side=side, note=note):
            held.status, held.outcome, held.side, held.note = ContradictionStatus.RESOLVED, outcome, side, note
            held.judged_by = person_of(meta.actor)
            for stated in held.sides:
                depend_on(story.claims.get(stated.claim))
        case ContradictionDismissed(reason=reason):
            held.status, held.note, held.judged_by = ContradictionStatus.DISMISSED, reason, person_of(meta.actor)
        case ContradictionReopened():
            held.status, held.outcome, held.side = ContradictionStatus.OPEN, None, None
        case ContradictionMovedOut(to=to):
            del story.contradictions[event.contradiction]
            story.moved_out[event.contradiction] = to
        case _:
            assert_never(event)
    for stated in held.sides:
        claim = story.claims.get(stated.claim)
        if claim is not None:
            claim.touched = meta.version
