"""Rules for a claim's publication: hold and release, withdraw and reinstate."""

from datetime import datetime
from typing import assert_never

from stories.domain.actors import By
from stories.domain.checks import claim_of, not_canceled, said
from stories.domain.commands_claim import HoldClaim, PublicationCommand, ReinstateClaim, ReleaseClaim, WithdrawClaim
from stories.domain.decide_verdict import propose
from stories.domain.decisions import Hold
from stories.domain.events import StoryStreamEvent
from stories.domain.events_claim import ClaimHeld, ClaimNoticeAmended, ClaimReleased, ClaimWithdrawn
from stories.domain.evolve_claim import WITH_VERDICT
from stories.domain.permissions import Action, require
from stories.domain.publication import rests_on_off_record
from stories.domain.records import Record
from stories.domain.refusals import Refused
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.vocabulary import HoldReason, ProposedVerb, Publication


def decide_publication(command: PublicationCommand, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    match command:
        case HoldClaim(reason=reason, until=until, note=note):
            require(by, Action.DECIDE_CLAIM)
            claim = claim_of(story, command.claim)
            not_canceled(claim)
            ahead(reason, until, at)
            if claim.publication is Publication.WITHHELD and claim.hold == Hold(reason, until, note):
                return []
            return [ClaimHeld(claim.id, reason, until, note)]
        case ReleaseClaim(why=why):
            return _release(claim_of(story, command.claim), story, by, at, why)
        case WithdrawClaim(reason=reason, notice=notice):
            require(by, Action.WITHDRAW_CLAIM)
            claim = claim_of(story, command.claim)
            if claim.publication is not Publication.CANCELED:
                return [ClaimWithdrawn(claim.id, said(reason, "no-reason"), notice)]
            return [] if notice in (None, claim.notice) else [ClaimNoticeAmended(claim.id, said(notice, "empty-text"))]
        case ReinstateClaim(reason=reason):
            require(by, Action.WITHDRAW_CLAIM)
            claim = claim_of(story, command.claim)
            if claim.publication is not Publication.CANCELED:
                raise Refused("not-canceled", claim.id)
            return propose(claim, ProposedVerb.REINSTATE, Record(reason=said(reason, "no-reason")), by)
        case _:
            assert_never(command)


def ahead(reason: HoldReason, until: datetime | None, at: datetime) -> None:
    """An embargo names its end, and no hold ends in the past."""
    if reason is HoldReason.EMBARGO and until is None:
        raise Refused("date-missing")
    if until is not None and until <= at:
        raise Refused("date-past")


def _release(claim: Claim, story: Story, by: By, at: datetime, why: str | None) -> list[StoryStreamEvent]:
    not_canceled(claim)
    if by.is_machine:
        over(claim.hold, at)
    else:
        require(by, Action.DECIDE_CLAIM)
    if claim.publication is Publication.USABLE:
        return []
    if rests_on_off_record(story, claim):
        raise Refused("off-record", claim.id)
    return [ClaimReleased(claim.id, f"by hand: {why}" if why in WITH_VERDICT else why)]


def over(hold: Hold | None, at: datetime) -> None:
    """The timetable ends embargoes, and nothing else, and not before their time."""
    if hold is None or hold.reason is not HoldReason.EMBARGO or hold.until is None:
        raise Refused("not-held")
    if hold.until > at:
        raise Refused("embargo-runs")
