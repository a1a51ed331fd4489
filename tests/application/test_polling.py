"""Feeds from a server that changes, fails, moves and lies: every item becomes one article."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from stories.application import feeditems, feeds, polling
from stories.application.handle import now
from stories.application.intake import SourceGiven
from stories.application.queries import NotThere
from stories.application.visiting import turn, visit
from stories.domain.actors import By
from stories.domain.refusals import Forbidden
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.gateways.addresses import AddressRefused
from stories.gateways.fetching import Conditions
from stories.models import Feed, FeedItem, FeedRun, Host
from stories.models.reading import Article
from tests.newsserver import Answer, NewsServer, item, news_server, rss

_OLGA, _ANA = PersonId("usr_" + "0" * 31 + "1"), PersonId("usr_" + "0" * 31 + "2")
OPERATOR = By(_OLGA, _OLGA, frozenset({Role.OPERATOR}))
EDITOR = By(_ANA, _ANA, frozenset({Role.EDITOR}))
LONG = "The harbour board met on Monday and heard the pilots of the bay. " * 12
PAGE = (
    "<html><head><title>Harbour</title></head><body><nav>Home</nav><article><h1>Harbour board meets</h1>"
    "<p>The harbour board met on Monday and heard all pilots of the bay about the fog.</p>"
    "<p>It will decide on the new lights in April, the chair said after the meeting.</p></article></body></html>"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def news() -> Iterator[NewsServer]:
    with news_server() as server:
        yield server


def add(news: NewsServer, path: str = "/feed", **given: Any) -> Feed:
    return feeds.add(
        news.url + path,
        SourceGiven(name=given.pop("name", "Harrow Herald")),
        OPERATOR,
        now(),
        guard=news.guard,
        **given,
    )


def poll(news: NewsServer, *, later: float = 0.0) -> int:
    return polling.poll_due(guard=news.guard, pause=0.0, clock=lambda: now() + timedelta(seconds=later))


def fetch_pages(news: NewsServer, *, later: float = 0.0) -> int:
    return feeditems.fetch_pages(guard=news.guard, pause=0.0, clock=lambda: now() + timedelta(seconds=later))


def file_waiting(*, later: float) -> int:
    return feeditems.file_waiting(clock=lambda: now() + timedelta(seconds=later))


def full(guid: str, extra: str = "") -> str:
    return item(guid, text=f"{LONG} {guid} {extra}")


def again(feed: Feed) -> Feed:
    feed.refresh_from_db()
    return feed


def test_items_become_articles_once(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", rss(full("a"), full("b")))
    assert feeds.state_of(feed, now()) == "new"
    assert poll(news) == 1
    assert feeditems.file_waiting() == 2
    assert (Article.objects.count(), feeds.state_of(again(feed), now())) == (2, "up")
    news.put("/feed", rss(full("a"), full("b"), full("c")))
    poll(news, later=4_000)
    assert file_waiting(later=4_000) == 1
    assert Article.objects.count() == 3
    assert file_waiting(later=9_000) == 0
    assert FeedItem.objects.filter(state="filed", fields={}).count() == 3


def test_nothing_new_is_asked_for_by_condition_and_more_seldom(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", rss(full("a")))
    poll(news)
    first = again(feed).interval
    poll(news, later=4_000)
    assert news.asked[-1][1]["if-none-match"] == again(feed).etag
    assert list(FeedRun.objects.values_list("status", "outcome")) == [(304, "unchanged"), (200, "changed")]
    assert again(feed).interval > first
    for round_ in range(2, 30):
        poll(news, later=round_ * 4_000)
    assert again(feed).interval == feeds.LONGEST


def test_a_feed_that_is_often_asked_by_hand_is_not_asked_more_seldom_for_that(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", rss(full("a")))
    poll(news)
    first = again(feed).interval
    for seconds in range(10, 100, 10):
        feeds.poll_now(feed, now())
        poll(news, later=seconds)
    assert (FeedRun.objects.count(), again(feed).interval) == (10, first)


def test_a_server_without_validators_is_not_read_twice(news: NewsServer) -> None:
    news.validators = False
    feed = add(news)
    news.put("/feed", rss(full("a")))
    poll(news)
    poll(news, later=4_000)
    assert list(FeedRun.objects.values_list("status", "outcome")) == [(200, "unchanged"), (200, "changed")]
    assert again(feed).failures == 0


def test_a_changed_item_is_a_revision(news: NewsServer) -> None:
    add(news)
    news.put("/feed", rss(full("a")))
    poll(news)
    feeditems.file_waiting()
    news.put("/feed", rss(full("a", "More was said later.")))
    poll(news, later=4_000)
    file_waiting(later=4_000)
    (article,) = Article.objects.all()
    assert article.revision == 2


def test_new_ids_for_old_items_bring_nothing_and_raise_an_alarm(news: NewsServer) -> None:
    feed = add(news)
    for round_ in range(3):
        news.put("/feed", rss(*(item(f"{round_}-{n}", title=f"t{n}", text=f"{LONG} {n}") for n in range(25))))
        poll(news, later=round_ * 4_000)
        feeditems.file_waiting()
    assert Article.objects.count() == 25
    assert again(feed).degraded == ["25 items came again under new ids; they were not taken twice"]


def test_what_cannot_be_recorded_takes_no_other_feed_with_it(news: NewsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/odd", "/sound"):
        add(news, path)
        news.put(path, rss(full(path)))
    take_in = feeditems.take_in

    def breaks(feed: Feed, *given: Any) -> Any:
        if feed.url.endswith("/odd"):
            raise TypeError("nobody thought of this")
        return take_in(feed, *given)

    monkeypatch.setattr(polling, "take_in", breaks)
    assert poll(news) == 2
    assert [run.feed.url for run in FeedRun.objects.all()] == [news.url + "/sound"]


def test_validators_that_cannot_be_stored_are_stripped(news: NewsServer) -> None:
    news.validators = False
    feed = add(news)
    news.put("/feed", rss(full("a")), ETag='"a\0b"', Last_Modified="Mon\0day")
    poll(news)
    assert (again(feed).etag, again(feed).last_modified, feed.failures) == ('"ab"', "Monday", 0)


def test_two_feeds_of_one_source_bring_an_item_once_and_two_sources_twice(news: NewsServer) -> None:
    for path, name in (("/one", "Herald"), ("/two", "Herald"), ("/three", "Post")):
        add(news, path, name=name)
        news.put(path, rss(full("a")))
    poll(news)
    feeditems.file_waiting()
    assert Article.objects.count() == 2


def test_robots_txt_and_page_share_one_deadline(news: NewsServer) -> None:
    """Each alone would be in time."""
    url = news.put("/feed", rss(full("a")))
    news.pages["/feed"].delay = 2.5
    news.pages["/robots.txt"] = Answer(status=404, delay=2.5)
    asked: dict[str, Any] = {"accept": "*/*", "conditions": Conditions(), "guard": news.guard, "at": now()}
    found = visit(url, robots=None, seconds=4.9, **asked)
    assert found.problem is not None
    assert found.problem.code == "timeout"
    assert visit(url, robots=found.robots, seconds=4.9, **asked).fetched is not None


def test_a_summary_takes_its_text_from_the_page(news: NewsServer) -> None:
    add(news)
    news.put("/feed", rss(item("a", title="Harbour", text="In short.", link="/a")))
    news.put("/a", PAGE, Content_Type="text/html; charset=utf-8")
    poll(news)
    assert feeditems.file_waiting() == 0
    assert fetch_pages(news) == 1
    assert feeditems.file_waiting() == 1
    (article,) = Article.objects.all()
    assert "decide on the new lights" in article.document["text"]
    assert (article.title, article.url) == ("Harbour", news.url + "/a")


@pytest.mark.parametrize("answer", [{"status": 404}, {"status": 403}, {"status": 200, "body": "<html></html>"}])
def test_without_a_page_the_feeds_own_words_have_to_do(news: NewsServer, answer: dict[str, Any]) -> None:
    add(news)
    news.put("/feed", rss(item("a", text="The ferry is late again.", link="/a")))
    news.put("/a", answer.get("body", ""), status=answer["status"])
    poll(news)
    fetch_pages(news)
    feeditems.file_waiting()
    assert Article.objects.get().document["text"] == "The ferry is late again."
    assert FeedItem.objects.get().problem.startswith("only the feed's own words")


def test_a_page_that_fails_for_the_moment_is_tried_again(news: NewsServer) -> None:
    add(news)
    news.put("/feed", rss(item("a", text="In short.", link="/a")))
    news.put("/a", "", status=503, Retry_After="600")
    poll(news)
    fetch_pages(news)
    assert fetch_pages(news, later=500) == 0
    news.put("/a", PAGE)
    assert fetch_pages(news, later=700) == 1
    file_waiting(later=700)
    assert "new lights" in Article.objects.get().document["text"]


def test_failures_wait_longer_and_longer_and_one_answer_heals(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", "", status=500)
    later, waits = 0.0, []
    for _ in range(6):
        poll(news, later=later)
        again(feed)
        waits.append((feed.next_at - (now() + timedelta(seconds=later))).total_seconds())
        later += waits[-1] + 1
    assert waits[:5] == sorted(waits[:5])
    assert (feeds.state_of(feed, now() + timedelta(seconds=later)), feed.problem) == ("down", "answered 500")
    news.put("/feed", rss(full("a")))
    poll(news, later=later)
    assert (feeds.state_of(again(feed), now()), feed.failures) == ("up", 0)


def test_an_hour_of_outage_is_no_storm_on_return(news: NewsServer) -> None:
    for number in range(12):
        add(news, f"/{number}", name=f"Outlet {number}")
    poll(news)
    first = list(Feed.objects.values_list("next_at", flat=True))
    assert len({when.replace(microsecond=0) for when in first}) > 6
    for number in range(12):
        news.put(f"/{number}", rss(full(f"n{number}")))
    news.asked.clear()
    poll(news, later=3_600)
    poll(news, later=3_601)
    assert sum(path != "/robots.txt" for path, _ in news.asked) == 12
    assert file_waiting(later=3_700) == 12


def test_a_server_that_asks_for_patience_gets_it(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", "", status=429, Retry_After="7200")
    poll(news)
    assert (again(feed).next_at - now()).total_seconds() > 7_100


def test_gone_is_gone_until_a_person_says_otherwise(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", "", status=410)
    poll(news)
    assert feeds.state_of(again(feed), now()) == "gone"
    assert poll(news, later=90_000) == 0
    feeds.resume(feed, now())
    news.put("/feed", rss(full("a")))
    assert poll(news) == 1
    assert feeds.state_of(again(feed), now()) == "up"


def test_a_move_for_good_waits_for_a_person(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", "", status=301, Location="/new")
    news.put("/new", rss(full("a")))
    poll(news)
    assert (again(feed).url, feed.moved_to) == (news.url + "/feed", news.url + "/new")
    feeds.follow_move(feed, now(), guard=news.guard)
    assert (feed.url, feed.moved_to, feed.etag) == (news.url + "/new", "", "")


def test_a_web_page_is_no_feed_and_the_last_good_state_stays(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", rss(full("a")))
    poll(news)
    good = again(feed).good_at
    news.put("/feed", "<!doctype html><html><body>We are moving</body></html>")
    poll(news, later=4_000)
    assert (again(feed).problem, feed.good_at, feed.kind) == ("This is a web page, not a feed", good, "rss")
    assert feeds.state_of(feed, now()) == "late"


def test_robots_txt_is_asked_once_and_followed(news: NewsServer) -> None:
    feed = add(news, "/private/feed")
    open_feed = add(news, "/open", name="Open")
    news.put("/robots.txt", "User-agent: *\nDisallow: /private/\nCrawl-delay: 7")
    news.put("/private/feed", rss(full("a")))
    news.put("/open", rss(full("b")))
    polling.poll_due(guard=news.guard, pause=0.0)
    polling.poll_due(guard=news.guard, pause=0.0, clock=lambda: now() + timedelta(seconds=30))
    assert news.times("/private/feed") == 0
    assert "robots.txt does not allow" in again(feed).problem
    assert again(open_feed).good_at is not None
    assert Host.objects.get().robots.startswith("User-agent")


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (500, 0), (429, 0)])
def test_without_robots_txt_all_is_open_and_with_a_broken_one_nothing(
    news: NewsServer, status: int, asked: int
) -> None:
    add(news)
    news.put("/robots.txt", "", status=status)
    news.put("/feed", rss(full("a")))
    poll(news)
    assert news.times("/feed") == asked


def test_one_server_is_asked_in_turns(news: NewsServer) -> None:
    for number in range(3):
        add(news, f"/{number}", name=f"Outlet {number}")
        news.put(f"/{number}", rss(full(f"n{number}")))
    at = datetime.now(UTC)
    assert polling.poll_due(guard=news.guard, pause=5.0, clock=lambda: at) == 1
    later = at + timedelta(seconds=11)
    assert polling.poll_due(guard=news.guard, pause=5.0, clock=lambda: later) == 1


def test_without_a_pause_two_processes_ask_one_server_in_the_same_instant(news: NewsServer) -> None:
    """The one looked at its clock before the other and took its turn after it."""
    at = now()
    assert all(turn(news.url, at + timedelta(milliseconds=late), pause=0.0) for late in (0, 20, 10, 0))
    assert turn(news.url, at + timedelta(seconds=1), pause=5.0)
    assert not turn(news.url, at, pause=5.0)


def test_a_worker_that_dies_in_mid_poll_leaves_a_lease_that_ends(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", rss(full("a")))
    taken = list(polling._taken(16, now(), 0.0))
    assert [one.pk for one in taken] == [feed.pk]
    assert poll(news) == 0
    assert poll(news, later=polling.LEASE.total_seconds() + 1) == 1


def test_a_worker_that_dies_between_filing_and_saying_so_files_nothing_twice(
    news: NewsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(news)
    news.put("/feed", rss(full("a"), full("b")))
    poll(news)

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(feeditems, "_now", die)
        with pytest.raises(SystemExit):
            feeditems.file_waiting()
    assert Article.objects.count() == 1
    feeditems.file_waiting(clock=lambda: now() + feeditems.LEASE * 2)
    assert Article.objects.count() == 2
    assert FeedItem.objects.filter(state="filed").count() == 2


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_an_hour_and_back_brings_each_item_once_and_no_storm(news: NewsServer, hours: int) -> None:
    for number in range(4):
        add(news, f"/{number}", name=f"Outlet {number}")
        news.put(f"/{number}", rss(full(f"a{number}")))
    for round_, jump in enumerate((0.0, hours * 3_600.0, 0.0)):
        for number in range(4):
            news.put(f"/{number}", rss(full(f"a{number}"), full(f"b{number}-{round_}")))
        for minutes in range(0, 20, 2):
            later = jump + round_ * 1_200 + minutes * 60
            poll(news, later=later)
            file_waiting(later=later)
    assert sorted(article.document["external_id"] for article in Article.objects.all()) == sorted(
        [f"a{number}" for number in range(4)] + [f"b{number}-{round_}" for number in range(4) for round_ in range(3)]
    )
    per_feed = Counter(path for path, _ in news.asked if path != "/robots.txt")
    assert max(per_feed.values()) < 30  # an hour, and not asked more often than each minute or two


def test_a_server_that_is_down_for_an_hour_is_asked_seldom_and_brings_each_item_once(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", rss(full("a")))
    poll(news)
    file_waiting(later=1)
    live, gone = feed.url, "http://127.0.0.1:9/feed"
    nobody = replace(news.guard, allow=news.guard.allow | {("127.0.0.1", 9)})
    Feed.objects.update(url=gone)
    for minute in range(60):
        at = now() + timedelta(minutes=minute)
        polling.poll_due(guard=nobody, pause=0.0, clock=partial(datetime.fromtimestamp, at.timestamp(), UTC))
    runs = FeedRun.objects.filter(outcome="failed").count()
    assert 2 < runs < 10
    Feed.objects.update(url=live)
    news.put("/feed", rss(full("a"), full("b")))
    news.asked.clear()
    for minute in range(60, 600):
        if poll(news, later=minute * 60.0):
            break
    file_waiting(later=36_000)
    assert news.times("/feed") == 1
    assert sorted(article.document["external_id"] for article in Article.objects.all()) == ["a", "b"]


def test_a_clock_that_was_ahead_keeps_no_feed_waiting(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", rss(full("a")))
    Feed.objects.update(next_at=now() + timedelta(days=2), leased_until=now() + timedelta(days=1))
    assert poll(news) == 1
    assert again(feed).next_at < now() + timedelta(hours=1)


def test_paused_and_removed_feeds_are_not_asked(news: NewsServer) -> None:
    one, two = add(news, "/one"), add(news, "/two")
    feeds.pause(one, now())
    feeds.drop(two, now())
    assert poll(news) == 0
    feeds.resume(one, now())
    assert poll(news) == 1
    with pytest.raises(NotThere):
        feeds.feed_named(feeds.public_id(two), OPERATOR)


def test_a_look_before_adding_keeps_nothing(news: NewsServer) -> None:
    news.put("/feed", rss(full("a"), item("b", text="short", link="/b"), title="Herald"))
    seen = feeds.look_document(feeds.look(news.url + "/feed", guard=news.guard, at=now()))
    assert seen["feed"] | {"first": None} == {
        "kind": "rss", "title": "Herald", "items": 2, "full_text": 1, "degraded": [], "first": None,
    }  # fmt: skip
    news.put("/page", "<html></html>")
    assert feeds.look_document(feeds.look(news.url + "/page", guard=news.guard, at=now()))["code"] == "html"
    assert feeds.look(news.url + "/none", guard=news.guard, at=now()).reason == "answered 404"
    assert not Feed.objects.exists()
    assert not FeedItem.objects.exists()


def test_an_address_is_judged_before_it_is_kept(news: NewsServer) -> None:
    for url in ("file:///etc/passwd", "http://10.0.0.1/feed", "http://ana:word@feeds.example/"):
        with pytest.raises(AddressRefused):
            feeds.add(url, SourceGiven(name="Herald"), OPERATOR, now(), guard=news.guard)
    add(news)
    with pytest.raises(feeds.FeedTaken):
        add(news)
    with pytest.raises(Forbidden):
        feeds.add(news.url + "/x", SourceGiven(name="Herald"), EDITOR, now(), guard=news.guard)


def test_a_feed_that_hangs_delays_no_other(news: NewsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """All the others are read while one is still waited for."""
    add(news, "/hangs", name="Slow")
    for number in range(40):
        add(news, f"/{number}", name=f"Outlet {number}")
        news.put(f"/{number}", rss(full(f"n{number}")))
    news.put("/hangs", "", status=0)
    news.put("/robots.txt", "")
    order: list[str] = []
    record = polling._record

    def recorded(feed: Feed, *rest: Any) -> None:
        order.append(feed.url)
        if len(order) == 40:
            news.closing.set()
        record(feed, *rest)

    monkeypatch.setattr(polling, "_record", recorded)
    assert poll(news) == 41
    assert order[-1] == news.url + "/hangs"


def test_what_a_feed_says_anew_while_its_item_is_worked_off_is_not_lost(news: NewsServer) -> None:
    add(news)
    news.put("/feed", rss(full("a")))
    poll(news)
    asked = 0

    def clock() -> datetime:
        """Asked first when items are taken, then when one is filed: in between, another process polls the feed."""
        nonlocal asked
        asked += 1
        if asked == 2:
            news.put("/feed", rss(full("a", "The harbour master corrected the number to nine.")))
            assert poll(news, later=4_000) == 1
        return now() + timedelta(seconds=4_000)

    feeditems.file_waiting(clock=clock)
    (article,) = Article.objects.all()
    assert article.revision == 2
    assert FeedItem.objects.get().state == "filed"


def test_what_an_address_answered_says_nothing_of_the_one_it_was_exchanged_for(news: NewsServer) -> None:
    feed = add(news)
    news.put("/feed", rss(full("a")))
    asked = 0

    def clock() -> datetime:
        """Asked first when feeds are taken, then when an answer is recorded: in between, somebody corrects it."""
        nonlocal asked
        asked += 1
        if asked == 2:
            Feed.objects.filter(pk=feed.pk).update(url=f"{news.url}/other", etag="", digest="")
        return now()

    polling.poll_due(guard=news.guard, pause=0.0, clock=clock)
    feed = again(feed)
    assert (feed.etag, feed.digest, feed.leased_until) == ("", "", None)
    news.put("/other", rss(full("b")))
    assert poll(news, later=4_000) == 1
    assert FeedRun.objects.filter(outcome="changed").count() == 2
