"""What rests on one origin, across all outlets: for withdrawing it at once."""

from collections.abc import Iterator

from stories.domain.credits import credited_sources
from stories.domain.origins import covers
from stories.domain.records import ClaimAppearanceRef
from stories.domain.state import Article, Claim, ClaimAppearance
from stories.domain.story import Story
from stories.domain.values import ArticleId


def resting_on(story: Story, origin: str, *, fallen: bool = False) -> tuple[ClaimAppearanceRef, ...]:
    """All standing appearances that are in the origin, copied from it or credited to it.

    origin: an article's, a source's or a claim's public id. fallen: also those that stand no more.
    """
    article = story.articles.get(ArticleId(origin))
    return tuple(
        ClaimAppearanceRef(claim.id, item.appearance.article, item.appearance.revision, item.appearance.spans)
        for claim in story.claims.values()
        for item in claim.appearances
        if (item.standing or fallen)
        and (claim.id == origin or origin in _origins_of(story, item) or _credits(story, claim, item, article))
    )


def _credits(story: Story, claim: Claim, item: ClaimAppearance, origin: Article | None) -> bool:
    """Whether words that credit the origin's source state what the origin itself stated, copied or not."""
    held = story.articles.get(item.appearance.article)
    revision = held.revision(item.appearance.revision) if held is not None else None
    if origin is None or revision is None:
        return False
    states = any(other.appearance.article == origin.id for other in claim.appearances)
    return states and story.source_of(origin).id in credited_sources(story, revision, item.appearance)


def _origins_of(story: Story, item: ClaimAppearance) -> Iterator[str]:
    article = story.articles.get(item.appearance.article)
    if article is None:
        return
    yield article.id
    yield story.source_of(article).id
    revision = article.revision(item.appearance.revision)
    if revision is not None:
        for copy in revision.lineage:
            if covers(copy.passage, item.appearance.spans):
                yield copy.article
                if copy.article in story.articles:
                    yield story.source_of(story.articles[copy.article]).id
        yield from credited_sources(story, revision, item.appearance)
    yield from _copied_later(story, article, item)


def _copied_later(story: Story, article: Article, item: ClaimAppearance) -> Iterator[str]:
    """Lineage is found on the text that came later, which may be the origin itself."""
    for other in story.articles.values():
        for copy in other.head_revision.lineage:
            if copy.article == article.id and covers(copy.their_passage, item.appearance.spans):
                yield other.id
                yield story.source_of(other).id
