"""Steps that several fold rooms share: marking what an event touched, and what readers saw."""

from dataclasses import replace

from stories.domain.decisions import Decision
from stories.domain.events import Meta
from stories.domain.publication import is_public
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId
from stories.domain.vocabulary import Status

VERDICTS = frozenset({Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE})


def remember(story: Story, thing: str, meta: Meta) -> None:
    """The event belongs to this thing's history."""
    story.history.setdefault(thing, []).append(meta.id)


def touch(claim: Claim, meta: Meta) -> None:
    claim.touched = meta.version
    claim.last_changed = meta.at


def retell(claim: Claim, meta: Meta) -> None:
    """The event changes what the claim says or how we hold it, not only what the desk knows of it."""
    claim.retold_at = meta.at


def see_public(story: Story, claim: Claim) -> None:
    """Keep that readers could see the claim, and which verdict they saw."""
    if is_public(story, claim):
        claim.ever_public = True
        if claim.status in VERDICTS:
            claim.public_verdict = claim.status


def claims_in(story: Story, article: ArticleId) -> list[Claim]:
    """The claims with an appearance in the article, standing or not."""
    return [
        claim
        for claim in story.claims.values()
        if any(item.appearance.article == article for item in claim.appearances)
    ]


def keep_decision(claim: Claim, meta: Meta, *, undoable: bool = True) -> None:
    """Call before the change: what undo would give back. A machine's event makes the older one final."""
    if meta.actor == "sys":
        depend_on(claim)
        return
    claim.last_decision = Decision(
        meta.id,
        meta.at,
        meta.actor,
        claim.status,
        claim.publication,
        claim.work,
        claim.wording,
        claim.hold,
        claim.public_verdict,
        undoable,
        ever_released=claim.ever_released or None,
        verdict_evidence=claim.verdict_evidence or None,
        verdict_note=claim.verdict_note,
        decided_by=claim.decided_by,
    )


def depend_on(claim: Claim | None) -> None:
    if claim is not None and claim.last_decision is not None:
        claim.last_decision = replace(claim.last_decision, depended_on=True)


def rename_sides(story: Story, *, old: ClaimId, new: ClaimId, meta: Meta) -> None:
    """After a merge the survivor takes the place of the merged claim in every contradiction."""
    for contradiction in story.contradictions.values():
        if all(side.claim != old for side in contradiction.sides):
            continue
        renamed = [replace(side, claim=new) if side.claim == old else side for side in contradiction.sides]
        kept = {side.claim: side for side in reversed(renamed)}
        contradiction.sides = tuple(kept[claim] for claim in dict.fromkeys(side.claim for side in renamed))
        contradiction.touched = meta.version
