"""Dates for articles that came without one: from the dated sibling that shares most with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stories.comparison.lineage import lineage_text
from stories.comparison.reading import Reading
from stories.domain.events_article import ArticleDated
from stories.domain.events_finding import ClaimRevalued
from stories.domain.state import Article
from stories.domain.story import Story
from stories.domain.values import ArticleId, Granularity
from stories.domain.vocabulary import DatedHow

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


def date_of(article: Article) -> datetime | None:
    """The article's own date, else the one inferred for it; None leaves the time of receipt."""
    if article.published_at is not None:
        return article.published_at
    return article.dated.value if article.dated is not None else None


def datings(story: Story, siblings: Mapping[ArticleId, Sibling]) -> tuple[ArticleDated, ...]:
    """What has to be recorded of the days that siblings give."""
    return tuple(
        ArticleDated(article, found.value, Granularity.DAY, DatedHow.SIBLINGS, (found.article,))
        for article, found in siblings.items()
        if date_of(story.articles[article]) != found.value
    )


def revalued(
    story: Story, readings: Mapping[ArticleId, Reading], dated: Sequence[ArticleDated]
) -> tuple[ClaimRevalued, ...]:
    """Claims whose dates hung on an article's date that is another one now."""
    moved = {one.article: one for one in dated}
    found = []
    for claim in story.claims.values():
        first = claim.standing_appearances[:1]
        if not first or first[0].article not in moved or first[0].article not in readings:
            continue
        reading = readings[first[0].article]
        candidate = next((one for one in reading.analysis.claims if one.spans == first[0].spans), None)
        if candidate is None:
            continue
        dates = tuple(reading.analysis.dates[index] for index in candidate.dates)
        if dates != claim.values.dates:
            day = f"{moved[first[0].article].value:%Y-%m-%d}"
            found.append(ClaimRevalued(claim.id, f"its article is now dated {day}, as a sibling is", dates))
    return tuple(found)
