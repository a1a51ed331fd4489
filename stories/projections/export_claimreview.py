"""The verdicts that readers may see, as schema.org ClaimReview (JSON-LD). Made of the public state alone.

A verdict has its number, and its word in the language that is active.
"""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext, gettext_noop

Document = dict[str, Any]

# On schema.org's scale, 1 false to 5 true. A line that waits for a verdict has none, and so no review.
_RATINGS = {
    "verified": (5, gettext_noop("Verified")),
    "refuted": (1, gettext_noop("Refuted")),
    "inconclusive": (3, gettext_noop("Inconclusive")),
}


def reviews(state: Document, *, base: str) -> Document:
    """state: the public state document. base: the address of the service."""
    found = [_review(state, claim, base) for claim in (*state["known"], *state["reported"]) if _judged(claim)]
    return {"@context": "https://schema.org", "@graph": found}


def _judged(claim: Document) -> bool:
    return bool(claim["public"] and claim["status"] in _RATINGS)


def _review(state: Document, claim: Document, base: str) -> Document:
    value, words = _RATINGS[claim["status"]]
    page = f"{base}/stories/{state['slug']}/#{claim['id']}"
    speaker = claim["speaker"]
    reviewed: Document = {
        "@type": "Claim",
        "datePublished": claim["first_seen"],
        "appearance": [_appearance(one) for one in claim["appearances"]],
    }
    if claim.get("lang"):
        reviewed["inLanguage"] = claim["lang"]
    if speaker and speaker.get("name"):
        reviewed["author"] = {"@type": "Person", "name": speaker["name"]}
        if speaker.get("role"):
            reviewed["author"]["jobTitle"] = speaker["role"]
    return {
        "@type": "ClaimReview",
        "@id": page,
        "url": page,
        "claimReviewed": claim["statement"],
        "datePublished": claim["last_changed"],
        "author": {"@type": "Organization", "name": urlsplit(base).netloc, "url": base},
        "itemReviewed": reviewed,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": value,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": gettext(words),
        },
    }


def _appearance(one: Document) -> Document:
    found: Document = {"@type": "CreativeWork"}
    if one["url"]:
        found["url"] = one["url"]
    if one["title"]:
        found["headline"] = one["title"]
    if one["source"]:
        found["publisher"] = {"@type": "Organization", "name": one["source"]["name"]}
    return found
