"""Feeds in JSON: JSON Feed, and lists of ninjs items."""

import json
from typing import Any

from stories.gateways.feedshapes import (
    FULL_TEXT,
    MAX_ITEMS,
    FeedFile,
    FeedItem,
    NoFeed,
    address_of,
    each,
    item_of,
    time_of,
)
from stories.gateways.feedtext import plain
from stories.gateways.files import Unreadable, from_ninjs


def read_json(text: str, url: str) -> FeedFile:
    """Raises NoFeed."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise NoFeed("json", "The JSON cannot be read") from exc
    if isinstance(data, dict) and "jsonfeed.org/version" in str(data.get("version", "")):
        listed = _list(data.get("items"))
        items, degraded = each(listed, lambda entry: _item(entry, url), of=len(listed))
        return FeedFile("json", plain(str(data.get("title") or "")), items, degraded)
    listed = _list(data if isinstance(data, list) else data.get("items", [data]))
    items, degraded = each(listed, lambda entry: _ninjs(entry, url), of=len(listed))
    if not items:
        raise NoFeed("unknown", "The JSON is neither a JSON Feed nor a list of ninjs items")
    return FeedFile("ninjs", "", items, degraded)


def _list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise NoFeed("json", "The feed's items are no list")
    return given


def _item(entry: Any, base: str) -> FeedItem | None:
    if not isinstance(entry, dict):
        return None
    body = str(entry.get("content_text") or "") or plain(str(entry.get("content_html") or ""))
    given = entry.get("authors")
    authors = given if isinstance(given, list) and given else [entry.get("author")]
    names = [str(one["name"]) for one in authors[:MAX_ITEMS] if isinstance(one, dict) and one.get("name")]
    return item_of(
        guid=str(entry.get("id") or ""),
        link=str(entry.get("url") or entry.get("external_url") or ""),
        base=base,
        title=str(entry.get("title") or ""),
        text=body or plain(str(entry.get("summary") or "")),
        full=len(body) >= FULL_TEXT,
        published=time_of(entry.get("date_published")),
        modified=time_of(entry.get("date_modified")),
        byline=", ".join(names),
        language=str(entry.get("language") or ""),
    )


def _ninjs(entry: Any, base: str) -> FeedItem | None:
    try:
        fields = from_ninjs(entry, source="-")
    except Unreadable:
        return None
    del fields["source"]
    if "html" in fields:
        fields["text"] = plain(fields.pop("html"))
    for name in ("published_at", "modified_at", "embargo_until"):
        if name in fields and time_of(fields[name]) is None:
            del fields[name]
    uri = str(fields["external_id"])
    return FeedItem(uri, address_of(uri, base), full=True, fields=fields) if fields["text"].strip() else None
