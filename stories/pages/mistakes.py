"""What the newsroom corrected or took back, across all public stories: one page, one feed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from stories.domain.vocabulary import HoldReason, Publication, Status, StoryStatus
from stories.models import reading
from stories.pages.answers import by_content, drawn
from stories.pages.leafing import Leaf, leaf
from stories.pages.readable import notice_of
from stories.projections.changes import taken_back
from stories.projections.export_atom import Around, Told, feed_of_corrections

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a feed without entries has to say when it changed


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction and withdrawal that readers may know of, the newest first, with the former words."""

    def draw(language: str) -> bytes:
        told, around = _told(request.GET)
        shown = [{"slug": one.slug, "title": one.title, "notice": notice_of(one.change)} for one in told]
        return drawn("pages/mistakes.html", {"listed": shown, "leaf": around}, language)

    return by_content(request, draw)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same for feed readers."""

    def draw(_language: str) -> bytes:
        told, around = _told(request.GET)
        return feed_of_corrections(
            told, base=settings.PUBLIC_URL, updated=NEVER, around=Around(around.here, around.newer, around.older)
        )

    response = by_content(request, draw)
    if response.status_code == 200:
        response["Content-Type"] = "application/atom+xml"
    return response


def _told(query: QueryDict) -> tuple[list[Told], Leaf]:
    """One page, by the newest word on each line; what was said before on the same line stands with it."""
    stories = reading.Story.objects.filter(public=True, merged_into="").exclude(status=StoryStatus.PROPOSED.value)
    # A corrected line is told where the line may be, and though nothing supports the old words any more.
    corrected = Q(status=Status.CORRECTED.value) & (
        Q(public=True) | Q(hold=HoldReason.SUPPORT_LOST.value, document__ever_public=True)
    )
    withdrawn = Q(publication=Publication.CANCELED.value, document__ever_public=True)
    rows = reading.Claim.objects.filter(
        corrected | withdrawn, told_at__isnull=False, story__in=stories.values("id")
    ).values("id", "story", "publication", "told_at", "document__lang", "document__corrections", "document__notice")
    found = leaf(rows, query, when="told_at", prefix="clm")
    named = {one.pk: one for one in stories.filter(pk__in={row["story"] for row in found.rows})}
    told = [
        Told(named[row["story"]].slug, named[row["story"]].title, change)
        for row in found.rows
        if row["story"] in named
        for change in taken_back(_document(row))[::-1]
    ]
    return told, found


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    """As readers get it: a line that was withdrawn keeps its notice alone."""
    withdrawn = row["publication"] == Publication.CANCELED.value
    return {
        "id": row["id"],
        "publication": row["publication"],
        "corrections": [] if withdrawn else row["document__corrections"],
        "notice": row["document__notice"],
        "lang": row["document__lang"],
        "last_changed": row["told_at"].isoformat(),
        "statement": None,
    }
