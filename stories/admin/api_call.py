"""Where a page's matter stands in the API, as a command line to paste."""

from django.conf import settings

PLACES = {
    "story": "stories",
    "claim": "claims",
    "article": "articles",
    "contradiction": "contradictions",
    "question": "questions",
    "source": "sources",
    "event": "events",
}
PARTS = {  # of a thing, by the name of the page that shows them
    ("story", "claims"): "claims/",
    ("story", "history"): "events/",
    ("story", "timeline"): "events/",
    ("story", "contradictions"): "contradictions/",
    ("story", "articles"): "articles/",
    ("story", "questions"): "questions/",
    ("story", "compare"): "diff/",
    ("claim", "timeline"): "history/",
}


def api_call(kind: str, thing: str, *, tab: str = "", query: str = "") -> str:
    """A curl command; empty where the API shows no such thing by itself."""
    if kind not in PLACES:
        return ""
    part = PARTS.get((kind, tab), "")
    address = f"{settings.PUBLIC_URL}/api/v1/{PLACES[kind]}/{thing}/{part}{query}"
    return f'curl -H "Authorization: Bearer $SLUGLINE_KEY" "{address}"'
