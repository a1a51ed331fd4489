"""The source's page: its names, its kind and owner, its articles, and the form that amends it."""

import logging
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.api_call import api_call
from stories.admin.contexts import web_address
from stories.admin.fields import choices, line
from stories.admin.rights import looking, may_look, who_may
from stories.application.handle import KeyTaken, Order, now
from stories.application.people import by_user
from stories.application.sources import amend
from stories.application.taking_back import waiting
from stories.domain.commands_house import AmendSource
from stories.domain.permissions import Action, may
from stories.domain.refusals import Forbidden, Refused
from stories.domain.source import Source
from stories.domain.vocabulary import SourceKind
from stories.eventlog.folding import SOURCES
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.projections.sources import refresh

log = logging.getLogger(__name__)
ARTICLES = 50


class SourceForm(forms.Form):
    name = line(_("Name"))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=choices(SourceKind),
        help_text=_("Our own articles (own) never count as a source; a wire's copies count once."),
    )
    owner = line(_("Owner"), required=False, help_text=_("Outlets of one owner count as one origin."))
    url = forms.URLField(label=_("Address"), required=False, max_length=2_000, assume_scheme="https")
    alias = line(_("Add another name"), required=False)


def source_page(request: HttpRequest, thing: str) -> HttpResponse:
    """Shown with GET; amended with POST."""
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    try:
        stream = StreamRef.parse(thing)
    except ValueError as unknown:
        raise Http404 from unknown
    with SOURCES.reading(stream) as source:
        if not source.version:
            raise Http404
        if request.method != "POST":
            return _rendered(request, source, SourceForm(initial=_start(source)))
        form = SourceForm(request.POST, initial=_start(source))
        if not form.is_valid():
            return _rendered(request, source, form, status=422)
    given = form.cleaned_data
    command = AmendSource(given["name"], SourceKind(given["kind"]), given["owner"] or None, given["url"] or None)
    try:
        done = amend(thing, command, given["alias"] or None, Order(by_user(request.user), now()))
    except Forbidden:
        roles = "; ".join(f"{role}: {', '.join(people) or _now('nobody')}" for role, people in who_may(_ACTION))
        form.add_error(None, _now("Your role does not allow this. These do: ") + roles)
        return _again(request, stream, form, 403)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _again(request, stream, form, 422)
    except KeyTaken:
        form.add_error("name", _now("Another source goes by this name."))
        return _again(request, stream, form, 409)
    _say(request, thing, changed=bool(done.events))
    return HttpResponseRedirect(reverse("admin:stories_source_page", args=[thing]), status=303)


_ACTION = Action.AMEND_SOURCE


def _say(request: HttpRequest, thing: str, *, changed: bool) -> None:
    try:
        refresh(thing)
    except DatabaseError:
        log.exception("recorded, but the read model of %s was not refreshed", thing)
        messages.warning(request, _now("Recorded, being applied."))
        return
    messages.success(request, _now("Recorded.") if changed else _now("It was so already, nothing was recorded."))


def _start(source: Source) -> dict[str, Any]:
    return {"name": source.name, "kind": source.kind.value, "owner": source.owner, "url": source.url}


def _again(request: HttpRequest, stream: StreamRef, form: SourceForm, status: int) -> HttpResponse:
    with SOURCES.reading(stream) as source:
        return _rendered(request, source, form, status=status)


def _rendered(request: HttpRequest, source: Source, form: SourceForm, *, status: int = 200) -> HttpResponse:
    return render(
        request,
        "admin/stories/source/page.html",
        {
            **admin.site.each_context(request),
            "title": source.name,
            "source": source,
            "api_call": api_call("source", str(source.id)),
            "address": web_address(source.url),
            "to_confirm": waiting(str(source.id)),
            "articles": reading.Article.objects.filter(source=source.id).order_by("-filed_at")[:ARTICLES],
            "form": form,
            "allowed": may(looking(request.user), _ACTION),
        },
        status=status,
    )
