"""A page of the desk with its forms: shown, sent, and shown again with what was typed where it did not go through."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from stories.admin.asked import Asked, Look, Sending, Verb
from stories.admin.contexts import timeline
from stories.admin.rights import looking, may_look
from stories.admin.trouble import Trouble, trouble_of
from stories.application.handle import (
    CommandRepeated,
    Expected,
    Handled,
    IdempotencyMismatch,
    Order,
    handle_story,
    now,
)
from stories.application.people import by_user
from stories.application.whereabouts import Unknown, story_of
from stories.domain.permissions import may
from stories.domain.story import Story
from stories.eventlog.folding import STORIES
from stories.eventlog.repeated import Idempotency, find_repeated
from stories.eventlog.streams import StreamRef
from stories.projections.stories import refresh

log = logging.getLogger(__name__)
ASIDE = ("url", "contact_label", "contact_name", "contact_reach")


@dataclass(frozen=True, slots=True)
class Room:
    """One kind of page. held: the thing in its story; context: what its template shows besides."""

    kind: str
    verbs: Mapping[str, Verb]
    held: Callable[[Story, str], Any]
    context: Callable[[Look], dict[str, Any]]

    def address(self, thing: str, verb: str | None = None) -> str:
        name = f"admin:stories_{self.kind}_{'act' if verb else 'page'}"
        return reverse(name, args=[thing, verb] if verb else [thing])


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: which verb, what was typed, what is wrong."""

    verb: str
    data: QueryDict
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A verb with its form, ready for the template."""

    name: str
    verb: Verb
    address: str
    form: forms.Form
    sending: Sending
    allowed: bool
    trouble: Trouble | None = None
    open: bool = False

    @property
    def aside(self) -> list[str]:
        """Fields that few need: shown behind a fold."""
        return [name for name in ASIDE if name in self.form.fields] if "contact_label" in self.form.fields else []

    @property
    def aside_open(self) -> bool:
        """Somebody has written there, or has to mend something."""
        return self.form.is_bound and any(self.form.data.get(name) or name in self.form.errors for name in self.aside)


def page(
    request: HttpRequest, room: Room, thing: str, *, chosen: str | None = None, sent: Sent | None = None
) -> HttpResponse:
    """The page of a thing; with `at_version` as it was then, and without forms."""
    if not may_look(request.user):
        raise PermissionDenied
    stream = _stream(thing)
    version = _version(request.GET.get("at_version"))
    if version is not None:
        past = STORIES.at_version(stream, version)
        if past.version != version:
            raise Http404
        return _rendered(request, room, thing, past.state, version=version)
    with STORIES.reading(stream) as story:
        return _rendered(request, room, thing, story, chosen=chosen, sent=sent)


def _rendered(
    request: HttpRequest,
    room: Room,
    thing: str,
    story: Story,
    *,
    version: int | None = None,
    chosen: str | None = None,
    sent: Sent | None = None,
) -> HttpResponse:
    held = room.held(story, thing)
    if held is None:
        raise Http404
    look = Look(story, held, looking(request.user), now())
    shown, hidden = ([], []) if version else _verbs(room, thing, look, chosen, sent)
    trouble = sent.trouble if sent else None
    status = trouble.status if trouble else 422 if sent else 200
    return render(
        request,
        f"admin/stories/{room.kind}/page.html",
        {
            **admin.site.each_context(request),
            **room.context(look),
            "story": story,
            "held": held,
            "verbs": shown,
            "undo": next((one for one in shown if one.name == "undo"), None),
            "not_now": hidden,
            "at_version": version,
            "timeline": timeline(story, None if thing == story.id else thing),
        },
        status=status,
    )


def _verbs(
    room: Room, thing: str, look: Look, chosen: str | None, sent: Sent | None
) -> tuple[list[Shown], list[tuple[Any, Any]]]:
    """The verbs that make sense now with their forms, and the others with the reason why not."""
    shown, hidden = [], []
    for name, verb in room.verbs.items():
        back = sent if sent and sent.verb == name else None
        why = verb.not_now(look)
        if why and not back:
            hidden.append((verb.label, why))
            continue
        shown.append(
            Shown(
                name,
                verb,
                room.address(thing, name),
                made(verb, name, look, back.data if back else None),
                _sending(thing, look, back),
                may(look.by, verb.action),
                back.trouble if back else None,
                open=bool(back) or name == chosen,
            )
        )
    return shown, hidden


def _sending(thing: str, look: Look, back: Sent | None) -> Sending:
    """A fresh id for a fresh form. One that came back keeps its id, so that it is still recorded once at most."""
    current = look.story.version if thing == look.story.id else look.story.touched(thing)
    form_id = uuid4().hex
    if back is not None:
        old = Sending(back.data)
        if old.is_valid() and not (back.trouble and back.trouble.status == 410):
            form_id = old.cleaned_data["form_id"]
            if not (back.trouble and back.trouble.current is not None):
                current = old.cleaned_data["expected_version"]
    return Sending(initial={"form_id": form_id, "expected_version": current}, auto_id=False)


def made(verb: Verb, name: str, look: Look, data: QueryDict | None) -> forms.Form:
    form = verb.form(data, initial=dict(verb.start(look)), auto_id=f"{name}_%s", label_suffix="")
    for field, choices in verb.offers(look).items():
        if field in form.fields:
            form.fields[field].choices = choices  # type: ignore[attr-defined]  # only fields with choices are offered any
            if not choices and isinstance(form.fields[field], forms.MultipleChoiceField):
                del form.fields[field]  # nothing to tick
    return form


def act(request: HttpRequest, room: Room, thing: str, name: str) -> HttpResponse:
    """Carries out a verb: one command, one call. GET shows the page with the verb's form open."""
    verb = room.verbs.get(name)
    if verb is None:
        raise Http404
    if request.method != "POST":
        return page(request, room, thing, chosen=name)
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    stream, by, at = _stream(thing), by_user(request.user), now()
    with STORIES.reading(stream) as story:
        held = room.held(story, thing)
        if held is None:
            raise Http404
        form = made(verb, name, Look(story, held, by, at), request.POST)
        right = form.is_valid()
    sending = Sending(request.POST)
    if not sending.is_valid():
        raise Http404
    if not right:
        return page(request, room, thing, sent=Sent(name, request.POST))
    key = Idempotency(by.actor, f"form:{sending.cleaned_data['form_id']}", _digest(request), 303, (thing,))
    asked = Asked(by, at, thing)
    try:
        done = _carry(verb, form.cleaned_data, asked, sending.cleaned_data["expected_version"], key, stream.public)
    except Exception as error:
        asked.forget()
        trouble = trouble_of(error, verb, thing)
        if trouble is None:
            raise
        return page(request, room, thing, sent=Sent(name, request.POST, trouble))
    _say(request, verb, done, stream.public)
    return HttpResponseRedirect(room.address(thing), status=303)


def _carry(
    verb: Verb, given: dict[str, Any], asked: Asked, expected: int, key: Idempotency, story: str
) -> Handled | None:
    """None where this very form was recorded before: a double click, or a page sent again."""
    before = find_repeated(asked.by.actor, key.key)
    if before is not None:
        if before.request != key.request:
            raise IdempotencyMismatch(key.key)
        return None
    claims = verb.claims(given, asked)
    order = Order(asked.by, asked.at, key, Expected(asked.thing, expected), claims)
    try:
        if verb.carry is not None:
            return verb.carry(story, given, asked, order)
        assert verb.command is not None
        command = verb.command(given, asked)
        return handle_story(story, lambda _state: [command], order)
    except CommandRepeated:
        asked.forget()
        return None


def _say(request: HttpRequest, verb: Verb, done: Handled | None, story: str) -> None:
    if done is None:
        messages.info(request, _("%(verb)s: recorded already, once.") % {"verb": verb.label})
        return
    if not done.events:
        messages.info(request, _("%(verb)s: it was so already, nothing was recorded.") % {"verb": verb.label})
        return
    try:
        refresh(story)
    except DatabaseError:
        log.exception("recorded, but the read model of %s was not refreshed", story)
        messages.warning(request, _("%(verb)s: recorded, being applied.") % {"verb": verb.label})
        return
    messages.success(request, _("%(verb)s: recorded.") % {"verb": verb.label})


def _digest(request: HttpRequest) -> bytes:
    data = {name: request.POST.getlist(name) for name in sorted(request.POST) if name != "csrfmiddlewaretoken"}
    data.pop("expected_version", None)
    return sha256(json.dumps([request.path, data]).encode()).digest()


def _stream(thing: str) -> StreamRef:
    try:
        UUID(hex=thing[4:])
        return StreamRef.parse(thing if thing.startswith("sto_") else story_of(thing))
    except (Unknown, ValueError) as unknown:
        raise Http404 from unknown


def _version(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or not 0 < int(text[:12]) < 2**31:
        raise Http404
    return int(text)
