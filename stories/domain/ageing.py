"""What grows old: when a claim that we carry is to be looked at again, by what kind of thing it states.

A toll is wrong within hours; a plan when its day has come. Whoever rechecks a claim may set another time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from stories.domain.events import StoryStreamEvent
from stories.domain.events_claim import ClaimAccepted, ClaimDisputed, ClaimMarkedInconclusive, ClaimVerified
from stories.domain.events_finding import ClaimRecheckSet
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import Modality


@dataclass(frozen=True, slots=True)
class Rule:
    """after: from the decision on, where no date of the claim itself says more."""

    holds: Callable[[Claim], bool]
    after: timedelta
    why: str


def _is(*modalities: Modality) -> Callable[[Claim], bool]:
    return lambda claim: claim.values.modality in modalities


RULES = (
    Rule(lambda claim: claim.volatile, timedelta(hours=3), "a figure that moves"),
    Rule(_is(Modality.ONGOING), timedelta(hours=6), "something that goes on"),
    Rule(_is(Modality.PLANNED, Modality.OFFERED, Modality.AGREED), timedelta(hours=24), "something that is to come"),
    Rule(_is(Modality.POSSIBLE, Modality.CONDITIONAL), timedelta(hours=24), "something that was only possible"),
)


def recheck_of(claim: Claim, at: datetime) -> tuple[datetime, str] | None:
    """When to look again at a claim decided at this time, and why; None for what does not change.

    Where the claim names days that are still to come, the morning after the last of them, but for figures that move.
    """
    rule = next((rule for rule in RULES if rule.holds(claim)), None)
    if rule is None:
        return None
    ahead = [date.to for date in claim.values.dates if date.to is not None and date.to >= at.date()]
    if ahead and not claim.volatile:
        return datetime.combine(max(ahead) + timedelta(days=1), time(6), UTC), f"{rule.why}: its day has come"
    return at + rule.after, rule.why


def rechecks(story: Story, decided: Sequence[StoryStreamEvent], at: datetime) -> list[StoryStreamEvent]:
    """What the rules add to a decision by which a claim is carried from now on, or carried anew."""
    found: list[StoryStreamEvent] = []
    for event in decided:
        if not isinstance(event, ClaimAccepted | ClaimVerified | ClaimMarkedInconclusive | ClaimDisputed):
            continue
        claim = story.claims[event.claim]
        due = recheck_of(claim, at)
        if due is not None and claim.work.recheck_by is None:
            found.append(ClaimRecheckSet(claim.id, *due))
    return found
