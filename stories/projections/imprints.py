"""The marks of articles, by which others that print their words are found: rows kept by the stories' projection."""

from collections.abc import Sequence
from typing import Final, LiteralString

import psycopg
from psycopg.rows import TupleRow

from stories.comparison.imprints import marks_of
from stories.domain.events import Event
from stories.domain.events_article import ArticleAnalysed, ArticleMovedIn, ArticleWithdrawn, OriginWithdrawn
from stories.domain.state import Article
from stories.domain.story import Story
from stories.domain.values import ArticleId

# What was not said with these events stays as it was.
_FOUND: Final[LiteralString] = """
INSERT INTO stories_imprint AS held (id, story, taken_back, marks)
VALUES (%(article)s, %(story)s, coalesce(%(taken_back)s, FALSE), %(marks)s::bigint[])
ON CONFLICT (id) DO UPDATE
SET story = excluded.story, taken_back = coalesce(%(taken_back)s, held.taken_back), marks = excluded.marks
WHERE (held.story, held.taken_back, held.marks)
    IS DISTINCT FROM (excluded.story, coalesce(%(taken_back)s, held.taken_back), excluded.marks)
"""


def write_imprints(plain: psycopg.Cursor[TupleRow], story: Story, events: Sequence[Event]) -> None:
    """Rows for the articles that were read, or taken back in part or whole, with these events.

    Texts that nobody has read yet leave no mark: whoever files one does not wait for that.
    """
    told: dict[ArticleId, bool | None] = {}
    for event in events:
        match event:
            case ArticleAnalysed(article=article):
                told.setdefault(article, None)
            case ArticleWithdrawn(article=article):
                told[article] = True
            case OriginWithdrawn(appearances=appearances):
                told |= dict.fromkeys((one.article for one in appearances), True)
            case ArticleMovedIn(article=article, state=state):
                told[article] = state.withdrawn is not None or any(one.withdrawn for one in state.revisions)
            case _:
                pass
    for id_, taken_back in told.items():
        held = story.articles.get(id_)
        if held is not None:
            row = {"article": id_, "story": story.id, "taken_back": taken_back, "marks": _marks(held)}
            plain.execute(_FOUND, row)


def _marks(article: Article) -> list[int]:
    read = (revision for revision in article.revisions if revision.analysed_by is not None)
    return sorted({mark for revision in read for mark in marks_of(revision.text)})
