"""The public page in a browser: readable by everybody, quiet, and alive."""

from typing import Any


def test_nothing_is_in_a_readers_way(stage: Any, visit: Any, accessible: Any, each_look: Any, look: Any) -> None:
    page = visit(look=each_look)
    for name, address in (("stories", "/stories/"), ("story", f"/stories/{stage.slug}/")):
        page.goto(address)
        accessible(page)
        look(page, f"page/{name}-{each_look}")
