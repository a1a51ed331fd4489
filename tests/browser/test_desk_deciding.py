"""An editor decides: with keys alone, against a colleague, signed out half-way, without scripts; nothing is lost."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.desk_scenes import scene


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-row]')?.id ?? document.activeElement.name ?? ''"))


def test_verify_dispute_and_undo_with_keys_alone(stage: Any, visit: Any) -> None:
    one = scene(stage)
    page = visit("editor")
    page.goto(f"/admin/?story={one.story}")
    page.keyboard.press("j")
    assert focused(page) == one.claims[0]
    page.keyboard.press("v")
    expect(page.locator("dialog[open] #dialog-title")).to_have_text("Verify")
    page.locator("dialog[open] input[name=evidence]").first.wait_for()
    page.keyboard.press("Space")  # the evidence that stands has the focus
    page.keyboard.press("Control+Enter")
    expect(page.locator("#undo-toast")).to_contain_text("Verified")
    assert one.claim()["status"] == "verified"
    page.goto(one.address())
    page.keyboard.press("d")
    page.locator("dialog[open] textarea[name=note]").focus()
    page.keyboard.type("The town says it is open.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#undo-toast")).to_contain_text("Disputed")
    assert page.evaluate("window.scrollY") == 0, "the page jumped while she decided"
    expect(page.locator("h1")).to_be_focused()
    assert one.claim()["status"] == "disputed"
    page.keyboard.press("u")
    expect(page.locator("#undo-toast")).to_have_count(0)
    expect(page.locator("h1")).to_be_focused()
    assert one.claim()["status"] == "verified"


def test_the_second_of_two_browsers_gets_the_conflict_with_her_text(stage: Any, visit: Any) -> None:
    one = scene(stage)
    one.act("accept")
    ana, ben = visit("editor"), visit("editor_two")
    visit.allow("409")
    ana.goto(one.address())
    ana.click("#verb-refute")
    ana.fill("dialog[open] textarea[name=note]", "Two crews drove over it this morning.")
    ben.goto(one.address())
    ben.click("#verb-dispute")
    ben.fill("dialog[open] textarea[name=note]", "The town says otherwise.")
    ben.click("dialog[open] button[type=submit]")
    expect(ben.locator("#undo-toast")).to_be_visible()
    ana.check("dialog[open] input[name=evidence]")
    ana.click("dialog[open] button[type=submit]")
    told = ana.locator("dialog[open] [role=alert]")
    expect(told).to_contain_text("Not saved. Ben Oakes disputed this claim")
    expect(told).to_contain_text("Your text is kept below.")
    expect(told).to_be_focused()
    expect(ana.locator("dialog[open] textarea[name=note]")).to_have_value("Two crews drove over it this morning.")
    ana.get_by_role("button", name="Refute anyway on version").click()
    expect(ana.locator("#undo-toast")).to_contain_text("Refuted")
    assert one.claim()["status"] == "refuted"


def test_news_wait_behind_a_button_and_ones_own_are_none(stage: Any, visit: Any) -> None:
    one = scene(stage)
    page = visit("editor")
    page.goto(one.address())
    expect(page.locator(".badge").first).to_contain_text("detected")
    page.wait_for_function("document.querySelector('#desk') && performance.getEntriesByType('resource').length")
    page.click("#verb-note")
    page.fill("dialog[open] textarea[name=text]", "I am asking the town.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline")).to_contain_text("I am asking the town.")
    one.act("accept", stage.client("editor_two"))
    bar = page.locator("#live-bar button")
    expect(bar).to_be_visible()
    expect(page.locator(".badge").first).to_contain_text("detected")  # nothing moves by itself
    expect(page.locator("#status")).to_contain_text("update")
    bar.click()
    expect(page.locator(".badge").first).to_contain_text("reported")
    expect(page.locator("#live-bar")).to_be_hidden()


def test_two_tabs_share_one_connection(stage: Any, visit: Any) -> None:
    one = scene(stage)
    first = visit("editor")
    first.goto(one.address())
    second = first.context.new_page()
    streams: list[str] = []
    second.on("request", lambda request: streams.append(request.url) if "/stream/" in request.url else None)
    second.goto(one.address())
    one.act("accept", stage.client("editor_two"))
    expect(second.locator("#live-bar button")).to_be_visible()
    expect(first.locator("#live-bar button")).to_be_visible()
    assert streams == []
    first.close()
    second.locator("#live-bar button").click()
    expect(second.locator(".badge").first).to_contain_text("reported")
    expect(second.locator("#live-bar")).to_be_hidden()
    one.act("hold", stage.client("editor_two"), reason="checking")
    expect(second.locator("#live-bar button")).to_be_visible()
    assert len(streams) == 1


def test_signed_out_the_text_stays_and_the_page_says_so(stage: Any, visit: Any) -> None:
    one = scene(stage)
    page = visit("editor")
    visit.allow("401")
    page.goto(one.address())
    page.click("#verb-note")
    page.fill("dialog[open] textarea[name=text]", "The town will call back at six.")
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.click("dialog[open] button[type=submit]")
    expect(page.locator("dialog[open] [role=alert]")).to_contain_text("You are signed out.")
    expect(page.locator("dialog[open] textarea[name=text]")).to_have_value("The town will call back at six.")
    page.context.add_cookies(kept)
    page.click("dialog[open] button[type=submit]")
    expect(page.locator(".timeline")).to_contain_text("The town will call back at six.")


def test_what_was_typed_outlives_a_reload(stage: Any, visit: Any) -> None:
    one = scene(stage)
    page = visit("editor")
    page.goto(one.address())
    page.click("#verb-evidence")
    page.fill("dialog[open] textarea[name=summary]", "The warden counted nine.")
    page.locator("dialog[open] summary", has_text="Link, file").click()
    page.fill("dialog[open] input[name=contact_name]", "Mirta Oss")
    page.reload()
    page.click("#verb-evidence")
    expect(page.locator("dialog[open] textarea[name=summary]")).to_have_value("The warden counted nine.")
    assert "Mirta Oss" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.once("dialog", lambda asked: asked.accept())
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_everything_works_without_scripts(stage: Any, visit: Any) -> None:
    one = scene(stage)
    page = visit("editor", java_script_enabled=False)
    page.goto(f"/admin/?story={one.story}")
    page.get_by_role("link", name="Accept").first.click()
    page.get_by_role("button", name="Accept").click()
    expect(page.locator(".toast").first).to_contain_text("Accepted")
    assert f"story={one.story}" in page.url
    page.get_by_role("button", name="Undo").click()
    assert one.claim()["status"] == "detected"
    page.goto(f"/admin/?story={one.story}")
    page.locator(".need input[type=checkbox]").first.check()
    page.select_option("#bulk-verb", "accept")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".sentence")).to_contain_text("1 selected: 1 will be accepted.")


def test_many_at_once_with_a_result_for_each(stage: Any, visit: Any) -> None:
    one = scene(stage, "The mill of Tarn stands dry.", "The school of Tarn is shut.", "The ford of Tarn is gone.")
    page = visit("editor")
    page.goto(f"/admin/?story={one.story}")
    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("[data-selected-count]")).to_have_text("3")
    one.act("note", stage.client("editor_two"), n=2, text="I have doubts.")
    page.select_option("#bulk-verb", "verify")
    page.click(".bulk-bar button")
    expect(page.locator(".sentence")).to_contain_text("3 selected: 2 will be verified, 1 changed since you looked.")
    page.get_by_role("button", name="Verify 2 claims").click()
    expect(page.locator("#job")).to_contain_text("2 done")
    assert [one.claim(n)["status"] for n in range(3)] == ["verified", "verified", "detected"]


def test_letters_do_nothing_while_one_types_or_has_them_off(stage: Any, visit: Any) -> None:
    one = scene(stage)
    page = visit("editor_two")
    page.goto(f"/admin/?story={one.story}")
    page.keyboard.press("/")
    page.keyboard.type("vdgs?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#desk-q")).to_have_value("vdgs?")
    page.goto("/admin/keys/")
    page.get_by_role("button", name="Switch single keys off").click()
    page.goto(one.address())
    page.keyboard.press("v")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()
    page.keyboard.press("Escape")
    page.goto("/admin/keys/")
    page.get_by_role("button", name="Switch single keys on").click()


def test_the_palette_runs_a_verb_and_leads_to_a_story(stage: Any, visit: Any) -> None:
    one = scene(stage)
    page = visit("editor")
    page.goto(one.address())
    page.keyboard.press("Control+k")
    page.fill("#palette-q", "dismiss")
    expect(page.locator("#palette-hits [aria-selected=true]")).to_contain_text("Dismiss")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] #dialog-title")).to_have_text("Dismiss")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.fill("#palette-q", one.story)
    expect(page.locator("#palette-hits [aria-selected=true]")).to_contain_text(one.story)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/admin/stories/story/{one.story}/")
