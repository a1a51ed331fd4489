"""A verb's form: shown on a page of its own or in a dialog, sent, and shown again with what was typed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from stories.admin.asked import Asked, Look, Sending, Verb
from stories.admin.picking import PickField
from stories.admin.proposals import proposed
from stories.admin.readers_see import readers_see
from stories.admin.rights import looking, may_look
from stories.admin.rooms import Room, fresh_sending, stream_named
from stories.admin.saying import say
from stories.admin.trouble import Trouble, forbidden, trouble_of
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
from stories.domain.permissions import may
from stories.eventlog.folding import STORIES
from stories.eventlog.repeated import Idempotency, find_repeated

ASIDE = ("url", "file", "article", "contact_label", "contact_name", "contact_reach")
DONE = "desk:done"  # what scripts hear when a form went through


@dataclass(frozen=True, slots=True)
class Shown:
    """A verb with its form, ready for the template. why_not: it makes no sense now. back: where to go afterwards."""

    room: Room
    thing: str
    name: str
    verb: Verb
    form: forms.Form | None
    sending: Sending
    readers: str = ""
    why_not: str = ""
    trouble: Trouble | None = None
    back: str = ""

    @property
    def address(self) -> str:
        return self.room.address(self.thing, self.name)

    @property
    def home(self) -> str:
        return self.room.address(self.thing)

    @property
    def aside(self) -> list[str]:
        """Fields that few need: shown behind a fold."""
        if self.form is None or "contact_label" not in self.form.fields:
            return []
        return [name for name in ASIDE if name in self.form.fields]

    @property
    def aside_open(self) -> bool:
        """Somebody has written there, or has to mend something."""
        form = self.form
        return form is not None and form.is_bound and any(form.data.get(n) or n in form.errors for n in self.aside)


def act(request: HttpRequest, room: Room, thing: str, name: str) -> HttpResponse:
    """Carries out a verb: one command, one call. GET shows its form."""
    if name not in room.verbs:
        raise Http404
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if request.method == "POST":
        return _sent(request, room, thing, name)
    with STORIES.reading(stream_named(thing)) as story:
        look = Look(story, _held(room, story, thing), looking(request.user), now())
        return _asking(request, room, look, thing, name)


def _held(room: Room, story: Any, thing: str) -> Any:
    held = room.held(story, thing)
    if held is None:
        raise Http404
    return held


def _asking(request: HttpRequest, room: Room, look: Look, thing: str, name: str) -> HttpResponse:
    verb = room.verbs[name]
    why = verb.not_now(look)
    trouble = None if may(look.by, verb.action) else forbidden(look, room.verbs, verb)
    form = None if why or trouble else begun(made(verb, name, look, None), request.GET)
    readers = readers_see(room.kind, name, look)
    sending = fresh_sending(thing, look)
    return _rendered(
        request, look, Shown(room, thing, name, verb, form, sending, readers, str(why or ""), trouble, _back(request))
    )


def made(verb: Verb, name: str, look: Look, data: QueryDict | None, files: Any = None) -> forms.Form:
    form = verb.form(data, files, initial=dict(verb.start(look)), auto_id=f"{name}_%s", label_suffix="")
    form.by = look.by  # type: ignore[attr-defined]  # who files what comes with it
    for field, choices in verb.offers(look).items():
        if field in form.fields:
            form.fields[field].choices = choices  # type: ignore[attr-defined]  # only fields with choices are offered any
            if not choices and isinstance(form.fields[field], forms.MultipleChoiceField):
                del form.fields[field]  # nothing to tick
    return form


def begun(form: forms.Form, query: QueryDict) -> forms.Form:
    """With what the address has chosen already, as far as the form offers it: a side, a claim, a story."""
    for name, field in form.fields.items():
        wanted = query.get(name)
        if wanted and isinstance(field, forms.ChoiceField) and field.valid_value(wanted):
            form.initial[name] = field.begin_with(wanted) if isinstance(field, PickField) else wanted
    return form


def _sent(request: HttpRequest, room: Room, thing: str, name: str) -> HttpResponse:
    verb, stream = room.verbs[name], stream_named(thing)
    assert isinstance(request.user, User)
    by, at = by_user(request.user), now()
    sending = Sending(request.POST)
    if not sending.is_valid():
        raise Http404
    with STORIES.reading(stream) as story:
        look = Look(story, _held(room, story, thing), by, at)
        if not may(by, verb.action):
            return _again(request, room, look, thing, name, forbidden(look, room.verbs, verb))
        form = made(verb, name, look, request.POST.copy(), request.FILES)
        if not form.is_valid():
            return _again(request, room, look, thing, name, None, form)
    key = Idempotency(by.actor, f"form:{sending.cleaned_data['form_id']}", _digest(request), 303, (thing,))
    asked = Asked(by, at, thing)
    try:
        done = _carry(verb, form.cleaned_data, asked, sending.cleaned_data["expected_version"], key, stream.public)
    except Exception as error:
        asked.forget()
        with STORIES.reading(stream) as story:
            look = Look(story, _held(room, story, thing), by, at)
            trouble = trouble_of(error, look, room.verbs, verb, thing=thing)
            if trouble is None:
                raise
            return _again(request, room, look, thing, name, trouble, form)
    say(request, room, done, stream.public, asked=asked, name=name, seen=sending.cleaned_data["seen"])
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=204)
        answer["HX-Trigger"] = json.dumps({DONE: {"events": list(done.events) if done else []}})
        return answer
    return HttpResponseRedirect(_back(request) or room.address(thing), status=303)


def _again(
    request: HttpRequest,
    room: Room,
    look: Look,
    thing: str,
    name: str,
    trouble: Trouble | None,
    form: forms.Form | None = None,
) -> HttpResponse:
    """The form as it was sent, with what is wrong. It keeps its id, so that it is still recorded once at most."""
    fresh = fresh_sending(thing, look)
    if not (trouble and trouble.status == 410):
        old = Sending(request.POST)
        old.is_valid()
        kept = {"form_id": old.cleaned_data["form_id"], "seen": old.cleaned_data["seen"]}
        if not (trouble and trouble.current is not None):
            kept["expected_version"] = old.cleaned_data["expected_version"]
        fresh = Sending(initial={**fresh.initial, **kept}, auto_id=False)
    shown = Shown(
        room,
        thing,
        name,
        room.verbs[name],
        form,
        fresh,
        readers_see(room.kind, name, look),
        trouble=trouble,
        back=_back(request),
    )
    return _rendered(request, look, shown, status=trouble.status if trouble else 422)


def _rendered(request: HttpRequest, look: Look, shown: Shown, *, status: int = 200) -> HttpResponse:
    """As a fragment for the dialog, or as a page of its own."""
    in_dialog = bool(getattr(request, "htmx", False))
    context: dict[str, Any] = {"one": shown, "in_dialog": in_dialog, "subject": subject(look)}
    if shown.name == "approve" and shown.room.kind == "claim":
        context["proposed"] = proposed(look)
    if not in_dialog:
        context |= {**admin.site.each_context(request), "title": shown.verb.label, "story": look.story}
    template = "admin/stories/verb_form.html" if in_dialog else "admin/stories/act.html"
    return render(request, template, context, status=status)


def subject(look: Look) -> str:
    """What the form is about, in words."""
    held = look.held
    for name in ("statement", "slot", "text", "title"):
        if words := getattr(held, name, None):
            return str(words)
    return str(look.story.title)


def _back(request: HttpRequest) -> str:
    """Where the form was opened, if that is a page of ours."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith("/")
    return asked if ours else ""


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


def _digest(request: HttpRequest) -> bytes:
    """What was asked for, less what differs between two sendings of the same words."""
    aside = {"csrfmiddlewaretoken", "expected_version", "seen", "back"}
    data: Mapping[str, Any] = {name: request.POST.getlist(name) for name in sorted(request.POST) if name not in aside}
    return sha256(json.dumps([request.path, data]).encode()).digest()
