"""Feeds and the timetable through the API: operators only, each verb, lists in and out."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from stories.application import batches, feedlists
from stories.application.timetable import run
from stories.domain.vocabulary import Role, Scope
from stories.gateways.opml import NoOpml, Outline, read_opml, write_opml
from stories.models import Feed, TimetableJob

pytestmark = pytest.mark.django_db

URL = "https://feeds.fenwick.example/rss"
ABSENT = "fee_" + "0" * 32


@pytest.fixture
def operator(caller: Callable[..., Any]) -> Any:
    return caller(Role.OPERATOR)


def made(by: Any, url: str = URL, **body: Any) -> Any:
    return by.ok("feeds/", {"url": url, "source": {"name": "Fenwick Post"}} | body)


def test_a_feed_from_end_to_end(operator: Any) -> None:
    feed = made(operator)
    assert (feed["state"], feed["source_name"], feed["full_text"]) == ("new", "Fenwick Post", True)
    path = f"feeds/{feed['id']}/"
    assert operator.read("feeds/")["results"] == [operator.read(path)]
    assert operator.send("PATCH", path, {"full_text": False}).body["full_text"] is False
    assert operator.ok(f"{path}pause/", {})["state"] == "paused"
    assert operator.post(f"{path}poll/", {}).code == "feed-rests"
    assert operator.ok(f"{path}resume/", {})["state"] == "new"
    assert operator.read(f"{path}runs/") == {"results": []}
    assert operator.send("DELETE", path).status == 204
    assert operator.get(path).status == 404
    assert operator.read("feeds/")["results"] == []


def test_a_repeated_request_adds_one_feed(operator: Any) -> None:
    body = {"url": URL, "source": {"name": "Fenwick Post"}}
    first = operator.post("feeds/", body, idempotency_key="one")
    again = operator.post("feeds/", body, idempotency_key="one")
    assert (first.status, again.status, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert first.body["id"] == again.body["id"]
    assert Feed.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"url": "http://127.0.0.1/feed"}, 400, "address-not-allowed"),
        ({"url": "http://feeds.fenwick.example:22/"}, 400, "port-not-allowed"),
        ({"url": "https://ana:word@feeds.fenwick.example/"}, 400, "bad-url"),
        ({"url": URL, "story": "sto_" + "0" * 32}, 422, "no-such-story"),
        ({"url": URL, "surprise": 1}, 400, "invalid-body"),
        ({}, 400, "invalid-body"),
    ],
)
def test_what_cannot_be_a_feed_is_named(operator: Any, body: dict[str, Any], status: int, code: str) -> None:
    answer = operator.post("feeds/", {"source": {"name": "Fenwick Post"}} | body)
    assert (answer.status, answer.code) == (status, code) or answer.body["errors"][0]["code"] == code
    assert not Feed.objects.exists()


def test_a_new_address_is_judged_too(operator: Any) -> None:
    one, two = made(operator), made(operator, "https://feeds.fenwick.example/two")
    assert operator.send("PATCH", f"feeds/{one['id']}/", {"url": "http://10.0.0.1/"}).status == 400
    assert operator.send("PATCH", f"feeds/{one['id']}/", {"url": two["url"]}).code == "feed-taken"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OPERATOR])
def test_feeds_and_the_timetable_are_the_operators(caller: Callable[..., Any], role: Role) -> None:
    by = caller(role)
    run("feeds", lambda _: None, every=10.0)
    assert by.get("feeds/").status == 403
    assert by.post("feeds/", {"url": URL, "source": {"name": "Fenwick Post"}}).status == 403
    assert by.post("feeds/test/", {"url": URL}).status == 403
    assert by.get("timetable/").status == 403
    assert by.post("timetable/feeds/run/", {}).status == 403


def test_a_key_for_feeds_is_none_for_webhooks_and_the_other_way_round(caller: Callable[..., Any]) -> None:
    feeds, hooks = caller(None, (Scope.FEEDS_MANAGE,)), caller(None, (Scope.WEBHOOKS_MANAGE,))
    assert [feeds.get(path).status for path in ("feeds/", "webhook-endpoints/")] == [200, 403]
    assert [hooks.get(path).status for path in ("feeds/", "webhook-endpoints/")] == [403, 200]


def test_lists_of_feeds_go_out_and_come_in(operator: Any) -> None:
    made(operator)
    fresh = Outline("https://news.tarn.example/atom?a=1&b=2", 'Tarn "Times"')
    outlines = [Outline(URL, "Known"), fresh, Outline("http://10.0.0.1/", "In"), Outline("http://[", "Odd")]
    answer = operator.send("POST", "feeds/opml/", raw=write_opml(outlines).encode(), kind="text/x-opml")
    assert (answer.status, answer.body["kind"], answer.body["lines"]) == (202, "feed_list", 4)
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.body['id']}/"
    batches.work(feedlists.carry_line)
    job = operator.read(answer.headers["Location"])
    assert (job["state"], job["progress"]["filed"], job["progress"]["refused"]) == ("done", 1, 3)
    told = operator.client.get(job["results"], HTTP_AUTHORIZATION=f"Bearer {operator.secret}")
    lines = [json.loads(line) for line in b"".join(told.streaming_content).splitlines()]
    assert [one["status"] for one in lines] == [409, 201, 400, 400]
    assert [one.get("code") for one in lines] == ["feed-taken", None, "address-not-allowed", "bad-url"]
    out = operator.client.get("/api/v1/feeds/opml/", HTTP_AUTHORIZATION=f"Bearer {operator.secret}")
    assert out["Content-Type"].startswith("text/x-opml")
    assert {one.url for one in read_opml(out.content)} == {URL, fresh.url}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<opml",
        b"<rss/>",
        b'<!DOCTYPE opml [<!ENTITY a "x">]><opml/>',
        b"x" * (1024 * 1024 + 2),
        b"<opml>" + b"<outline xmlUrl='http://a.example/'>" * 5_000,
    ],
)
def test_what_is_no_list_is_refused(operator: Any, body: bytes) -> None:
    with pytest.raises(NoOpml):
        read_opml(body)
    assert operator.send("POST", "feeds/opml/", raw=body, kind="text/x-opml").code == "no-opml"


def test_the_timetable_is_shown_and_steered(operator: Any) -> None:
    run("feeds", lambda _: None, every=10.0)
    (job,) = operator.read("timetable/")["results"]
    assert (job["name"], job["state"], job["every"]) == ("feeds", "up", 10.0)
    assert operator.post("timetable/feeds/pause/", {}).body["state"] == "paused"
    assert operator.post("timetable/feeds/resume/", {}).body["state"] == "up"
    asked = operator.post("timetable/feeds/run/", {})
    assert (asked.status, asked.body["wanted_at"] is not None) == (202, True)
    assert TimetableJob.objects.get().wanted_at is not None
    assert operator.post("timetable/nothing/run/", {}).status == 404


def test_feeds_that_are_absent(operator: Any) -> None:
    for path in (f"feeds/{ABSENT}/", "feeds/1/", f"feeds/{ABSENT}/runs/"):
        assert operator.get(path).status == 404
    assert operator.post(f"feeds/{ABSENT}/poll/", {}).status == 404
