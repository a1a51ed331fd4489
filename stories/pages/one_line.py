"""The page of one line: what it rests on, and what we decided of it."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from stories.application.history import public_events
from stories.application.queries import story_at
from stories.domain.values import ClaimId
from stories.pages.answers import drawn
from stories.pages.drawing import behind, context_of, report
from stories.pages.readable import Notice, line_of, notices_of
from stories.pages.wording import time_element, word
from stories.projections.changes import moment

Document = dict[str, Any]
DECISIONS = 100
_DECIDED = {
    "claim.corrected": "correction",
    "claim.disputed": "disputed",
    "claim.marked_inconclusive": "inconclusive",
    "claim.refuted": "refuted",
    "claim.superseded": "superseded",
    "claim.verified": "verified",
    "claim.withdrawn": "withdrawn",
}


class Gone(Exception):
    """A line that readers saw and that was taken back. notices: what is said instead."""

    def __init__(self, slug: str, title: str, notices: list[Notice]) -> None:
        self.slug, self.title, self.notices = slug, title, notices
        super().__init__(slug)


class MergedInto(Exception):
    """The line goes on in another."""

    def __init__(self, claim: str) -> None:
        self.claim = claim
        super().__init__(claim)


def line_page(story: str, version: int, claim: str, language: str) -> bytes:
    """Raises Http404, Gone and MergedInto."""
    with story_at(story, version) as folded:
        held = folded.claims.get(ClaimId(claim))
        if held is not None and held.merged_into is not None:
            raise MergedInto(held.merged_into)
        context = context_of(folded)
        events = public_events(folded, after=0, limit=DECISIONS, claim=claim)
        known = behind(folded)
    state = context["state"]
    found = _claim(state, claim)
    if found is None:
        raise Http404
    if found["publication"] == "canceled":
        raise Gone(state["slug"], state["title"], notices_of(found))
    decided = []
    for one in reversed(events):
        mark = _DECIDED[one["type"]]
        decided.append({"n": one["version"], "at": time_element(moment(one["at"])), "mark": mark, "word": word(mark)})
    line = line_of(found, known)
    wrong = report(state, reverse("pages:line", args=[state["slug"], claim]))
    shown = {**context, "line": line, "only": [line], "decided": decided, "report": wrong}
    return drawn("pages/one_line.html", shown, language)


def _claim(state: Document, claim: str) -> Document | None:
    """Among the lines, what they took over from, and what was corrected or withdrawn."""
    lines = [one for name in ("known", "reported", "disputed", "corrections") for one in state[name]]
    all_lines = [each for one in lines for each in (one, *one.get("superseded", ()))]
    return next((one for one in all_lines if one["id"] == claim), None)
