"""Pages where people judge what a machine suggested or somebody asked: suggestions and questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Asked, Look, Verb
from stories.admin.claim_offers import claims_near, people, person_chosen
from stories.admin.fields import choices, moment, words
from stories.admin.picking import PickField
from stories.admin.rooms import Room
from stories.admin.tabs import OLDER
from stories.admin.wordbook import ASKED
from stories.application import taking_back
from stories.application.handle import Handled, Order
from stories.application.late_reprints import copied_from, is_of_one
from stories.application.people import names_of
from stories.application.reprints import borrowed
from stories.domain import commands_story as commands
from stories.domain.origin_reach import resting_on
from stories.domain.permissions import Action
from stories.domain.values import ArticleId, ClaimId, QuestionId, SuggestionId
from stories.domain.vocabulary import (
    Judgement,
    QuestionKind,
    QuestionOutcome,
    SuggestionKind,
)
from stories.models import reading
from stories.projections.documents import claim_document, question_document

Cleaned = dict[str, Any]
Offer = list[tuple[Any, Any]]


class JudgeForm(forms.Form):
    note = words(_("Note"), required=False)


class AnswerForm(forms.Form):
    answer = words(_("Answer"))
    claim = PickField(label=_("Claim that answers it"), required=False)


class AssignForm(forms.Form):
    owner = forms.ChoiceField(label=_("Who finds out"), required=False)
    due = moment(_("Due"))


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"))
    note = words(_("Note"), required=False)


def _judge(label: Any, does: Any, command: Any, already: Judgement) -> Verb:
    return Verb(
        label,
        does,
        Action.JUDGE,
        JudgeForm,
        lambda given, asked: command(SuggestionId(asked.thing), given["note"] or None),
        lambda look: _now("It is so already.") if look.held.judgement is already else None,
        first=True,
    )


def _confirm(story: str, given: Cleaned, asked: Asked, order: Order) -> Handled:
    command = commands.ConfirmSuggestion(SuggestionId(asked.thing), given["note"] or None)
    return taking_back.confirm(story, command, order).done[0]


SUGGESTION_VERBS: dict[str, Verb] = {
    "confirm": Verb(
        _("Confirm"),
        _("What is suggested is done; that an origin is withdrawn, in all stories in which that waits."),
        Action.JUDGE,
        JudgeForm,
        None,
        lambda look: _now("It is so already.") if look.held.judgement is Judgement.CONFIRMED else None,
        carry=_confirm,
        first=True,
    ),
    "reject": _judge(
        _("Reject"), _("The machine does not suggest it again."), commands.RejectSuggestion, Judgement.REJECTED
    ),
    "unsure": _judge(
        _("Not sure"), _("It stays as it is, with your note."), commands.MarkSuggestionUnsure, Judgement.UNSURE
    ),
}
ALIKE = {SuggestionKind.ARTICLE_IN_STORY, SuggestionKind.SAME_STORY, SuggestionKind.SAME_CLAIM}
BETWEEN_STORIES = {SuggestionKind.ARTICLE_IN_STORY, SuggestionKind.SAME_STORY}


def _suggestion(look: Look) -> dict[str, Any]:
    story, held = look.story, look.held
    claims = [claim_document(story, story.claims[ClaimId(one)]) for one in (held.a, held.b) if one in story.claims]
    withdrawing = held.kind is SuggestionKind.WITHDRAW_ORIGIN
    return {
        "origin": _origin(look) if withdrawing else None,
        "title": str(ASKED.get(held.kind.value, held.kind.value)),
        "claims": claims,
        "judged_by": names_of({held.by})[held.by] if held.by else None,
        "likeness": held.kind in ALIKE,
        "newer": held.kind is SuggestionKind.SUPERSEDE and len(claims) == len((held.a, held.b)),
        "between_stories": held.kind in BETWEEN_STORIES,
    }


def _origin(look: Look) -> dict[str, Any]:
    """What is to be withdrawn, here and elsewhere."""
    story, origin = look.story, str(look.held.a)
    if is_of_one(look.held):
        article = ArticleId(look.held.b)
        resting = {ref.claim for ref in copied_from(story, article, origin)}
        job, others = None, []
    else:
        article = None
        resting = {ref.claim for ref in (*resting_on(story, origin), *borrowed(story, origin))}
        job = taking_back.job_of(origin, look.by)
        others = [one.story for one in taking_back.waiting(origin, besides=story.id)]
    return {
        "name": taking_back.name_of(origin),
        "article": article,
        "article_name": taking_back.name_of(article) if article else "",
        "claims": [claim_document(story, one) for one in story.claims.values() if one.id in resting],
        "elsewhere": reading.Story.objects.filter(pk__in=others).order_by("title"),
        "job": job,
        "job_id": f"job_{job.id.hex}" if job else None,
    }


def _unanswered(look: Look) -> Any:
    return None if look.held.outcome is None else _now("It is closed.")


def _outcomes(look: Look) -> dict[str, Offer]:
    is_question = look.held.kind is QuestionKind.QUESTION
    fit = [one for one in choices(QuestionOutcome) if (one[0] == QuestionOutcome.ANSWERED.value) is is_question]
    return {"outcome": fit}


def _answers(look: Look) -> dict[str, Offer]:
    return {"claim": [("", "-"), *claims_near(look.story, look.held.text, first=[look.held.about or ""])]}


QUESTION_VERBS: dict[str, Verb] = {
    "answer": Verb(
        _("Answer"),
        _("Readers no longer see it among what we do not know."),
        Action.JUDGE,
        AnswerForm,
        lambda given, asked: commands.AnswerQuestion(
            QuestionId(asked.thing), given["answer"], ClaimId(given["claim"]) if given["claim"] else None
        ),
        _unanswered,
        _answers,
        first=True,
    ),
    "assign": Verb(
        _("Assign"),
        _("Readers will not see it."),
        Action.ASK,
        AssignForm,
        lambda given, asked: commands.AssignQuestion(
            QuestionId(asked.thing), person_chosen(given["owner"]), given["due"]
        ),
        _unanswered,
        lambda _look: {"owner": people()},
        first=True,
    ),
    "close": Verb(
        _("Close"),
        _("Readers no longer see it among what we do not know."),
        Action.JUDGE,
        CloseForm,
        lambda given, asked: commands.CloseQuestion(
            QuestionId(asked.thing), QuestionOutcome(given["outcome"]), given["note"] or None
        ),
        _unanswered,
        _outcomes,
    ),
}


def _question(look: Look) -> dict[str, Any]:
    held = look.held
    about = look.story.claims.get(ClaimId(held.about)) if held.about else None
    return {
        "title": held.text,
        "question": question_document(look.story, held),
        "about": about,
        "owner": names_of({held.owner})[held.owner] if held.owner else None,
    }


SUGGESTION_ROOM = Room(
    "suggestion", SUGGESTION_VERBS, lambda story, thing: story.suggestions.get(SuggestionId(thing)), _suggestion, OLDER
)
QUESTION_ROOM = Room(
    "question", QUESTION_VERBS, lambda story, thing: story.questions.get(QuestionId(thing)), _question, OLDER
)
