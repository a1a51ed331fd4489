"""The forms of a claim's verbs: what each must record, and no more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stories.admin.fields import NewEvidenceForm, choices, line, moment, ticks, words
from stories.admin.picking import PickField
from stories.domain.vocabulary import CorrectionKind, DismissReason, HoldReason


class AcceptForm(forms.Form):
    statement = words(_("Wording"), help_text=_("Change it where readers should get other words."))
    publish = forms.BooleanField(label=_("Readers may see it at once"), required=False, initial=True)


class DismissForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(DismissReason))


class AssignForm(forms.Form):
    assignee = forms.ChoiceField(label=_("To"), required=False)
    due = moment(_("Due"))


class NoteForm(forms.Form):
    text = words(_("Note"), help_text=_("For the desk; never published."))


class EvidenceForm(NewEvidenceForm):
    article = PickField(label=_("Article in this story"), required=False)


class StrikeForm(forms.Form):
    n = forms.TypedChoiceField(label=_("Evidence"), coerce=int)
    reason = words(_("Why it no longer stands"))


class VerdictForm(NewEvidenceForm):
    """Evidence that stands, by number, and evidence filed with the verdict."""

    evidence = ticks(_("Evidence that stands"))
    note = words(_("Note"), required=False, help_text=_("Why; for the desk and the history."))

    field_order: tuple[str, ...] = ("evidence", "summary", "kind", "terms", "obtained_at", "note", "publish")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].required = False
        self.fields["summary"].label = _("New evidence: what was said or seen")


class VerifyForm(VerdictForm):
    publish = forms.BooleanField(
        label=_("Readers may see it at once, if it was never released or held"), required=False, initial=True
    )


class ApproveForm(forms.Form):
    proposal = forms.CharField(widget=forms.HiddenInput, max_length=36)


class DisputeForm(VerdictForm):
    by_claim = PickField(label=_("Contradicting claim"), required=False)

    field_order = ("by_claim", "note", "evidence", "summary")


class SupersedeForm(forms.Form):
    successor = PickField(label=_("What holds now"))
    valid_from = moment(_("Since when"), required=True)


class CorrectForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(CorrectionKind))
    was = words(_("What we said"))
    is_ = words(_("What is right"))
    text = words(_("The notice that readers will see"), rows=3)
    successor = PickField(label=_("Claim that takes its place"), required=False)


class HoldForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[one for one in choices(HoldReason) if one[0] != HoldReason.SUPPORT_LOST.value]
    )
    until = moment(_("Until"), help_text=_("UTC; needed for an embargo"))
    note = words(_("Note"), required=False)


class ReleaseForm(forms.Form):
    why = words(_("Why"), required=False)


class WithdrawForm(forms.Form):
    reason = words(_("Reason"), help_text=_("For the desk and the history."))
    notice = words(
        _("Notice for readers"),
        required=False,
        help_text=_("Can follow; without one they read that a line was withdrawn."),
    )


class ReasonForm(forms.Form):
    reason = words(_("Reason"))


class RecheckForm(forms.Form):
    note = words(_("What you found"), required=False, help_text=_("for instance: still stands"))
    evidence = ticks(_("Evidence"))
    recheck_by = moment(_("Look again by"))


class MergeForm(forms.Form):
    into = PickField(label=_("The claim that stays"))


class SplitForm(forms.Form):
    statement = words(_("Statement of the new claim"))
    appearances = ticks(_("Appearances that go over"))
    evidence = ticks(_("Evidence that goes over"))


class CreateForm(NewEvidenceForm):
    """A claim by hand, with its first evidence."""

    statement = words(_("Statement"), help_text=_("One sentence that can be checked."))
    speaker = line(_("Speaker"), required=False)

    field_order = ("statement", "speaker", "summary")
