"""How a page is answered: in the reader's language, cacheable by anybody, with a tag that is known before it is drawn.

A page is a function of the story, its version, the language, the code and the settings: nobody's cookie is looked at.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_bidi, override
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = ("en", "de")
FRESH = "public, max-age=5, stale-while-revalidate=30"
SHEET, SCRIPT = "stories/page.css", "stories/page.js"
_ROOMS = ("domain", "locale", "pages", "projections", "static/stories", "templates/pages")


def language_of(request: HttpRequest) -> str:
    """The first of the reader's languages that we have."""
    for wanted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if wanted.partition("-")[0] in LANGUAGES:
            return wanted.partition("-")[0]
    return LANGUAGES[0]


@lru_cache(maxsize=1)
def _code() -> str:
    """What pages are made by: a tag must not outlive a change of template or rule."""
    home = Path(__file__).parents[1]
    files = sorted(path for room in _ROOMS for path in (home / room).rglob("*") if path.suffix not in {".pyc", ".po"})
    read = b"".join(path.read_bytes() for path in files if path.is_file())
    return sha256(read).hexdigest()


def form() -> str:
    """Names the code and the settings that a page is drawn with."""
    chosen = (settings.PUBLIC_URL, settings.LIVE_URL, settings.NEWSROOM_CONTACT, *settings.NEWSROOM_EMBED_ORIGINS)
    return sha256("\n".join((_code(), *chosen)).encode()).hexdigest()[:12]


@lru_cache(maxsize=16)
def asset(name: str) -> str:
    """The address of a static file, another one whenever its contents are others."""
    found = find(name)
    assert isinstance(found, str), name
    return f"{settings.STATIC_URL}{name}?{sha256(Path(found).read_bytes()).hexdigest()[:10]}"


def drawn(template: str, context: dict[str, Any], language: str) -> bytes:
    """Without the request, so that no page depends on who asks."""
    every = {
        "contact": settings.NEWSROOM_CONTACT,
        "report": report_link(),
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "sheet": asset(SHEET),
        "script": asset(SCRIPT),
        "public_url": settings.PUBLIC_URL,
    }
    return render_to_string(template, {**every, **context}).encode()


def report_link(subject: str = "", text: str = "") -> str | None:
    """Where a reader's word on an error goes: NEWSROOM_CONTACT as a link, None where it is none."""
    contact = str(settings.NEWSROOM_CONTACT)
    if contact.startswith(("http://", "https://", "mailto:")):
        return contact
    if "@" not in contact:
        return None
    asked = f"?subject={quote(subject)}&body={quote(text)}" if subject else ""
    return f"mailto:{quote(contact, safe='@')}{asked}"


def by_version(request: HttpRequest, tag: str, draw: Callable[[str], bytes]) -> HttpResponse:
    """tag: what the page is a function of besides language and form. draw: called with the language, if at all."""
    language = language_of(request)
    etag = f'"{tag}.{language}.{form()}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is None:
        with override(language):
            unchanged = HttpResponse(draw(language))
    return _labelled(unchanged, etag, language)


def by_content(request: HttpRequest, draw: Callable[[str], bytes], **headers: str) -> HttpResponse:
    """For what is of no one story: drawn first, then held against If-None-Match."""
    language = language_of(request)
    with override(language):
        response = HttpResponse(draw(language), **{"headers": headers} if headers else {})
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    return _labelled(get_conditional_response(request, etag=etag, response=response) or response, etag, language)


def _labelled(response: HttpResponse, etag: str, language: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = FRESH
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return response


def refused(request: HttpRequest, template: str, status: int, context: dict[str, Any]) -> HttpResponse:
    """A page that says why there is nothing."""
    language = language_of(request)
    with override(language):
        response = HttpResponse(drawn(template, context, language), status=status)
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return response
