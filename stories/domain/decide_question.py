"""Rules for questions and for pair decisions: a machine never overrules a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from stories.domain.actors import By
from stories.domain.checks import claim_of, question_of, said, unused
from stories.domain.commands_claim import SupersedeClaim
from stories.domain.commands_story import (
    AnswerQuestion,
    AssignQuestion,
    CloseQuestion,
    ConfirmSuggestion,
    MakeSuggestion,
    MarkSuggestionUnsure,
    OpenQuestion,
    QuestionCommand,
    RaiseQuestion,
    RejectSuggestion,
    SettleQuestion,
    SuggestionCommand,
)
from stories.domain.consequences import with_consequences
from stories.domain.decide_care import merge
from stories.domain.decide_verdict import CAN_BE_SUPERSEDED, supersede
from stories.domain.events import StoryStreamEvent
from stories.domain.events_article import OriginWithdrawn
from stories.domain.events_story import (
    QuestionAnswered,
    QuestionAssigned,
    QuestionClosed,
    QuestionOpened,
    SuggestionConfirmed,
    SuggestionEvent,
    SuggestionMade,
    SuggestionMarkedUnsure,
    SuggestionRejected,
)
from stories.domain.origin_reach import resting_on
from stories.domain.permissions import Action, require
from stories.domain.refusals import Refused
from stories.domain.state import Suggestion
from stories.domain.story import Pair, Story, pair
from stories.domain.values import ClaimId, SuggestionId
from stories.domain.vocabulary import Judgement, QuestionKind, QuestionOutcome, SuggestionKind


def decide_question(command: QuestionCommand, story: Story, by: By) -> list[StoryStreamEvent]:
    match command:
        case OpenQuestion(question=id_, kind=kind, text=text, about=about, owner=owner, due=due):
            require(by, Action.ASK)
            unused(story, id_)
            return [QuestionOpened(id_, kind, said(text, "empty-text"), about, owner, due)]
        case AssignQuestion(owner=owner, due=due):
            require(by, Action.ASK)
            question = question_of(story, command.question)
            if question.outcome is not None:
                raise Refused("question-closed", question.id)
            return [] if (question.owner, question.due) == (owner, due) else [QuestionAssigned(question.id, owner, due)]
        case AnswerQuestion(answer=answer, claim=claim):
            require(by, Action.JUDGE)
            question = question_of(story, command.question)
            if question.answer is not None and (question.answer, question.claim) == (answer, claim):
                return []
            if question.outcome is not None:
                raise Refused("question-closed", question.id)
            if claim is not None:
                claim_of(story, claim)
            return [QuestionAnswered(question.id, said(answer, "empty-text"), claim)]
        case CloseQuestion(outcome=outcome, note=note):
            require(by, Action.JUDGE)
            question = question_of(story, command.question)
            if question.outcome is outcome:
                return []
            if question.outcome is not None:
                raise Refused("question-closed", question.id)
            if (question.kind is QuestionKind.QUESTION) is not (outcome is QuestionOutcome.ANSWERED):
                raise Refused("wrong-outcome", question.id)
            return [QuestionClosed(question.id, outcome, note)]
        case RaiseQuestion(opened=opened):
            require(by, Action.RECORD_FINDINGS)
            return [opened] if _is_new(opened, story) else []
        case SettleQuestion(question=id_, answer=answer, claim=claim):
            require(by, Action.RECORD_FINDINGS)
            question = question_of(story, id_)
            if question.why is None or question.outcome is not None:
                return []  # what a person asked a person answers
            return [QuestionAnswered(question.id, said(answer, "empty-text"), claim)]
        case _:
            assert_never(command)


def _is_new(opened: QuestionOpened, story: Story) -> bool:
    """Asked once for each thing and reason, however it was closed; not at all where a person asks about it already."""
    unused(story, opened.question)
    about = [one for one in story.questions.values() if one.about == opened.about]
    return not any(one.why is opened.why or (one.why is None and one.outcome is None) for one in about)


def decide_suggestion(command: SuggestionCommand, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    """Confirming does what was suggested, where it lies within the story; moves and merges of stories are the
    caller's, since they need both streams."""
    events: list[StoryStreamEvent] = [*judged(command, story.suggestions, story.pairs, by)]
    if not events or not isinstance(command, ConfirmSuggestion):
        return events
    held = story.suggestions[command.suggestion]
    match held.kind:
        case SuggestionKind.SAME_CLAIM:
            events += merge(story, ClaimId(held.a), ClaimId(held.b))
        case SuggestionKind.SUPERSEDE:
            older = claim_of(story, ClaimId(held.a))
            if older.status in CAN_BE_SUPERSEDED:
                events += supersede(older, SupersedeClaim(older.id, ClaimId(held.b), at), story)
        case SuggestionKind.WITHDRAW_ORIGIN:
            article = held.b if held.b.startswith("art_") else None
            reach = tuple(ref for ref in resting_on(story, held.a) if article in (None, ref.article))
            if reach:
                events.append(OriginWithdrawn(held.a, reach, held.reason))
        case SuggestionKind.ARTICLE_IN_STORY | SuggestionKind.SAME_STORY:
            pass
        case _:
            assert_never(held.kind)
    return with_consequences(story, events, at, by.actor)


def judged(
    command: SuggestionCommand,
    suggestions: Mapping[SuggestionId, Suggestion],
    pairs: Mapping[Pair, Judgement],
    by: By,
) -> list[SuggestionEvent]:
    if isinstance(command, MakeSuggestion):
        require(by, Action.RECORD_FINDINGS)
        return suggested(suggestions, pairs, command.made)
    require(by, Action.JUDGE)
    held = suggestions.get(command.suggestion)
    if held is None:
        raise Refused("no-such-suggestion", command.suggestion)
    match command:
        case ConfirmSuggestion(note=note):
            wanted, event = Judgement.CONFIRMED, SuggestionConfirmed(held.id, note)
        case RejectSuggestion(note=note):
            return [] if held.judgement is Judgement.REJECTED else [SuggestionRejected(held.id, note)]
        case MarkSuggestionUnsure(note=note):
            return [] if held.judgement is Judgement.UNSURE else [SuggestionMarkedUnsure(held.id, note)]
        case _:
            assert_never(command)
    return [] if held.judgement is wanted else [event]


def suggested(
    suggestions: Mapping[SuggestionId, Suggestion], pairs: Mapping[Pair, Judgement], made: SuggestionMade
) -> list[SuggestionEvent]:
    """Nothing where a person has spoken on the pair, or the same suggestion waits already."""
    wanted = pair(made.kind, made.a, made.b)
    waits = any(pair(item.kind, item.a, item.b) == wanted for item in suggestions.values())
    return [] if wanted in pairs or waits else [made]
