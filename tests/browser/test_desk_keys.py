"""Every key of the keyboard map does what the list behind `?` says it does."""

import re
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from stories.admin.keyboard import KEYBOARD, VERB_KEYS
from tests.browser.desk_scenes import Scene, scene

WORDS = ("The lower bridge of Tarn is closed.", "The mill stands dry.", "The ford of Tarn is gone.")
PLACES = {"d": r"/admin/$", "s": r"/admin/stories/story/$", "i": r"/admin/intake/$", "o": r"/admin/operations/$"}


@pytest.fixture(scope="module")
def one(stage: Any) -> Scene:
    made = scene(stage, *WORDS)
    for n in range(3):
        made.act("accept", n=n)
    return made


@pytest.fixture
def page(visit: Any) -> Page:
    """As a desk head: nobody may do more."""
    found: Page = visit("desk_head")
    return found


def in_row(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-row]')?.id ?? ''"))


def test_g_and_a_letter_go_to_the_screens(one: Scene, page: Page) -> None:
    page.goto(one.address())
    for letter, place in PLACES.items():
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(re.compile(place))


def test_j_k_x_and_o_walk_a_list(one: Scene, page: Page) -> None:
    page.goto("/admin/stories/claim/?q=bridge+of+tarn")
    page.keyboard.press("j")
    expect(page.locator("#result_list tbody tr").first.locator("a").first).to_be_focused()
    page.goto("/admin/")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    first = in_row(page)
    page.keyboard.press("j")
    assert in_row(page) == rows.nth(1).get_attribute("id") != first
    page.keyboard.press("k")
    assert in_row(page) == first == rows.first.get_attribute("id")
    page.keyboard.press("x")
    expect(rows.first.locator("input[type=checkbox]")).to_be_checked()
    expect(page.locator("[data-selected-count]")).to_have_text("1")
    page.keyboard.press("o")
    page.wait_for_url(f"**/claim/{first}/")


@pytest.mark.parametrize(("name", "key"), VERB_KEYS.items())
def test_a_verbs_letter_opens_its_dialog_and_does_nothing_by_itself(
    one: Scene, page: Page, name: str, key: str
) -> None:
    page.goto(one.address())
    before = one.claim()["version"]
    page.keyboard.press(key)
    expect(page.locator("dialog[open] #dialog-title")).to_be_visible()
    form = page.locator("dialog[open] form.verb-form")
    if form.count():
        assert str(form.get_attribute("action")).endswith(f"/{name}/")
    else:
        expect(page.locator("dialog[open]")).to_contain_text("Not possible now.")
        assert name == "accept"
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert one.claim()["version"] == before


def test_a_verbs_letter_in_a_list_is_for_the_row_that_has_the_focus(one: Scene, page: Page) -> None:
    page.goto("/admin/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = in_row(page)
    page.keyboard.press("n")
    form = page.locator("dialog[open] form.verb-form")
    expect(form).to_have_attribute("action", re.compile(f"/{second}/note/$"))


def test_versions_have_keys(one: Scene, page: Page) -> None:
    page.goto(one.address())
    page.keyboard.press("y")
    expect(page).to_have_url(re.compile(r"\?at_version=\d+$"))
    newest = int(page.url.rpartition("=")[2])
    page.reload()
    expect(page.get_by_text(f"You are looking at version {newest} of {newest}.")).to_be_visible()
    page.keyboard.press("[")
    page.wait_for_url(f"**?at_version={newest - 1}")
    page.keyboard.press("]")
    page.wait_for_url(re.compile(rf"/{one.claims[0]}/\??$"))
    page.keyboard.press("=")
    page.wait_for_url(re.compile(rf"/{one.story}/compare/\?to=\d+$"))
    page.goto(f"/admin/stories/story/{one.story}/")
    page.keyboard.press("h")
    page.wait_for_url(f"**/{one.story}/history/")


def test_escape_asks_before_it_throws_a_text_away(one: Scene, page: Page) -> None:
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.goto(one.address())
    page.keyboard.press("n")
    page.fill("dialog[open] textarea[name=text]", "Ring the warden.")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open] textarea[name=text]")).to_have_value("Ring the warden.")
    assert asked == ["Throw away what you typed?"]


def test_the_list_behind_the_question_mark_has_them_all(one: Scene, page: Page) -> None:
    page.goto(one.address())
    page.keyboard.press("?")
    listed = page.locator("dialog[open] .key-groups dt").all_inner_texts()
    assert [text.strip() for text in listed] == [key.keys for group in KEYBOARD for key in group.keys]
    expect(page.locator("#verb-verify")).to_have_attribute("title", re.compile(r"\(v\)$"))
