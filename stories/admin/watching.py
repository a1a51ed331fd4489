"""Watching a story: the button of its cockpit, the mark and the filter in the list, and what is new on the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.rights import looking, may_look
from stories.application.handle import now
from stories.application.watched import MOST, WORTH_TELLING, stop_watching, watch, watched_by
from stories.models import LastLook, WatchedStory, reading

LISTED = 12


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched story on the desk. news: what others did in it since she last marked it as seen, or began to watch."""

    story: reading.Story
    news: int


def watch_story(request: HttpRequest, thing: str) -> HttpResponse:
    """POST with `on` to watch, without it to stop."""
    if request.method != "POST" or not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if not reading.Story.objects.filter(pk=thing, merged_into="").exists():
        raise Http404
    if "on" not in request.POST:
        stop_watching(request.user, thing)
        messages.success(request, _now("You no longer watch this story."))
    elif watch(request.user, thing, now()):
        messages.success(
            request, _now("You watch this story: what happens in it stands on your desk and in your digest.")
        )
    else:
        messages.error(request, _now("You watch %(n)s stories, as many as there may be.") % {"n": MOST})
    return HttpResponseRedirect(reverse("admin:stories_story_page", args=[thing]), status=303)


def is_watched(request: HttpRequest, story: str) -> bool:
    return WatchedStory.objects.filter(user=request.user.pk, story=story).exists()


def my_stories(request: HttpRequest) -> list[Watched]:
    """Those that she watches, those with most news first. Four queries whatever there is."""
    marks = dict(
        WatchedStory.objects.filter(user=request.user.pk).order_by("-since")[:MOST].values_list("story", "since")
    )
    looks = LastLook.objects.filter(user=request.user.pk, story__in=list(marks)).values_list("story", "at")
    for story, at in looks:
        marks[story] = max(marks[story], at)
    news = _news(marks, str(looking(request.user).person))
    rows = reading.Story.objects.filter(pk__in=list(marks))
    listed = sorted(rows, key=lambda row: (-news.get(row.pk, 0), -row.updated_at.timestamp(), row.pk))
    return [Watched(row, news.get(row.pk, 0)) for row in listed[:LISTED]]


def _news(marks: dict[str, datetime], me: str) -> dict[str, int]:
    if not marks:
        return {}
    after = reduce(or_, (Q(story=story, at__gt=at) for story, at in marks.items()))
    rows = reading.StoryEvent.objects.filter(after, type__in=WORTH_TELLING).exclude(actor=me)
    return dict(rows.order_by().values_list("story").annotate(n=Count("pk")))


def marked(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Stories, each with whether the asker watches it."""
    mine = WatchedStory.objects.filter(user=request.user.pk, story=OuterRef("pk"))
    annotated: QuerySet[Any] = rows.annotate(is_watched=Exists(mine))
    return annotated


@admin.display(description=_("watched"), empty_value="")
def mark(row: Any) -> str:
    return f"★ {_now('watched')}" if row.is_watched else ""


class WatchedFilter(admin.SimpleListFilter):
    title = _("my watch list")
    parameter_name = "watched"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:  # noqa: ARG002  # Django's
        return (("1", _("watched")),)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(pk__in=watched_by(request.user.pk)) if self.value() == "1" else queryset
