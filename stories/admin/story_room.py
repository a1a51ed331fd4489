"""The story's page: the state in the desk's order, its articles, and the verbs of the story as a whole."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Asked, Look, NothingForm, Verb
from stories.admin.claim_forms import CreateForm, NoteForm, ReasonForm
from stories.admin.claim_offers import people, person_chosen
from stories.admin.contexts import side_by_side
from stories.admin.fields import choices, evidence_from, line, moment, words
from stories.admin.last_look import since_last_look
from stories.admin.picking import PickField
from stories.admin.rooms import Room
from stories.admin.story_tabs import STORY_TABS, most_worth_checking, to_decide
from stories.admin.wordbook import ASKED
from stories.application.ids import new_id
from stories.application.intake import SLUG
from stories.application.moving import merge
from stories.domain import commands_story as commands
from stories.domain.commands_claim import CreateClaim
from stories.domain.permissions import Action
from stories.domain.story import Story
from stories.domain.values import ClaimId, QuestionId, Speaker
from stories.domain.vocabulary import ContradictionStatus, Judgement, Publication, QuestionKind, Status, StoryStatus
from stories.eventlog.registry import RegistryKey, holder
from stories.models import reading
from stories.projections.documents import claim_document, contradiction_document, question_document, suggestion_document
from stories.projections.states import KNOWN, REPORTED, desk_order, state_document

Cleaned = dict[str, Any]
LISTED = 40  # lines of a block
TO_DECIDE = 12
CLASHES = 4
OTHERS = 200
BLOCKS = {"known": KNOWN, "reported": REPORTED, "disputed": frozenset({Status.DISPUTED})}


class AmendForm(forms.Form):
    title = line(_("Title"), longest=500)
    slug = forms.CharField(
        label=_("Address of the page"),
        max_length=120,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Small letters, digits and single hyphens."))],
        help_text=_("The old address leads to the new one."),
    )
    origins_needed = forms.IntegerField(
        label=_("Origins that a public line needs"),
        required=False,
        min_value=1,
        max_value=20,
        help_text=_("empty: as everywhere"),
    )


class CloseForm(forms.Form):
    reason = words(_("Reason"), required=False)


class MergeForm(forms.Form):
    into = PickField(label=_("The story that stays"))


class AskForm(forms.Form):
    text = words(_("What we do not know yet"))
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(QuestionKind))
    about = PickField(label=_("About"), required=False)
    owner = forms.ChoiceField(label=_("Who finds out"), required=False)
    due = moment(_("Due"))


def _is(*statuses: StoryStatus, otherwise: Any) -> Any:
    return lambda look: None if look.story.status in statuses else otherwise


def other_stories(look: Look) -> list[tuple[str, str]]:
    """Where things of this story may go, the stories that changed last first."""
    rows = reading.Story.objects.filter(merged_into="").exclude(pk=look.story.id).order_by("-updated_at", "id")
    return list(rows.values_list("pk", "title")[:OTHERS])


def _amend(given: Cleaned, _asked: Asked) -> commands.AmendStory:
    return commands.AmendStory(given["title"], given["slug"], given["origins_needed"])


def _slug_claim(given: Cleaned, asked: Asked) -> tuple[RegistryKey, ...]:
    mine = holder(SLUG, given["slug"]) == asked.thing
    return () if mine else (RegistryKey(SLUG, given["slug"], asked.thing),)


def _create(given: Cleaned, asked: Asked) -> CreateClaim:
    speaker = Speaker(given["speaker"]) if given["speaker"] else None
    return CreateClaim(ClaimId(new_id("clm")), given["statement"], evidence_from(given, asked), speaker)


def _ask(given: Cleaned, _asked: Asked) -> commands.OpenQuestion:
    return commands.OpenQuestion(
        QuestionId(new_id("que")),
        QuestionKind(given["kind"]),
        given["text"],
        given["about"] or None,
        person_chosen(given["owner"]),
        given["due"],
    )


def _offers(look: Look) -> dict[str, Any]:
    claims = [(one.id, one.statement) for one in desk_order(look.story.claims.values()) if one.merged_into is None]
    return {"about": [("", "-"), *claims], "owner": people(), "into": other_stories(look)}


STORY_VERBS: dict[str, Verb] = {
    "open": Verb(
        _("Open"),
        _("The newsroom works on it. Readers see nothing yet."),
        Action.EDIT_STORY,
        NothingForm,
        lambda _given, _asked: commands.OpenStory(),
        _is(StoryStatus.PROPOSED, otherwise=_("Only a proposed story is opened.")),
        first=True,
    ),
    "publish": Verb(
        _("Publish"),
        _("Readers get a page with everything that is released."),
        Action.PUBLISH_STORY,
        NothingForm,
        lambda _given, _asked: commands.PublishStory(),
        lambda look: (
            _now("It is public already.")
            if look.story.public
            else _now("Open it first.")
            if look.story.status is StoryStatus.PROPOSED
            else None
        ),
        first=True,
    ),
    "claim": Verb(
        _("New claim by hand"),
        _("It starts undecided; readers do not see it before it is accepted or verified."),
        Action.CARE_FOR_CLAIM,
        CreateForm,
        _create,
        first=True,
    ),
    "ask": Verb(
        _("Ask"),
        _("Readers will see an open question under what we do not know yet; a complaint stays on the desk."),
        Action.ASK,
        AskForm,
        _ask,
        offers=_offers,
        first=True,
    ),
    "note": Verb(
        _("Note"),
        _("Readers will not see it."),
        Action.CARE_FOR_CLAIM,
        NoteForm,
        lambda given, _asked: commands.NoteStory(given["text"]),
    ),
    "amend": Verb(
        _("Amend"),
        _("Title and address of the page; how many origins a public line needs here."),
        Action.EDIT_STORY,
        AmendForm,
        _amend,
        start=lambda look: {
            "title": look.story.title,
            "slug": look.story.slug,
            "origins_needed": look.story.origins_needed,
        },
        claims=_slug_claim,
    ),
    "close": Verb(
        _("Close"),
        _("The page stays; new articles still arrive."),
        Action.PUBLISH_STORY,
        CloseForm,
        lambda given, _asked: commands.CloseStory(given["reason"] or None),
        _is(StoryStatus.OPEN, StoryStatus.DORMANT, otherwise=_("Only an open story is closed.")),
    ),
    "reopen": Verb(
        _("Reopen"),
        _("The newsroom works on it again."),
        Action.EDIT_STORY,
        NothingForm,
        lambda _given, _asked: commands.ReopenStory(),
        _is(StoryStatus.CLOSED, StoryStatus.DORMANT, otherwise=_("Only a closed or quiet story is reopened.")),
    ),
    "merge": Verb(
        _("Merge into another story"),
        _("Articles, claims and questions go over and keep their ids; the page leads to the one that stays."),
        Action.EDIT_STORY,
        MergeForm,
        None,
        lambda look: None if other_stories(look) else _now("There is no other story."),
        _offers,
        carry=lambda story, given, _asked, order: merge(story, given["into"], order),
    ),
    "unpublish": Verb(
        _("Unpublish"),
        _("Readers no longer find the page; its history stays."),
        Action.PUBLISH_STORY,
        ReasonForm,
        lambda given, _asked: commands.UnpublishStory(given["reason"]),
        lambda look: None if look.story.public else _now("It is not public."),
        grave=True,
    ),
}


def context(look: Look) -> dict[str, Any]:
    """The State tab: what we hold, the first of each kind; the whole of it is behind the tabs."""
    story = look.story
    detected = most_worth_checking(claim for claim in story.claims.values() if to_decide(claim))
    disputes = [one for one in story.contradictions.values() if one.status is ContradictionStatus.OPEN]
    disputes.sort(key=lambda one: (one.certainty.value, one.detected_at))
    open_questions = [one for one in story.questions.values() if one.answer is None and one.outcome is None]
    state = state_document(story, at_most=LISTED)
    return {
        "title": story.title,
        "state": state,
        "totals": {name: _total(story, state, name, statuses) for name, statuses in BLOCKS.items()},
        "detected": [claim_document(story, claim) for claim in detected[:TO_DECIDE]],
        "detected_count": len(detected),
        "open_contradictions": [side_by_side(contradiction_document(story, one)) for one in disputes[:CLASHES]],
        "contradictions_count": len(disputes),
        "questions": [question_document(story, one) for one in open_questions[:TO_DECIDE]],
        "questions_count": len(open_questions),
        "suggestions": [
            suggestion_document(story, one) | {"asked": ASKED[one.kind.value]}
            for one in story.suggestions.values()
            if one.judgement is Judgement.SUGGESTED
        ][:TO_DECIDE],
        "since": since_last_look(look),
        "public_address": reverse("pages:story", args=[story.slug]) if story.public else None,
    }


def _total(story: Story, state: dict[str, Any], block: str, statuses: frozenset[Status]) -> int:
    """How many lines a block has, those included that are not drawn."""
    drawn = len(state[block])
    if drawn < LISTED:
        return drawn
    return sum(
        one.status in statuses and one.merged_into is None and one.publication is not Publication.CANCELED
        for one in story.claims.values()
    )


STORY_ROOM = Room("story", STORY_VERBS, lambda story, _thing: story if story.version else None, context, STORY_TABS)
