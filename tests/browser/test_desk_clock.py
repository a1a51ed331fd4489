"""Times at the desk: the reader's own zone, UTC in the tooltip."""

import re
from collections.abc import Callable
from typing import Any


def test_times_are_the_readers_and_the_tooltip_has_utc(visit: Callable[..., Any], stage: Any) -> None:
    page = visit("editor", timezone_id="Asia/Kolkata")
    page.goto(f"{stage.address}/admin/stories/story/{stage.story}/history/")
    time = page.locator("main time[data-utc], #content time[data-utc]").first
    shown, told = time.inner_text(), time.get_attribute("title")
    hour = int(re.search(r"(\d{1,2}):(\d{2})", shown)[1])  # type: ignore[index]
    utc = int(str(time.get_attribute("datetime"))[11:13])
    assert told.endswith("UTC")
    assert (hour - utc) % 24 in {5, 6}
