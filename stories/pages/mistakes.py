"""What the newsroom corrected or took back, across all public stories: one page, one feed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stories.domain.vocabulary import HoldReason, Publication, Status, StoryStatus
from stories.models import reading
from stories.pages.answers import by_content, drawn
from stories.pages.readable import notice_of
from stories.projections.changes import taken_back
from stories.projections.export_atom import Told, feed_of_corrections

LISTED = 200
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a feed without entries has to say when it changed
_RETOLD = ("claim.withdrawn", "claim.notice_amended")


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction and withdrawal that readers may know of, the newest first, with the former words."""

    def draw(language: str) -> bytes:
        shown = [{"slug": one.slug, "title": one.title, "notice": notice_of(one.change)} for one in _told()]
        return drawn("pages/mistakes.html", {"listed": shown}, language)

    return by_content(request, draw)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same for feed readers."""

    def draw(_language: str) -> bytes:
        return feed_of_corrections(_told(), base=settings.PUBLIC_URL, updated=NEVER)

    response = by_content(request, draw)
    if response.status_code == 200:
        response["Content-Type"] = "application/atom+xml"
    return response


def _told() -> list[Told]:
    stories = reading.Story.objects.filter(public=True, merged_into="").exclude(status=StoryStatus.PROPOSED.value)
    # A corrected line is told where the line may be, and though nothing supports the old words any more.
    corrected = Q(status=Status.CORRECTED.value) & (
        Q(public=True) | Q(hold=HoldReason.SUPPORT_LOST.value, document__ever_public=True)
    )
    withdrawn = Q(publication=Publication.CANCELED.value, document__ever_public=True) & ~Q(status="merged")
    rows = list(
        reading.Claim.objects.filter(corrected | withdrawn, story__in=stories.values("id"))
        .order_by("-last_changed", "id")
        .values("id", "story", "publication", "document__corrections", "document__notice")[:LISTED]
    )
    named = {one.pk: one for one in stories.filter(pk__in={row["story"] for row in rows})}
    taken = [row["id"] for row in rows if row["publication"] == Publication.CANCELED.value]
    retold = _retold(taken)
    found = [
        Told(named[row["story"]].slug, named[row["story"]].title, change)
        for row in rows
        if row["story"] in named
        for change in taken_back(_document(row, retold.get(row["id"])))
    ]
    return sorted(found, key=lambda one: (one.change.at, one.change.claim["id"]), reverse=True)[:LISTED]


def _retold(claims: list[str]) -> dict[str, str]:
    """When each was withdrawn, or its notice last put otherwise."""
    rows = reading.StoryEvent.objects.filter(type__in=_RETOLD, about__has_any_keys=claims).order_by("story", "version")
    return {claim: at.isoformat() for at, about in rows.values_list("at", "about") for claim in about}


def _document(row: Mapping[str, Any], retold: str | None) -> dict[str, Any]:
    """As readers get it: a line that was withdrawn keeps its notice alone."""
    withdrawn = row["publication"] == Publication.CANCELED.value
    return {
        "id": row["id"],
        "publication": row["publication"],
        "corrections": [] if withdrawn else row["document__corrections"],
        "notice": row["document__notice"],
        "last_changed": retold or NEVER.isoformat(),
        "statement": None,
    }
