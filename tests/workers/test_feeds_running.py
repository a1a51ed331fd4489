"""Feeds and watched pages under real workers and two beats, some of them killed: each item once, each edit heard."""

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from newsroom.supervisor import Part, Supervisor, end, family
from stories.application import feeds
from stories.application.changed_sources import changed_by_source
from stories.application.handle import Order, handle_story, now
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.domain.actors import MACHINE, By
from stories.domain.commands_claim import AcceptClaim
from stories.domain.values import ClaimId, PersonId
from stories.domain.vocabulary import Role
from stories.eventlog.read import read_log
from stories.models import Feed, FeedItem, FeedRun, Tick, Watch
from stories.models.reading import Article, Claim
from stories.projections.stories import refresh
from tests.newsserver import NewsServer, item, news_server, rss

ROOT = Path(__file__).parents[2]
EDITOR = By("usr_" + "1" * 32, person=PersonId("usr_" + "1" * 32), roles=frozenset({Role.EDITOR}))
CELERY = [sys.executable, "-m", "celery", "-A", "workers"]
WORKER = [*CELERY, "worker", "--without-gossip", "--without-mingle", "-Q", "celery,analysis,outside,long"]
FEEDS, ITEMS = 6, 5
PATIENCE = 150.0
log = logging.getLogger(__name__)


class Works:
    """Relay, worker and two beats beside the test, on its database, its broker and its news server."""

    def __init__(self, supervisor: Supervisor, mark: Callable[[], str]) -> None:
        self._supervisor, self._mark = supervisor, mark

    def kill_worker(self) -> None:
        found: list[psutil.Process] = family(f"{self._mark()}:worker")
        assert found
        end(found, patience=0.0)

    def until(self, condition: Callable[[], object], otherwise: str) -> float:
        """Waits, restarting what dies; the seconds that it took."""
        begun = time.monotonic()
        self._supervisor.watch(until=lambda: bool(condition()) or time.monotonic() > begun + PATIENCE)
        assert condition(), otherwise
        return time.monotonic() - begun


@pytest.fixture
def news() -> Iterator[NewsServer]:
    with news_server() as server:
        server.put("/robots.txt", "")
        yield server


@pytest.fixture
def works(committed_db: Any, own_broker: Any, news: NewsServer) -> Iterator[Works]:
    environ = {
        **committed_db.environ,
        "REDIS_URL": own_broker.url,
        "NEWSROOM_DATA": str(own_broker.data),
        "NEWSROOM_FETCH_INSIDE": f"127.0.0.1:{news.port}",
        "NEWSROOM_FETCH_PAUSE": "0",
    }
    supervisor = Supervisor(own_broker.data, environ=environ, cwd=ROOT, say=lambda _: None)
    with supervisor.alone():
        supervisor.start([
            Part("relay", [sys.executable, "manage.py", "relay"]),
            Part("worker", [*WORKER, "-n", "test@%h", "--concurrency", "2"]),
            Part("beat", [*CELERY, "beat", "--pidfile", ""]),
            Part("another-beat", [*CELERY, "beat", "--pidfile", ""]),
        ])  # fmt: skip
        yield Works(supervisor, (own_broker.data / "up.mark").read_text)
        supervisor.stop()


def _as_if_leases_had_run_out() -> None:
    Feed.objects.exclude(leased_until=None).update(leased_until=None)
    FeedItem.objects.filter(state="waiting").update(next_at=now())


def test_a_worker_killed_in_mid_poll_under_two_beats_brings_each_item_once(works: Works, news: NewsServer) -> None:
    for number in range(FEEDS):
        path = f"/{number}"
        words = "The pilots of the bay met on Monday and spoke of the fog, notice"
        url = news.put(path, rss(*(item(f"{number}-{n}", text=f"{words} {number}-{n}.") for n in range(ITEMS))))
        news.pages[path].delay = 3.0
        feeds.add(url, SourceGiven(name=f"Outlet {number}"), MACHINE, now(), guard=news.guard)
    works.until(lambda: any(path != "/robots.txt" for path, _ in news.asked), "nothing is asked")
    assert not Article.objects.exists()
    works.kill_worker()
    for page in news.pages.values():
        page.delay = min(page.delay, 0.5)
    _as_if_leases_had_run_out()
    works.until(lambda: FeedItem.objects.filter(state="filed").exists(), "nothing is filed")
    works.kill_worker()
    _as_if_leases_had_run_out()
    works.until(
        lambda: FeedItem.objects.filter(state="filed").count() == FEEDS * ITEMS,
        f"filed: {list(FeedItem.objects.values_list('state', 'problem'))}",
    )
    # Of one whose worker was killed between the log and the read model, the subscription makes the row.
    works.until(lambda: Article.objects.count() >= FEEDS * ITEMS, "not every article has its row")
    filed = Counter(Article.objects.values_list("source_name", "document__external_id"))
    assert (len(filed), set(filed.values())) == (FEEDS * ITEMS, {1})
    works.until(
        lambda: sum(1 for _ in read_log(-1, 10_000, ["article.filed"])) >= FEEDS * ITEMS, "the outbox is not sealed"
    )
    assert sum(1 for _ in read_log(-1, 10_000, ["article.filed"])) == FEEDS * ITEMS
    # Each was asked until it had answered and been taken in, and then left alone for its interval.
    assert set(Counter(FeedRun.objects.filter(outcome="changed").values_list("feed", flat=True)).values()) == {1}
    slots = list(Tick.objects.exclude(slot=None).values_list("job", "slot"))
    assert len(slots) == len(set(slots))


def test_a_silent_edit_of_a_tracked_claim_is_on_the_desk_in_seconds(works: Works, news: NewsServer) -> None:
    page = (
        "<html><head><title>Ferry aground</title></head><body><article><h1>Ferry aground</h1><p>The ferry Alma ran "
        "aground off Tarn Head on Sunday night.</p><p>“The captain was asleep in his cabin,” the harbour master Olga "
        "Prenn told reporters. A tug will try to free her at high water.</p></article></body></html>"
    )
    url = news.put("/alma", page)
    article = file_article(Incoming(source=SourceGiven(name="Tarn Times"), html=page, url=url), Order(MACHINE, now()))
    tracked = Claim.objects.filter(story=article.story, statement__contains="asleep")
    works.until(tracked.exists, "the article is not analysed")
    claim = tracked.get().id
    handle_story(article.story, lambda _story: [AcceptClaim(ClaimId(claim))], Order(EDITOR, now()))
    refresh(article.story)
    watches = Watch.objects.filter(pk=article.article)
    works.until(watches.exclude(asked_at=None).exists, "its page is not watched")
    assert claim not in changed_by_source()
    news.put("/alma", page.replace("asleep in", "away from"))
    watches.update(next_at=now())  # as if the interval between two looks had passed
    took = works.until(lambda: claim in changed_by_source(), f"not noticed: {list(watches.values())}")
    log.info("on the desk after %.1f s", took)
    kinds = Article.objects.get(pk=article.article).document["revisions"][-1]["kind"]
    assert kinds == "stealth"
