"""Feeds: how each does and what its last polls brought; tried, added, polled at once, paused, moved, let go."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from stories.admin.fields import choices, line
from stories.admin.polls import polls
from stories.admin.rights import looking, may_look, who_may
from stories.application import feeds as house
from stories.application.feedlists import receive_list
from stories.application.feeds import FeedTaken, Look, feed_named, look, public_id, state_of
from stories.application.handle import now
from stories.application.intake import SourceGiven
from stories.application.jobs import queue
from stories.application.people import by_user
from stories.application.queries import NotThere
from stories.application.visiting import host_of, house_guard
from stories.domain.permissions import Action, may
from stories.domain.refusals import Refused
from stories.domain.vocabulary import SourceKind
from stories.gateways.addresses import AddressRefused
from stories.gateways.fetching import masked
from stories.gateways.opml import MAX_BYTES, NoOpml, Outline, read_opml, write_opml
from stories.models import Feed, reading

Context = dict[str, Any]
PAGE = 100
AT_ONCE = 50  # feeds of a list that a person waits for; a longer one is a job
LOOK_SECONDS = 8.0  # a person waits


class FeedForm(forms.Form):
    url = forms.URLField(label=_("Address of the feed"), max_length=2_000, assume_scheme="https")
    source = line(_("Outlet"), required=False, help_text=_("empty: as the feed calls itself"))
    kind = forms.ChoiceField(label=_("Kind of outlet, where it is new"), choices=choices(SourceKind), initial="outlet")
    full_text = forms.BooleanField(label=_("Fetch the page where the feed has only a summary"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        given = {"label_suffix": "", "auto_id": "feed_%s", "initial": {"full_text": True, "kind": "outlet"}}
        super().__init__(*args, **given | kwargs)
        self.fields["source"].widget.attrs["list"] = "outlets"


def feeds(request: HttpRequest) -> HttpResponse:
    """GET shows; POST looks at an address (`look`), or adds it."""
    user = _operator(request, acts=request.method == "POST")
    if request.method != "POST":
        return _rendered(request, user, FeedForm())
    form = FeedForm(request.POST)
    if not form.is_valid():
        return _rendered(request, user, form, status=422)
    seen = look(form.cleaned_data["url"], guard=house_guard(), at=now(), seconds=LOOK_SECONDS)
    if "add" not in request.POST:
        return _rendered(request, user, form, seen=seen)
    given = form.cleaned_data
    named = given["source"] or (seen.feed.title if seen.feed else "")
    if not named:
        form.add_error("source", _now("Say whose feed it is: it does not answer with a name."))
        return _rendered(request, user, form, seen=seen, status=422)
    source = SourceGiven(name=named, kind=SourceKind(given["kind"]))
    try:
        house.add(given["url"], source, by_user(user), now(), guard=house_guard(), full_text=given["full_text"])
    except (AddressRefused, FeedTaken) as problem:
        form.add_error("url", str(problem))
        return _rendered(request, user, form, seen=seen, status=422)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _rendered(request, user, form, seen=seen, status=422)
    messages.success(request, _now("Added. Its first items come within seconds."))
    return HttpResponseRedirect(reverse("admin:feeds"), status=303)


def tend(request: HttpRequest, what: str) -> HttpResponse:
    """One deed on one feed, by POST."""
    if what not in DEEDS:
        raise Http404
    if request.method != "POST":
        raise PermissionDenied
    user = _operator(request, acts=True)
    try:
        feed = feed_named(request.POST.get("feed", ""), by_user(user))
        messages.success(request, DEEDS[what](feed))
    except NotThere as gone:
        raise Http404 from gone
    except (AddressRefused, FeedTaken) as problem:
        messages.error(request, str(problem))
    return HttpResponseRedirect(reverse("admin:feeds"), status=303)


def lists(request: HttpRequest) -> HttpResponse:
    """GET gives the feeds as OPML; POST takes such a list. Addresses may hold keys: operators only."""
    user = _operator(request, acts=True)
    if request.method != "POST":
        rows = Feed.objects.filter(deleted_at=None)
        text = write_opml(Outline(masked(row.url), row.title or row.source_name) for row in rows)
        return HttpResponse(
            text,
            content_type="text/x-opml; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="feeds.opml"'},
        )
    sent = request.FILES.get("list")
    said = sent.read(MAX_BYTES + 1) if sent is not None else b""
    try:
        outlines = read_opml(said)
    except NoOpml as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(reverse("admin:feeds"), status=303)
    if len(outlines) > AT_ONCE:
        reception = receive_list(said, outlines, by_user(user))
        reception.close()
        queue(reception.job)
        messages.success(request, _now("%(all)s feeds are being added, one after another.") % {"all": len(outlines)})
        return HttpResponseRedirect(reverse("admin:feeds"), status=303)
    added = sum(_taken(outline, user) for outline in outlines)
    messages.success(request, _now("%(added)s of %(all)s feeds added.") % {"added": added, "all": len(outlines)})
    return HttpResponseRedirect(reverse("admin:feeds"), status=303)


def _taken(outline: Outline, user: User) -> bool:
    try:
        name = outline.title or house_guard().named(outline.url).host
        house.add(outline.url, SourceGiven(name=name), by_user(user), now(), guard=house_guard())
    except (AddressRefused, FeedTaken, Refused):
        return False
    return True


def _operator(request: HttpRequest, *, acts: bool) -> User:
    if not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    if acts and not may(looking(request.user), Action.RUN_FEEDS):
        raise PermissionDenied
    return request.user


def _poll(feed: Feed) -> str:
    house.poll_now(feed, now())
    return _now("It is asked within seconds.")


def _pause(feed: Feed) -> str:
    house.pause(feed, now())
    return _now("Paused: nothing is asked until you resume it.")


def _resume(feed: Feed) -> str:
    house.resume(feed, now())
    return _now("Resumed, with a clean slate.")


def _follow(feed: Feed) -> str:
    house.follow_move(feed, now(), guard=house_guard())
    return _now("It is asked at its new address from now on.")


def _drop(feed: Feed) -> str:
    house.drop(feed, now())
    return _now("Removed. Its articles stay.")


DEEDS: dict[str, Callable[[Feed], str]] = {
    "poll": _poll,
    "pause": _pause,
    "resume": _resume,
    "follow": _follow,
    "remove": _drop,
}


def _rendered(
    request: HttpRequest, user: User, form: FeedForm, *, seen: Look | None = None, status: int = 200
) -> HttpResponse:
    listed = _feeds(whole=may(looking(user), Action.RUN_FEEDS))
    return render(
        request,
        "admin/stories/screens/feeds.html",
        {
            **admin.site.each_context(request),
            "title": _now("Feeds"),
            "form": form,
            "seen": seen,
            "allowed": may(looking(user), Action.RUN_FEEDS),
            "who_may": who_may(Action.RUN_FEEDS),
            "outlets": reading.Source.objects.order_by("name").values_list("name", flat=True)[:500],
            "feeds": listed,
            "drawn": any(one["polls"] for one in listed),
        },
        status=status,
    )


def _feeds(*, whole: bool) -> list[Context]:
    """Those in trouble first; with the last polls of each. whole: with addresses, which may hold keys."""
    at = now()
    waiting = Count("items", filter=Q(items__state__in=["page", "waiting"]))
    rows = list(
        Feed.objects.filter(deleted_at=None).annotate(waiting=waiting).order_by("-failures", "source_name")[:PAGE]
    )
    drawn = polls(rows)
    return [
        {
            "row": row,
            "id": public_id(row),
            "url": masked(row.url) if whole else host_of(row.url),
            "moved_to": masked(row.moved_to) if whole else host_of(row.moved_to),
            "state": state_of(row, at),
            "minutes": round(row.interval / 60, 1),
            "polls": drawn.get(row.pk),
        }
        for row in rows
    ]
