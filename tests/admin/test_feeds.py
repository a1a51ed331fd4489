"""Feeds at the desk: tried, added, tended, listed; for operators, shown to the others."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from stories.application import batches, polling
from stories.application.feedlists import carry_line
from stories.application.feeds import public_id, state_of
from stories.application.handle import now
from stories.application.visiting import house_guard
from stories.gateways.opml import Outline, read_opml, write_opml
from stories.models import Feed, FeedRun, Job
from tests.newsserver import NewsServer, item, news_server, rss

pytestmark = pytest.mark.django_db
FEEDS = "/admin/feeds/"


@pytest.fixture
def news() -> Iterator[NewsServer]:
    with news_server() as server, override_settings(NEWSROOM_FETCH_INSIDE=frozenset({("127.0.0.1", server.port)})):
        server.put("/feed", rss(item("a", title="Ferry & fog"), title="Ilva Post"))
        yield server


def token(browser: Any) -> dict[str, str]:
    browser.get("/admin/help/")
    return {"csrfmiddlewaretoken": browser.client.cookies["csrftoken"].value}


def send(browser: Any, address: str = FEEDS, **typed: str) -> Any:
    return browser.post(address, {**token(browser), "kind": "outlet", "full_text": "on", **typed})


def test_a_feed_is_tried_then_added_then_tended(newsroom: Any, signed_in: Any, news: NewsServer) -> None:
    olga = signed_in("olga")
    tried = send(olga, url=news.url + "/feed", look="1").content.decode()
    assert "Ferry &amp; fog" in tried
    assert not Feed.objects.exists()
    assert send(olga, url=news.url + "/feed", add="1").status_code == 303
    feed = Feed.objects.get()
    assert (feed.source_name, feed.full_text) == ("Ilva Post", True)
    polling.poll_due(guard=house_guard(), pause=0.0)
    page = olga.get(FEEDS)
    assert "last poll: 1 new item in 1" in page
    assert '<g class="poll-news"><title>' in page
    for deed, shown in (("pause", "paused"), ("resume", "up"), ("poll", "up")):
        answer = olga.post(f"{FEEDS}{deed}/", {**token(olga), "feed": public_id(feed)})
        assert answer.status_code == 303
        assert shown in olga.get(FEEDS)
    olga.post(f"{FEEDS}remove/", {**token(olga), "feed": public_id(feed)})
    assert "No feed is asked" in olga.get(FEEDS)
    assert olga.post(f"{FEEDS}poll/", {**token(olga), "feed": public_id(feed)}).status_code == 404


def test_a_move_is_followed_by_a_person(newsroom: Any, signed_in: Any, news: NewsServer) -> None:
    olga = signed_in("olga")
    send(olga, url=news.url + "/feed", add="1")
    Feed.objects.update(moved_to=news.url + "/new")
    assert "moved for good" in olga.get(FEEDS)
    olga.post(f"{FEEDS}follow/", {**token(olga), "feed": public_id(Feed.objects.get())})
    assert Feed.objects.get().url == news.url + "/new"


@pytest.mark.parametrize(
    ("path", "said"),
    [("/none", "answered 404"), ("/page", "This is a web page, not a feed"), ("/empty", "The answer is empty")],
)
def test_what_is_no_feed_is_named(newsroom: Any, signed_in: Any, news: NewsServer, path: str, said: str) -> None:
    news.put("/page", "<!doctype html><html></html>")
    news.put("/empty", "")
    olga = signed_in("olga")
    assert said in send(olga, url=news.url + path, look="1").content.decode()
    assert send(olga, url=news.url + path, add="1").status_code == 422  # nobody's name is known either
    assert not Feed.objects.exists()


def test_closed_addresses_and_twins_are_refused_beside_the_field(
    newsroom: Any, signed_in: Any, news: NewsServer
) -> None:
    olga = signed_in("olga")
    send(olga, url=news.url + "/feed", add="1")
    again = send(olga, url=news.url + "/feed", add="1")
    assert (again.status_code, "asks this address already" in again.content.decode()) == (422, True)
    inside = send(olga, url="http://10.0.0.1/feed", source="In", add="1")
    assert (inside.status_code, "closed network" in inside.content.decode()) == (422, True)
    assert Feed.objects.count() == 1


def test_lists_go_out_and_come_in(newsroom: Any, signed_in: Any) -> None:
    olga = signed_in("olga")
    outlines = [Outline("https://a.example/rss", "A"), Outline("http://10.0.0.1/", "In")]
    sent = SimpleUploadedFile("feeds.opml", write_opml(outlines).encode())
    olga.client.post(f"{FEEDS}lists/", {**token(olga), "list": sent})
    assert "1 of 2 feeds added" in olga.get(FEEDS)
    out = olga.client.get(f"{FEEDS}lists/")
    assert [one.url for one in read_opml(out.content)] == ["https://a.example/rss"]
    bad = SimpleUploadedFile("feeds.opml", b"<opml")
    olga.client.post(f"{FEEDS}lists/", {**token(olga), "list": bad})
    assert "The XML cannot be read" in olga.get(FEEDS)


def test_addresses_are_for_those_who_tend_them(newsroom: Any, signed_in: Any, news: NewsServer) -> None:
    send(signed_in("olga"), url=news.url + "/feed", add="1")
    assert news.url + "/feed" in signed_in("olga").get(FEEDS)
    assert "/feed<" not in signed_in("ana").get(FEEDS)
    assert signed_in("ana").client.get(f"{FEEDS}lists/").status_code == 403


def test_a_long_list_is_a_job(newsroom: Any, signed_in: Any) -> None:
    olga = signed_in("olga")
    outlines = [Outline(f"https://outlet{number}.example/rss", f"Outlet {number}") for number in range(51)]
    sent = SimpleUploadedFile("feeds.opml", write_opml(outlines).encode())
    olga.client.post(f"{FEEDS}lists/", {**token(olga), "list": sent})
    (job,) = Job.objects.all()
    assert (job.kind, job.state, job.lines, Feed.objects.count()) == ("feed_list", "queued", 51, 0)
    while batches.work(carry_line):
        pass
    job.refresh_from_db()
    assert (job.state, job.filed, Feed.objects.count()) == ("done", 51, 51)


@pytest.mark.parametrize("address", [FEEDS, f"{FEEDS}poll/", f"{FEEDS}lists/"])
def test_editors_look_and_do_not_touch(newsroom: Any, signed_in: Any, address: str) -> None:
    ana = signed_in("ana")
    assert "You can look" in ana.get(FEEDS)
    assert ana.post(address, token(ana)).status_code == 403
    assert signed_in("gus").client.get(FEEDS).status_code in {302, 403}


def test_the_desk_counts_feeds_as_their_list_does(newsroom: Any, signed_in: Any) -> None:
    at, late = now(), timedelta(minutes=20)
    rows: dict[str, dict[str, Any]] = {
        "up": {"good_at": at}, "late": {"failures": 1}, "late too": {"next_at": at - late, "good_at": at},
        "slow": {"next_at": at - late, "interval": 3_600.0, "good_at": at}, "down": {"failures": 5},
        "gone": {"gone_at": at}, "paused": {"paused_at": at},
    }  # fmt: skip
    for number, (name, values) in enumerate(rows.items()):
        usual: dict[str, Any] = {"interval": 300.0, "next_at": at + late, "added_by": "sys", "created_at": at}
        id_, source = f"{number:032x}", "src_" + "1" * 32
        Feed.objects.create(id=id_, source=source, source_name=name, url=f"https://{number}.example/", **usual | values)
    states = [state_of(feed, at) for feed in Feed.objects.order_by("id")]
    assert states == ["up", "late", "late", "up", "down", "gone", "paused"]
    assert "2 up · 2 late · 2 down" in signed_in("ana").get("/admin/")


def test_a_hundred_feeds_cost_no_more_questions_than_one(
    newsroom: Any, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    olga = signed_in("olga")
    for number in range(100):
        Feed.objects.create(
            id=f"{number:032x}", source="src_" + "1" * 32, source_name="A", url=f"https://a.example/{number}",
            interval=300, next_at=now(), added_by="sys", created_at=now(),
        )  # fmt: skip
    with django_assert_max_num_queries(20):
        olga.get(FEEDS)


def test_each_feed_shows_its_last_thirty_polls_however_often_others_are_asked(
    newsroom: Any, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    busy, slow = (
        Feed.objects.create(
            id=f"{number:032x}", source="src_" + "1" * 32, source_name=name, url=f"https://a.example/{number}",
            interval=300, next_at=now(), added_by="sys", created_at=now(),
        )
        for number, name in enumerate(("Busy", "Slow"))
    )  # fmt: skip
    FeedRun.objects.create(feed=slow, at=now(), milliseconds=9, outcome="failed", problem="broke <off>")
    outcomes = [("unchanged", 0), ("changed", 2), ("changed", 0)]
    FeedRun.objects.bulk_create(
        FeedRun(feed=busy, at=now(), milliseconds=9, status=200, outcome=outcome, new=new)
        for outcome, new in outcomes * 14
    )
    olga = signed_in("olga")
    with django_assert_max_num_queries(20):
        page = olga.get(FEEDS)
    assert "last 30 polls: 20 new items in 10, 20 without news<" in page
    assert "last poll: nothing new, 1 failed<" in page
    assert "broke &lt;off&gt;" in page
    assert [page.count(f'<g class="poll-{kind}">') for kind in ("quiet", "news", "same", "failed")] == [10, 10, 10, 1]
