"""The fold step for questions and for pair decisions; the desk folds its own pair decisions with the same step."""

from dataclasses import replace
from typing import assert_never

from stories.domain.actors import person_of
from stories.domain.events import Meta
from stories.domain.events_story import (
    QuestionAnswered,
    QuestionAssigned,
    QuestionClosed,
    QuestionEvent,
    QuestionMovedIn,
    QuestionMovedOut,
    QuestionOpened,
    SuggestionConfirmed,
    SuggestionEvent,
    SuggestionMade,
    SuggestionMarkedUnsure,
    SuggestionRejected,
)
from stories.domain.fold import depend_on, remember
from stories.domain.state import Question, Suggestion
from stories.domain.story import Pair, Story, pair
from stories.domain.values import SuggestionId
from stories.domain.vocabulary import Judgement, QuestionKind, QuestionOutcome


def evolve_question(story: Story, event: QuestionEvent, meta: Meta) -> None:
    match event:
        case QuestionOpened(question=id_, kind=kind, text=text, about=about, owner=owner, due=due, why=why):
            story.questions[id_] = Question(id_, kind, text, meta.at, about, owner, due, why=why)
        case QuestionMovedIn():
            story.questions[event.question] = replace(event.state)
            story.moved_out.pop(event.question, None)
    held = story.questions.get(event.question)
    if held is None:
        return
    held.touched = meta.version
    remember(story, event.question, meta)
    match event:
        case QuestionOpened() | QuestionMovedIn():
            pass
        case QuestionAssigned(owner=owner, due=due):
            held.owner, held.due = owner, due
        case QuestionAnswered(answer=answer, claim=claim):
            held.answer, held.claim = answer, claim
            if held.kind is QuestionKind.QUESTION:  # a complaint is answered and then upheld or rejected
                held.outcome = QuestionOutcome.ANSWERED
            if held.why is None:  # what a machine notes of a decision must not keep anybody from undoing it
                depend_on(story.claims.get(claim) if claim is not None else None)
        case QuestionClosed(outcome=outcome, note=note):
            held.outcome, held.note = outcome, note
        case QuestionMovedOut(to=to):
            del story.questions[event.question]
            story.moved_out[event.question] = to
        case _:
            assert_never(event)


def evolve_suggestion(story: Story, event: SuggestionEvent, meta: Meta) -> None:
    remember(story, event.suggestion, meta)
    judge(story.suggestions, story.pairs, event, meta)


def judge(
    suggestions: dict[SuggestionId, Suggestion], pairs: dict[Pair, Judgement], event: SuggestionEvent, meta: Meta
) -> None:
    if isinstance(event, SuggestionMade):
        suggestions[event.suggestion] = Suggestion(
            event.suggestion,
            event.kind,
            event.a,
            event.b,
            event.score,
            event.reason,
            event.comparer,
            touched=meta.version,
        )
        return
    held = suggestions.get(event.suggestion)
    if held is None:
        return
    match event:
        case SuggestionConfirmed():
            held.judgement = Judgement.CONFIRMED
        case SuggestionRejected():
            held.judgement = Judgement.REJECTED
        case SuggestionMarkedUnsure():
            held.judgement = Judgement.UNSURE
        case _:
            assert_never(event)
    held.by, held.at, held.note, held.touched = person_of(meta.actor), meta.at, event.note, meta.version
    pairs[pair(held.kind, held.a, held.b)] = held.judgement
