"""Pages where people judge what a machine found or somebody asked: contradictions, suggestions, questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Asked, Look, Verb
from stories.admin.claim_forms import ReasonForm
from stories.admin.claim_offers import people, person_chosen
from stories.admin.contexts import by_value
from stories.admin.fields import NewEvidenceForm, choices, evidence_from, moment, ticks, words
from stories.admin.rooms import Room
from stories.application.people import names_of
from stories.domain import commands_story as commands
from stories.domain.permissions import Action
from stories.domain.records import EvidenceRef
from stories.domain.state import Contradiction
from stories.domain.values import ClaimId, ContradictionId, QuestionId, SuggestionId
from stories.domain.vocabulary import (
    ContradictionOutcome,
    ContradictionStatus,
    Judgement,
    QuestionKind,
    QuestionOutcome,
    Status,
    SuggestionKind,
)
from stories.projections.documents import claim_document, contradiction_document, question_document
from stories.projections.summaries import shortened, with_gaps

Cleaned = dict[str, Any]
Offer = list[tuple[Any, Any]]
VERDICTS = (Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE)


class ResolveForm(NewEvidenceForm):
    """Evidence is needed: some that stands on a side, or new one, filed on the side that stands."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (ContradictionOutcome.SIDE_STANDS.value, _("this side stands")),
            (ContradictionOutcome.ALL_WRONG.value, _("all are wrong")),
            (ContradictionOutcome.BOTH_IN_TURN.value, _("both were true in turn")),
            (ContradictionOutcome.DIFFERENT_SCOPE.value, _("they speak of different things")),
        ],
    )
    side = forms.ChoiceField(label=_("The side that stands"), required=False)
    evidence = ticks(_("Evidence that stands"))
    note = words(_("Note"), required=False)
    verdicts = ticks(_("Decide the claims in the same breath"))

    field_order = ("outcome", "side", "evidence", "summary", "kind", "terms", "obtained_at", "note", "verdicts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].required = False
        self.fields["summary"].label = _("New evidence: what was said or seen")


class JudgeForm(forms.Form):
    note = words(_("Note"), required=False)


class AnswerForm(forms.Form):
    answer = words(_("Answer"))
    claim = forms.ChoiceField(label=_("Claim that answers it"), required=False)


class AssignForm(forms.Form):
    owner = forms.ChoiceField(label=_("Who finds out"), required=False)
    due = moment(_("Due"))


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"))
    note = words(_("Note"), required=False)


def _sides(look: Look) -> dict[str, Offer]:
    held: Contradiction = look.held
    claims = [look.story.claims[side.claim] for side in held.sides if side.claim in look.story.claims]
    return {
        "side": [("", "-")] + [(one.id, shortened(one.statement, 110)) for one in claims],
        "evidence": [
            (f"{one.id}/{item.n}", f"{shortened(one.statement, 50)}: {item.n}. {shortened(item.summary, 80)}")
            for one in claims
            for item in one.standing_evidence
        ],
        "verdicts": [
            (f"{one.id}/{status.value}", f"{status.value}: {shortened(one.statement, 100)}")
            for one in claims
            for status in VERDICTS
            if one.status is not status
        ],
    }


def _resolve(given: Cleaned, asked: Asked) -> commands.ResolveContradiction:
    evidence = tuple(
        EvidenceRef(ClaimId(claim), int(n)) for claim, n in (one.split("/") for one in given.get("evidence", ()))
    )
    note = given["note"] or None

    def verdict(text: str) -> commands.SideVerdict:
        claim, status = text.split("/")
        numbers = tuple(ref.n for ref in evidence if ref.claim == claim)
        return commands.SideVerdict(ClaimId(claim), Status(status), numbers, note)

    return commands.ResolveContradiction(
        ContradictionId(asked.thing),
        ContradictionOutcome(given["outcome"]),
        evidence,
        ClaimId(given["side"]) if given["side"] else None,
        note,
        tuple(map(verdict, given.get("verdicts", ()))),
        evidence_from(given, asked),
    )


def _open(look: Look) -> Any:
    return None if look.held.status is ContradictionStatus.OPEN else _now("It is no longer open.")


CONTRADICTION_VERBS: dict[str, Verb] = {
    "resolve": Verb(
        _("Resolve"),
        _("Readers no longer see it as disputed once the claims are decided. It needs evidence."),
        Action.DECIDE_CLAIM,
        ResolveForm,
        _resolve,
        _open,
        _sides,
        first=True,
    ),
    "dismiss": Verb(
        _("Dismiss"),
        _("It is no contradiction. The machine does not raise it again for the same values."),
        Action.JUDGE,
        ReasonForm,
        lambda given, asked: commands.DismissContradiction(ContradictionId(asked.thing), given["reason"]),
        _open,
        first=True,
    ),
    "reopen": Verb(
        _("Reopen"),
        _("It waits for a decision again."),
        Action.JUDGE,
        ReasonForm,
        lambda given, asked: commands.ReopenContradiction(ContradictionId(asked.thing), given["reason"]),
        lambda look: _now("It is open.") if look.held.status is ContradictionStatus.OPEN else None,
    ),
}


def _claims(held: Contradiction) -> set[str]:
    return {side.claim for side in held.sides}


def _contradiction(look: Look) -> dict[str, Any]:
    story, held = look.story, look.held
    document = by_value(contradiction_document(story, held))
    claims = {one.id: claim_document(story, one) for one in story.claims.values() if one.id in _claims(held)}
    for claim in claims.values():
        for item in claim["appearances"]:
            item["words"] = with_gaps(item["text"], item["spans"])
    names = names_of({held.judged_by}) if held.judged_by else {}
    return {
        "title": held.slot,
        "contradiction": document,
        "columns": [
            {**one, "claims": [claims[side["claim"]] for side in one["sides"] if side["claim"] in claims]}
            for one in document["values"]
        ],
        "judged_by": names.get(held.judged_by or ""),
    }


def _judge(label: Any, does: Any, command: Any, already: Judgement, *, first: bool = True) -> Verb:
    return Verb(
        label,
        does,
        Action.JUDGE,
        JudgeForm,
        lambda given, asked: command(SuggestionId(asked.thing), given["note"] or None),
        lambda look: _now("It is so already.") if look.held.judgement is already else None,
        first=first,
    )


SUGGESTION_VERBS: dict[str, Verb] = {
    "confirm": _judge(_("Confirm"), _("What is suggested is done."), commands.ConfirmSuggestion, Judgement.CONFIRMED),
    "reject": _judge(
        _("Reject"), _("The machine does not suggest it again."), commands.RejectSuggestion, Judgement.REJECTED
    ),
    "unsure": _judge(
        _("Not sure"), _("It stays as it is, with your note."), commands.MarkSuggestionUnsure, Judgement.UNSURE
    ),
}
BETWEEN_STORIES = {SuggestionKind.ARTICLE_IN_STORY, SuggestionKind.SAME_STORY}


def _suggestion(look: Look) -> dict[str, Any]:
    story, held = look.story, look.held
    claims = [claim_document(story, story.claims[ClaimId(one)]) for one in (held.a, held.b) if one in story.claims]
    return {
        "title": _now("Suggestion: %(kind)s") % {"kind": held.kind.value.replace("_", " ")},
        "claims": claims,
        "judged_by": names_of({held.by})[held.by] if held.by else None,
        "between_stories": held.kind in BETWEEN_STORIES,
    }


def _unanswered(look: Look) -> Any:
    return None if look.held.outcome is None else _now("It is closed.")


def _outcomes(look: Look) -> dict[str, Offer]:
    is_question = look.held.kind is QuestionKind.QUESTION
    fit = [one for one in choices(QuestionOutcome) if (one[0] == QuestionOutcome.ANSWERED.value) is is_question]
    return {"outcome": fit}


def _answers(look: Look) -> dict[str, Offer]:
    standing = [one for one in look.story.claims.values() if one.merged_into is None]
    return {"claim": [("", "-")] + [(one.id, shortened(one.statement, 110)) for one in standing]}


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


CONTRADICTION_ROOM = Room(
    "contradiction",
    CONTRADICTION_VERBS,
    lambda story, thing: story.contradictions.get(ContradictionId(thing)),
    _contradiction,
)
SUGGESTION_ROOM = Room(
    "suggestion", SUGGESTION_VERBS, lambda story, thing: story.suggestions.get(SuggestionId(thing)), _suggestion
)
QUESTION_ROOM = Room("question", QUESTION_VERBS, lambda story, thing: story.questions.get(QuestionId(thing)), _question)
