"""The public page while things happen: nothing moves by itself, nothing is missed, with a stream and without."""

import itertools
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.faults.service import kill

NUMBERS = itertools.count(1)
PATIENCE = 60_000  # milliseconds until killed processes are back


class Newsroom:
    """A public story of the test's own, told through the API."""

    def __init__(self, stage: Any) -> None:
        n = next(NUMBERS)
        self._client = stage.client()
        made = self._client.post(
            "/stories/", {"title": f"The lock of Ebbing {n}", "slug": f"ebbing-{n}", "public": True}
        )
        self.story = made["id"]
        self.address = f"/stories/ebbing-{n}/"

    def reported(self, statement: str) -> str:
        told = {"kind": "call", "summary": "The lock-keeper told us.", "terms": "on_record"}
        evidence = [{**told, "obtained_at": "2026-03-02T08:00:00Z"}]
        made = self._client.post(f"/stories/{self.story}/claims/", {"statement": statement, "evidence": evidence})
        self.does(made["id"], "accept")
        return str(made["id"])

    def does(self, claim: str, verb: str, **body: Any) -> None:
        version = self._client.get(f"/claims/{claim}/")["version"]
        self._client.post(f"/claims/{claim}/{verb}/", {**body, "expected_version": version})

    def version(self) -> int:
        return int(self._client.get(f"/stories/{self.story}/")["version"])

    def unpublish(self) -> None:
        self._client.post(f"/stories/{self.story}/unpublish/", {"reason": "Legal asked us to."})


@pytest.fixture
def newsroom(stage: Any) -> Newsroom:
    return Newsroom(stage)


def words(page: Any) -> str:
    return str(page.locator("#sheet").inner_text())


def offered(page: Any, name: str) -> Any:
    button = page.get_by_role("button", name=name)
    button.wait_for(timeout=PATIENCE)
    return button


def test_news_waits_until_the_reader_wants_it(newsroom: Newsroom, visit: Any, accessible: Any, look: Any) -> None:
    claim = newsroom.reported("The lock is shut.")
    for n in range(12):
        newsroom.reported(f"Barge {n} waits below the lock.")
    page = visit()
    page.goto(newsroom.address)
    page.locator("#live.on").wait_for()
    seen = page.locator("#reported .line").nth(9)
    seen.scroll_into_view_if_needed()
    seen.locator("summary").click()
    before, top = words(page), seen.bounding_box()["y"]
    newsroom.does(claim, "verify", evidence=[1])
    newsroom.reported("The lower gate leaks.")
    button = offered(page, "Show 2 updates")
    assert words(page) == before
    assert seen.bounding_box()["y"] == top
    accessible(page)
    look(page, "page/story-updates")
    held = page.locator(f"#{seen.get_attribute('id')}")
    held.scroll_into_view_if_needed()
    top = held.bounding_box()["y"]
    button.click()
    page.get_by_text("The lower gate leaks.").first.wait_for()
    assert not button.is_visible()
    assert page.locator(f"#known #{claim}.fresh").count() == 1
    assert page.locator(".line.fresh").count() == 2
    assert abs(held.bounding_box()["y"] - top) < 2
    assert held.locator(".origins").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.get_by_role("status").filter(has_text="Shown and marked as new").count() == 1
    newsroom.does(claim, "dispute", note="A boatman saw it open.")
    offered(page, "Show 1 update")


def test_what_only_the_desk_sees_disturbs_no_reader(newsroom: Newsroom, page: Any) -> None:
    claim = newsroom.reported("The lock is shut.")
    page.goto(newsroom.address)
    page.locator("#live.on").wait_for()
    newsroom.does(claim, "note", text="Ask the boatman.")
    page.wait_for_timeout(3_500)
    assert not page.get_by_role("button").is_visible()


def test_without_a_stream_the_page_is_asked_every_half_minute(newsroom: Newsroom, visit: Any) -> None:
    claim = newsroom.reported("The lock is shut.")
    page = visit()
    visit.allow("stream")
    page.route(re.compile("/stream/$"), lambda route: route.fulfill(status=503, body="busy"))
    page.clock.install()
    page.goto(newsroom.address)
    page.get_by_text("Updates every half minute").wait_for()
    newsroom.does(claim, "verify", evidence=[1])
    page.clock.run_for(35_000)
    offered(page, "Show 1 update")


def test_a_page_that_cannot_be_reached_says_so_and_catches_up(newsroom: Newsroom, visit: Any) -> None:
    claim = newsroom.reported("The lock is shut.")
    page = visit()
    visit.allow("ERR_INTERNET_DISCONNECTED")
    visit.allow("net::")
    page.goto(newsroom.address)
    page.locator("#live.on").wait_for()
    page.context.set_offline(True)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("No connection").wait_for()
    newsroom.does(claim, "verify", evidence=[1])
    page.context.set_offline(False)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    offered(page, "Show 1 update")


def test_a_story_that_is_taken_from_the_public_says_so(newsroom: Newsroom, visit: Any) -> None:
    newsroom.reported("The lock is shut.")
    page = visit()
    visit.allow("404")
    page.goto(newsroom.address)
    page.locator("#live.on").wait_for()
    newsroom.unpublish()
    offered(page, "no longer public").click()
    page.get_by_role("heading", name="Not found").wait_for()


def test_nothing_is_lost_or_doubled_when_stream_relay_and_workers_are_killed(
    stage: Any, newsroom: Newsroom, visit: Any
) -> None:
    claim = newsroom.reported("The lock is shut.")
    reader, editor = visit(), visit("editor")
    for part in ("stream", "net::ERR_"):
        visit.allow(part)
    reader.goto(newsroom.address)
    reader.locator("#live.on").wait_for()
    editor.goto(f"/admin/stories/story/{newsroom.story}/")
    drawn = newsroom.version()
    newsroom.reported("The lower gate leaks.")
    offered(reader, "Show 1 update")
    kill([one for part in ("live", "relay", "worker") for one in stage.service.parts(part)])
    newsroom.does(claim, "verify", evidence=[1])
    newsroom.reported("Two barges wait.")
    offered(reader, "Show 3 updates")
    expect(reader.locator("#live")).to_have_class(re.compile("on"), timeout=PATIENCE)
    newsroom.reported("A third barge came.")
    offered(reader, "Show 4 updates").click()
    assert reader.locator(".line.fresh").count() == 4
    expect(editor.locator("#live-bar button")).to_have_text(f"Show {newsroom.version() - drawn} updates")
    reader.wait_for_timeout(3_000)
    assert not reader.locator("#news").is_visible()
    expect(editor.locator("#live-bar button")).to_have_text(f"Show {newsroom.version() - drawn} updates")
