"""The fold step for what people decide about a claim's status and publication."""

from dataclasses import replace
from typing import assert_never

from stories.domain.actors import person_of
from stories.domain.decisions import Correction, Hold
from stories.domain.events import Meta
from stories.domain.events_claim import (
    ClaimAccepted,
    ClaimCorrected,
    ClaimDecisionProposed,
    ClaimDecisionUndone,
    ClaimDismissed,
    ClaimDisputed,
    ClaimHeld,
    ClaimMarkedInconclusive,
    ClaimNoticeAmended,
    ClaimProposalRejected,
    ClaimRefuted,
    ClaimReinstated,
    ClaimReleased,
    ClaimRestored,
    ClaimSuperseded,
    ClaimVerified,
    ClaimWithdrawn,
    PublicationEvent,
    VerdictEvent,
)
from stories.domain.fold import depend_on, keep_decision, remember, retell, see_public, touch
from stories.domain.records import Pending
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.vocabulary import HoldReason, Publication, Status

WITH_VERDICT = frozenset({"accept", "verify"})
"""`why` of a release that came with a verdict: the two are one decision, undone together."""


def evolve_verdict(story: Story, event: VerdictEvent, meta: Meta) -> None:
    claim = story.claims.get(event.claim)
    if claim is None:
        return
    touch(claim, meta)
    remember(story, event.claim, meta)
    if not isinstance(event, ClaimDecisionProposed | ClaimProposalRejected):
        retell(claim, meta)
    if not isinstance(event, ClaimDecisionUndone | ClaimProposalRejected):
        keep_decision(claim, meta, undoable=not isinstance(event, ClaimCorrected))
    match event:
        case ClaimAccepted(statement=statement):
            claim.status = Status.REPORTED
            claim.statement = statement or claim.statement
        case ClaimDismissed(reason=reason):
            claim.status, claim.dismissed = Status.DISMISSED, reason
        case ClaimRestored():
            claim.status, claim.dismissed = Status.DETECTED, None
        case ClaimVerified():
            _settle(claim, Status.VERIFIED, event, meta)
            alone = event.proposal is None and claim.filed_by == person_of(meta.actor)
            claim.work = replace(claim.work, self_verified=alone)
        case ClaimRefuted():
            _settle(claim, Status.REFUTED, event, meta)
        case ClaimMarkedInconclusive():
            _settle(claim, Status.INCONCLUSIVE, event, meta)
        case ClaimDecisionProposed(verb=verb, record=record):
            claim.work = replace(claim.work, pending=Pending(verb, record, meta.actor, meta.id))
        case ClaimProposalRejected():
            claim.work = replace(claim.work, pending=None)
            claim.last_decision = None
        case ClaimDisputed(by_claim=by_claim):
            claim.status, claim.disputed_by = Status.DISPUTED, by_claim
            depend_on(story.claims.get(by_claim) if by_claim is not None else None)
        case ClaimSuperseded(successor=successor, valid_from=valid_from):
            claim.status, claim.successor, claim.valid_from = Status.SUPERSEDED, successor, valid_from
            depend_on(story.claims.get(successor))
        case ClaimCorrected():
            _correct(story, claim, event, meta)
        case ClaimDecisionUndone():
            _undo(claim, event)
        case _:
            assert_never(event)
    see_public(story, claim)


def _settle(
    claim: Claim, status: Status, event: ClaimVerified | ClaimRefuted | ClaimMarkedInconclusive, meta: Meta
) -> None:
    claim.status = status
    claim.verdict_evidence, claim.verdict_note = event.evidence, event.note
    claim.decided_by = person_of(meta.actor)
    claim.completed = event.proposal or claim.completed
    claim.disputed_by = None
    claim.work = replace(claim.work, pending=None, self_verified=False)


def _correct(story: Story, claim: Claim, event: ClaimCorrected, meta: Meta) -> None:
    claim.status = Status.CORRECTED
    claim.decided_by = person_of(meta.actor)
    claim.completed = event.proposal or claim.completed
    claim.work = replace(claim.work, pending=None)
    claim.successor = event.successor or claim.successor
    claim.corrections += (
        Correction(meta.id, meta.at, event.kind, event.was, event.is_, event.text, event.successor, event.amends),
    )
    depend_on(story.claims.get(event.successor) if event.successor is not None else None)


def _undo(claim: Claim, event: ClaimDecisionUndone) -> None:
    restored, decision = event.restored, claim.last_decision
    claim.status, claim.publication = restored.status, restored.publication
    claim.work = replace(restored.work, challenged=claim.work.challenged)
    if restored.wording is not None:
        claim.statement, claim.speaker = restored.wording.statement, restored.wording.speaker
        claim.values = restored.wording.values or claim.values
        claim.section, claim.rank = restored.wording.section, restored.wording.rank
    if decision is not None and decision.event == event.event:
        claim.hold, claim.public_verdict = decision.hold, decision.public_verdict
        claim.ever_released = bool(decision.ever_released)
        claim.verdict_evidence, claim.verdict_note = decision.verdict_evidence or (), decision.verdict_note
        claim.decided_by = decision.decided_by
    if claim.status is not Status.SUPERSEDED:
        claim.successor = claim.valid_from = None
    if claim.status is not Status.DISPUTED:
        claim.disputed_by = None
    if claim.status is not Status.DISMISSED:
        claim.dismissed = None
    claim.last_decision = None


def evolve_publication(story: Story, event: PublicationEvent, meta: Meta) -> None:
    claim = story.claims.get(event.claim)
    if claim is None:
        return
    touch(claim, meta)
    retell(claim, meta)
    remember(story, event.claim, meta)
    match event:
        case ClaimHeld(reason=reason, until=until, note=note):
            if reason is HoldReason.SUPPORT_LOST:
                depend_on(claim)
            else:
                keep_decision(claim, meta)
            claim.publication, claim.hold, claim.ever_released = Publication.WITHHELD, Hold(reason, until, note), True
        case ClaimReleased(why=why):
            if why not in WITH_VERDICT:
                keep_decision(claim, meta)
            claim.publication, claim.hold, claim.ever_released = Publication.USABLE, None, True
        case ClaimWithdrawn(reason=reason, notice=notice):
            keep_decision(claim, meta, undoable=False)
            claim.publication, claim.withdrawn_reason, claim.notice = Publication.CANCELED, reason, notice
        case ClaimNoticeAmended(text=text):
            keep_decision(claim, meta, undoable=False)
            claim.notice = text
        case ClaimReinstated(proposal=proposal):
            keep_decision(claim, meta, undoable=False)
            claim.publication, claim.withdrawn_reason, claim.notice = Publication.WITHHELD, None, None
            claim.hold, claim.completed = None, proposal
            claim.work = replace(claim.work, pending=None)
        case _:
            assert_never(event)
    see_public(story, claim)
