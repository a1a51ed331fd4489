"""Rules for the care of a claim: making one by hand, work, evidence, wording, rechecks, merging and splitting."""

import re
from datetime import datetime
from typing import assert_never

from stories.domain.actors import By
from stories.domain.checks import claim_of, filed, numbered, said, standing, unused
from stories.domain.commands_claim import (
    AddEvidence,
    AmendClaim,
    AssignClaim,
    CareCommand,
    CreateClaim,
    MergeClaims,
    NoteClaim,
    RecheckClaim,
    SetRecheck,
    SplitClaim,
    StrikeEvidence,
)
from stories.domain.consequences import with_consequences
from stories.domain.events import StoryStreamEvent
from stories.domain.events_claim import (
    ClaimAmended,
    ClaimAssigned,
    ClaimEvidenceStruck,
    ClaimMerged,
    ClaimNoted,
    ClaimRechecked,
    ClaimSplit,
)
from stories.domain.events_contradiction import ContradictionLapsed
from stories.domain.events_finding import ClaimCreated, ClaimRecheckSet
from stories.domain.permissions import Action, require
from stories.domain.refusals import Refused
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.domain.vocabulary import ContradictionStatus, Status

SETTLED = frozenset({Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE, Status.SUPERSEDED, Status.CORRECTED})

# What a wording may not change once readers saw it: figures in digits or words, and whether it says so or denies it.
_FIGURES = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh"
    r"|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|[mb]illions?|dozens?|half|twice|no|not"
    r"|none|nobody|never|nothing|neither|nor)\b|n[’']t\b",
    re.IGNORECASE,
)


def decide_care(command: CareCommand, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    match command:
        case CreateClaim():
            require(by, Action.CARE_FOR_CLAIM)
            return _create(command, story)
        case AssignClaim(assignee=assignee, due=due):
            require(by, Action.CARE_FOR_CLAIM)
            claim = claim_of(story, command.claim)
            same = (claim.work.assignee, claim.work.due) == (assignee, due)
            return [] if same else [ClaimAssigned(claim.id, assignee, due)]
        case NoteClaim(text=text):
            require(by, Action.CARE_FOR_CLAIM)
            return [ClaimNoted(claim_of(story, command.claim).id, said(text, "empty-text"))]
        case AddEvidence(evidence=evidence):
            require(by, Action.CARE_FOR_CLAIM)
            return [*filed(claim_of(story, command.claim), (evidence,))]
        case StrikeEvidence(n=n, reason=reason):
            require(by, Action.CARE_FOR_CLAIM)
            return _strike(claim_of(story, command.claim), n, reason, story, by, at)
        case AmendClaim():
            require(by, Action.DECIDE_CLAIM)
            return amend(claim_of(story, command.claim), command)
        case RecheckClaim():
            require(by, Action.DECIDE_CLAIM)
            return _recheck(claim_of(story, command.claim), command, at)
        case SetRecheck(recheck_by=recheck_by, why=why):
            require(by, Action.RECORD_FINDINGS)
            claim = claim_of(story, command.claim)
            same = claim.work.recheck_by == recheck_by
            return [] if same else [ClaimRecheckSet(claim.id, recheck_by, why)]
        case MergeClaims(claim=id_, into=into):
            require(by, Action.DECIDE_CLAIM)
            return with_consequences(story, merge(story, id_, into), at, by.actor)
        case SplitClaim():
            require(by, Action.DECIDE_CLAIM)
            return with_consequences(story, _split(command, story), at, by.actor)
        case _:
            assert_never(command)


def _create(command: CreateClaim, story: Story) -> list[StoryStreamEvent]:
    unused(story, command.claim)
    said(command.statement, "no-statement")
    if not command.evidence:
        raise Refused("no-evidence")
    return [
        ClaimCreated(command.claim, command.statement, command.speaker, command.values),
        *(numbered(command.claim, n, item) for n, item in enumerate(command.evidence, start=1)),
    ]


def _strike(claim: Claim, n: int, reason: str, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    held = next((item for item in claim.evidence if item.n == n), None)
    if held is None:
        raise Refused("no-such-evidence", str(n))
    if held.struck is not None:
        return []
    return with_consequences(story, [ClaimEvidenceStruck(claim.id, n, said(reason, "no-reason"))], at, by.actor)


def amend(claim: Claim, command: AmendClaim) -> list[StoryStreamEvent]:
    """Once readers saw it, only what changes no value, speaker or polarity."""
    given = (command.statement, command.speaker, command.values, command.section, command.rank)
    if all(item is None for item in given):
        raise Refused("nothing-to-change", claim.id)
    if command.statement is not None:
        said(command.statement, "no-statement")
    changes = ClaimAmended(
        claim.id,
        command.statement if command.statement != claim.statement else None,
        command.speaker if command.speaker != claim.speaker else None,
        command.values if command.values != claim.values else None,
        command.section if command.section != claim.section else None,
        command.rank if command.rank != claim.rank else None,
    )
    if changes == ClaimAmended(claim.id):
        return []
    other_figures = changes.statement is not None and _figures(changes.statement) != _figures(claim.statement)
    if claim.ever_public and (changes.speaker is not None or changes.values is not None or other_figures):
        raise Refused("public-values", claim.id)
    return [changes]


def _figures(statement: str) -> list[str]:
    return sorted(found.casefold().replace("’", "'") for found in _FIGURES.findall(statement))


def _recheck(claim: Claim, command: RecheckClaim, at: datetime) -> list[StoryStreamEvent]:
    if not (command.note or "").strip() and command.recheck_by is None:
        raise Refused("no-recheck", claim.id)
    if command.recheck_by is not None and command.recheck_by <= at:
        raise Refused("date-past")
    standing(claim, command.evidence)
    return [ClaimRechecked(claim.id, command.note, command.evidence or None, command.recheck_by)]


def merge(story: Story, id_: ClaimId, into: ClaimId) -> list[StoryStreamEvent]:
    loser = story.claims.get(id_)
    if loser is not None and loser.merged_into == into:
        return []
    if id_ == into:
        raise Refused("same-claim", id_)
    claim, survivor = claim_of(story, id_), claim_of(story, into)
    if claim.status in SETTLED and survivor.status in SETTLED and claim.status is not survivor.status:
        raise Refused("verdicts-differ", f"{claim.status}, {survivor.status}")
    lapsed = [
        ContradictionLapsed(item.id, "its sides were found to be one claim")
        for item in story.contradictions.values()
        if item.status is ContradictionStatus.OPEN and any(side.claim == id_ for side in item.sides)
        if len({into if side.claim == id_ else side.claim for side in item.sides if side.standing}) < 2
    ]
    return [ClaimMerged(id_, into), *lapsed]


def _split(command: SplitClaim, story: Story) -> list[StoryStreamEvent]:
    claim = claim_of(story, command.claim)
    made = story.claims.get(command.into)
    if made is not None and made.split_from == claim.id and made.statement == command.statement:
        return []
    unused(story, command.into)
    said(command.statement, "no-statement")
    if not command.appearances and not command.evidence:
        raise Refused("nothing-to-split", claim.id)
    refs = {item.ref for item in claim.appearances}
    for ref in command.appearances:
        if ref not in refs:
            raise Refused("no-such-appearance", f"{ref.article}, revision {ref.revision}")
    standing(claim, command.evidence)
    kept = refs - set(command.appearances)
    if not kept and {item.n for item in claim.standing_evidence} <= set(command.evidence):
        raise Refused("nothing-left", claim.id)
    return [ClaimSplit(claim.id, command.into, command.statement, command.appearances, command.evidence)]
