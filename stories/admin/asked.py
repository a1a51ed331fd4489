"""What a form asks for: a verb, who asks, and the contacts that came with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from stories.application.contacts import keep_contact
from stories.application.handle import Handled, Order
from stories.domain.actors import By
from stories.domain.commands import StoryStreamCommand
from stories.domain.permissions import Action
from stories.domain.records import ContactRef
from stories.domain.story import Story
from stories.eventlog.registry import RegistryKey
from stories.models import Contact


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, about which thing."""

    by: By
    at: datetime
    thing: str
    contacts: list[str] = field(default_factory=list)

    def keep(self, label: str, name: str, reach: str | None) -> ContactRef:
        """Stores a contact's identity outside the log."""
        kept = keep_contact(label, name, reach, by=self.by, at=self.at)
        self.contacts.append(kept.id)
        return kept

    def forget(self) -> None:
        """Nothing was recorded: the contacts that came with the form go too."""
        Contact.objects.filter(id__in=[UUID(hex=one) for one in self.contacts]).delete()


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a thing: the story it lies in, the thing itself, who looks and when."""

    story: Story
    held: Any
    by: By
    at: datetime


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done to a thing with a form.

    does: what it means and what readers will see. not_now: why it makes no sense at present, or None.
    carry: instead of a command, what reaches into a second stream; it gets the story's id first.
    offers: choices of the form's fields by name; start: what they begin with. claims: names it takes in the registry.
    """

    label: Any
    does: Any
    action: Action
    form: type[forms.Form]
    command: Callable[[dict[str, Any], Asked], StoryStreamCommand] | None
    not_now: Callable[[Look], Any] = lambda _look: None
    offers: Callable[[Look], Mapping[str, Sequence[tuple[str, Any]]]] = lambda _look: {}
    start: Callable[[Look], Mapping[str, Any]] = lambda _look: {}
    claims: Callable[[dict[str, Any], Asked], tuple[RegistryKey, ...]] = lambda _cleaned, _asked: ()
    carry: Callable[[str, dict[str, Any], Asked, Order], Handled] | None = None
    first: bool = False
    grave: bool = False


class NothingForm(forms.Form):
    """A verb without a record."""


class Sending(forms.Form):
    """What every form carries besides: its own id, the version of the thing that its author saw, and the story's."""

    form_id = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    expected_version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
