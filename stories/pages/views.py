"""What readers get: the list of public stories, a story's page, the page as it was. Nothing but the public state."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from stories.application.intake import SLUG
from stories.domain.story import Story
from stories.domain.vocabulary import StoryStatus
from stories.eventlog.folding import STORIES
from stories.eventlog.registry import holder
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.pages.readable import line_of
from stories.projections.changes import changes, newest_change, notices
from stories.projections.export_atom import feed
from stories.projections.states import state_document

FRESH = "public, max-age=5, stale-while-revalidate=30"
LISTED = 200
MERGES = 20


class PermanentRedirect(HttpResponseRedirectBase):
    status_code = 308


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    rows = reading.Story.objects.filter(public=True, merged_into="").exclude(status=StoryStatus.PROPOSED.value)
    listed = list(rows.order_by("-updated_at", "id")[:LISTED])
    counted = (
        reading.Claim.objects.filter(public=True, story__in=[row.pk for row in listed])
        .values("story", "status")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts: dict[str, dict[str, int]] = {}
    for one in counted:
        counts.setdefault(one["story"], {})[one["status"]] = one["n"]
    return _answer(request, "pages/stories.html", {"stories": [(row, counts.get(row.pk, {})) for row in listed]})


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, at the story's newest address. A merged story leads to the survivor."""
    found = _public(slug)
    if found.slug != slug:
        return PermanentRedirect(reverse("pages:story", args=[found.slug]))
    return _answer(request, "pages/story.html", _shown(found.id))


@require_safe
def story_at(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The page as readers saw it at a version of the story; nothing where they saw none."""
    found = _public(slug, follow=False)
    if not 0 < version <= found.version:
        raise Http404
    if found.slug != slug:
        return PermanentRedirect(reverse("pages:story_at", args=[found.slug, version]))
    return _answer(request, "pages/story.html", _shown(found.id, version=version))


@require_safe
def story_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed, for feed readers."""
    found = _public(slug)
    if found.slug != slug:
        return PermanentRedirect(reverse("pages:story_feed", args=[found.slug]))
    with STORIES.reading(StreamRef.parse(found.id)) as state:
        body = feed(state_document(state, public=True), base=settings.PUBLIC_URL)
    return _conditional(request, HttpResponse(body, content_type="application/atom+xml"))


def _public(slug: str, *, follow: bool = True) -> "Address":
    """Raises Http404, the same for what is unknown and for what readers may not see."""
    thing = holder(SLUG, slug)
    for _ in range(MERGES):
        if thing is None:
            break
        with STORIES.reading(StreamRef.parse(thing)) as state:
            if state.merged_into is not None and follow:
                thing = state.merged_into
                continue
            if state.public and state.version:
                return Address(state)
            break
    raise Http404


class Address:
    """Which story, where, and how far it is."""

    def __init__(self, story: Story) -> None:
        self.id = story.id
        self.slug = story.slug
        self.version = story.version


def _shown(thing: str, *, version: int | None = None) -> dict[str, Any]:
    stream = StreamRef.parse(thing)
    with STORIES.reading(stream) as now:
        if version is None:
            return _context(now, None)
        newest = now.version
        since = _taken_back_since(now)
    past = STORIES.at_version(stream, version).state
    if not past.public:
        raise Http404
    return _context(past, version) | {"newest": newest, "taken_back": since}


def _taken_back_since(story: Story) -> set[str]:
    """What readers of an old page must be told: lines that were corrected or withdrawn later."""
    return {one["id"] for one in state_document(story, public=True)["corrections"]}


def _context(story: Story, version: int | None) -> dict[str, Any]:
    state = state_document(story, public=True)
    listed = changes(state)
    return {
        "state": state,
        "known": [line_of(one) for one in state["known"]],
        "reported": [line_of(one) for one in state["reported"]],
        "disputed": [line_of(one) for one in state["disputed"]],
        "corrections": [(one, notices(one)) for one in state["corrections"]],
        "changes": listed,
        "changed": newest_change(state),
        "at_version": version,
        "statements": {one["id"]: one["statement"] for one in (*state["known"], *state["reported"])},
    }


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Rendered without the request, so that no answer depends on who asks; then held against If-None-Match."""
    body = render_to_string(template, {**context, "contact": settings.NEWSROOM_CONTACT})
    return _conditional(request, HttpResponse(body))


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = FRESH
    return get_conditional_response(request, etag=etag, response=response) or response
