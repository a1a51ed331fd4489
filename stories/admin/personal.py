"""What each makes of her desk: saved views, and whether single keys do anything."""

from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from stories.admin.desk import asked_in, query_of
from stories.admin.fields import line
from stories.admin.keyboard import KEYBOARD
from stories.application.handle import now
from stories.models import DeskChoice, SavedView

MOST_VIEWS = 50


class ViewForm(forms.Form):
    name = line(_lazy("Name"), longest=80)
    query = forms.CharField(max_length=1000, required=False)


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """A filter under a name; the same name again takes the new filter."""
    user, form = _user(request), ViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["name"][0]) if "name" in form.errors else _("This filter is too long."))
        return _to_desk(request.POST.get("query", ""))
    query = query_of(asked_in(QueryDict(form.cleaned_data["query"])))
    others = SavedView.objects.filter(user=user).exclude(name=form.cleaned_data["name"])
    if others.count() >= MOST_VIEWS:
        messages.error(request, _("You have as many views as there may be; delete one first."))
        return _to_desk(query)
    SavedView.objects.update_or_create(
        user=user, name=form.cleaned_data["name"], defaults={"query": query, "saved_at": now()}
    )
    messages.success(request, _("View saved."))
    return _to_desk(query)


@require_POST
def delete_view(request: HttpRequest, view: int) -> HttpResponse:
    SavedView.objects.filter(user=_user(request), pk=view).delete()
    messages.success(request, _("View deleted."))
    return _to_desk("")


def keys(request: HttpRequest) -> HttpResponse:
    """The list behind `?`; POST switches single keys on and off."""
    user = _user(request)
    if request.method == "POST":
        DeskChoice.objects.update_or_create(user=user, defaults={"shortcuts": request.POST.get("shortcuts") == "on"})
        messages.success(request, _("Kept."))
        back = request.POST.get("back", "")
        ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return HttpResponseRedirect(back if ours else reverse("admin:desk_keys"), status=303)
    in_dialog = bool(getattr(request, "htmx", False))
    context: dict[str, Any] = {"keyboard": KEYBOARD, "in_dialog": in_dialog, "shortcuts": shortcuts(request)}
    if not in_dialog:
        context |= {**admin.site.each_context(request), "title": _("Keys")}
    return render(
        request, "admin/stories/desk/keys_list.html" if in_dialog else "admin/stories/desk/keys.html", context
    )


def shortcuts(request: HttpRequest) -> bool:
    chosen = DeskChoice.objects.filter(user=request.user.pk).values_list("shortcuts", flat=True).first()
    return True if chosen is None else chosen


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _to_desk(query: str) -> HttpResponse:
    clean = query_of(asked_in(QueryDict(query))) if dict(parse_qsl(query)) else ""
    return HttpResponseRedirect(reverse("admin:index") + (f"?{clean}" if clean else ""), status=303)
