"""What the desk carries and does not know, asked by the machine: who, how many, when, where, which of two, whether.

Asked once for each thing and reason, with an owner and a time; answered by itself when the claim that answers it is
there. For the desk alone: readers see what people ask. Ends in the subscription that does it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.comparison.gaps import counts, uncounted
from stories.comparison.unsaid import QUESTIONS, Slot, Unsaid, says, unsaid
from stories.domain.actors import MACHINE, person_of
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_story import RaiseQuestion, SettleQuestion
from stories.domain.events_story import QuestionOpened
from stories.domain.origins import sourcing
from stories.domain.publication import has_support, is_public, is_tracked
from stories.domain.records import StandingSide
from stories.domain.refusals import Refused
from stories.domain.sourcing_words import is_anonymous
from stories.domain.state import Claim, Contradiction, Question
from stories.domain.story import Story
from stories.domain.values import (
    ClaimId,
    ConflictKind,
    ContradictionId,
    Modality,
    PersonId,
    Polarity,
    QuestionId,
    Voice,
)
from stories.domain.vocabulary import (
    ContradictionOutcome,
    ContradictionStatus,
    Publication,
    QuestionKind,
    QuestionReason,
    Status,
    StoryStatus,
)
from stories.eventlog.read import Stored
from stories.eventlog.subscription import Subscription
from stories.projections.printed import side_words
from stories.projections.stories import refresh
from stories.projections.summaries import shortened

MOST_OPEN = 10  # in one story at once; the others wait until some are answered
WORTH = 0.5  # of being checked, from which on a line is asked about that readers do not see
ASKED_AFTER = ("claim.", "contradiction.", "article.analysed", "story.opened", "story.reopened", "story.merged_in")

DUE = {
    QuestionReason.CONTRADICTION: timedelta(hours=6),
    QuestionReason.MISSING_SLOT: timedelta(hours=12),
    QuestionReason.UNNAMED_SOURCE: timedelta(hours=24),
    QuestionReason.HEDGE: timedelta(hours=24),
}
_UNSURE = frozenset({Status.REPORTED, Status.DISPUTED, Status.INCONCLUSIVE})
_TOLD = frozenset({Modality.HAPPENED, Modality.PLANNED, Modality.AGREED})
_HEDGED = frozenset({Modality.POSSIBLE, Modality.CONDITIONAL})
_JUDGED = {
    Status.VERIFIED: "The desk has verified it.",
    Status.REFUTED: "The desk has refuted it.",
    Status.SUPERSEDED: "A later claim has taken its place.",
    Status.CORRECTED: "It was corrected.",
}
_RESOLVED = {
    ContradictionOutcome.SIDE_STANDS: "One side stands.",
    ContradictionOutcome.ALL_WRONG: "All sides are wrong.",
    ContradictionOutcome.BOTH_IN_TURN: "Both hold, one after the other.",
    ContradictionOutcome.DIFFERENT_SCOPE: "They speak of different things.",
}

Counted = Callable[[str], Claim | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that the desk carries and does not know. pressing: asked about now; others only stay open."""

    about: str
    why: QuestionReason
    text: str
    owner: PersonId | None
    pressing: bool
    worth: float


def asked_and_answered(story: Story, at: datetime) -> list[StoryStreamCommand]:
    """What the machine has to ask, and which of its questions are answered, as the story stands."""
    counted = _counted(story)
    doubts = {(one.about, one.why): one for one in _doubts(story, counted)}
    waiting = [one for one in story.questions.values() if one.why is not None and one.outcome is None]
    commands: list[StoryStreamCommand] = [
        SettleQuestion(question.id, *told)
        for question in waiting
        if (question.about, question.why) not in doubts and (told := _answer(story, question, counted)) is not None
    ]
    if story.status is not StoryStatus.OPEN:
        return commands
    known = {(one.about, one.why) for one in story.questions.values()}
    room = MOST_OPEN - len(waiting) + len(commands)
    fresh = [one for key, one in doubts.items() if one.pressing and key not in known]
    for one in sorted(fresh, key=lambda doubt: -doubt.worth)[: max(room, 0)]:
        asked = QuestionId(new_id("que"))
        due = at + DUE[one.why]
        opened = QuestionOpened(asked, QuestionKind.QUESTION, one.text, one.about, one.owner, due, one.why)
        commands.append(RaiseQuestion(opened))
    return commands


def _doubts(story: Story, counted: Counted) -> Iterator[Doubt]:
    for held in story.contradictions.values():
        standing = [story.claims[side.claim] for side in held.sides if side.standing and side.claim in story.claims]
        carried = [claim for claim in standing if _is_carried(claim)]
        if held.status is ContradictionStatus.OPEN and len(standing) > 1 and carried:
            values = " or ".join(dict.fromkeys(_value(story, side) for side in held.sides if side.standing))
            about = "Which is so" if held.kind is ConflictKind.POLARITY else f"Which holds for {held.slot}"
            text = f"{about}: {values}?"
            yield Doubt(held.id, QuestionReason.CONTRADICTION, text, _owner(carried), pressing=True, worth=3)
    for claim in story.claims.values():
        if _is_carried(claim):
            yield from _doubts_of(story, claim, counted)


def _doubts_of(story: Story, claim: Claim, counted: Counted) -> Iterator[Doubt]:
    public = is_public(story, claim)
    worth = float(claim.check_worthiness or 0)
    said = shortened(claim.statement, 200)

    def doubt(why: QuestionReason, text: str) -> Doubt:
        pressing = public or worth >= WORTH
        return Doubt(claim.id, why, text, _owner([claim]), pressing=pressing, worth=worth + 2 * public)

    if claim.status in _UNSURE and (nobody := _unnamed(story, claim)):
        text = f"Who says so by name, besides “{nobody}”: “{said}”?"
        yield doubt(QuestionReason.UNNAMED_SOURCE, text)
    if claim.status in _UNSURE and claim.values.modality in _HEDGED:
        yield doubt(QuestionReason.HEDGE, f"Is it so? It is said as a possibility only: “{said}”.")
    if claim.status not in {*_UNSURE, Status.VERIFIED}:
        return
    if uncounted(claim.statement):
        if _counting(claim, counted) is None:
            yield doubt(QuestionReason.MISSING_SLOT, f"How many? No number is given: “{said}”.")
    elif (gap := _unsaid(claim)) and _saying(story, claim, gap) is None:
        yield doubt(QuestionReason.MISSING_SLOT, f"{QUESTIONS[gap.slot]}: “{said}”.")


def _value(story: Story, side: StandingSide) -> str:
    return f"“{side_words(story.claims.get(side.claim), side.value, side.normalised)}”"


def _is_carried(claim: Claim) -> bool:
    return is_tracked(claim) and claim.publication is not Publication.CANCELED


def _owner(claims: Sequence[Claim]) -> PersonId | None:
    """Who is on one of them, else who decided on it last."""
    for claim in claims:
        if claim.work.assignee is not None:
            return claim.work.assignee
    deciders = [person_of(claim.last_decision.by) for claim in claims if claim.last_decision is not None]
    return next((PersonId(one) for one in deciders if one.startswith("usr_")), None)


def _unnamed(story: Story, claim: Claim) -> str:
    """What the sources are called, where none of them has a name."""
    if not any(is_anonymous(one) for one in claim.standing_appearances) or not sourcing(story, claim).anonymous_only:
        return ""
    chains = (one.attribution for one in claim.standing_appearances if is_anonymous(one))
    return next((link.speaker for chain in chains for link in reversed(chain) if link.speaker), "")


def _counted(story: Story) -> Counted:
    """By toll, a claim that the desk carries and that gives it as a number; each toll is looked for once."""

    @cache
    def found(gap: str) -> Claim | None:
        return next((one for one in story.claims.values() if _is_carried(one) and counts(one.statement, gap)), None)

    return found


def _counting(claim: Claim, counted: Counted) -> Claim | None:
    """A claim that the desk carries and that gives the toll which this one leaves open; it may be itself by now."""
    gap = uncounted(claim.statement)
    if any(counts(item.text, gap) for item in claim.standing_appearances):
        return claim
    return counted(gap)


def _unsaid(claim: Claim) -> Unsaid | None:
    """Of what happened or is planned, in the words of whoever tells it: a quotation is asked about by nobody."""
    modality = claim.values.modality
    if modality not in _TOLD or claim.values.polarity is Polarity.NEGATED:
        return None
    if any(one.voice is Voice.QUOTED for one in claim.standing_appearances):
        return None
    return unsaid(claim.statement, planned=modality is Modality.PLANNED)


def _saying(story: Story, claim: Claim, gap: Unsaid) -> Claim | None:
    """A claim of the story that may tell what this one leaves open, whatever the desk holds of it; it may be itself."""
    dated = gap.slot is Slot.TIME and claim.values.dates
    if dated or any(says(item.text, gap) for item in claim.standing_appearances):
        return claim
    others = (one for one in story.claims.values() if one.merged_into is None and one.id != claim.id)
    return next((one for one in others if any(says(item.text, gap) for item in one.standing_appearances)), None)


def _answer(story: Story, question: Question, counted: Counted) -> tuple[str, ClaimId | None] | None:
    """In words, with the claim that answers it. None while the thing is neither here nor settled."""
    contradiction = story.contradictions.get(ContradictionId(question.about or ""))
    if contradiction is not None:
        return _judged(contradiction), contradiction.side
    claim = story.claims.get(ClaimId(question.about or ""))
    if claim is None:
        return None
    if claim.merged_into is not None:
        return "It is part of another claim now.", claim.merged_into
    if claim.publication is Publication.CANCELED:
        return "It was withdrawn.", claim.id
    missing = question.why is QuestionReason.MISSING_SLOT
    if claim.status in _JUDGED and not (missing and claim.status is Status.VERIFIED):
        return _JUDGED[claim.status], claim.successor or claim.id
    if not is_tracked(claim):
        return "The desk does not carry it any more.", claim.id
    if missing:
        gap = None if uncounted(claim.statement) else _unsaid(claim)
        other = (_saying(story, claim, gap) if gap else _counting(claim, counted)) or claim
        texts = [item.text for item in other.standing_appearances]
        given = next((text for text in texts if (says(text, gap) if gap else not uncounted(text))), other.statement)
        return f"“{shortened(given, 200)}”", other.id
    if question.why is QuestionReason.UNNAMED_SOURCE:
        return (sourcing(story, claim).explanation, claim.id) if has_support(story, claim) else None
    return "It is said without reserve now.", claim.id


def _judged(held: Contradiction) -> str:
    if held.outcome is not None and held.status is ContradictionStatus.RESOLVED:
        return _RESOLVED[held.outcome]
    if held.status is ContradictionStatus.DISMISSED:
        return "It is no contradiction."
    return "No two sides stand of which the desk carries one."


def ask(batch: Sequence[Stored]) -> None:
    """Once for each story of the batch, as it stands now."""
    for story in dict.fromkeys(one.stream.public for one in batch if one.envelope.type.startswith(ASKED_AFTER)):
        at = now()
        try:
            done = handle_story(story, lambda state, at=at: asked_and_answered(state, at), Order(MACHINE, at))  # type: ignore[misc]
        except Refused as refused:
            if refused.code != "story-merged":
                raise
            continue
        if done.events:
            refresh(story)


SUBSCRIPTION = Subscription("questions", "celery", ask, transactional=False)
