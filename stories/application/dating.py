"""Dates for articles that came without one: from the dated sibling that shares most with them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from stories.comparison.lineage import lineage_text
from stories.domain.state import Article
from stories.domain.story import Story
from stories.domain.values import ArticleId

SHARED = 5  # word n-grams, quotations included, that make two articles siblings


@dataclass(frozen=True, slots=True)
class Sibling:
    """The day that a sibling gives, at midnight UTC."""

    value: datetime
    article: ArticleId


def sibling_dates(story: Story) -> dict[ArticleId, Sibling]:
    """For each undated article the day of its nearest dated sibling, where it has one.

    A function of the story's articles alone: in whatever order they came, the outcome is the same.
    """
    standing = [article for article in story.articles.values() if not article.withdrawn]
    dated = [article for article in standing if article.published_at is not None]
    grams = {article.id: lineage_text(article.id, article.head_revision.text).grams for article in standing}
    found: dict[ArticleId, Sibling] = {}
    for article in standing:
        if article.published_at is not None:
            continue
        ranked = sorted(
            (-len(grams[article.id] & grams[other.id]), _day(other), other.id)
            for other in dated
            if len(grams[article.id] & grams[other.id]) >= SHARED
        )
        if ranked:
            found[article.id] = Sibling(ranked[0][1], ranked[0][2])
    return found


def _day(article: Article) -> datetime:
    assert article.published_at is not None
    return article.published_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
