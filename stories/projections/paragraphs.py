"""Which paragraphs an outlet printed under which articles: rows kept by the stories' projection, with the articles."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, LiteralString

import psycopg
from psycopg.rows import TupleRow

from stories.analysis.normalise import paragraph_digest, paragraphs
from stories.domain.events import Event
from stories.domain.events_article import ArticleAmended, ArticleFiled, ArticleMovedIn, ArticleRevised
from stories.domain.story import Story


def paragraphs_of(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


@lru_cache(maxsize=512)
def digests_of(text: str) -> frozenset[str]:
    return frozenset(paragraph_digest(words) for words in paragraphs_of(text))


_GONE: Final[LiteralString] = "DELETE FROM stories_paragraph WHERE article = %(article)s"

_FOUND: Final[LiteralString] = """
INSERT INTO stories_paragraph (id, story, source, article, digest)
SELECT %(article)s::text || '-' || digest, %(story)s, %(source)s, %(article)s::text, digest
FROM unnest(%(digests)s::text[]) AS digest
ON CONFLICT (id) DO NOTHING
"""


def write_paragraphs(plain: psycopg.Cursor[TupleRow], story: Story, events: Sequence[Event]) -> None:
    """Rows for the articles whose texts, outlet or story changed with these events."""
    named = dict.fromkeys(
        event.article
        for event in events
        if isinstance(event, ArticleFiled | ArticleRevised | ArticleMovedIn)
        or (isinstance(event, ArticleAmended) and event.source is not None)
    )
    begun = {event.article for event in events if isinstance(event, ArticleFiled)}  # those have no rows yet
    for article in (story.articles[one] for one in named if one in story.articles):
        found = sorted({digest for revision in article.revisions for digest in digests_of(revision.text)})
        row = {"article": article.id, "story": story.id, "source": story.source_of(article).id, "digests": found}
        if article.id not in begun:
            plain.execute(_GONE, row, prepare=False)
        plain.execute(_FOUND, row)
