"""What the rules themselves add to an append: a claim that lost all support is held, a challenge begins or ends.

Computed on a trial fold of the events, since they depend on all of them together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from stories.domain.events import Meta, StoryStreamEvent
from stories.domain.events_claim import ClaimHeld
from stories.domain.events_contradiction import (
    ContradictionDetected,
    ContradictionDismissed,
    ContradictionLapsed,
    ContradictionReopened,
    ContradictionResolved,
    ContradictionRevised,
)
from stories.domain.events_finding import ClaimChallenged, ClaimChallengeEnded
from stories.domain.evolve import evolve
from stories.domain.origins import independent
from stories.domain.publication import UNDECIDED, has_support, is_public
from stories.domain.state import Contradiction
from stories.domain.story import Story
from stories.domain.values import Certainty, EventId
from stories.domain.vocabulary import ContradictionStatus, HoldReason, Publication


def trial(story: Story, events: Iterable[StoryStreamEvent], at: datetime, actor: str) -> Story:
    """The story as it would be; the given one is left alone."""
    copy = replace(
        story,
        articles={key: replace(item) for key, item in story.articles.items()},
        claims={key: replace(item) for key, item in story.claims.items()},
        contradictions={key: replace(item) for key, item in story.contradictions.items()},
        questions={key: replace(item) for key, item in story.questions.items()},
        suggestions={key: replace(item) for key, item in story.suggestions.items()},
        sources=dict(story.sources),
        pairs=dict(story.pairs),
        moved_out=dict(story.moved_out),
        history={},
        erased=set(story.erased),
    )
    for step, event in enumerate(events, start=1):
        evolve(copy, event, Meta(EventId(f"trial-{step}"), story.version + step, at, actor))
    return copy


def with_consequences(
    story: Story, events: Sequence[StoryStreamEvent], at: datetime, actor: str
) -> list[StoryStreamEvent]:
    if not events:
        return []
    after = trial(story, events, at, actor)
    return [*events, *_support_lost(story, after), *_challenges(after, events)]


def _support_lost(before: Story, after: Story) -> list[StoryStreamEvent]:
    held: list[StoryStreamEvent] = []
    elsewhere = before.sources != after.sources  # whose word counts is no claim's own matter
    for id_, claim in after.claims.items():
        was = before.claims.get(id_)
        if was is None or claim.merged_into is not None or (claim.touched == was.touched and not elsewhere):
            continue
        # Not only what was public: what waits for an embargo's end must not come out when its article is killed.
        decided = claim.publication is Publication.USABLE and claim.status not in UNDECIDED
        if decided and has_support(before, was) and not has_support(after, claim):
            held.append(ClaimHeld(id_, HoldReason.SUPPORT_LOST))
    return held


def _challenges(after: Story, events: Sequence[StoryStreamEvent]) -> list[StoryStreamEvent]:
    named = dict.fromkeys(
        event.contradiction
        for event in events
        if isinstance(
            event,
            ContradictionDetected
            | ContradictionRevised
            | ContradictionReopened
            | ContradictionLapsed
            | ContradictionResolved
            | ContradictionDismissed,
        )
    )
    found: list[StoryStreamEvent] = []
    for id_ in named:
        contradiction = after.contradictions.get(id_)
        if contradiction is not None:
            found += _challenge(after, contradiction)
    return found


def _challenge(story: Story, contradiction: Contradiction) -> list[StoryStreamEvent]:
    """Only what is certain challenges a public line, and only while it is open."""
    standing = {side.claim for side in contradiction.sides if side.standing}
    is_open = contradiction.status is ContradictionStatus.OPEN
    found: list[StoryStreamEvent] = []
    for id_ in dict.fromkeys(side.claim for side in contradiction.sides):
        claim = story.claims.get(id_)
        if claim is None:
            continue
        rivals = [story.claims[other] for other in standing - {id_} if other in story.claims]
        challenged = (
            is_open
            and id_ in standing
            and contradiction.certainty is Certainty.CERTAIN
            and any(independent(story, claim, rival) for rival in rivals)
        )
        known = contradiction.id in claim.work.challenged
        if challenged and not known and is_public(story, claim):
            found.append(ClaimChallenged(id_, contradiction.id))
        elif known and not challenged:
            why = "no independent side stands" if is_open else contradiction.status.value
            found.append(ClaimChallengeEnded(id_, contradiction.id, why))
    return found
