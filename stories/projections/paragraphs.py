"""Which paragraphs an outlet printed under which articles: rows kept by the stories' projection, with the articles."""

from collections.abc import Sequence
from functools import lru_cache

from stories.analysis.normalise import paragraph_digest, paragraphs
from stories.domain.events import Event
from stories.domain.events_article import ArticleAmended, ArticleFiled, ArticleMovedIn, ArticleRevised
from stories.domain.state import Article
from stories.domain.story import Story
from stories.models import reading


def paragraphs_of(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


@lru_cache(maxsize=512)
def digests_of(text: str) -> frozenset[str]:
    return frozenset(paragraph_digest(words) for words in paragraphs_of(text))


def write_paragraphs(story: Story, events: Sequence[Event]) -> None:
    """Rows for the articles whose texts, outlet or story changed with these events."""
    named = dict.fromkeys(
        event.article
        for event in events
        if isinstance(event, ArticleFiled | ArticleRevised | ArticleMovedIn)
        or (isinstance(event, ArticleAmended) and event.source is not None)
    )
    articles = [story.articles[one] for one in named if one in story.articles]
    if not articles:
        return
    reading.Paragraph.objects.filter(article__in=[one.id for one in articles]).delete()
    reading.Paragraph.objects.bulk_create([row for one in articles for row in _rows(story, one)], ignore_conflicts=True)


def _rows(story: Story, article: Article) -> list[reading.Paragraph]:
    found = sorted({digest for revision in article.revisions for digest in digests_of(revision.text)})
    return [
        reading.Paragraph(
            id=f"{article.id}-{digest}",
            story=story.id,
            source=story.source_of(article).id,
            article=article.id,
            digest=digest,
        )
        for digest in found
    ]
