"""The page for machines: schema.org's LiveBlogPosting, or NewsArticle once closed, with reviews and corrections."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe

from stories.projections.changes import Change, changes, notices
from stories.projections.export_claimreview import reviews

Document = dict[str, Any]
UPDATES = 20
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
    found: Document = {
        "@type": "NewsArticle" if state["status"] == "closed" else "LiveBlogPosting",
        "@id": page,
        "url": page,
        "mainEntityOfPage": page,
        "headline": state["title"],
        "version": str(state["version"]),
        "publisher": {"@type": "NewsMediaOrganization", "name": urlsplit(base).netloc, "url": base},
        "author": {"@type": "NewsMediaOrganization", "name": urlsplit(base).netloc, "url": base},
        "isAccessibleForFree": True,
    }
    if listed:
        found["datePublished"], found["dateModified"] = _time(listed[-1]), _time(listed[0])
    corrections = [
        {"@type": "CorrectionComment", "text": one["text"], "datePublished": one["at"], "url": f"{page}#{claim['id']}"}
        for claim in state["corrections"]
        for one in notices(claim)
    ]
    if corrections:
        found["correction"] = corrections
    if state["status"] != "closed" and listed:
        found["coverageStartTime"] = _time(listed[-1])
        found["liveBlogUpdate"] = [_update(one, page) for one in listed[:UPDATES]]
    return found


def _update(one: Change, page: str) -> Document:
    words = one.notice["text"] if one.notice else one.claim["notice"] or one.claim["statement"] or ""
    return {
        "@type": "BlogPosting",
        "headline": words[:110],
        "articleBody": words,
        "datePublished": _time(one),
        "url": f"{page}#{one.claim['id']}",
    }


def _time(one: Change) -> str:
    return one.at.isoformat().replace("+00:00", "Z")
