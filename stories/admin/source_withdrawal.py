"""Everything that a source has published, taken back at once: all its articles, story by story."""

from hashlib import sha256

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stories.admin.deeds import DeedForm
from stories.admin.fields import words
from stories.admin.rights import looking, may_look, who_may
from stories.application.handle import CommandRepeated, IdempotencyMismatch, Order, now
from stories.application.people import by_user
from stories.application.sources import source_by_id
from stories.application.taking_back import TakenBack, withdraw_source
from stories.domain.permissions import Action, may
from stories.domain.refusals import Refused
from stories.domain.vocabulary import WithdrawScope
from stories.eventlog.repeated import Idempotency
from stories.models import reading
from stories.projections.stories import refresh

ACTION = Action.MOVE_OR_WITHDRAW_ARTICLE


class WithdrawForm(DeedForm):
    reason = words(_("Reason"), help_text=_("For the desk and the history."))
    scope = forms.ChoiceField(
        label=_("How far"),
        choices=[
            (WithdrawScope.OWN.value, _("its own articles alone")),
            (WithdrawScope.ORIGIN.value, _("also what others took from it, in all stories: to be confirmed once")),
        ],
    )


def withdraw(request: HttpRequest, thing: str) -> HttpResponse:
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    try:
        name = source_by_id(thing).name
    except Refused as unknown:
        raise Http404 from unknown
    if request.method != "POST":
        return _shown(request, thing, name, WithdrawForm())
    form = WithdrawForm(request.POST)
    if not may(looking(request.user), ACTION):
        return _shown(request, thing, name, form, status=403)
    if not form.is_valid():
        return _shown(request, thing, name, form, status=422)
    given, by = form.cleaned_data, by_user(request.user)
    said = sha256(repr((thing, given["reason"], given["scope"])).encode()).digest()
    order = Order(by, now(), Idempotency(by.actor, form.once, said, 303))
    try:
        taken = withdraw_source(thing, given["reason"], WithdrawScope(given["scope"]), order)
    except CommandRepeated:
        taken = TakenBack(())
    except (IdempotencyMismatch, Refused) as refused:
        form.add_error(None, getattr(refused, "sentence", "") or _now("This form was sent before with other words."))
        return _shown(request, thing, name, form, status=422)
    for one in taken.done:
        refresh(one.stream)
    if n := sum(1 for one in taken.done if one.events):
        messages.success(request, ngettext("Withdrawn in %(n)s story.", "Withdrawn in %(n)s stories.", n) % {"n": n})
    else:
        messages.info(request, _now("It was so already, nothing was recorded."))
    if taken.job is not None:
        return HttpResponseRedirect(reverse("admin:desk_bulk_job", args=[f"job_{taken.job.id.hex}"]), status=303)
    return HttpResponseRedirect(reverse("admin:stories_source_page", args=[thing]), status=303)


def _shown(request: HttpRequest, thing: str, name: str, form: WithdrawForm, *, status: int = 200) -> HttpResponse:
    standing = reading.Article.objects.filter(source=thing).exclude(status="withdrawn")
    return render(
        request,
        "admin/stories/source/withdraw.html",
        {
            **admin.site.each_context(request),
            "title": _now("Withdraw all of %(name)s") % {"name": name},
            "name": name,
            "home": reverse("admin:stories_source_page", args=[thing]),
            "articles": standing.count(),
            "stories": standing.values("story").distinct().count(),
            "form": form,
            "allowed": may(looking(request.user), ACTION),
            "who_may": who_may(ACTION),
        },
        status=status,
    )
