"""The rounds of `feeds.py`, to be imported once Django is set up.

Two processes poll and file, as one worker of two processes does. Seconds say something about this machine alone; beside
them stands what the same server and the same requests cost with nothing behind them.
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import psutil
from django.db import connections

from stories.application import feeditems, feeds, polling
from stories.application.handle import now
from stories.application.intake import SourceGiven
from stories.application.rounds import AT_ONCE
from stories.domain.actors import MACHINE
from stories.gateways.fetching import Conditions, fetch
from stories.models import Feed, FeedItem
from stories.models.reading import Article
from tests.benchmarks.stage import say
from tests.newsserver import NewsServer, item, news_server, rss

PROCESSES: Final = 2
WORDS: Final = "The harbour board met on Monday and heard what the pilots of the outer bay had to say of the fog. "


def prepare(news: NewsServer, many: int, items: int) -> None:
    news.put("/robots.txt", "")
    for number in range(many):
        names = [f"{number}-{n}" for n in range(items)]
        url = news.put(
            f"/{number}", rss(*(item(name, title=f"Notice {name}", text=WORDS * 8 + name) for name in names))
        )
        feeds.add(url, SourceGiven(name=f"Outlet {number}"), MACHINE, now(), guard=news.guard)


def work(guard: Any, told: Any) -> None:
    """One process of the worker: a round of polls, then filing until nothing waits."""
    connections.close_all()
    polled = polling.poll_due(guard=guard, pause=0.0)
    middle = time.monotonic()
    while feeditems.file_waiting():
        pass
    told.put((polled, middle, time.monotonic(), psutil.Process().memory_info().rss))


def together(guard: Any) -> tuple[int, float, float, str]:
    """How many feeds were asked, seconds of polling, seconds of filing, the larger process."""
    context = multiprocessing.get_context("fork")
    told: Any = context.Queue()
    connections.close_all()
    begun = time.monotonic()
    processes = [context.Process(target=work, args=(guard, told)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    rows = [told.get(timeout=3_600) for _ in processes]
    for process in processes:
        process.join()
    middle, end = max(row[1] for row in rows), max(row[2] for row in rows)
    return sum(row[0] for row in rows), middle - begun, end - middle, f"{max(row[3] for row in rows) / 2**20:.0f} MB"


def bare(news: NewsServer, many: int) -> float:
    """Seconds of the same conditional requests, and no more."""
    tags = dict(Feed.objects.values_list("url", "etag"))
    urls = [f"{news.url}/{number}" for number in range(many)]
    begun = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE * PROCESSES) as pool:
        list(pool.map(lambda url: fetch(url, guard=news.guard, at=now(), conditions=Conditions(tags[url])), urls))
    return time.monotonic() - begun


def measure(many: int, items: int) -> None:
    with news_server() as news:
        prepare(news, many, items)
        say(f"{many} feeds with {items} items each, {PROCESSES} processes")
        asked, polled, filed, memory = together(news.guard)
        say(f"news: {asked} asked in {polled:.1f} s, items filed in {filed:.1f} s, {memory}")
        counts = {state: FeedItem.objects.filter(state=state).count() for state in ("filed", "waiting", "refused")}
        say(f"      of {many * items} items {counts}, {Article.objects.count()} articles")
        for _ in range(3):
            Feed.objects.update(next_at=now())
            asked, polled, _, memory = together(news.guard)
            say(f"304s: {asked} asked in {polled:.1f} s, {polled / bare(news, many):.1f} times bare requests, {memory}")
        hanging = news.put("/hangs", "", status=0)
        feeds.add(hanging, SourceGiven(name="Slow"), MACHINE, now(), guard=news.guard)
        Feed.objects.update(next_at=now())
        asked, *_ = together(news.guard)
        times = sorted(feed.asked_at.timestamp() for feed in Feed.objects.all() if feed.asked_at)
        say(f"one hangs: {asked} asked, the last of the others {times[-1] - times[-2]:.1f} s before it")
