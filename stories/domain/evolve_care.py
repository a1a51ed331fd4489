"""The fold step for the care of a claim: work, evidence, wording, merging, splitting, moving."""

from dataclasses import replace
from typing import assert_never

from stories.domain.actors import person_of
from stories.domain.events import Meta
from stories.domain.events_claim import (
    CareEvent,
    ClaimAmended,
    ClaimAssigned,
    ClaimEvidenceAdded,
    ClaimEvidenceStruck,
    ClaimMerged,
    ClaimMovedIn,
    ClaimMovedOut,
    ClaimNoted,
    ClaimRechecked,
    ClaimSplit,
)
from stories.domain.fold import depend_on, keep_decision, remember, rename_sides, retell, see_public, touch
from stories.domain.records import Evidence
from stories.domain.state import Claim
from stories.domain.story import Story, pair
from stories.domain.vocabulary import Judgement, SuggestionKind


def evolve_care(story: Story, event: CareEvent, meta: Meta) -> None:
    if isinstance(event, ClaimMovedIn):
        story.claims[event.claim] = replace(event.state, touched=meta.version, last_decision=None)
        story.moved_out.pop(event.claim, None)
        for said in event.pairs or ():
            story.pairs[pair(said.kind, said.a, said.b)] = said.judgement
    claim = story.claims.get(event.claim)
    if claim is None:
        return
    touch(claim, meta)
    remember(story, event.claim, meta)
    match event:
        case ClaimAssigned(assignee=assignee, due=due):
            keep_decision(claim, meta)
            claim.work = replace(claim.work, assignee=assignee, due=due)
        case ClaimNoted():
            pass
        case ClaimAmended():
            keep_decision(claim, meta)
            retell(claim, meta)
            claim.statement = event.statement or claim.statement
            claim.speaker = event.speaker or claim.speaker
            claim.values = event.values or claim.values
            claim.section = event.section or claim.section
            claim.rank = event.rank if event.rank is not None else claim.rank
        case ClaimEvidenceAdded():
            claim.evidence += (_evidence(event, meta),)
        case ClaimEvidenceStruck(n=n, reason=reason):
            claim.evidence = tuple(replace(item, struck=reason) if item.n == n else item for item in claim.evidence)
            if n in claim.verdict_evidence:
                depend_on(claim)
        case ClaimRechecked(recheck_by=recheck_by):
            keep_decision(claim, meta)
            claim.work = replace(claim.work, recheck_by=recheck_by)
        case ClaimMerged():
            _merge(story, claim, event, meta)
        case ClaimSplit():
            _split(story, claim, event, meta)
        case ClaimMovedOut(to=to):
            del story.claims[event.claim]
            story.moved_out[event.claim] = to
        case ClaimMovedIn():
            pass
        case _:
            assert_never(event)
    see_public(story, claim)


def _evidence(event: ClaimEvidenceAdded, meta: Meta) -> Evidence:
    return Evidence(
        event.n,
        event.kind,
        event.summary,
        event.terms,
        event.obtained_at,
        person_of(meta.actor),
        meta.at,
        event.contact,
        event.url,
        event.file,
        event.sha256,
        event.article,
    )


def _merge(story: Story, claim: Claim, event: ClaimMerged, meta: Meta) -> None:
    claim.merged_into = event.into
    keep_decision(claim, meta, undoable=False)
    story.pairs[pair(SuggestionKind.SAME_CLAIM, event.claim, event.into)] = Judgement.CONFIRMED
    into = story.claims.get(event.into)
    if into is None:
        return
    stands = {item.ref for item in claim.appearances if item.standing}
    kept = tuple(item for item in into.appearances if item.standing or item.ref not in stands)
    held = {item.ref for item in kept}
    into.appearances = (*kept, *(item for item in claim.appearances if item.ref not in held))
    first = len(into.evidence) + 1
    into.evidence += tuple(replace(item, n=first + i) for i, item in enumerate(claim.evidence))
    into.differences += tuple(item for item in claim.differences if item not in into.differences)
    into.first_seen = min(into.first_seen, claim.first_seen)
    claim.appearances, claim.evidence = (), ()
    rename_sides(story, old=event.claim, new=event.into, meta=meta)
    touch(into, meta)
    depend_on(into)
    remember(story, event.into, meta)
    see_public(story, into)


def _split(story: Story, claim: Claim, event: ClaimSplit, meta: Meta) -> None:
    """The new claim starts detected and withheld; struck evidence stays where it was."""
    refs = set(event.appearances)
    taken = tuple(item for item in claim.evidence if item.n in event.evidence)
    story.claims[event.into] = Claim(
        event.into,
        event.statement,
        claim.first_seen,
        meta.at,
        values=claim.values,
        speaker=claim.speaker,
        appearances=tuple(item for item in claim.appearances if item.ref in refs),
        evidence=tuple(replace(item, n=i) for i, item in enumerate(taken, start=1)),
        check_worthiness=claim.check_worthiness,
        volatile=claim.volatile,
        extractor=claim.extractor,
        split_from=claim.id,
        filed_by=person_of(meta.actor) if not refs else None,
        touched=meta.version,
    )
    claim.appearances = tuple(item for item in claim.appearances if item.ref not in refs)
    claim.evidence = tuple(
        replace(item, struck=item.struck or f"split into {event.into}") if item.n in event.evidence else item
        for item in claim.evidence
    )
    story.pairs[pair(SuggestionKind.SAME_CLAIM, event.claim, event.into)] = Judgement.REJECTED
    keep_decision(claim, meta, undoable=False)
    remember(story, event.into, meta)
