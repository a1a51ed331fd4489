"""The desk's own screens as people see them: light, dark and on a small telephone, nothing in anybody's way."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.desk_scenes import Scene, scene


def desk(page: Page, _one: Scene) -> None:
    page.goto("/admin/")
    page.locator("summary", has_text="Saved views").click()
    page.locator(".need").first.wait_for()


def empty(page: Page, _one: Scene) -> None:
    page.goto("/admin/?reason=approval&q=nothing+like+this")
    page.get_by_text("Nothing matches").wait_for()


def dialog(page: Page, one: Scene) -> None:
    page.goto(one.address())
    page.click("#verb-verify")
    page.locator("dialog[open] summary", has_text="Link, file").click()


def refused(page: Page, one: Scene) -> None:
    page.goto(one.address())
    page.click("#verb-correct" if page.locator("#verb-correct").count() else "#verb-note")
    page.locator("dialog[open] button[type=submit]").click()
    page.locator("dialog[open] [role=alert]").wait_for()


def forbidden(page: Page, one: Scene) -> None:
    page.goto(f"{one.address(1)}withdraw/")
    page.get_by_text("but not withdraw").wait_for()


def form_without_dialog(page: Page, one: Scene) -> None:
    page.goto(f"{one.address()}verify/")
    page.locator("form.verb-form").wait_for()


def keys(page: Page, _one: Scene) -> None:
    page.goto("/admin/")
    page.keyboard.press("?")
    page.locator("dialog[open] .key-groups").wait_for()


def palette(page: Page, one: Scene) -> None:
    page.goto(one.address())
    page.keyboard.press("Control+k")
    page.fill("#palette-q", "bridge")
    page.locator("#palette-hits [data-address]").first.wait_for()


def toast(page: Page, one: Scene) -> None:
    page.goto(one.address(2))
    page.click("#verb-hold")
    page.locator("dialog[open] button[type=submit]").click()
    page.locator("#undo-toast").wait_for()


def preview(page: Page, _one: Scene) -> None:
    page.goto("/admin/?reason=decide")
    page.locator(".need input[type=checkbox]").first.check()
    page.select_option("#bulk-verb", "dismiss")
    page.click(".bulk-bar button")
    page.locator(".sentence").wait_for()


def keys_page(page: Page, _one: Scene) -> None:
    page.goto("/admin/keys/")


def jump_page(page: Page, _one: Scene) -> None:
    page.goto("/admin/jump/?q=bridge")


def stories(page: Page, _one: Scene) -> None:
    page.goto("/admin/stories/story/")


def new_story(page: Page, _one: Scene) -> None:
    page.goto("/admin/stories/story/new/")


def claims(page: Page, _one: Scene) -> None:
    page.goto("/admin/stories/claim/")


def events(page: Page, _one: Scene) -> None:
    page.goto("/admin/stories/event/")


def picking(page: Page, _one: Scene) -> None:
    """One of many, where what was typed fits several."""
    page.goto("/admin/stories/claim/?q=ferry")
    page.locator("#result_list tbody th a").first.click()
    page.click("#verb-merge")
    page.fill("#merge_into_words", "the")
    page.locator("dialog[open] button[type=submit]").click()
    page.locator("dialog[open] .errorlist").wait_for()


def side(page: Page, _one: Scene) -> None:
    """The demo's contradiction, its dialog opened from a side."""
    page.goto("/admin/stories/contradiction/?status__exact=open&certainty__exact=certain")
    page.locator("#result_list tbody th a").first.click()
    page.locator("a.stands[hx-get*='?side=']").nth(1).click()
    page.locator("dialog[open] .verdict select").first.wait_for()
    assert page.locator("dialog[open] input[name=side]:checked").count() == 1


def api(page: Page, one: Scene) -> None:
    page.goto(one.address())
    page.click(".api-call summary")
    page.click("[data-copy=api-call]")
    page.locator(".toast", has_text="Copied.").wait_for()


@pytest.fixture(scope="module")
def one(stage: Any) -> Scene:
    """Claims 0 and 2 wait, 1 is accepted. Whoever decides about 2 leaves it as it may be decided again."""
    made = scene(stage, "The lower bridge of Tarn is closed.", "The mill stands dry.", "The ford of Tarn is gone.")
    made.act("accept", n=1)
    return made


SCREENS = [
    desk, empty, dialog, refused, forbidden, form_without_dialog, keys, palette, toast, preview, keys_page, jump_page,
    stories, new_story, claims, events, picking, side, api,
]  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_nothing_is_in_an_editors_way(
    one: Scene, visit: Any, accessible: Any, each_look: Any, look: Any, screen: Callable[[Page, Scene], None]
) -> None:
    page = visit("editor", look=each_look)
    screen(page, one)
    accessible(page)
    look(page, f"desk/{screen.__name__}-{each_look}")
    visit.allow("422" if screen in {refused, picking} else "never")
