"""Sources whose names look alike stay two, and the operator of their feeds is told."""

from collections.abc import Callable

import pytest

from stories.application import feeditems, feeds, polling
from stories.application.handle import now
from stories.application.intake import SourceGiven
from stories.domain.actors import MACHINE
from stories.models import Feed
from stories.models.reading import Article
from tests.newsserver import item, news_server, rss

HARROW, IMITATION = "Harrow Herald", "H\u0430rrow Herald"  # the second with a Cyrillic letter


@pytest.mark.usefixtures("committed_db")
def test_a_source_that_looks_like_another_is_another_and_told(pump: Callable[[], None]) -> None:
    with news_server() as news:
        for path, name in (("/one", HARROW), ("/two", IMITATION)):
            feeds.add(news.put(path, rss(item(path))), SourceGiven(name=name), MACHINE, now(), guard=news.guard)
        pump()
        polling.poll_due(guard=news.guard, pause=0.0)
        feeditems.file_waiting()
        honest, imitating = Feed.objects.order_by("created_at")
        seen = feeds.look(news.put("/three", rss(item("b"), title=IMITATION)), guard=news.guard, at=now()).feed
    looks = f"the name {IMITATION} looks like {HARROW}, which is another source"
    assert honest.degraded == []
    assert imitating.degraded == ["its source's name has words that mix alphabets, as imitations do", looks]
    assert {(row.source, row.source_name) for row in Article.objects.all()} == {
        (honest.source, HARROW),
        (imitating.source, IMITATION),
    }
    assert seen is not None
    assert looks in seen.degraded
