"""The contradiction's page: its sides with what differs marked, where each has it from, and the ways to settle it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Asked, Look, Verb
from stories.admin.claim_forms import ReasonForm
from stories.admin.claim_offers import people, person_chosen
from stories.admin.contexts import side_by_side
from stories.admin.fields import NewEvidenceForm, evidence_from, moment, ticks, words
from stories.admin.rooms import Room
from stories.admin.tabs import OLDER
from stories.admin.wording import told_apart
from stories.application.ids import new_id
from stories.application.people import names_of
from stories.domain import commands_story as commands
from stories.domain.permissions import Action
from stories.domain.records import EvidenceRef
from stories.domain.state import Contradiction
from stories.domain.values import ClaimId, ContradictionId, QuestionId
from stories.domain.vocabulary import ContradictionOutcome, ContradictionStatus, QuestionKind, Status
from stories.projections.documents import claim_document, contradiction_document
from stories.projections.summaries import shortened, with_gaps

Cleaned = dict[str, Any]
Offer = list[tuple[Any, Any]]
VALUES, SIDES = 24, 8  # shown
PRINTED = 6  # printings of a claim
VERDICTS = (Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE)


class Verdicts(forms.CheckboxSelectMultiple):
    """A list for each claim, so that no claim gets two verdicts; where nobody chose, it is left as it is."""

    template_name = "admin/stories/verdicts.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [one for one in super().value_from_datadict(data, files, name) or [] if one]


class SettleForm(NewEvidenceForm):
    """Evidence is needed: some that stands on a side, or new one."""

    evidence = ticks(_("Evidence that stands"))
    note = words(_("Note"), required=False)
    verdicts = forms.MultipleChoiceField(
        label=_("Decide the claims in the same breath"), required=False, widget=Verdicts
    )

    field_order = ("side", "evidence", "summary", "kind", "terms", "obtained_at", "note", "verdicts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].required = False
        self.fields["summary"].label = _("New evidence: what was said or seen")


class StandsForm(SettleForm):
    side = forms.ChoiceField(label=_("The side that stands"), widget=forms.RadioSelect)


class InformationForm(forms.Form):
    text = words(_("What has to be found out"))
    owner = forms.ChoiceField(label=_("Who finds out"), required=False)
    due = moment(_("Due"))


def _claims(look: Look) -> list[Any]:
    held: Contradiction = look.held
    ids = dict.fromkeys(side.claim for side in held.sides)
    return [look.story.claims[one] for one in ids if one in look.story.claims]


def _offers(look: Look) -> dict[str, Offer]:
    claims = _claims(look)
    sides: dict[str, tuple[str, Offer]] = {}
    for side, claim in ((side, look.story.claims.get(side.claim)) for side in look.held.sides):
        if claim is not None:
            words = (claim.id, shortened(claim.statement, 110))
            sides.setdefault(side.normalised, (side.value, []))[1].append(words)
    return {
        "side": list(sides.values()),
        "evidence": [
            (f"{one.id}/{item.n}", f"{shortened(one.statement, 50)}: {item.n}. {shortened(item.summary, 80)}")
            for one in claims
            for item in one.standing_evidence
        ],
        "verdicts": [
            (
                f"[{one.status.value}] {shortened(one.statement, 110)}",
                [(f"{one.id}/{status.value}", status.value) for status in VERDICTS if one.status is not status],
            )
            for one in claims
        ],
    }


def _settle(outcome: ContradictionOutcome) -> Callable[[Cleaned, Asked], commands.ResolveContradiction]:
    def command(given: Cleaned, asked: Asked) -> commands.ResolveContradiction:
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
            outcome,
            evidence,
            ClaimId(given["side"]) if given.get("side") else None,
            note,
            tuple(map(verdict, given.get("verdicts", ()))),
            evidence_from(given, asked),
        )

    return command


def _open(look: Look) -> Any:
    return None if look.held.status is ContradictionStatus.OPEN else _now("It is no longer open.")


def _settled(label: Any, does: Any, outcome: ContradictionOutcome, form: type[forms.Form] = SettleForm) -> Verb:
    return Verb(label, does, Action.DECIDE_CLAIM, form, _settle(outcome), _open, _offers, first=True)


def _ask(given: Cleaned, asked: Asked) -> commands.OpenQuestion:
    return commands.OpenQuestion(
        QuestionId(new_id("que")),
        QuestionKind.QUESTION,
        given["text"],
        asked.thing,
        person_chosen(given["owner"]),
        given["due"],
    )


CONTRADICTION_VERBS: dict[str, Verb] = {
    "side_stands": _settled(
        _("This side stands"),
        _("The other sides are wrong. Readers no longer see it as disputed once the claims are decided."),
        ContradictionOutcome.SIDE_STANDS,
        StandsForm,
    ),
    "all_wrong": _settled(
        _("All wrong"),
        _("No side stands. Readers no longer see it as disputed once the claims are decided."),
        ContradictionOutcome.ALL_WRONG,
    ),
    "both_in_turn": _settled(
        _("Both in turn"),
        _("Each was true in its time. Readers no longer see it as disputed; supersede the older claim."),
        ContradictionOutcome.BOTH_IN_TURN,
    ),
    "different_scope": _settled(
        _("Different scope"),
        _("They speak of different things, so both can hold. Readers no longer see it as disputed."),
        ContradictionOutcome.DIFFERENT_SCOPE,
    ),
    "information": Verb(
        _("Need information"),
        _("It stays open. Readers see your question under what we do not know yet."),
        Action.ASK,
        InformationForm,
        _ask,
        _open,
        lambda _look: {"owner": people()},
        lambda look: {"text": _now("Which is right: %(slot)s?") % {"slot": look.held.slot}},
        first=True,
    ),
    "dismiss": Verb(
        _("Dismiss"),
        _("It is no contradiction. The machine does not raise it again for the same values."),
        Action.JUDGE,
        ReasonForm,
        lambda given, asked: commands.DismissContradiction(ContradictionId(asked.thing), given["reason"]),
        _open,
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


def context(look: Look) -> dict[str, Any]:
    story, held = look.story, look.held
    document = side_by_side(contradiction_document(story, held), values=VALUES, sides=SIDES)
    shown = {side["claim"] for one in document["values"] for side in one["sides"]}
    claims = {one.id: claim_document(story, one) for one in _claims(look) if one.id in shown}
    for claim in claims.values():
        claim["appearances"] = [item for item in claim["appearances"] if item["standing"]][:PRINTED]
    printed = [item for claim in claims.values() for item in claim["appearances"]]
    for item in printed:
        item["words"] = with_gaps(item["text"], item["spans"])
    for item, runs in zip(printed, told_apart([item["words"] for item in printed[:12]]), strict=False):
        item["runs"] = runs
    outlets: dict[str, str] = {one.id: story.source_of(one).name for one in story.articles.values()}
    outlets |= {one.id: one.name for one in story.sources.values()}
    names = names_of({held.judged_by}) if held.judged_by else {}
    asked = [one for one in story.questions.values() if one.about == held.id]
    return {
        "title": held.slot,
        "contradiction": document,
        "columns": [
            one | {"sides": [side | {"document": claims.get(side["claim"])} for side in one["sides"]]}
            for one in document["values"]
        ],
        "outlets": outlets,
        "asked": asked,
        "judged_by": names.get(held.judged_by or ""),
        "stands": CONTRADICTION_ROOM.address(held.id, "side_stands") if _open(look) is None else "",
    }


CONTRADICTION_ROOM = Room(
    "contradiction",
    CONTRADICTION_VERBS,
    lambda story, thing: story.contradictions.get(ContradictionId(thing)),
    context,
    OLDER,
)
