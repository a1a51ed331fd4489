"""The articles of a story as comparison reads them: the head text of each, analysed against the article's date.

An analysis depends on nothing but text, title, date, outlet, what recurs there, the extractor, and what a
language model pointed at, which the log keeps: so it is kept by those and never written down.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime

from stories.analysis.extract import analyse
from stories.analysis.record import Analysis
from stories.application.dating import Sibling, date_of
from stories.application.recurring import recurring
from stories.comparison.reading import Reading
from stories.domain.assistance import Pointed
from stories.domain.state import Article, Revision
from stories.domain.story import Story
from stories.domain.values import ArticleId

KEPT = 400

_Key = tuple[str, str | None, datetime | None, datetime, str | None, str, frozenset[str], tuple[Pointed, ...]]
_kept: OrderedDict[_Key, Analysis] = OrderedDict()
_lock = threading.Lock()


def anchor(article: Article, siblings: Mapping[ArticleId, Sibling]) -> datetime | None:
    """The date that an article's relative dates hang on; None leaves the time of receipt."""
    sibling = siblings.get(article.id)
    return sibling.value if sibling and article.published_at is None else date_of(article)


def standing_readings(story: Story, siblings: Mapping[ArticleId, Sibling]) -> dict[ArticleId, Reading]:
    """The analysed head texts that stand."""
    standing = [
        (one, one.head_revision)
        for one in story.articles.values()
        if not one.withdrawn and one.head_revision.analysed_by is not None
    ]
    furniture = recurring(story, standing)
    return {one.id: _read(story, one, revision, anchor(one, siblings), furniture[one.id]) for one, revision in standing}


def reading_of(story: Story, article: Article, revision: Revision, published_at: datetime | None) -> Reading:
    furniture = recurring(story, [(article, revision)])[article.id]
    return _read(story, article, revision, published_at, furniture)


def _read(
    story: Story, article: Article, revision: Revision, published_at: datetime | None, furniture: frozenset[str]
) -> Reading:
    source = story.source_of(article)
    title = revision.title or article.title
    pointed = revision.assistance.pointed if revision.assistance else ()
    key = (revision.sha256, title, published_at, article.received_at, article.language, source.name, furniture, pointed)
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is None:
        found = analyse(
            revision.text,
            title=title,
            published_at=published_at,
            received_at=article.received_at,
            source=source.name,
            language=article.language,
            recurring=furniture,
            pointed=pointed,
        )
        with _lock:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return Reading(article.id, revision.text, found, published_at, article.received_at, source.name)


def forget() -> None:
    """Empties the shelf, as a new process begins."""
    with _lock:
        _kept.clear()
