"""What the deeds of an operator share: a secret that is shown once, a form that comes back, the id of a thing."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.http import Http404, QueryDict

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Secret:
    """Shown in one answer and never again. id: of what it opens."""

    id: str
    secret: str


class FormWrong(ValueError):
    """A form that goes back to whoever sent it. name: what its screen calls it."""

    def __init__(self, name: str, form: forms.Form) -> None:
        super().__init__(name)
        self.name = name
        self.form = form


class NotDone(ValueError):
    """Nothing was done; says why, to whoever asked."""


class DeedForm(forms.Form):
    """A form with an id of its own, under which it is recorded once."""

    form_id = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"form_id": uuid4().hex}} | kwargs)

    @property
    def once(self) -> str:
        return f"form:{self.cleaned_data['form_id']}"


def identifier(data: QueryDict, name: str) -> Any:
    """The UUID in a field. Raises Http404 for what is none."""
    try:
        return forms.UUIDField().clean(data.get(name, ""))
    except forms.ValidationError as bad:
        raise Http404 from bad
