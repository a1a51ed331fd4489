"""The one page that other sites may frame, and the oEmbed answer that tells them how. https://oembed.com"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from stories.models import reading
from stories.pages.addresses import moved, public_story
from stories.pages.answers import by_version, form
from stories.pages.drawing import page

WIDTH, HEIGHT = 600, 640
SMALLEST = 320
KEEP_SECONDS = 3600


@require_safe
@xframe_options_exempt
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """What we know, briefly, for a frame on another site."""
    found = public_story(slug)
    if elsewhere := moved(found, slug, "embed"):
        return elsewhere
    version = found.version
    response = by_version(
        request, f"v{version}.embed", lambda language: page("embed", found.id, version, version, language, form())
    )
    if settings.NEWSROOM_EMBED_ORIGINS:
        response._csp_replace = {"frame-ancestors": settings.NEWSROOM_EMBED_ORIGINS}  # type: ignore[attr-defined]
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Anybody may ask; what is answered can be framed by NEWSROOM_EMBED_ORIGINS alone."""
    if request.GET.get("format", "json") != "json":
        return _said({"error": "Only JSON is spoken here."}, 501)
    found = public_story(_slug(request.GET.get("url", "")))
    title = reading.Story.objects.values_list("title", flat=True).get(pk=found.id)
    parts = urlsplit(settings.PUBLIC_URL)
    told: dict[str, object] = {
        "version": "1.0",
        "type": "link",
        "title": title,
        "provider_name": parts.netloc,
        "provider_url": settings.PUBLIC_URL,
        "cache_age": KEEP_SECONDS,
    }
    if settings.NEWSROOM_EMBED_ORIGINS:
        width, height = (_at_most(request, name, most) for name, most in (("maxwidth", WIDTH), ("maxheight", HEIGHT)))
        told |= {"type": "rich", "width": width, "height": height, "html": frame(found.slug, title, width, height)}
    return _said(told, 200)


def frame(slug: str, title: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """What a site puts into its page. The frame may open links and nothing else."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        settings.PUBLIC_URL + reverse("pages:embed", args=[slug]),
        title,
        width,
        height,
    )


def _slug(url: str) -> str:
    """The story that an address of ours is about. Raises Http404 for anybody else's."""
    ours = urlsplit(settings.PUBLIC_URL)
    try:
        theirs = urlsplit(url)
        found = resolve(theirs.path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc):
        raise Http404
    if found.app_names != ["pages"] or "slug" not in found.kwargs:
        raise Http404
    return str(found.kwargs["slug"])


def _at_most(request: HttpRequest, name: str, usual: int) -> int:
    asked = request.GET.get(name, "")
    return max(SMALLEST, min(usual, int(asked))) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else usual


def _said(told: dict[str, object], status: int) -> HttpResponse:
    response = JsonResponse(told, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={KEEP_SECONDS if status == 200 else 60}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
