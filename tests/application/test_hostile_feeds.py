"""Feeds and pages that mean harm, each through the whole way from poll to article: named, and nobody inside is asked.

Whatever they point at is a sentinel on loopback that counts who comes.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import pytest

from stories.application import feeditems, feeds, polling, watching
from stories.application.blocking import blocks
from stories.application.handle import Order, handle_source, now
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.application.visiting import visit
from stories.domain.actors import MACHINE
from stories.domain.refusals import Refused
from stories.eventlog.folding import SOURCES
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.gateways.addresses import AddressRefused
from stories.gateways.fetching import Conditions
from stories.models import Feed, FeedItem
from stories.models.reading import Article
from tests.newsserver import Answer, NewsServer, item, news_server, rss

pytestmark = pytest.mark.django_db
FEED = "/feed"
WORDS = "The harbour board met on Monday and heard the pilots of the bay. " * 12


class Scene(NamedTuple):
    """news: may be fetched. trap: address of the sentinel."""

    news: NewsServer
    trap: str


class Row(NamedTuple):
    """said: stands in the feed's problem or its doubts. articles: how many come of it all the same."""

    lay: Callable[[Scene], object]
    said: str = ""
    articles: int = 0


def feed(body: Callable[[str], str | bytes], status: int = 200, **headers: str) -> Callable[[Scene], object]:
    return lambda scene: scene.news.put(FEED, body(scene.trap), status=status, **headers)


def hop(status: int, location: Callable[[str], str], body: bytes = b"", **headers: str) -> Callable[[Scene], object]:
    return lambda scene: scene.news.put(FEED, body, status=status, Location=location(scene.trap), **headers)


def linked(link: Callable[[str], str]) -> Callable[[Scene], object]:
    """An item that is a summary; its text would stand on a page inside the house."""
    return lambda scene: scene.news.put(FEED, rss(item("a", text=f"In short. {scene.trap}", link=link(scene.trap))))


def page(body: Callable[[str], str]) -> Callable[[Scene], object]:
    def lay(scene: Scene) -> None:
        scene.news.put("/a", f"<html>{body(scene.trap)}</html>", Content_Type="text/html")
        scene.news.put(FEED, rss(item("a", text="In short.", link="/a")))

    return lay


def moving(scene: Scene) -> None:
    for number in range(6):
        scene.news.put(FEED if not number else f"/{number}", "", status=302, Location=f"/{number + 1}")


def one(trap: str) -> str:
    return rss(item("a", text=WORDS + trap))


def with_entity(declared: str) -> Callable[[str], str]:
    return lambda trap: (
        f'<?xml version="1.0"?><!DOCTYPE rss [{declared.replace("TRAP", trap)}]><rss version="2.0"><channel>'
        "<title>&b;</title></channel></rss>"
    )


def outside_things(trap: str) -> str:
    return (
        f'<?xml version="1.0"?><?xml-stylesheet href="{trap}/x.xsl"?><!DOCTYPE rss SYSTEM "{trap}/rss.dtd">'
        f'<rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:atom="http://www.w3.org/2005/Atom">'
        f'<channel><title>t</title><xi:include href="{trap}/include"/><atom:link rel="hub" href="{trap}/hub"/>'
        f'<atom:link rel="self" href="{trap}/self"/><atom:link rel="next" href="{trap}/next"/>'
        f"<image><url>{trap}/logo.png</url></image><docs>{trap}/docs</docs><cloud domain='127.0.0.1' path='/rpc'/>"
        f"<item><guid>a</guid><title>a</title><description>{WORDS}</description><comments>{trap}/c</comments>"
        f'<enclosure url="{trap}/a.mp3"/></item></channel></rss>'
    )  # fmt: skip


def markup(trap: str) -> str:
    return rss(
        item(
            "a",
            text=f"<![CDATA[<base href='{trap}/'><script src={trap}/s></script><iframe src={trap}/f></iframe><svg "
            f"onload='x'><image href={trap}/i></svg><style>@import '{trap}/css'</style><meta http-equiv=refresh "
            f"content='0;url={trap}/r'><form action={trap}/p></form><img srcset='{trap}/1 1x, {trap}/2 2x'><math>"
            f"<mtext><noscript><img src={trap}/n onerror=x></noscript></math>&amp;lt;img src={trap}/d&amp;gt;"
            f"<p>{WORDS}</p>]]>",
        )
    )


def bomb(size: int) -> bytes:
    packing = zlib.compressobj(9, wbits=31)
    return b"".join([packing.compress(b" " * 1_000_000) for _ in range(size)] + [packing.flush()])


def unfinished(trap: str) -> bytes:
    return rss(item("a", text=WORDS), item("b", text=f"{WORDS} {trap}")).encode()[:-120]


def json_feed(trap: str) -> str:
    return (
        f'{{"version": "https://jsonfeed.org/version/1.1", "title": "t", "next_url": "{trap}/2", '
        f'"feed_url": "{trap}/f", "icon": "{trap}/i", "hubs": [{{"type": "rssCloud", "url": "{trap}/h"}}], '
        f'"items": [{{"id": "1", "content_text": "{WORDS}", "image": "{trap}/p", '
        f'"attachments": [{{"url": "{trap}/a"}}]}}]}}'
    )  # fmt: skip


def port(trap: str) -> str:
    return trap.rsplit(":", 1)[1]


ROWS: dict[str, Row] = {
    "F1 entities that grow": Row(feed(with_entity('<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">')), "entities of its own"),
    "F1 parameter entities": Row(feed(with_entity('<!ENTITY % p SYSTEM "TRAP/p"> %p;')), "entities of its own"),
    "F2 an outer entity": Row(feed(with_entity('<!ENTITY b SYSTEM "TRAP/e">')), "entities of its own"),
    "F2 a file as entity": Row(feed(with_entity('<!ENTITY b SYSTEM "file:///etc/passwd">')), "entities of its own"),
    "F2 all that may point outside": Row(feed(outside_things), articles=1),
    "F2 all that JSON may point at": Row(feed(json_feed), articles=1),
    "F2 a map of maps": Row(feed(lambda trap: f"<sitemapindex><sitemap><loc>{trap}/m</loc></sitemap></sitemapindex>"),
                            "lists no pages"),
    "F3 too many items": Row(feed(lambda _: rss(*(item(f"{n}", text=f"{WORDS} {n}") for n in range(501)))),
                             "501 items; the first 500 were taken"),
    "F3 too large a file": Row(feed(lambda _: rss(item("a", text=WORDS), item("b", text="x" * 5_300_000))),
                               "larger than 5 MiB", 1),
    "F4 a bomb": Row(feed(lambda _: bomb(60), Content_Encoding="gzip"), "The answer is empty"),
    "F4 another packing": Row(feed(one, Content_Encoding="br"), "gzip was asked for"),
    "F4 packed twice": Row(feed(lambda trap: gzip.compress(one(trap).encode()), Content_Encoding="gzip, gzip"),
                           "gzip was asked for"),
    "F4 a bomb on the way": Row(hop(302, lambda trap: f"{trap}/x", bomb(60), Content_Encoding="gzip"),
                                "cannot be reached"),
    **{f"F6 {status} into the house": Row(hop(status, lambda trap: f"{trap}/secret"), "cannot be reached")
       for status in (301, 302, 303, 307, 308)},
    "F6 to localhost": Row(hop(302, lambda trap: f"http://localhost:{port(trap)}/x"), "cannot be reached"),
    "F6 to a number": Row(hop(302, lambda trap: f"http://2130706433:{port(trap)}/x"), "not allowed"),
    "F6 to octal": Row(hop(302, lambda trap: f"http://0177.0.0.1:{port(trap)}/x"), "not allowed"),
    "F6 to IPv6 of it": Row(hop(302, lambda trap: f"http://[::ffff:127.0.0.1]:{port(trap)}/x"), "cannot be reached"),
    "F6 to a file": Row(hop(302, lambda _: "file:///etc/passwd"), "begins with https"),
    "F6 in circles": Row(hop(302, lambda _: FEED), "leads back to itself"),
    "F6 six hops": Row(moving, "More than 3 redirects"),
    "F7 a web page": Row(feed(lambda trap: f"<!doctype html><html><base href={trap}><meta http-equiv=refresh content="
                              f"'0;url={trap}/r'><link rel=alternate type='application/rss+xml' href={trap}/f></html>"),
                         "web page"),
    "F7 nothing": Row(feed(lambda _: ""), "empty"),
    "F7 some JSON": Row(feed(lambda trap: f'{{"url": "{trap}"}}'), "neither a JSON Feed"),
    "F7 it breaks off": Row(feed(unfinished), "not well-formed", 1),
    "F7 no character": Row(feed(lambda trap: one(trap).replace("bay", "b&#0;y")), articles=1),
    "F7 another encoding": Row(feed(one, Content_Type="text/xml; charset=iso-8859-77"), "it is not written in", 1),
    "F7 UTF-7": Row(feed(lambda _: b"+ADw-rss+AD4-", Content_Type="text/xml; charset=utf-7"), "neither XML nor JSON"),
    "F8 no guid, one guid twice": Row(feed(lambda _: rss(
        f"<item><title>n</title><link>/n</link><description>{WORDS}1</description></item>",
        item("b", text=f"{WORDS}2", link="/1"), item("b", text=f"{WORDS}3", link="/2"))), articles=3),
    "F9 a date of nowhere": Row(feed(lambda trap: one(trap).replace("<desc", "<pubDate>1 Jan 2999</pubDate><desc")),
                                articles=1),
    "F10 a page inside": Row(linked(lambda trap: f"{trap}/a"), articles=1),
    "F10 with a password": Row(linked(lambda trap: trap.replace("//", "//ana:word@") + "/a"), articles=1),
    "F10 no address": Row(linked(lambda _: "javascript:alert(1)"), articles=1),
    "F11 all markup": Row(feed(markup), articles=1),
    "F11 a page full of it": Row(page(lambda trap: f"<head><base href={trap}/><meta http-equiv=refresh content='0;url="
                                      f"{trap}/r'><link rel=canonical href={trap}/c><link rel=amphtml href={trap}/amp>"
                                      f"</head><body><iframe src={trap}/f></iframe><article><p>{WORDS}</p>"
                                      f"<p>{WORDS}</p><img src={trap}/i></article></body>"), articles=1),
    "F12 disguises": Row(feed(lambda _: rss(item("a", title="F\u202eerry", text=WORDS))), "direction of writing", 1),
    "F13 304 with a body": Row(feed(one, status=304), articles=0),
    "F13 gone": Row(feed(one, status=410), "gone for good"),
    "F13 too often": Row(feed(one, status=429, Retry_After="1e12"), "answered 429"),
    "F13 cookies": Row(feed(one, Set_Cookie="id=1; Path=/"), articles=1),
}  # fmt: skip


def _later(by: timedelta) -> datetime:
    return now() + by


@pytest.fixture
def scene() -> Iterator[Scene]:
    with news_server() as news, news_server() as sentinel:
        yield Scene(news, sentinel.url)
        assert sentinel.asked == []


@pytest.mark.parametrize("name", ROWS)
def test_no_row_reaches_into_the_house(scene: Scene, name: str) -> None:
    row = ROWS[name]
    row.lay(scene)
    added = feeds.add(scene.news.url + FEED, SourceGiven(name="Harrow Herald"), MACHINE, now(), guard=scene.news.guard)
    for hours in (0, 1):
        clock = partial(_later, timedelta(hours=hours))
        polling.poll_due(guard=scene.news.guard, pause=0.0, clock=clock)
        feeditems.fetch_pages(guard=scene.news.guard, pause=0.0, clock=clock)
        if name != "F3 too many items":  # filing five hundred shows nothing more
            feeditems.file_waiting(clock=clock)
        watching.look_again(guard=scene.news.guard, pause=0.0, clock=clock)
    known = Feed.objects.get(pk=added.pk)
    assert row.said in "; ".join([known.problem, *known.degraded, *(run.problem for run in known.runs.all())])
    assert Article.objects.count() == row.articles
    assert not any("cookie" in headers for _, headers in scene.news.asked)
    for article in Article.objects.all():
        assert "<" not in article.document["text"].replace(f"<img src={scene.trap}/d>", "")


def test_f6_a_robots_txt_that_leads_inside(scene: Scene) -> None:
    scene.news.pages["/robots.txt"] = Answer(status=302, headers={"Location": f"{scene.trap}/robots.txt"})
    url = scene.news.put(FEED, one(scene.trap))
    found = visit(url, accept="*/*", conditions=Conditions(), robots=None, guard=scene.news.guard, at=now())
    assert found.problem is not None
    assert found.problem.code == "robots-unreachable"


def test_f13_an_endless_retry_after_is_a_day_at_most(scene: Scene) -> None:
    scene.news.put(FEED, "", status=429, Retry_After="999999999999")
    feeds.add(scene.news.url + FEED, SourceGiven(name="Herald"), MACHINE, now(), guard=scene.news.guard)
    polling.poll_due(guard=scene.news.guard, pause=0.0)
    assert timedelta(hours=20) < Feed.objects.get().next_at - now() < timedelta(hours=28)
    assert scene.news.times(FEED) == 1


def test_f14_what_was_taken_down_stays_away_and_its_return_is_noted_once_a_day(scene: Scene) -> None:
    news, order = scene.news, Order(MACHINE, now())
    added = feeds.add(
        news.put(FEED, rss(item("a", text=WORDS))), SourceGiven(name="Herald"), MACHINE, now(), guard=news.guard
    )
    with SOURCES.reading(StreamRef.parse(added.source)) as state:
        handle_source(added.source, blocks(state, [WORDS.strip()]), order)
    polling.poll_due(guard=news.guard, pause=0.0)
    feeditems.file_waiting()
    (row,) = FeedItem.objects.all()
    assert (row.state, row.problem.split(":")[0], Article.objects.count()) == ("refused", "taken-down", 0)
    for text in (WORDS, WORDS.upper(), WORDS.replace("pilots", "pi\u200blots")):
        with pytest.raises(Refused, match="taken-down"):
            file_article(Incoming(source=SourceGiven(id=added.source), text=text), order)
    events = list(read_stream(StreamRef.parse(added.source)))
    told = [event for event in events if event.envelope.type == "source.article_blocked"]
    assert len(told) == 2
    assert not any("harbour" in str(event) for event in told)
    tomorrow = Order(MACHINE, now() + timedelta(days=1))
    with pytest.raises(Refused, match="taken-down"):
        file_article(Incoming(source=SourceGiven(id=added.source), text=WORDS), tomorrow)
    assert len(list(read_stream(StreamRef.parse(added.source)))) == 4
    other = file_article(Incoming(source=SourceGiven(name="Post"), text=WORDS), order)
    assert Article.objects.get().id == other.article


def test_f15_credentials_are_taken_from_nobody_and_shown_to_nobody(scene: Scene) -> None:
    url = scene.news.url.replace("//", "//ana:word@") + FEED
    with pytest.raises(AddressRefused):
        feeds.add(url, SourceGiven(name="Herald"), MACHINE, now(), guard=scene.news.guard)
    told = feeds.look_document(feeds.look(url, guard=scene.news.guard, at=now()))
    assert (told["code"], "word@" in str(told)) == ("bad-url", False)
    scene.news.put("/moved", "", status=301, Location=url)
    feeds.add(scene.news.url + "/moved", SourceGiven(name="Herald"), MACHINE, now(), guard=scene.news.guard)
    polling.poll_due(guard=scene.news.guard, pause=0.0)
    assert "word@" not in str([(row.problem, row.moved_to) for row in Feed.objects.all()])
