"""The public page in a browser: readable by everybody, quiet, and alive."""

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
    "not-found": "/stories/no-such-story/",
}


@pytest.fixture(scope="module")
def places(stage: Any) -> dict[str, str]:
    """Addresses of every public page of the demo's story."""
    state = stage.client().get(f"/stories/{stage.story}/")
    names = {"slug": stage.slug, "version": state["version"] - 40, "claim": state["known"][0]["id"]}
    return {name: address.format(**names) for name, address in PAGES.items()}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_in_a_readers_way(
    places: Any, visit: Any, accessible: Any, each_look: Any, look: Any, name: Any
) -> None:
    page = visit(look=each_look)
    page.goto(places[name])
    for closed in page.locator("details:not([open]) > summary").all():
        closed.click()
    accessible(page)
    look(page, f"page/{name}-{each_look}")
    visit.allow("404" if name == "not-found" else "never")
