"""A page that hears nothing any more says so, and when it was drawn; connected again, it has missed nothing."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk_scenes import scene

LATE = 60_000  # milliseconds: a browser waits some seconds before it tries again


def clock(page: Page) -> str:
    """What time it is on the page's wall, to the minute."""
    return str(page.evaluate("new Date().toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'})"))


def test_a_page_that_lost_the_stream_says_since_when_and_catches_up(stage: Any, visit: Any, accessible: Any) -> None:
    one = scene(stage)
    page = visit("editor")
    visit.allow("ERR_FAILED")
    page.route("**/api/v1/stream/**", lambda route: route.abort())
    before = {clock(page)}
    page.goto(one.address())
    before.add(clock(page))
    banner = page.locator(".live-banner")
    expect(banner).to_contain_text("Not connected — showing the state of", timeout=LATE)
    told = banner.locator("time").inner_text()
    assert re.fullmatch(r"\d\d:\d\d", told)
    assert told in {*before, clock(page)}
    expect(page.locator("#status")).to_contain_text("Not connected", timeout=LATE)
    one.act("accept", stage.client("editor_two"))
    page.unroute("**/api/v1/stream/**")
    expect(banner).to_be_hidden(timeout=LATE)
    expect(page.locator("#live-bar button")).to_have_text("Show 2 updates", timeout=LATE)
    page.locator("#live-bar button").click()
    expect(page.locator(".badge").first).to_contain_text("reported")
    accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signed_out_elsewhere_the_page_says_whose_state_it_shows(
    stage: Any, visit: Any, accessible: Any, scheme: str
) -> None:
    one = scene(stage)
    page = visit("editor", color_scheme=scheme)
    visit.allow("401")
    before = {clock(page)}
    page.goto(one.address())
    before.add(clock(page))
    page.context.clear_cookies(name="sessionid")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    banner = page.locator(".live-banner")
    expect(banner).to_have_text(re.compile(r"^Signed out — showing the state of \d\d:\d\d Sign in$"))
    assert banner.locator("time").inner_text() in {*before, clock(page)}
    back = banner.get_by_role("link", name="Sign in")
    assert f"next=%2Fadmin%2Fstories%2Fclaim%2F{one.claims[0]}%2F" in str(back.get_attribute("href"))
    accessible(page)
