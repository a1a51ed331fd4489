"""Rules for contradictions: a person judges, with evidence, and may settle the claims in the same breath."""

from typing import assert_never

from stories.domain.checks import claim_of, contradiction_of, filed, said, standing
from stories.domain.commands_story import (
    ContradictionCommand,
    DismissContradiction,
    ReopenContradiction,
    ResolveContradiction,
    SideVerdict,
)
from stories.domain.consequences import with_consequences
from stories.domain.decide_verdict import Sitting, judge
from stories.domain.events import StoryStreamEvent
from stories.domain.events_contradiction import (
    ContradictionDismissed,
    ContradictionReopened,
    ContradictionResolved,
)
from stories.domain.permissions import Action, require
from stories.domain.records import EvidenceRef, Record
from stories.domain.refusals import Refused
from stories.domain.state import Contradiction
from stories.domain.vocabulary import ContradictionOutcome, ContradictionStatus, ProposedVerb, Status

VERB = {
    Status.VERIFIED: ProposedVerb.VERIFY,
    Status.REFUTED: ProposedVerb.REFUTE,
    Status.INCONCLUSIVE: ProposedVerb.MARK_INCONCLUSIVE,
}


def decide_contradiction(command: ContradictionCommand, sitting: Sitting) -> list[StoryStreamEvent]:
    story, by, at = sitting.story, sitting.by, sitting.at
    match command:
        case ResolveContradiction():
            require(by, Action.DECIDE_CLAIM)
            held = contradiction_of(story, command.contradiction)
            return with_consequences(story, _resolve(held, command, sitting), at, by.actor)
        case DismissContradiction(reason=reason):
            require(by, Action.JUDGE)
            held = contradiction_of(story, command.contradiction)
            if held.status is ContradictionStatus.DISMISSED:
                return []
            _open(held)
            dismissed = ContradictionDismissed(held.id, said(reason, "no-reason"))
            return with_consequences(story, [dismissed], at, by.actor)
        case ReopenContradiction(because=because):
            require(by, Action.JUDGE)
            held = contradiction_of(story, command.contradiction)
            if held.status is ContradictionStatus.OPEN:
                return []
            if sum(1 for side in held.sides if side.standing) < 2:
                raise Refused("too-few-sides", held.id)
            reopened = ContradictionReopened(held.id, said(because, "no-reason"))
            return with_consequences(story, [reopened], at, by.actor)
        case _:
            assert_never(command)


def _open(held: Contradiction) -> None:
    if held.status is not ContradictionStatus.OPEN:
        raise Refused("contradiction-closed", held.id)


def _resolve(held: Contradiction, command: ResolveContradiction, sitting: Sitting) -> list[StoryStreamEvent]:
    if held.status is ContradictionStatus.RESOLVED and (held.outcome, held.side) == (command.outcome, command.side):
        return []
    _open(held)
    sides = [side.claim for side in held.sides]
    if (command.outcome is ContradictionOutcome.SIDE_STANDS) is not (command.side is not None):
        raise Refused("no-such-side", held.id)
    if command.side is not None and command.side not in sides:
        raise Refused("no-such-side", command.side)
    for ref in command.evidence:
        standing(claim_of(sitting.story, ref.claim), (ref.n,))
    files_on = claim_of(sitting.story, command.side or sides[0])
    added = filed(files_on, command.new_evidence)
    evidence = (*command.evidence, *(EvidenceRef(files_on.id, event.n) for event in added))
    if not evidence:
        raise Refused("no-evidence", held.id)
    numbers = tuple(event.n for event in added)
    verdicts: list[StoryStreamEvent] = []
    for verdict in command.verdicts:
        if verdict.claim not in sides:
            raise Refused("no-such-side", verdict.claim)
        verdicts += _verdict(verdict, sitting, numbers if verdict.claim == files_on.id else (), command)
    return [
        *added,
        *verdicts,
        ContradictionResolved(held.id, command.outcome, evidence, command.side, command.note),
    ]


def _verdict(
    verdict: SideVerdict, sitting: Sitting, filed_now: tuple[int, ...], command: ResolveContradiction
) -> list[StoryStreamEvent]:
    """A verdict may name the evidence that is filed in the same command, which the story does not hold yet."""
    verb = VERB.get(verdict.status)
    if verb is None:
        raise Refused(f"not-from-{verdict.status}", verdict.claim)
    claim = claim_of(sitting.story, verdict.claim)
    record = Record(evidence=tuple(n for n in verdict.evidence if n not in filed_now), note=verdict.note)
    new = command.new_evidence if filed_now else ()
    events = judge(claim, verb, record, new, sitting)
    return events[len(filed_now) :] if events else []
