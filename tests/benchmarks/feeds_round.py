"""The rounds of `feeds.py`, to be imported once Django is set up.

Two processes poll and file, as one worker of two processes does. Seconds say something about this machine alone; beside
them stands what the same server and the same requests cost with nothing behind them.
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import psutil
from django.conf import settings
from django.db import connections

from stories.application import feeds, upkeep
from stories.application.handle import now
from stories.application.intake import SourceGiven
from stories.application.rounds import AT_ONCE
from stories.application.timetable import Progress
from stories.domain.actors import MACHINE
from stories.gateways.fetching import Conditions, fetch
from stories.models import Feed, FeedItem, FeedRun
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


def work(told: Any) -> None:
    """One process of the worker: what the timetable gives it, until nothing is due and nothing waits."""
    connections.close_all()
    while Feed.objects.filter(next_at__lte=now()).exists() or FeedItem.objects.filter(state="waiting").exists():
        upkeep.feeds(Progress("feeds"))
        upkeep.items(Progress("items"))
        time.sleep(0.05)
    told.put(psutil.Process().memory_info().rss)


def together() -> tuple[int, float, float, str]:
    """How many feeds were asked, seconds until the last of them was, seconds of all, the larger process."""
    context = multiprocessing.get_context("fork")
    told: Any = context.Queue()
    at, begun, asked = now(), time.monotonic(), FeedRun.objects.count()
    connections.close_all()  # the processes shall not inherit ours
    processes = [context.Process(target=work, args=(told,)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    memory = max(told.get(timeout=3_600) for _ in processes)
    for process in processes:
        process.join()
    last = FeedRun.objects.order_by("at").last()
    polled = (last.at - at).total_seconds() if last else 0.0
    return FeedRun.objects.count() - asked, polled, time.monotonic() - begun, f"{memory / 2**20:.0f} MB"


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
        settings.NEWSROOM_FETCH_INSIDE = frozenset({("127.0.0.1", news.port)})
        settings.NEWSROOM_FETCH_PAUSE = 0.0
        begun = time.monotonic()
        prepare(news, many, items)
        say(f"{many} feeds with {items} items each, {PROCESSES} processes; added in {time.monotonic() - begun:.1f} s")
        asked, polled, seconds, memory = together()
        say(f"news: {asked} asked in {polled:.1f} s, all filed after {seconds:.1f} s, {memory}")
        counts = {state: FeedItem.objects.filter(state=state).count() for state in ("filed", "waiting", "refused")}
        say(f"      of {many * items} items {counts}, {Article.objects.count()} articles")
        for _ in range(3):
            Feed.objects.update(next_at=now())
            asked, polled, _, memory = together()
            say(f"304s: {asked} asked in {polled:.1f} s, {polled / bare(news, many):.1f} times bare requests, {memory}")
        hanging = news.put("/hangs", "", status=0)
        feeds.add(hanging, SourceGiven(name="Slow"), MACHINE, now(), guard=news.guard)
        Feed.objects.update(next_at=now())
        asked, *_ = together()
        times = sorted(feed.asked_at.timestamp() for feed in Feed.objects.all() if feed.asked_at)
        say(f"one hangs: {asked} asked, the last of the others {times[-1] - times[-2]:.1f} s before it")
