"""Whose copy an article prints, taken as a whole: articles that share passages, a credited agency or an owner.

Quotations do not link articles: two reporters at one press conference are two origins. What a single claim rests on
is `origins.origins`, which counts a quotation as its speaker's.
"""

from dataclasses import dataclass

from stories.domain.credits import credited_names
from stories.domain.publication import is_article_held
from stories.domain.state import Article
from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.domain.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class ArticleOrigin:
    """articles: in order of arrival, the first names the origin; why: what links them, in words, empty for one."""

    name: str
    articles: tuple[ArticleId, ...]
    why: tuple[str, ...]


def article_origins(story: Story) -> list[ArticleOrigin]:
    """The standing articles of all but our own outlets, grouped; in order of arrival."""
    counted = [
        article
        for article in story.articles.values()
        if article.withdrawn is None
        and not is_article_held(article)
        and story.source_of(article).kind is not SourceKind.OWN
    ]
    groups: list[list[Article]] = []
    for article in counted:
        linked = [group for group in groups if any(_links(story, article, other) for other in group)]
        groups = [group for group in groups if group not in linked]
        groups.append(sorted([article, *(one for group in linked for one in group)], key=_arrival))
    return sorted(
        (ArticleOrigin(group[0].id, tuple(one.id for one in group), _why(story, group)) for group in groups),
        key=lambda one: _arrival(story.articles[one.articles[0]]),
    )


def _arrival(article: Article) -> tuple[object, str]:
    return article.received_at, article.id


def _links(story: Story, one: Article, other: Article) -> list[str]:
    """What links two articles, in words; empty where nothing does."""
    found = []
    if _copies(one, other) or _copies(other, one):
        found.append("share copied passages")
    sources = story.source_of(one), story.source_of(other)
    if sources[0].id == sources[1].id:
        found.append(f"are both {sources[0].name}'s")
    elif sources[0].owner and sources[0].owner == sources[1].owner:
        found.append(f"belong to {sources[0].owner}")
    agencies = _agencies(story, one) & _agencies(story, other)
    found.extend(f"credit {agency}" for agency in sorted(agencies))
    return found


def _copies(one: Article, other: Article) -> bool:
    return any(link.article == other.id for link in one.head_revision.lineage)


def _agencies(story: Story, article: Article) -> set[str]:
    """Agencies that the article credits, and the article's own outlet where that is one."""
    named = set(credited_names(story, article))
    source = story.source_of(article)
    return named | ({source.name} if source.kind is SourceKind.WIRE else set())


def _why(story: Story, group: list[Article]) -> tuple[str, ...]:
    reasons = [
        reason
        for number, one in enumerate(group)
        for other in group[number + 1 :]
        for reason in _links(story, one, other)
    ]
    return tuple(dict.fromkeys(reasons))
