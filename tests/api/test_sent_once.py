"""Validators of what changes without a new version: where events stand in the log, how far an analysis is."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

Pump = Callable[[], None]


def test_events_and_differences_are_not_sent_again(pump: Pump, desk: SimpleNamespace, reader: Any) -> None:
    """Their ETag says how far the events are sealed too: until then they have no position."""
    for part in ("events/", "diff/?from=3"):
        before = desk.editor.get(f"stories/{desk.story}/{part}").headers["ETag"]
        assert desk.editor.get(f"stories/{desk.story}/{part}", if_none_match=before).status == 304
    pump()
    for part in ("events/", "diff/?from=3"):
        for caller in (desk.editor, reader):
            etag = caller.get(f"stories/{desk.story}/{part}").headers["ETag"]
            assert caller.get(f"stories/{desk.story}/{part}", if_none_match=etag).status == 304
        assert desk.editor.get(f"stories/{desk.story}/{part}").headers["ETag"] != before


def test_an_article_that_is_as_it_was(pump: Pump, desk: SimpleNamespace) -> None:
    article = {"source": {"name": "Fenwick Post"}, "text": "The dam stands, said the warden.", "story": desk.story}
    path = desk.editor.post("articles/", article).headers["Location"]
    waiting = desk.editor.get(path).headers["ETag"]
    assert desk.editor.get(path, if_none_match=waiting).status == 200, "how far its analysis is may have changed"
    pump()
    etag = desk.editor.get(path).headers["ETag"]
    assert etag != waiting
    assert desk.editor.get(path, if_none_match=etag).status == 304
    held = desk.editor.post(f"{path}hold/", {"reason": "legal"}, if_match=etag)
    assert held.status == 200
    assert desk.editor.get(path, if_none_match=etag).status == 200
