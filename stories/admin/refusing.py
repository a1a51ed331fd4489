"""What the desk says where nothing is, or where somebody may not go: in its own frame, with the way back."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def is_at_the_desk(request: HttpRequest) -> bool:
    """Whether somebody who is logged in asked for an address of the desk's."""
    user = getattr(request, "user", None)
    return user is not None and bool(user.is_staff) and request.path.startswith(reverse("admin:index"))


def not_here(request: HttpRequest) -> HttpResponse:
    return _said(request, 404, _("Not found"))


def not_allowed(request: HttpRequest) -> HttpResponse:
    return _said(request, 403, _("Not allowed"))


def _said(request: HttpRequest, status: int, title: str) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, "status": status}
    return render(request, "admin/stories/refused.html", context, status=status)
