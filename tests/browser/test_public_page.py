"""The public pages in a browser: in nobody's way, whole without a script, fit for paper, frames and other languages."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

PAGES = {
    "stories": "/stories/",
    "story": "/stories/{slug}/",
    "past": "/stories/{slug}/v/{version}/",
    "versions": "/stories/{slug}/v/",
    "changes": "/stories/{slug}/changes/",
    "corrections": "/stories/{slug}/corrections/",
    "line": "/stories/{slug}/lines/{claim}/",
    "embed": "/stories/{slug}/embed/",
    "all-corrections": "/corrections/",
    "not-found": "/stories/no-such-story/",
}


@pytest.fixture(scope="module")
def places(stage: Any) -> dict[str, str]:
    """Addresses of every public page of the demo's story."""
    state = stage.client().get(f"/stories/{stage.story}/")
    names = {"slug": stage.slug, "version": state["version"] - 40, "claim": state["known"][0]["id"]}
    return {name: address.format(**names) for name, address in PAGES.items()}


def test_nothing_is_in_a_readers_way(places: Any, visit: Any, accessible: Any, each_look: Any, look: Any) -> None:
    page = visit(look=each_look)
    visit.allow("404")
    for name, address in places.items():
        page.goto(address)
        look(page, f"page/{name}-{each_look}")
        page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
        accessible(page)


def test_it_is_whole_without_a_script(places: Any, visit: Any) -> None:
    page = visit(java_script_enabled=False)
    page.goto(places["story"])
    line = page.locator("#known .line").first
    line.locator("summary").click()
    assert line.locator(".origins a").first.is_visible()
    assert page.locator("time").first.text_content().endswith("UTC")
    for hidden in ("#news", "#live"):
        assert not page.locator(hidden).is_visible()
    page.goto(places["past"])
    before = page.url
    page.get_by_role("link", name="Previous version").click()
    assert page.url != before
    page.get_by_role("combobox").select_option(index=0)
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/")
    assert "/v/" in page.url
    page.get_by_role("link", name="Go to the current page").click()
    assert page.url.endswith(places["story"])


def test_times_are_the_readers_own_with_utc_in_the_tooltip(places: Any, visit: Any) -> None:
    page = visit(timezone_id="Asia/Kathmandu")
    page.goto(places["story"])
    time = page.locator("#known time").first
    hour, minute = (int(part) for part in time.get_attribute("datetime")[11:16].split(":"))
    there = (hour * 60 + minute + 345) % (24 * 60)
    assert f"{there // 60:02}:{there % 60:02}" in time.text_content()
    assert time.get_attribute("title").endswith(f"{hour:02}:{minute:02} UTC")


def test_a_german_reader_reads_german(places: Any, visit: Any, accessible: Any, look: Any) -> None:
    page = visit(locale="de-DE")
    page.goto(places["story"])
    assert page.get_by_role("heading", name="Was wir wissen").is_visible()
    accessible(page)
    look(page, "page/story-german")


def test_text_that_runs_the_other_way_finds_its_place(places: Any, visit: Any, look: Any) -> None:
    page = visit()
    page.goto(places["story"])
    page.evaluate("() => { document.documentElement.dir = 'rtl' }")
    mark = page.locator("#known .status").first.bounding_box()
    words = page.locator("#known .say").first.bounding_box()
    assert mark["x"] > words["x"] + words["width"] / 2
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    look(page, "page/story-rtl")


def test_on_paper_the_sources_stand_open(places: Any, visit: Any, look: Any) -> None:
    page = visit()
    page.goto(places["story"])
    page.emulate_media(media="print")
    assert page.locator("#known .origins a").first.is_visible()
    for left_out in (".beside", "#live", "header.site nav"):
        assert not page.locator(left_out).is_visible()
    look(page, "page/story-print")


def test_the_skip_link_comes_first(places: Any, page: Any) -> None:
    page.goto(places["story"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.fixture
def paper(stage: Any, places: Any) -> Iterator[int]:
    """Another site on this machine, whose only page frames the embedded view; its port."""
    article = (
        f'<!DOCTYPE html><title>A paper</title><iframe src="{stage.address}{places["embed"]}" width="600"></iframe>'
    )

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(article.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: who asks is the test."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_site_that_we_name_may_frame_the_embedded_view(stage: Any, visit: Any, paper: int) -> None:
    page = visit()
    visit.allow(f"third party: GET http://localhost:{paper}/")
    page.goto(f"http://localhost:{paper}/article")
    page.frame_locator("iframe").get_by_role("link", name="The whole page").wait_for()


def test_no_other_site_may(stage: Any, visit: Any, paper: int) -> None:
    page = visit()
    visit.allow(f"third party: GET http://127.0.0.1:{paper}/|frame-ancestors|ERR_BLOCKED_BY_RESPONSE")
    refusals: list[str] = []
    page.on("console", lambda message: refusals.append(message.text))
    page.goto(f"http://127.0.0.1:{paper}/article")
    for _ in range(300):
        if any("frame-ancestors" in text for text in refusals):
            break
        page.wait_for_timeout(100)
    assert any("frame-ancestors" in text for text in refusals), refusals
    assert page.frame_locator("iframe").get_by_role("link", name="The whole page").count() == 0
