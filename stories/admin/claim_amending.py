"""Amending a claim: the form begins with what stands and yields what was changed."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Look
from stories.admin.fields import choices, line, words
from stories.domain.state import Claim
from stories.domain.values import Modality, Place, Polarity, Speaker, Values

Cleaned = dict[str, Any]
ANY = [("", "-")]


class AmendForm(forms.Form):
    """Only what was changed goes into the command, so that a public claim may get new words without new values."""

    statement = words(_("Statement"))
    speaker = line(_("Speaker"), required=False)
    speaker_role = line(_("Role of the speaker"), required=False)
    polarity = forms.ChoiceField(label=_("Polarity"), required=False, choices=ANY + choices(Polarity))
    modality = forms.ChoiceField(label=_("Modality"), required=False, choices=ANY + choices(Modality))
    places = line(_("Places"), required=False, longest=500, help_text=_("separated by semicolons"))
    section = line(_("Section of the page"), required=False)
    rank = forms.IntegerField(label=_("Place in the section"), required=False, min_value=0, max_value=100_000)

    def changes(self) -> Cleaned:
        given, values = self.cleaned_data, self.initial["was_values"]
        found: Cleaned = {}
        if "statement" in self.changed_data:
            found["statement"] = given["statement"]
        if given["speaker"] and {"speaker", "speaker_role"} & set(self.changed_data):
            found["speaker"] = Speaker(given["speaker"], given["speaker_role"] or None)
        if {"polarity", "modality", "places"} & set(self.changed_data):
            found["values"] = self._values(values)
        if "section" in self.changed_data and given["section"]:
            found["section"] = given["section"]
        if "rank" in self.changed_data and given["rank"] is not None:
            found["rank"] = given["rank"]
        return found

    def _values(self, values: Values) -> Values:
        given = self.cleaned_data
        known = {place.name: place for place in values.places}
        names = [name.strip() for name in given["places"].split(";") if name.strip()]
        return replace(
            values,
            polarity=Polarity(given["polarity"]) if given["polarity"] else None,
            modality=Modality(given["modality"]) if given["modality"] else None,
            places=tuple(known.get(name, Place(name)) for name in names),
        )

    def clean(self) -> Cleaned:
        cleaned: Cleaned = super().clean() or {}
        if not self.errors:
            self.cleaned_data = cleaned
            cleaned["changes"] = self.changes()
        return cleaned


def amend_start(look: Look) -> Cleaned:
    claim: Claim = look.held
    return {
        "statement": claim.statement,
        "speaker": claim.speaker.name if claim.speaker else "",
        "speaker_role": (claim.speaker.role or "") if claim.speaker else "",
        "polarity": claim.values.polarity.value if claim.values.polarity else "",
        "modality": claim.values.modality.value if claim.values.modality else "",
        "places": "; ".join(place.name for place in claim.values.places),
        "section": claim.section or "",
        "rank": claim.rank,
        "was_values": claim.values,
    }
