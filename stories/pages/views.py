"""What readers get: the public stories, a story's pages, the pages as they were. Nothing but the public state."""

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from stories.application.ids import is_public_id
from stories.application.queries import story_at as state_at
from stories.domain.vocabulary import StoryStatus
from stories.models import reading
from stories.pages.addresses import PermanentRedirect, moved, public_story
from stories.pages.answers import by_content, by_version, drawn, form, refused
from stories.pages.drawing import page, versions_page
from stories.pages.leafing import key_in, key_of, leaf
from stories.pages.one_line import Gone, MergedInto, line_page
from stories.pages.readable import foreign
from stories.pages.wording import counted, sourced, time_element, word
from stories.projections.export_atom import feed
from stories.projections.states import state_document


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """Public stories, those that changed last first, each with its sums and the newest of its lines; page by page."""
    rows = reading.Story.objects.filter(public=True, merged_into="").exclude(status=StoryStatus.PROPOSED.value)
    page_of_them = leaf(rows, request.GET, when="updated_at", prefix="sto")
    listed = page_of_them.rows
    lines = reading.Claim.objects.filter(public=True, story__in=[row.pk for row in listed]).order_by()
    counts: dict[str, dict[str, int]] = {}
    for one in lines.values("story", "status").annotate(n=Count("pk")):
        counts.setdefault(one["story"], {})[one["status"]] = one["n"]
    standing = lines.filter(status__in=("verified", "reported", "disputed", "refuted"))
    newest = {
        row["story"]: row
        for row in standing.order_by("story", "-last_changed", "id")
        .distinct("story")
        .values("story", "status", "statement", "document__quotation", "document__speaker__name", "document__lang")
    }

    def draw(language: str) -> bytes:
        shown = [
            {
                "row": row,
                "at": time_element(row.updated_at),
                "counts": counted(counts.get(row.pk, {})),
                "newest": (found := newest.get(row.pk)),
                "word": word(found["status"]) if found else "",
                "is_quoted": found and found["document__quotation"],
                "speaker": found and found["document__speaker__name"],
                "lang": found and foreign({"lang": found["document__lang"]}),
            }
            for row in listed
        ]
        return drawn("pages/stories.html", {"stories": shown, "leaf": page_of_them}, language)

    return by_content(request, draw)


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, at the story's newest address. A merged story leads to the survivor."""
    return _page(request, slug, "story")


@require_safe
def corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that we corrected or took back, with the former words."""
    return _page(request, slug, "corrections")


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole log of changes."""
    return _page(request, slug, "changes")


@require_safe
def story_at(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The page as readers saw it at a version of the story; nothing where they saw none."""
    found = public_story(slug, follow=False)
    if not 0 < version <= found.version:
        raise Http404
    if elsewhere := moved(found, slug, "story_at", version):
        return elsewhere
    newest = found.version
    tag = f"v{version}.{newest}.past"
    return by_version(request, tag, lambda language: page("past", found.id, version, newest, language, form()))


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """All versions; with ?n=N the way to one of them, for the form that chooses."""
    found = public_story(slug, follow=False)
    if elsewhere := moved(found, slug, "versions"):
        return elsewhere
    asked = request.GET.get("n", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        return HttpResponseRedirect(reverse("pages:story_at", args=[found.slug, int(asked)]))
    return by_version(
        request, f"v{found.version}.versions", lambda language: versions_page(found.id, found.version, language)
    )


@require_safe
def line(request: HttpRequest, slug: str, claim: str) -> HttpResponse:
    """One line with everything that stands behind it. 410 for what was taken back, with what we say instead."""
    found = public_story(slug)
    if not is_public_id(claim, "clm"):
        raise Http404
    if elsewhere := moved(found, slug, "line", claim):
        return elsewhere
    try:
        return by_version(
            request, f"v{found.version}.{claim}", lambda language: line_page(found.id, found.version, claim, language)
        )
    except MergedInto as merged:
        return PermanentRedirect(reverse("pages:line", args=[found.slug, merged.claim]))
    except Gone as gone:
        context = {"slug": gone.slug, "title": gone.title, "notices": gone.notices}
        return refused(request, "pages/gone.html", 410, context)


@require_safe
def story_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed, for feed readers, with our words around it in theirs."""
    found = public_story(slug)
    if elsewhere := moved(found, slug, "story_feed"):
        return elsewhere
    before = key_in(request.GET.get("before", ""), "clm")

    def draw(_language: str) -> bytes:
        with state_at(found.id, found.version) as state:
            return feed(state_document(state, public=True), base=settings.PUBLIC_URL, sourced=sourced, before=before)

    part = f".{key_of(*before)}" if before else ""
    response = by_version(request, f"v{found.version}.atom{part}", draw)
    if response.status_code == 200:
        response["Content-Type"] = "application/atom+xml"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """For whatever is not there, and for what readers may not see."""
    return refused(request, "404.html", 404, {})


def _page(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    found = public_story(slug)
    if elsewhere := moved(found, slug, kind):
        return elsewhere
    version = found.version
    return by_version(
        request, f"v{version}.{kind}", lambda language: page(kind, found.id, version, version, language, form())
    )
