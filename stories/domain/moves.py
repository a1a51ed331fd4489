"""Moves between two stories: what leaves one stream, and what arrives in the other, complete.

A claim moves with its id only when all its support moves. Otherwise it stays, and its moved appearances join, or make,
a claim of the target under the id that the caller gives for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from stories.domain.actors import By
from stories.domain.checks import claim_of, said
from stories.domain.consequences import with_consequences
from stories.domain.events import StoryStreamEvent
from stories.domain.events_claim import ClaimMerged
from stories.domain.events_contradiction import (
    ContradictionLapsed,
    ContradictionRevised,
)
from stories.domain.events_finding import ClaimAppeared, ClaimExtracted
from stories.domain.events_story import (
    StoryMerged,
    StoryMergedIn,
    StoryOpened,
    StoryProposed,
    StorySplit,
    StoryWoke,
)
from stories.domain.journeys import Arrival, Journey, Moves
from stories.domain.permissions import Action, require
from stories.domain.refusals import Refused
from stories.domain.state import Claim, ClaimAppearance
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId, ContradictionId, Modality, Polarity
from stories.domain.vocabulary import ContradictionStatus, Judgement, Status, StoryStatus, SuggestionKind


def staying_claims(story: Story, articles: Iterable[ArticleId]) -> tuple[ClaimId, ...]:
    """The claims that stand in these articles and elsewhere too: the caller finds or makes ids for them."""
    moved = set(articles)
    return tuple(
        claim.id
        for claim in story.claims.values()
        if _standing_in(claim, moved) and not _wholly_in(claim, moved) and claim.merged_into is None
    )


def move_articles(
    story: Story,
    target: Story,
    articles: tuple[ArticleId, ...],
    names: Mapping[ClaimId, ClaimId],
    by: By,
    at: datetime,
) -> Moves:
    """names: for each of staying_claims, the claim of the target that its appearances join, or a new id."""
    require(by, Action.MOVE_OR_WITHDRAW_ARTICLE)
    _both_there(story, target)
    journey = Journey(story, target)
    _carry(journey, articles, (), names)
    return Moves(with_consequences(story, journey.out, at, by.actor), [*_woken(target, articles), *journey.into])


def merge_stories(loser: Story, survivor: Story, by: By) -> Moves:
    """Everything goes over, ids kept; the loser's own past stays readable under its id.

    The machine may so gather what it proposed itself, as long as nobody has touched it.
    """
    if not (by.is_machine and _untouched(loser)):
        require(by, Action.PUBLISH_STORY)
    if loser.merged_into == survivor.id:
        return Moves([], [])
    _both_there(loser, survivor)
    journey = Journey(loser, survivor)
    for article in loser.articles:
        journey.article(article)
    for claim in loser.claims:
        journey.claim(claim)
    for contradiction in loser.contradictions.values():
        journey.contradiction(contradiction)
    for question in loser.questions:
        journey.question(question)
    journey.out.append(StoryMerged(survivor.id))
    arrived = [*_woken(survivor, tuple(loser.articles)), *journey.into]
    return Moves(journey.out, [*arrived, Arrival(StoryMergedIn(loser.id), len(journey.out) - 1)])


def _woken(target: Story, articles: tuple[ArticleId, ...]) -> list[Arrival]:
    """An article that comes to a quiet story wakes it, whichever way it comes."""
    return [Arrival(StoryWoke(articles[0]))] if articles and target.status is StoryStatus.DORMANT else []


def _untouched(story: Story) -> bool:
    """A proposed story in which nobody has decided, filed or asked anything."""
    undecided = all(is_undecided(claim) for claim in story.claims.values())
    return story.status is StoryStatus.PROPOSED and undecided and not story.questions and not story.pairs


def is_undecided(claim: Claim) -> bool:
    """Whether no person has decided on the claim, filed it or given evidence for it."""
    return claim.status is Status.DETECTED and not (claim.evidence or claim.filed_by or claim.last_decision)


def split_story(
    story: Story,
    target: Story,
    title: str,
    slug: str,
    articles: tuple[ArticleId, ...],
    claims: tuple[ClaimId, ...],
    names: Mapping[ClaimId, ClaimId],
    by: By,
    at: datetime,
) -> Moves:
    """target: an empty story under its new id. claims: to take besides those that only these articles state."""
    require(by, Action.PUBLISH_STORY)
    if target.version > 0:
        raise Refused("id-taken", target.id)
    if not articles and not claims:
        raise Refused("nothing-to-move", story.id)
    begun = [
        Arrival(StoryProposed(said(title, "empty-title"), said(slug, "empty-slug"), story.id)),
        Arrival(StoryOpened()),
    ]
    journey = Journey(story, target)
    moved = _carry(journey, articles, claims, names)
    out: list[StoryStreamEvent] = [*journey.out, StorySplit(target.id, articles, moved)]
    return Moves(with_consequences(story, out, at, by.actor), [*begun, *journey.into])


def _both_there(story: Story, target: Story) -> None:
    if story.id == target.id:
        raise Refused("same-story", story.id)
    for one in (story, target):
        if one.version == 0:
            raise Refused("no-such-story", one.id)
        if one.merged_into is not None:
            raise Refused("story-merged", one.merged_into)


def _standing_in(claim: Claim, articles: set[ArticleId]) -> list[ClaimAppearance]:
    return [item for item in claim.appearances if item.standing and item.appearance.article in articles]


def _wholly_in(claim: Claim, articles: set[ArticleId]) -> bool:
    """Its evidence goes with the claim; so only its standing appearances say where it belongs."""
    return all(item.appearance.article in articles for item in claim.appearances if item.standing)


def _carry(
    journey: Journey, articles: tuple[ArticleId, ...], claims: tuple[ClaimId, ...], names: Mapping[ClaimId, ClaimId]
) -> tuple[ClaimId, ...]:
    """The claims that moved with their ids."""
    story, moved = journey.story, set(articles)
    for article in articles:
        journey.article(article)
    whole = [claim.id for claim in story.claims.values() if _standing_in(claim, moved) and _wholly_in(claim, moved)]
    for id_ in claims:
        if not _wholly_in(claim_of(story, id_), moved):
            raise Refused("claim-keeps-support", id_)
    gone = tuple(dict.fromkeys((*whole, *claims)))
    for id_ in gone:
        journey.claim(id_)
    for id_ in staying_claims(story, articles):
        if id_ not in names:
            raise Refused("claim-keeps-support", id_)
        journey.into += [Arrival(event) for event in _rejoin(journey, story.claims[id_], names[id_], moved)]
    settled = _contradictions(journey, set(gone))
    for asked in list(story.questions.values()):
        if asked.about in {*gone, *settled}:
            journey.question(asked.id)
    for id_ in gone:
        former = _former(journey, story.claims[id_], moved)
        if former is not None:
            journey.into.append(Arrival(ClaimMerged(id_, former)))
    return gone


def _former(journey: Journey, claim: Claim, moved: set[ArticleId]) -> ClaimId | None:
    """The target's own claim for the same words of the same article, which was there before and is back.

    Nothing that a person decided or filed is folded into another claim so.
    """
    if not is_undecided(claim):
        return None
    words = {(item.appearance.article, item.appearance.text) for item in _standing_in(claim, moved)}
    for other in journey.target.claims.values():
        there = {(item.appearance.article, item.appearance.text) for item in other.appearances}
        parted = journey.target.pair_decision(SuggestionKind.SAME_CLAIM, claim.id, other.id)
        if other.merged_into is None and words & there and parted is not Judgement.REJECTED:
            return other.id
    return None


def _rejoin(journey: Journey, claim: Claim, name: ClaimId, moved: set[ArticleId]) -> list[StoryStreamEvent]:
    """The appearances that went along, on a claim of the target; head revisions only, as they stood here."""
    items = _standing_in(claim, moved)
    first = items[0]
    events: list[StoryStreamEvent] = []
    if name not in journey.target.claims:
        events.append(
            ClaimExtracted(
                name,
                claim.statement,
                first.appearance,
                claim.values.polarity or Polarity.AFFIRMED,
                claim.values.modality or Modality.HAPPENED,
                claim.values.quantities,
                claim.values.dates,
                claim.values.places,
                first.differences,
                claim.check_worthiness or Decimal(0),
                first.extractor,
                claim.speaker,
                claim.volatile or None,
            )
        )
        items = items[1:]
    events += [
        ClaimAppeared(name, item.appearance, item.differences, item.score or Decimal(1), item.extractor)
        for item in items
    ]
    return events


def _contradictions(journey: Journey, gone: set[ClaimId]) -> list[ContradictionId]:
    """A contradiction goes along when all its sides do; else the sides that went no longer stand here.

    Those that went.
    """
    along = []
    for held in list(journey.story.contradictions.values()):
        sides = {side.claim for side in held.sides}
        if sides <= gone:
            journey.contradiction(held)
            along.append(held.id)
            continue
        if not sides & gone:
            continue
        left = tuple(replace(side, standing=side.standing and side.claim not in gone) for side in held.sides)
        why = "a side moved to another story"
        journey.out.append(ContradictionRevised(held.id, held.certainty, left, why))
        if held.status is ContradictionStatus.OPEN and sum(side.standing for side in left) < 2:
            journey.out.append(ContradictionLapsed(held.id, why))
    return along
