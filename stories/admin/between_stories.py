"""Suggestions between stories, which lie in the desk's own stream: listed at intake and judged in place."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.rights import may_look, who_may
from stories.admin.wordbook import ASKED
from stories.application.decisions import decide_on_desk, desk_suggestions
from stories.application.handle import CommandRepeated, IdempotencyMismatch, Order, now
from stories.application.people import by_user
from stories.domain import commands_story as commands
from stories.domain.permissions import Action
from stories.domain.refusals import Forbidden, Refused
from stories.domain.values import SuggestionId
from stories.domain.vocabulary import Judgement
from stories.eventlog.repeated import Idempotency
from stories.models import reading

Context = dict[str, Any]
Judging = commands.ConfirmSuggestion | commands.RejectSuggestion | commands.MarkSuggestionUnsure
COMMANDS: dict[str, Callable[[SuggestionId], Judging]] = {
    "confirm": commands.ConfirmSuggestion,
    "reject": commands.RejectSuggestion,
    "unsure": commands.MarkSuggestionUnsure,
}
DONE = {
    "confirm": _("Confirmed, and done."),
    "reject": _("Rejected; it is not suggested again."),
    "unsure": _("Noted; it stays as it is."),
}


class JudgedForm(forms.Form):
    form_id = forms.RegexField(r"^[0-9a-f]{32}$")


def waiting(most: int) -> tuple[list[Context], int]:
    """The newest of those that wait, in the form of the others; and how many wait."""
    held = [one for one in desk_suggestions().values() if one.judgement is Judgement.SUGGESTED]
    listed = held[::-1][:most]
    ids = {end for one in listed for end in (one.a, one.b)}
    words: dict[str, str] = dict(reading.Story.objects.filter(pk__in=ids).values_list("pk", "title"))
    words |= {row.pk: str(row) for row in reading.Article.objects.filter(pk__in=ids)}
    return [
        {
            "row": {"pk": one.id, "kind": one.kind.value, "version": one.touched},
            "between": True,
            "kind": ASKED.get(one.kind.value, one.kind.value),
            "score": one.score,
            "reason": one.reason,
            "ends": [words.get(end, end) for end in (one.a, one.b)],
            "form_id": uuid4().hex,
        }
        for one in listed
    ], len(held)


def judge_between(request: HttpRequest, thing: str, verb: str) -> HttpResponse:
    """Confirmed, what is suggested is done: an article goes to its story, two stories become one."""
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = JudgedForm(request.POST)
    if verb not in COMMANDS or not form.is_valid():
        raise Http404
    by = by_user(request.user)
    key = f"form:{form.cleaned_data['form_id']}"
    row = Idempotency(by.actor, key, sha256(f"{thing} {verb}".encode()).digest(), 303, (thing,))
    try:
        decide_on_desk(COMMANDS[verb](SuggestionId(thing)), Order(by, now(), row))
    except Forbidden:
        roles = "; ".join(role for role, _them in who_may(Action.JUDGE))
        messages.error(request, _now("Your role does not allow this. These do: ") + roles)
    except Refused as refused:
        messages.error(request, refused.sentence)
    except (CommandRepeated, IdempotencyMismatch):
        messages.info(request, _now("This form was sent before; it is recorded once."))
    else:
        messages.success(request, DONE[verb])
    return HttpResponseRedirect(reverse("admin:intake"), status=303)
