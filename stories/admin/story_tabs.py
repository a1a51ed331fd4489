"""The tabs of the story's cockpit besides its state: claims, contradictions, articles, questions, export, preview."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stories.admin.asked import Look
from stories.admin.contexts import side_by_side, web_address
from stories.admin.origin_graph import copied_pairs, origin_graph
from stories.admin.rooms import Tab
from stories.admin.tabs import OLDER
from stories.admin.versions import blame, compare, history
from stories.application.people import names_of
from stories.application.provenance import sources
from stories.domain.origins import origins
from stories.domain.state import Article, Claim, Contradiction, Question
from stories.domain.story import Story
from stories.domain.vocabulary import ContradictionStatus, Status
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.projections.articles import article_status
from stories.projections.documents import claim_document, contradiction_document, question_document
from stories.projections.states import desk_order, state_document

Context = dict[str, Any]
T = TypeVar("T")
PAGE = 50
PREVIEWED = 150  # lines of a block
TO_DECIDE = "to_decide"  # in an address: detected, and some text still says it
EXPORTS = (
    ("json", _("JSON, the whole state")),
    ("csv", _("CSV, one claim a line")),
    ("ndjson", _("JSON lines, with positions and hashes: can be verified offline")),
    ("ninjs", _("ninjs, for news systems")),
    ("claimreview", _("ClaimReview, where a verdict is public")),
    ("atom", _("Atom, what changed")),
    ("bundle", _("bundle of evidence: a zip that proves itself, as far as the newest signed checkpoint covers it")),
)


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a list. query: what the addresses of the others carry besides the page's number."""

    rows: Sequence[Any]
    total: int
    page: int
    pages: int
    query: str

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def paged(rows: Sequence[T], query: QueryDict, size: int = PAGE) -> Paged:
    """An odd or too great number of a page is the nearest one that is there."""
    pages = max(1, -(-len(rows) // size))
    asked = query.get("page", "1")
    page = min(max(1, int(asked[:6])) if asked.isdecimal() and asked.isascii() else 1, pages)
    kept = [(name, value) for name in query if name != "page" for value in query.getlist(name)]
    return Paged(rows[(page - 1) * size : page * size], len(rows), page, pages, urlencode(kept))


TOPICS: dict[str, Callable[[Claim], str]] = {
    "section": lambda claim: claim.section or "",
    "speaker": lambda claim: claim.speaker.name if claim.speaker else "",
    "place": lambda claim: claim.values.places[0].name if claim.values.places else "",
}


def to_decide(claim: Claim) -> bool:
    """As the desk counts: what no text says any more waits for nobody."""
    return (
        claim.merged_into is None
        and claim.status is Status.DETECTED
        and bool(claim.standing_appearances or not claim.appearances)
    )


def most_worth_checking(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda one: (not one.work.challenged, -(one.check_worthiness or 0), one.first_seen))


def claims(look: Look, query: QueryDict) -> Context:
    """Filtered by status, topic and words; the filter stands in the address."""
    story = look.story
    standing = [claim for claim in desk_order(story.claims.values()) if claim.merged_into is None]
    status, kind = query.get("status", ""), query.get("by", "section")
    topic_of = TOPICS.get(kind, TOPICS["section"])
    waiting = [one for one in standing if to_decide(one)]
    chosen = waiting if status == TO_DECIDE else [one for one in standing if not status or one.status.value == status]
    topics = Counter(topic_of(one) for one in chosen)
    topic = query.get("topic")
    if topic is not None:
        chosen = [one for one in chosen if topic_of(one) == topic]
    words = query.get("q", "").strip()[:200]
    if words:
        chosen = [one for one in chosen if words.casefold() in one.statement.casefold()]
    if status in {TO_DECIDE, Status.DETECTED}:
        chosen = most_worth_checking(chosen)
    page = paged(chosen, query)
    counted = Counter(one.status.value for one in standing)
    return {
        "page": page,
        "claims": [claim_document(story, one) for one in page.rows],
        "statuses": [(TO_DECIDE, _("to decide"), len(waiting))] * bool(waiting)
        + [(one.value, one.value, counted[one.value]) for one in Status if counted[one.value]],
        "all_claims": len(standing),
        "status": status,
        "by": kind if kind in TOPICS else "section",
        "kinds": [("section", _("section")), ("speaker", _("speaker")), ("place", _("place"))],
        "topics": topics.most_common(40),
        "topic": topic,
        "words": words,
    }


def contradictions(look: Look, query: QueryDict) -> Context:
    held = sorted(look.story.contradictions.values(), key=_pressing)
    page = paged(held, query, 20)
    return {
        "page": page,
        "contradictions": [side_by_side(contradiction_document(look.story, one)) for one in page.rows],
        "open_count": sum(one.status is ContradictionStatus.OPEN for one in held),
    }


def _pressing(one: Contradiction) -> tuple[bool, str, Any]:
    return (one.status is not ContradictionStatus.OPEN, one.certainty.value, one.detected_at)


def articles(look: Look, query: QueryDict) -> Context:
    story = look.story
    grouped = sources(story, public=False)
    names = {article: group["name"] for group in grouped["origins"] for article in group["articles"]}
    listed = sorted(story.articles.values(), key=lambda one: (one.received_at, one.id), reverse=True)
    page = paged(listed, query)
    counted, rests = _resting(story)
    return {
        "page": page,
        "articles": [_article(story, one, counted, rests, names) for one in page.rows],
        "sources": grouped,
        "graph": origin_graph(story, grouped),
        "copies": [
            {"one": _line(story, one), "other": _line(story, other), "passages": passages, "characters": characters}
            for one, other, passages, characters in copied_pairs(story)
            if one in story.articles and other in story.articles
        ][:PAGE],
    }


def _resting(story: Story) -> tuple[Counter[str], dict[str, set[str]]]:
    counted: Counter[str] = Counter()
    rests: dict[str, set[str]] = {}
    for claim in story.claims.values():
        for ref, origin in origins(story, claim).items():
            rests.setdefault(ref.article, set()).add(origin)
            counted[ref.article] += 1
    return counted, rests


def _line(story: Story, id_: Any) -> Context:
    article = story.articles[id_]
    return {"id": article.id, "outlet": story.source_of(article).name, "title": article.title}


def _article(
    story: Story, one: Article, counted: Counter[str], rests: dict[str, set[str]], names: dict[Any, str | None]
) -> Context:
    return _line(story, one.id) | {
        "source": story.source_of(one),
        "address": web_address(one.url),
        "status": article_status(one),
        "received_at": one.received_at,
        "revisions": len(one.revisions),
        "claims": counted[one.id],
        "own": rests.get(one.id, set()) <= {one.id},
        "origin": names.get(one.id),
        "copied": sum(1 for link in one.head_revision.lineage if link.extent.value == "whole"),
    }


def questions(look: Look, query: QueryDict) -> Context:
    held = sorted(look.story.questions.values(), key=lambda one: (_closed(one), one.opened_at))
    page = paged(held, query)
    names = names_of({one.owner for one in page.rows if one.owner})
    return {
        "page": page,
        "questions": [
            question_document(look.story, one)
            | {
                "owner_name": names.get(one.owner or ""),
                "closed": _closed(one),
                "at": one.opened_at,
                "due_at": one.due,
                "about_claim": look.story.claims.get(one.about) if one.about else None,
            }
            for one in page.rows
        ],
    }


def _closed(one: Question) -> bool:
    return one.outcome is not None or one.answer is not None


def export(look: Look, _query: QueryDict) -> Context:
    story = look.story
    public = f"{settings.PUBLIC_URL}/stories/{story.slug}/"
    code = (
        f'<iframe src="{public}embed/" title="{_attribute(story.title)}" width="100%" height="480" loading="lazy" '
        f'referrerpolicy="no-referrer"></iframe>'
    )
    return {
        "exports": [(form, words, f"/api/v1/stories/{story.id}.{form}") for form, words in EXPORTS],
        "public_address": public,
        "permanent_address": f"{public}v/{story.version}/",
        "embed": code,
        "embed_origins": settings.NEWSROOM_EMBED_ORIGINS,
    }


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def preview(look: Look, _query: QueryDict) -> Context:
    """What readers see; of a story that is not public, what they would see."""
    story = look.story
    was = story.public
    # On a copy of its own where it is not public yet: the folded story is everybody's.
    shown = story if was else STORIES.at_version(StreamRef.parse(story.id), story.version).state
    if not was:
        shown.public = True
    return {"state": state_document(shown, public=True, at_most=PREVIEWED), "seen": was}


STORY_TABS = {
    "claims": Tab(_("Claims"), claims),
    "history": Tab(_("History"), history),
    "contradictions": Tab(_("Contradictions"), contradictions),
    "articles": Tab(_("Articles"), articles),
    "questions": Tab(_("Questions"), questions),
    "export": Tab(_("Export"), export),
    "preview": Tab(_("Public page"), preview),
    "compare": Tab("", compare),
    "blame": Tab("", blame),
    **OLDER,
}


def public_address(story: Story, version: int | None) -> str | None:
    """Where readers find it; None while they do not."""
    if not story.public:
        return None
    if version:
        return reverse("pages:story_at", args=[story.slug, version])
    return reverse("pages:story", args=[story.slug])
