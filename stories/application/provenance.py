"""Why we say it: from articles to appearances to decisions; and a whole story's outlets by where they have it from."""

from collections import defaultdict
from typing import Any

from stories.application.history import events_about, public_events
from stories.domain.article_origins import article_origins
from stories.domain.origins import origins
from stories.domain.publication import is_article_held, is_public
from stories.domain.state import Article, Claim
from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.eventlog.codec import plain
from stories.projections.articles import article_document, dated
from stories.projections.documents import claim_document

Document = dict[str, Any]

_DECIDED = ("claim.", "contradiction.")
_FOUND = frozenset({"claim.appeared", "claim.appearance_carried", "claim.challenged", "claim.challenge_ended"})
_HEAVY = frozenset({"text", "passages", "lineage", "credits"})


def provenance(story: Story, claim: Claim, *, public: bool) -> Document:
    document = claim_document(story, claim, public=public)
    by_article: dict[str, list[Document]] = defaultdict(list)
    for appearance in document["appearances"]:
        by_article[appearance["article"]].append(appearance)
    decisions = (
        public_events(story, after=0, limit=500, claim=claim.id)
        if public
        else [
            event
            for event in events_about(story, claim.id)
            if event["type"].startswith(_DECIDED) and event["type"] not in _FOUND
        ]
    )
    return {
        "claim": claim.id,
        "story": story.id,
        "statement": document["statement"],
        "status": document["status"],
        "publication": document["publication"],
        "sourcing": document["sourcing"],
        "articles": [
            article_line(story, story.articles[ArticleId(one)]) | {"appearances": appearances}
            for one, appearances in by_article.items()
            if ArticleId(one) in story.articles
        ],
        "evidence": document["evidence"],
        "decisions": decisions,
        "version": claim.touched,
    }


def article_line(story: Story, article: Article) -> Document:
    """What readers may know of an article: who, what, where, when. Never its text."""
    source = story.source_of(article)
    return {
        "id": article.id,
        "story": story.id,
        "source": {"id": source.id, "name": source.name, "kind": source.kind.value},
        "title": article.title,
        "url": article.url,
        "published_at": plain(article.published_at),
        "dated": dated(article),
    }


def article_lines(story: Story, *, public: bool) -> list[Document]:
    """All articles without their texts; for readers those that a public claim stands in."""
    if not public:
        shown = [article_document(story, article) for article in story.articles.values()]
        return [{key: value for key, value in one.items() if key not in _HEAVY} for one in shown]
    named = {
        appearance.article
        for claim in story.claims.values()
        if is_public(story, claim)
        for appearance in claim.standing_appearances
    }
    return [
        article_line(story, article)
        for article in story.articles.values()
        if article.id in named and not article.withdrawn and not is_article_held(article)
    ]


def sources(story: Story, *, public: bool) -> Document:
    """Outlets grouped by origin: whose copy each article prints, and which quotations several of them share."""
    shown = {ArticleId(line["id"]) for line in article_lines(story, public=public)}
    listed = []
    for group in article_origins(story):
        articles = [one for one in group.articles if one in shown]
        if articles:
            listed.append(
                {
                    "origin": group.name,
                    "name": _name_of(story, group.name),
                    "outlets": _outlets(story, articles),
                    "articles": list(articles),
                    "why": list(group.why) if len(articles) > 1 else [],
                    "passages": _copied(story, set(articles), public=public),
                }
            )
    return {
        "story": story.id,
        "version": story.version,
        "origins": listed,
        "quotations": _quotations(story, shown, public=public),
        "explanation": _in_words(listed),
    }


def _quotations(story: Story, shown: set[ArticleId], *, public: bool) -> list[Document]:
    """What several outlets print of one speaker: one origin for that claim, however independent they are."""
    found = []
    for claim in story.claims.values():
        if claim.merged_into is not None or (public and not is_public(story, claim)):
            continue
        articles = [ref.article for ref, origin in origins(story, claim).items() if origin == claim.id]
        articles = [one for one in dict.fromkeys(articles) if one in shown]
        if len(articles) > 1:
            found.append(
                {
                    "claim": claim.id,
                    "speaker": plain(claim.speaker),
                    "statement": claim.statement,
                    "outlets": _outlets(story, articles),
                    "articles": articles,
                }
            )
    return found


def _outlets(story: Story, articles: list[ArticleId]) -> list[Document]:
    found = {}
    for one in articles:
        source = story.source_of(story.articles[one])
        found[source.id] = {"id": source.id, "name": source.name, "kind": source.kind.value}
    return list(found.values())


def _name_of(story: Story, origin: str) -> str | None:
    """In words: the article's or the credited source's name, or whose words they are."""
    if origin.startswith("art_") and (article := story.articles.get(ArticleId(origin))):
        return story.source_of(article).name
    if origin.startswith("src_"):
        return next((source.name for source in story.sources.values() if source.id == origin), None)
    claim = next((claim for claim in story.claims.values() if claim.id == origin), None)
    return claim.speaker.name if claim and claim.speaker else None


def _copied(story: Story, articles: set[ArticleId], *, public: bool) -> list[Document]:
    found = []
    for one in articles:
        revision = story.articles[one].head_revision
        for copied in revision.lineage:
            if copied.article in articles:
                document = plain(copied) | {"article": one, "their_article": copied.article}
                if not public:
                    document["text"] = revision.text[copied.passage[0] : copied.passage[1]]
                found.append(document)
    return sorted(found, key=lambda item: (item["article"], item["passage"]))


def _in_words(listed: list[Document]) -> str:
    outlets = {outlet["id"] for group in listed for outlet in group["outlets"]}
    total = f"{_number(len(outlets), 'outlet')}, {_number(len(listed), 'origin')}"
    shared = dict.fromkeys(
        tuple(sorted(outlet["name"] for outlet in group["outlets"])) for group in listed if len(group["outlets"]) > 1
    )
    rest = "; ".join(f"{', '.join(names[:-1])} and {names[-1]} share an origin" for names in shared)
    return f"{total}: {rest}." if rest else f"{total}."


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
