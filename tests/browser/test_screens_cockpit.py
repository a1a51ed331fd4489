"""The cockpit, a claim, a contradiction, an event, intake, operations, handover and help as people see them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage

TABS = ("", "claims", "history", "contradictions", "articles", "questions", "export", "preview", "compare", "blame")
HOUSE = ("intake", "operations", "handover", "help")


@pytest.fixture(scope="module")
def empty(stage: Stage) -> str:
    """A story in which nothing has happened yet."""
    made: dict[str, Any] = stage.client().post("/stories/", {"title": "Quiet at the weir"})
    return str(made["id"])


def first(stage: Stage, path: str, **wanted: str) -> str:
    listed: dict[str, Any] = stage.client().get(path)
    return str(next(one for one in listed["results"] if all(one[key] == value for key, value in wanted.items()))["id"])


def addresses(stage: Stage, empty: str) -> dict[str, str]:
    """What the pictures are called, and where they are taken."""
    story = f"/admin/stories/story/{stage.story}/"
    claims = f"/stories/{stage.story}/claims/"
    found = {f"story-{tab or 'state'}": f"{story}{tab}/" if tab else story for tab in TABS}
    found |= {f"empty-{tab or 'state'}": f"/admin/stories/story/{empty}/{tab + '/' if tab else ''}" for tab in TABS}
    found |= {one: f"/admin/{one}/" for one in HOUSE}
    found["story-past"] = f"{story}?at_version=40"
    found["story-compared"] = f"{story}compare/?from=20&to=120"
    found["story-timeline"] = f"{story}timeline/?only=people"
    found["story-public-only"] = f"{story}history/?public=1"
    found["claim-verified"] = f"/admin/stories/claim/{first(stage, claims, status='verified')}/"
    found["claim-disputed"] = f"/admin/stories/claim/{first(stage, claims, status='disputed')}/"
    found["contradiction"] = f"/admin/stories/contradiction/{first(stage, f'/stories/{stage.story}/contradictions/')}/"
    found["event"] = (
        f"/admin/stories/event/{first(stage, f'/stories/{stage.story}/events/', type='claim.verified')}/change/"
    )
    found["article"] = f"/admin/stories/article/{first(stage, f'/stories/{stage.story}/articles/')}/"
    return found


def test_every_screen_is_readable_for_everybody(
    visit: Any,
    stage: Stage,
    empty: str,
    each_look: Any,
    accessible: Callable[[Page], None],
    look: Callable[[Page, str], None],
) -> None:
    page = visit("editor", look=each_look)
    for name, address in addresses(stage, empty).items():
        page.goto(address)
        accessible(page)
        look(page, f"screens-{name}-{each_look}")
    page = visit("operator", look=each_look)
    page.goto("/admin/operations/")
    for form in ("New endpoint", "New key"):
        page.locator("summary", has_text=form).click()
    accessible(page)
    look(page, f"screens-operator-{each_look}")


def test_two_versions_are_chosen_and_compared(visit: Any, stage: Stage) -> None:
    page = visit("editor")
    page.goto(f"/admin/stories/story/{stage.story}/history/?type=claim.verified")
    columns = page.locator("input[name=from]")
    columns.last.check()
    page.get_by_role("button", name="Compare the two").click()
    expect(page.get_by_text("events between")).to_be_visible()
    expect(page.locator(".compared ins").first).to_be_visible()
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_text("events between")).to_be_visible()


def test_the_past_says_that_it_is_the_past_and_offers_no_verb(visit: Any, stage: Stage) -> None:
    page = visit("editor")
    page.goto(f"/admin/stories/story/{stage.story}/?at_version=37")
    expect(page.get_by_text("You are looking at version 37 of")).to_be_visible()
    assert page.locator(".verb").count() == 0
    page.keyboard.press("]")
    expect(page.get_by_text("You are looking at version 38 of")).to_be_visible()
    page.get_by_role("link", name="Claims", exact=True).last.click()
    expect(page.get_by_text("You are looking at version 38 of")).to_be_visible()
    page.get_by_role("link", name="Go to the current one").click()
    assert "at_version" not in page.url


def test_a_story_marked_as_seen_has_nothing_new(visit: Any, empty: str) -> None:
    page = visit("editor_two")
    page.goto(f"/admin/stories/story/{empty}/")
    page.get_by_role("button", name="I have seen version").click()
    expect(page.get_by_text("Nothing new since you last looked")).to_be_visible()


def test_the_screens_work_without_scripts(visit: Any, stage: Stage, empty: str) -> None:
    page = visit("editor", java_script_enabled=False)
    for name, address in addresses(stage, empty).items():
        page.goto(address)
        assert page.locator("h1").count() == 1, name


def test_an_article_is_pasted_and_opens(visit: Any, empty: str) -> None:
    page = visit("reporter")
    page.goto("/admin/intake/")
    page.get_by_label("Text").fill("The weir at Marl was closed on Monday, the water board said.")
    page.get_by_label("Outlet", exact=True).fill("Marl Post")
    page.get_by_label("Headline").fill("Weir closed")
    page.get_by_label("Story").select_option(empty)
    page.get_by_role("button", name="File it").click()
    expect(page.get_by_role("heading", name="Weir closed")).to_be_visible()
    expect(page.get_by_text("Received.").first).to_be_visible()


def test_the_handover_prints_without_its_forms(visit: Any) -> None:
    page = visit("editor")
    page.goto("/admin/handover/")
    expect(page.get_by_role("button", name="Leave the note")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Leave the note")).to_be_hidden()
    expect(page.locator("#header")).to_be_hidden()
    expect(page.get_by_role("heading", name="Notes")).to_be_visible()
