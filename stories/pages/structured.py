"""The page for machines: schema.org's LiveBlogPosting, or NewsArticle once closed, with reviews and corrections."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from stories.pages.wording import word
from stories.projections.changes import Change, changes, taken_back
from stories.projections.export_claimreview import reviews
from stories.projections.export_words import line
from stories.projections.summaries import shortened

Document = dict[str, Any]
UPDATES = 20
HEADLINE = 90  # characters of what is said; schema.org's readers cut at 110
REVIEWS = 20  # the others stand in the export, which the page links
# A data block ends with the first "</script", whatever the words say.
_HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def data_block(state: Document, *, base: str) -> SafeString:
    """state: the public state document. base: the address of the service."""
    graph = [_posting(state, base), *reviews(state, base=base)["@graph"][:REVIEWS]]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_HARMLESS))  # noqa: S308  # no character is left that could end the block


def _posting(state: Document, base: str) -> Document:
    page = f"{base}/stories/{state['slug']}/"
    listed = changes(state)
    house = {
        "@type": "NewsMediaOrganization",
        "name": urlsplit(base).netloc,
        "url": base,
        "correctionsPolicy": f"{base}/corrections/",
    }
    found: Document = {
        "@type": "NewsArticle" if state["status"] == "closed" else "LiveBlogPosting",
        "@id": page,
        "url": page,
        "mainEntityOfPage": page,
        "headline": state["title"],
        "inLanguage": get_language() or "en",
        "version": str(state["version"]),
        "publisher": house,
        "author": house,
        "isAccessibleForFree": True,
    }
    if listed:
        found["datePublished"], found["dateModified"] = _time(listed[-1]), _time(listed[0])
    corrections = [_correction(one, page) for claim in state["corrections"] for one in taken_back(claim)]
    if corrections:
        found["correction"] = corrections
    if state["status"] != "closed" and listed:
        found["coverageStartTime"] = _time(listed[-1])
        found["liveBlogUpdate"] = [_update(one, page) for one in listed[:UPDATES]]
    return found


def _correction(one: Change, page: str) -> Document:
    """With the former words, which a withdrawal has none of."""
    words = _words(one)
    if one.notice:
        former = {"was": one.notice["was"], "is": one.notice["is"]}
        words = f"{words} {gettext('We said “%(was)s”; it is “%(is)s”.') % former}"
    return {
        "@type": "CorrectionComment",
        "text": words,
        "datePublished": _time(one),
        "url": f"{page}#{one.claim['id']}",
    }


def _update(one: Change, page: str) -> Document:
    words = _words(one)
    found = {
        "@type": "BlogPosting",
        "headline": f"{word(one.kind)}: {shortened(words, HEADLINE)}",
        "articleBody": words,
        "datePublished": _time(one),
        "url": f"{page}#{one.claim['id']}",
    }
    lang = None if one.notice else one.claim.get("lang")
    return found | ({"inLanguage": lang} if lang else {})


def _words(one: Change) -> str:
    if one.notice:
        return str(one.notice["text"])
    instead = gettext("We took a line back that stood here.") if one.kind == "withdrawn" else line(one.claim)
    return str(one.claim["notice"] or instead or "")


def _time(one: Change) -> str:
    return one.at.isoformat().replace("+00:00", "Z")
