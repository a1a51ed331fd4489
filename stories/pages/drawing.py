"""A story's pages, drawn from its folded state at one version and kept for whoever asks next."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from stories.application.queries import story_at
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.domain.vocabulary import Publication, Status
from stories.pages.answers import drawn, report_link
from stories.pages.readable import Behind, Line, Sections, foreign, notices_of, sections, statements
from stories.pages.structured import data_block
from stories.pages.versions import Seen, around, versions
from stories.pages.wording import counted, key_to_the_marks, time_element, word
from stories.projections.articles import language_of
from stories.projections.changes import Change, changes
from stories.projections.states import state_document

Context = dict[str, Any]
KEPT = 64  # pages, of at most some 300 kB
LOGGED = 12  # changes on the page itself; all of them have a page of their own
EMBEDDED = 6  # lines of a section in the embedded view


@lru_cache(maxsize=KEPT)
def page(kind: str, story: str, version: int, newest: int, language: str, _form: str) -> bytes:
    """kind: story, past, embed, corrections or changes. newest: the version now. Raises Http404 for an unseen past."""
    taken_back: set[ClaimId] = set()
    if version != newest:
        with story_at(story, newest) as now:
            taken_back = {one.id for one in now.claims.values() if one.ever_public and is_taken_back(one)}
    with story_at(story, version) as state:
        if not state.public:
            raise Http404
        context = context_of(state)
    context["taken_back"] = taken_back
    context["up"] = "../../" if kind == "past" else ""
    if kind == "past":
        context["leaf"] = around(versions(story, context["told"]), version)
        context["newest"] = newest
    return drawn(f"pages/{kind}.html", context, language)


def versions_page(story: str, version: int, language: str) -> bytes:
    with story_at(story, version) as state:
        context = context_of(state)
    listed = versions(story, context["told"])
    return drawn("pages/versions.html", {**context, "versions": listed[::-1]}, language)


def context_of(story: Story) -> Context:
    state = state_document(story, public=True)
    shown = sections(state, behind(story))
    log = [_entry(one) for one in changes(state)]
    slug = state["slug"]
    told = {one: Seen(line.statement, line.lang) for one, line in statements(shown.lines).items()}
    told |= {one["id"]: Seen(one["text"]) for one in state["questions"]}
    told |= {one["id"]: _instead(one) for one in state["corrections"]}
    return {
        "state": state,
        "title": state["title"],
        "sections": shown,
        "told": told,
        "contradictions": [_contradiction(one, statements(shown.lines)) for one in state["contradictions"]],
        "counts": counted(_counts(state, shown)),
        "log": log,
        "logged": log[:LOGGED],
        "changed": log[0]["at"] if log else None,
        "corrected": [one for claim in state["corrections"] for one in notices_of(claim)],
        "marks": key_to_the_marks(),
        "report": report(state, reverse("pages:story_at", args=[slug, state["version"]])),
        "data": data_block(state, base=settings.PUBLIC_URL),
        "live_url": f"{settings.LIVE_URL}/api/v1/stories/{state['id']}/stream/",
        "address": settings.PUBLIC_URL + reverse("pages:story", args=[slug]),
        "embedded": [one.lines[:EMBEDDED] for one in (shown.known, shown.reported, shown.disputed) if one.lines],
    }


def behind(story: Story) -> Behind:
    articles = list(story.articles.values())
    sources = [*story.sources.values(), *(story.source_of(article) for article in articles)]
    spoken: dict[str, str] = {one.id: language for one in articles if (language := language_of(one))}
    return Behind({source.id: source.name for source in sources}, spoken)


def is_taken_back(claim: Claim) -> bool:
    return claim.status is Status.CORRECTED or claim.publication is Publication.CANCELED


def _instead(claim: Context) -> Seen:
    """Of a line that was taken back: the words that its correction repeats; those that were withdrawn are gone."""
    newest = next(iter(notices_of(claim)))
    return Seen(newest.was, newest.lang, newest.mark)


def _entry(one: Change) -> Context:
    words = one.notice["text"] if one.notice else one.claim["notice"] if one.kind == "withdrawn" else None
    return {
        "line": one.claim["id"],
        "mark": one.kind,
        "word": word(one.kind),
        "at": time_element(one.at),
        "lang": None if words else foreign(one.claim),
        "words": words or (None if one.kind == "withdrawn" else one.claim["statement"]),
        "quoted": not words and one.claim.get("quotation"),
        "was": one.notice["was"] if one.notice else None,
        "is_": one.notice["is"] if one.notice else None,
    }


def _contradiction(one: Context, lines: Mapping[str, Line]) -> Context:
    """Sides with the same value stand together. lines: those of the page, by id."""
    values: dict[str, Context] = {}
    for side in one["sides"]:
        found = values.setdefault(side["value"], {"value": side["text"], "lines": []})
        line = lines.get(side["claim"])
        found["lines"].append(
            {"id": side["claim"], "statement": side["statement"], "lang": line.lang if line else None}
        )
    for found in values.values():
        found["lang"] = _one_language(line["lang"] for line in found["lines"])
    return {
        "id": one["id"],
        "slot": one["slot"],
        "lang": _one_language(found["lang"] for found in values.values()),
        "values": list(values.values()),
    }


def _one_language(found: Iterable[str | None]) -> str | None:
    """The one that all of them are in."""
    spoken = set(found)
    return spoken.pop() if len(spoken) == 1 else None


def _counts(state: Context, shown: Sections) -> dict[str, int]:
    found: dict[str, int] = {}
    lines: list[Line] = [line for line in shown.lines if line.statement is not None]
    for mark in (line.mark for line in lines):
        found[mark] = found.get(mark, 0) + 1
    notices = [one for claim in state["corrections"] for one in notices_of(claim)]
    found["withdrawn"] = sum(one.mark == "withdrawn" for one in notices)
    found["correction"] = len(notices) - found["withdrawn"]
    found["question"] = len(state["questions"])
    return found


def report(state: Context, path: str) -> str | None:
    """path: of what the reader has before her."""
    return report_link(gettext("An error in “%(title)s”") % {"title": state["title"]}, settings.PUBLIC_URL + path)
