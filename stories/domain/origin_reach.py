"""What rests on one origin, across all outlets: for withdrawing it at once."""

from collections.abc import Iterator

from stories.domain.credits import credited_sources
from stories.domain.origins import covers
from stories.domain.records import ClaimAppearanceRef
from stories.domain.state import Article, ClaimAppearance
from stories.domain.story import Story


def resting_on(story: Story, origin: str) -> tuple[ClaimAppearanceRef, ...]:
    """All standing appearances that are in the origin, copied from it or credited to it.

    origin: an article's, a source's or a claim's public id.
    """
    return tuple(
        ClaimAppearanceRef(claim.id, item.appearance.article, item.appearance.revision, item.appearance.spans)
        for claim in story.claims.values()
        for item in claim.appearances
        if item.standing and (claim.id == origin or origin in _origins_of(story, item))
    )


def _origins_of(story: Story, item: ClaimAppearance) -> Iterator[str]:
    article = story.articles.get(item.appearance.article)
    if article is None:
        return
    yield article.id
    yield story.source_of(article).id
    revision = article.revision(item.appearance.revision)
    if revision is not None:
        yield from (copy.article for copy in revision.lineage if covers(copy.passage, item.appearance.spans))
        yield from credited_sources(story, revision, item.appearance)
    yield from _copied_later(story, article, item)


def _copied_later(story: Story, article: Article, item: ClaimAppearance) -> Iterator[str]:
    """Lineage is found on the text that came later, which may be the origin itself."""
    for other in story.articles.values():
        for copy in other.head_revision.lineage:
            if copy.article == article.id and covers(copy.their_passage, item.appearance.spans):
                yield other.id
