"""A field for one of many: the nearest stand in a list, any other is named by its words or its address.

It works without scripts, and a form stays small however much a story holds.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stories.projections.summaries import shortened

NEAREST = 30
SHOWN = 110  # characters of each
ID = re.compile(r"[a-z]{3}_[0-9a-f]{32}")
Offer = Sequence[tuple[str, str]]


class PickOne(forms.Select):
    """beyond: how many more there are than the list shows; with any, words can be typed beside it."""

    template_name = "admin/stories/picking.html"
    beyond = 0
    asked = ""  # typed, and nothing was found
    meant = ""  # what was found for what was typed

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """What is typed counts before what the list stands on."""
        typed = str(data.get(f"{name}_words", "")).strip()[:2_000]
        return typed or super().value_from_datadict(data, files, name)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, self.meant or value, attrs) | {"beyond": self.beyond, "asked": self.asked}


class PickField(forms.ChoiceField):
    """Its choices are given whole and the nearest first; the first may be ("", "-") for none."""

    widget = PickOne

    @property
    def choices(self) -> Any:
        return self._choices

    @choices.setter
    def choices(self, value: Any) -> None:
        self._choices = list(value)
        self._show(self._choices)

    def clean(self, value: Any) -> str:
        text = str(self.to_python(value))
        offered = {key for key, _label in self._choices}
        named = ID.search(text)
        if text in offered or not text:
            self.validate(text)
            return text
        if named and named[0] in offered:
            return self.begin_with(named[0])
        return self._by_words(text)

    def begin_with(self, key: str) -> str:
        """The list stands on this one, wherever it was."""
        self._show([*(one for one in self._choices if one[0] == key), *(one for one in self._choices if one[0] != key)])
        self.widget.meant = key
        return key

    def _by_words(self, text: str) -> str:
        words = text.casefold().split()
        found = [(key, label) for key, label in self._choices if key and all(one in label.casefold() for one in words)]
        if len(found) == 1:
            return self.begin_with(found[0][0])
        if found:
            self._show([("", "-"), *found])
            several = _("%(n)s have “%(words)s”: choose one of them in the list.")
            raise ValidationError(several, code="several", params={"n": len(found), "words": shortened(text, 80)})
        self.widget.asked = text
        raise ValidationError(_("None has “%(words)s”."), code="none", params={"words": shortened(text, 80)})

    def _show(self, offer: Offer) -> None:
        self.widget.choices = [(key, shortened(label, SHOWN)) for key, label in offer[: NEAREST + 1]]
        self.widget.beyond = max(0, len(self._choices) - NEAREST - 1)
