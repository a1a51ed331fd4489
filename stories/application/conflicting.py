"""Contradictions and updates as the story has to record them: what comparison finds against what is held already."""

from collections.abc import Sequence
from decimal import Decimal

from stories.application.ids import new_id
from stories.comparison.conflicts import CONFLICTS, Conflict, find_conflicts
from stories.comparison.reading import Wording
from stories.comparison.updates import find_updates
from stories.domain.commands_article import Findings
from stories.domain.events_contradiction import (
    ContradictionDetected,
    ContradictionLapsed,
    ContradictionReopened,
    ContradictionRevised,
)
from stories.domain.events_story import SuggestionMade
from stories.domain.records import Side, StandingSide
from stories.domain.state import Contradiction
from stories.domain.story import Story
from stories.domain.values import ClaimId, ContradictionId, SuggestionId
from stories.domain.vocabulary import ContradictionStatus, SuggestionKind

JUDGED = frozenset({ContradictionStatus.RESOLVED, ContradictionStatus.DISMISSED})


def conflict_findings(story: Story, wordings: Sequence[Wording]) -> Findings:
    """wordings: every standing appearance of the story, those about to be recorded included."""
    detected: list[ContradictionDetected] = []
    revised: list[ContradictionRevised] = []
    reopened: list[ContradictionReopened] = []
    open_before = dict(story.contradictions)
    for conflict in find_conflicts(wordings):
        sides = _sides(conflict)
        held = _held(open_before, conflict, sides)
        if held is None:
            detected.append(
                ContradictionDetected(
                    ContradictionId(new_id("con")),
                    conflict.kind,
                    conflict.slot,
                    conflict.certainty,
                    conflict.reason,
                    sides,
                    CONFLICTS,
                )
            )
            continue
        del open_before[held.id]
        standing = _standing(held, sides)
        if set(standing) != set(held.sides) or conflict.certainty is not held.certainty:
            revised.append(ContradictionRevised(held.id, conflict.certainty, standing, conflict.reason))
        because = _reopening(held, sides)
        if because:
            reopened.append(ContradictionReopened(held.id, because))
    lapsed = tuple(
        ContradictionLapsed(one.id, "fewer than two sides stand")
        for one in open_before.values()
        if one.status is ContradictionStatus.OPEN
    )
    return Findings(
        detected=tuple(detected),
        revised=tuple(revised),
        reopened=tuple(reopened),
        lapsed=lapsed,
        suggestions=_suggestions(story, wordings),
    )


def _sides(conflict: Conflict) -> tuple[Side, ...]:
    """One for each claim, in its own printed form; forms of one value bear one normalised value."""
    found: dict[ClaimId, Side] = {}
    for side in conflict.sides:
        rougher = dict(side.rougher)
        for claim in side.claims:
            found.setdefault(ClaimId(claim), Side(ClaimId(claim), rougher.get(claim, side.value), side.normalised))
    return tuple(found.values())


def _held(
    known: dict[ContradictionId, Contradiction], conflict: Conflict, sides: tuple[Side, ...]
) -> Contradiction | None:
    """The contradiction of this slot that we hold: by the slot's words, else by two sides that it shares."""
    claims = {side.claim for side in sides}
    alike = [one for one in known.values() if one.kind is conflict.kind]
    named = next((one for one in alike if one.slot == conflict.slot), None)
    if named is not None:
        return named
    shared = [(len(claims & {side.claim for side in one.sides}), one.id, one) for one in alike]
    best = max(shared, default=None)
    return best[2] if best is not None and best[0] > 1 else None


def _standing(held: Contradiction, sides: tuple[Side, ...]) -> tuple[StandingSide, ...]:
    """All sides there ever were; those that nobody states any more no longer stand."""
    now = {(side.claim, side.normalised) for side in sides} | {(side.claim, side.value) for side in sides}
    fallen = [
        StandingSide(side.claim, side.value, side.normalised, standing=False)
        for side in held.sides
        if (side.claim, side.normalised) not in now and (side.claim, side.value) not in now
    ]
    return (*(StandingSide(side.claim, side.value, side.normalised, standing=True) for side in sides), *fallen)


def _reopening(held: Contradiction, sides: tuple[Side, ...]) -> str | None:
    """A judged value that reappears joins its side; only a value not seen before opens the matter again."""
    if held.status is ContradictionStatus.LAPSED:
        return "two sides stand again"
    if held.status in JUDGED:
        # A more exact form of a value that was judged is no further value: who had the rough one stands with it.
        judged = {(side.claim, side.value) for side in held.sides}
        known = {side.normalised for side in held.sides}
        known |= {side.normalised for side in sides if (side.claim, side.value) in judged}
        fresh = {side.normalised for side in sides} - known
        if fresh:
            return f"a further value: {', '.join(sorted(fresh))}"
    return None


def _suggestions(story: Story, wordings: Sequence[Wording]) -> tuple[SuggestionMade, ...]:
    found: dict[tuple[str, str], SuggestionMade] = {}
    for update in find_updates(wordings):
        pair = (update.older, update.newer)
        if pair in found or update.older == update.newer:
            continue
        if story.pair_decision(SuggestionKind.SUPERSEDE, *pair) is not None:
            continue
        found[pair] = SuggestionMade(
            SuggestionId(new_id("sug")), SuggestionKind.SUPERSEDE, *pair, Decimal(1), update.reason, CONFLICTS
        )
    return tuple(found.values())
