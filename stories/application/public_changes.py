"""Which versions of a story changed what readers see. Folded once, kept, and continued when the story has grown."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stories.domain.events import Event
from stories.domain.publication import is_for_readers, is_public, is_remembered
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId, ContradictionId, QuestionId
from stories.eventlog.codec import plain
from stories.eventlog.folding import STORIES, Folded, event_of, meta_of
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.projections.documents import claim_document, contradiction_document, readable_sides
from stories.projections.story_rows import things_in

KEPT = 16  # stories
_ALL = ("story.", "origin.")
# Of these readers never learn: what people say to one another, who is on a claim, what a machine asks of people.
_INSIDE = frozenset(
    {
        "claim.noted", "claim.assigned", "claim.recheck_set", "claim.rechecked", "claim.decision_proposed",
        "claim.proposal_rejected", "claim.challenged", "claim.challenge_ended", "story.noted", "question.assigned",
        "article.reanalysis_requested", "suggestion.made", "suggestion.rejected", "suggestion.marked_unsure",
    }
)  # fmt: skip
_UNSEEN = ("last_changed", "version", "first_seen", "check_worthiness")


@dataclass
class _Walk:
    """How far a story was followed, what readers saw then by id, and the versions that changed it."""

    folded: Folded[Story]
    seen: dict[str, Any] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)


_walks: OrderedDict[str, _Walk] = OrderedDict()
_lock = threading.Lock()


def public_versions(story: str, upto: int) -> set[int]:
    """The versions up to one after which a reader's page differed from the one before."""
    with _lock:
        walk = _walks.pop(story, None)
    stream = StreamRef.parse(story)
    if walk is None:
        walk = _Walk(STORIES.empty(stream))
    for stored in read_stream(stream, after=walk.folded.version, upto=max(upto, walk.folded.version)):
        event = event_of(stored)
        STORIES.apply(walk.folded, event, meta_of(stored))
        walk.folded.version = stored.version
        if stored.envelope.type not in _INSIDE:
            _follow(walk, stored.envelope.type, event)
    with _lock:
        _walks[story] = walk
        while len(_walks) > KEPT:
            _walks.popitem(last=False)
    return {version for version in walk.changed if version <= upto}


def forget() -> None:
    """For whoever changes the database underneath."""
    with _lock:
        _walks.clear()


def _follow(walk: _Walk, kind: str, event: Event) -> None:
    story = walk.folded.state
    fresh = {one: _shown(story, one) for one in _touched(story, kind, event)}
    fresh["story"] = (story.public, story.title, story.slug, story.merged_into)
    differs = {one: now for one, now in fresh.items() if walk.seen.get(one) != now}
    walk.seen.update(differs)
    # What happens before the story is public nobody sees; its first publication shows everything.
    if differs and (story.public or "story" in differs) and story.ever_public:
        walk.changed.add(walk.folded.version)


def _touched(story: Story, kind: str, event: Event) -> Iterable[str]:
    """The things whose public face the event may have changed: those it names, and claims of the articles it names."""
    if kind.startswith(_ALL) or kind == "body.erased":
        return [*story.claims, *story.contradictions, *story.questions]
    named = set(things_in(plain(event)))
    articles = {one for one in named if one.startswith("art_")} if kind.startswith("article.") else set()
    if articles:
        named |= {
            claim.id
            for claim in story.claims.values()
            if any(item.appearance.article in articles for item in claim.appearances)
        }
    claims = {one for one in named if one.startswith("clm_")}
    named |= {one.id for one in story.contradictions.values() if any(side.claim in claims for side in one.sides)}
    return named


def _shown(story: Story, thing: str) -> Any:
    """What readers are shown of a thing, or None."""
    claim = story.claims.get(ClaimId(thing))
    if claim is not None:
        if not (is_public(story, claim) or is_remembered(story, claim)):
            return None
        document = claim_document(story, claim, public=True)
        return {key: value for key, value in document.items() if key not in _UNSEEN}
    contradiction = story.contradictions.get(ContradictionId(thing))
    if contradiction is not None:
        if readable_sides(story, contradiction) is None:
            return None
        return {k: v for k, v in contradiction_document(story, contradiction, public=True).items() if k != "version"}
    question = story.questions.get(QuestionId(thing))
    if question is not None and is_for_readers(question):
        return (question.text, question.answer, question.outcome)
    article = story.articles.get(ArticleId(thing))
    return (article.title, article.url) if article is not None and _stands_in_public(story, thing) else None


def _stands_in_public(story: Story, article: str) -> bool:
    return any(
        is_public(story, claim)
        for claim in story.claims.values()
        if any(item.appearance.article == article for item in claim.appearances)
    )
