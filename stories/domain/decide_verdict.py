"""Rules for a claim's status: the verdicts, who completes them, and undoing one's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from stories.domain.actors import By, Policy, person_of
from stories.domain.checks import claim_of, filed, is_own, not_canceled, said, standing, unfiled
from stories.domain.commands_claim import (
    AcceptClaim,
    ApproveDecision,
    CorrectClaim,
    DismissClaim,
    DisputeClaim,
    MarkClaimInconclusive,
    RefuteClaim,
    RestoreClaim,
    SupersedeClaim,
    UndoDecision,
    VerdictCommand,
    VerifyClaim,
)
from stories.domain.decide_undo import undo
from stories.domain.events import StoryStreamEvent
from stories.domain.events_claim import (
    ClaimAccepted,
    ClaimCorrected,
    ClaimDecisionProposed,
    ClaimDismissed,
    ClaimDisputed,
    ClaimMarkedInconclusive,
    ClaimProposalRejected,
    ClaimRefuted,
    ClaimReinstated,
    ClaimReleased,
    ClaimRestored,
    ClaimSuperseded,
    ClaimVerified,
)
from stories.domain.permissions import Action, require
from stories.domain.publication import rests_on_off_record
from stories.domain.records import NewEvidence, Record
from stories.domain.refusals import Refused
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import EventId
from stories.domain.vocabulary import ProposedVerb, Publication, Status, Terms

NO_VERDICT_FROM = frozenset({Status.DISMISSED, Status.SUPERSEDED, Status.CORRECTED})
CAN_BE_DISPUTED = frozenset({Status.REPORTED, Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE})
CAN_BE_SUPERSEDED = frozenset({Status.REPORTED, Status.VERIFIED, Status.DISPUTED})
OUTCOME = {
    ProposedVerb.VERIFY: Status.VERIFIED,
    ProposedVerb.REFUTE: Status.REFUTED,
    ProposedVerb.MARK_INCONCLUSIVE: Status.INCONCLUSIVE,
}


@dataclass(frozen=True, slots=True)
class Sitting:
    """All that a verdict is taken under."""

    story: Story
    by: By
    at: datetime
    policy: Policy


def decide_verdict(command: VerdictCommand, sitting: Sitting) -> list[StoryStreamEvent]:
    require(sitting.by, Action.DECIDE_CLAIM)
    claim = claim_of(sitting.story, command.claim)
    match command:
        case AcceptClaim():
            return _accept(claim, command, sitting)
        case DismissClaim(reason=reason):
            return _from(claim, Status.DETECTED, Status.DISMISSED, ClaimDismissed(claim.id, reason))
        case RestoreClaim():
            return _from(claim, Status.DISMISSED, Status.DETECTED, ClaimRestored(claim.id))
        case VerifyClaim(note=note, publish=publish):
            record = Record(evidence=command.evidence, note=note, publish=publish)
            return judge(claim, ProposedVerb.VERIFY, record, command.new_evidence, sitting)
        case RefuteClaim(note=note):
            record = Record(evidence=command.evidence, note=note)
            return judge(claim, ProposedVerb.REFUTE, record, command.new_evidence, sitting)
        case MarkClaimInconclusive(note=note):
            record = Record(evidence=command.evidence, note=note)
            return judge(claim, ProposedVerb.MARK_INCONCLUSIVE, record, command.new_evidence, sitting)
        case ApproveDecision(proposal=proposal):
            return _approve(claim, proposal, sitting)
        case DisputeClaim():
            return _dispute(claim, command, sitting)
        case SupersedeClaim():
            return supersede(claim, command, sitting.story)
        case CorrectClaim():
            return _correct(claim, command, sitting)
        case UndoDecision():
            return undo(claim, sitting.by, sitting.at)
        case _:
            assert_never(command)


def _from(claim: Claim, old: Status, new: Status, event: ClaimDismissed | ClaimRestored) -> list[StoryStreamEvent]:
    if claim.status is new:
        return []
    if claim.status is not old:
        raise Refused(f"not-from-{claim.status}", claim.id)
    return [event]


def _accept(claim: Claim, command: AcceptClaim, sitting: Sitting) -> list[StoryStreamEvent]:
    not_canceled(claim)
    if claim.status is Status.REPORTED:
        return []
    if claim.status is not Status.DETECTED:
        raise Refused(f"not-from-{claim.status}", claim.id)
    changed = command.statement if command.statement != claim.statement else None
    if changed is not None:
        said(changed, "no-statement")
    return [
        ClaimAccepted(claim.id, changed),
        *_release(claim, "accept", sitting.story, publish=command.publish),
    ]


def _release(
    claim: Claim, why: str, story: Story, *, publish: bool, new: tuple[NewEvidence, ...] = ()
) -> list[StoryStreamEvent]:
    """Accept and verify also release what was never released or held."""
    if not publish or claim.ever_released:
        return []
    off_record_alone = rests_on_off_record(story, claim) or (not claim.evidence and not claim.standing_appearances)
    if off_record_alone and not any(item.terms is not Terms.OFF_RECORD for item in new):
        raise Refused("off-record", claim.id)
    return [ClaimReleased(claim.id, why)]


def judge(
    claim: Claim, verb: ProposedVerb, record: Record, new: tuple[NewEvidence, ...], sitting: Sitting
) -> list[StoryStreamEvent]:
    """A verdict, or its proposal where the house wants two editors."""
    not_canceled(claim)
    if claim.status is OUTCOME[verb]:
        return [*unfiled(claim, new)]
    if claim.status in NO_VERDICT_FROM:
        raise Refused(f"not-from-{claim.status}", claim.id)
    if claim.public_verdict in (Status.VERIFIED, Status.REFUTED) and claim.public_verdict is not OUTCOME[verb]:
        raise Refused("use-correct", claim.id)
    added = filed(claim, new)
    standing(claim, record.evidence)
    record = Record(
        evidence=(*record.evidence, *(event.n for event in added)), note=record.note, publish=record.publish
    )
    if verb is ProposedVerb.MARK_INCONCLUSIVE:
        said(record.note, "no-note")
    elif not record.evidence:
        raise Refused("no-evidence", claim.id)
    if sitting.policy.approvals > 1:
        if verb is ProposedVerb.VERIFY and is_own(claim, sitting.by):
            raise Refused("own-claim", claim.id)
        proposed = propose(claim, verb, record, sitting.by)
        return [*added, *proposed] if proposed else [*unfiled(claim, new)]
    return [*added, *_complete(claim, verb, record, None, sitting, new)]


def propose(claim: Claim, verb: ProposedVerb, record: Record, by: By) -> list[StoryStreamEvent]:
    """The first of two. Another verdict rejects the waiting one, whose dissent is kept."""
    pending = claim.work.pending
    proposed: list[StoryStreamEvent] = [ClaimDecisionProposed(claim.id, verb, record)]
    if pending is None:
        return proposed
    if pending.verb is verb and person_of(pending.by) == by.person:
        return []
    if pending.verb is verb:
        raise Refused("already-pending", pending.proposal)
    return [ClaimProposalRejected(claim.id, pending.proposal, verb, record.note or record.reason), *proposed]


def _complete(
    claim: Claim,
    verb: ProposedVerb,
    record: Record,
    proposal: EventId | None,
    sitting: Sitting,
    new: tuple[NewEvidence, ...] = (),
) -> list[StoryStreamEvent]:
    match verb:
        case ProposedVerb.VERIFY:
            return [
                ClaimVerified(claim.id, record.evidence, record.note, proposal),
                *_release(claim, "verify", sitting.story, publish=record.publish, new=new),
            ]
        case ProposedVerb.REFUTE:
            return [ClaimRefuted(claim.id, record.evidence, record.note, proposal)]
        case ProposedVerb.MARK_INCONCLUSIVE:
            return [ClaimMarkedInconclusive(claim.id, record.evidence, record.note, proposal)]
        case ProposedVerb.CORRECT:
            return [_corrected(claim, record, proposal)]
        case ProposedVerb.REINSTATE:
            if proposal is None:
                raise Refused("second-person-needed", claim.id)
            return [ClaimReinstated(claim.id, said(record.reason, "no-reason"), proposal)]
        case _:
            assert_never(verb)


def _approve(claim: Claim, proposal: EventId, sitting: Sitting) -> list[StoryStreamEvent]:
    if claim.completed == proposal:
        return []
    pending = claim.work.pending
    if pending is None or pending.proposal != proposal:
        raise Refused("no-such-proposal", proposal)
    if person_of(pending.by) == sitting.by.person:
        raise Refused("second-person-needed", claim.id)
    if pending.verb is ProposedVerb.REINSTATE:
        require(sitting.by, Action.WITHDRAW_CLAIM)
        if claim.publication is not Publication.CANCELED:
            raise Refused("not-canceled", claim.id)
    else:
        not_canceled(claim)
        if pending.verb is ProposedVerb.VERIFY and is_own(claim, sitting.by):
            raise Refused("own-claim", claim.id)
        standing(claim, pending.record.evidence)
    return _complete(claim, pending.verb, pending.record, proposal, sitting)


def _dispute(claim: Claim, command: DisputeClaim, sitting: Sitting) -> list[StoryStreamEvent]:
    not_canceled(claim)
    if claim.status is Status.DISPUTED:
        return [*unfiled(claim, command.new_evidence)]
    if claim.status not in CAN_BE_DISPUTED:
        raise Refused(f"not-from-{claim.status}", claim.id)
    if command.by_claim is not None and claim_of(sitting.story, command.by_claim).id == claim.id:
        raise Refused("same-claim", claim.id)
    added = filed(claim, command.new_evidence)
    standing(claim, command.evidence)
    evidence = (*command.evidence, *(event.n for event in added))
    if command.by_claim is None and not evidence and not (command.note or "").strip():
        raise Refused("no-ground", claim.id)
    return [*added, ClaimDisputed(claim.id, command.by_claim, evidence or None, command.note)]


def supersede(claim: Claim, command: SupersedeClaim, story: Story) -> list[StoryStreamEvent]:
    not_canceled(claim)
    if command.successor == claim.id:
        raise Refused("own-successor", claim.id)
    if command.successor not in story.claims:
        raise Refused("no-successor", command.successor)
    if claim.status is Status.SUPERSEDED and claim.successor == command.successor:
        return []
    if claim.status not in CAN_BE_SUPERSEDED:
        raise Refused(f"not-from-{claim.status}", claim.id)
    return [ClaimSuperseded(claim.id, command.successor, command.valid_from)]


def _correct(claim: Claim, command: CorrectClaim, sitting: Sitting) -> list[StoryStreamEvent]:
    if not claim.ever_public:
        raise Refused("never-public", claim.id)
    for text in (command.was, command.is_, command.text):
        said(text, "no-public-text")
    if command.successor == claim.id:
        raise Refused("own-successor", claim.id)
    if command.successor is not None and command.successor not in sitting.story.claims:
        raise Refused("no-successor", command.successor)
    newest = claim.corrections[-1] if claim.status is Status.CORRECTED and claim.corrections else None
    wanted = (command.kind, command.was, command.is_, command.text, command.successor)
    if newest is not None and wanted == (newest.kind, newest.was, newest.is_, newest.text, newest.successor):
        return []
    record = Record(
        kind=command.kind,
        was=command.was,
        is_=command.is_,
        text=command.text,
        successor=command.successor,
        amends=newest.event if newest is not None else None,
    )
    if sitting.policy.approvals > 1:
        return propose(claim, ProposedVerb.CORRECT, record, sitting.by)
    return [_corrected(claim, record, None)]


def _corrected(claim: Claim, record: Record, proposal: EventId | None) -> ClaimCorrected:
    if record.kind is None or record.was is None or record.is_ is None or record.text is None:
        raise Refused("no-public-text", claim.id)
    return ClaimCorrected(
        claim.id, record.kind, record.was, record.is_, record.text, record.successor, record.amends, proposal
    )
