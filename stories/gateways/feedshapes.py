"""What every kind of feed comes to: items in the form of `POST /articles/`, with a key, an address, claimed times."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

MAX_ITEMS = 500
FULL_TEXT = 600  # characters; what is shorter is taken for a summary
MAX_TEXT = 500_000  # characters, as at every other entrance
_MAX_KEY = 500
_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$|Z$)")


class NoFeed(ValueError):
    """This is no feed, or none that can be read safely. code: empty, html, entities, encoding, xml, json, unknown."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class FeedItem:
    """key: what the item is known by within its source, its guid or else its address. full: `fields` has the text.

    fields: as `POST /articles/` takes them, without `source`; an item that is not full has a text none the less.
    """

    key: str
    url: str | None
    full: bool
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FeedFile:
    """kind: rss, atom, json, ninjs, sitemap. degraded: what could not be taken as it stood, in words."""

    kind: str
    title: str
    items: list[FeedItem]
    degraded: list[str] = field(default_factory=list)


def item_of(
    *,
    guid: str,
    link: str,
    base: str,
    title: str,
    text: str,
    full: bool,
    published: str | None,
    modified: str | None,
    byline: str,
    language: str,
) -> FeedItem | None:
    """None where there is neither a text nor anything to know it by."""
    address = address_of(link, base)
    key = (guid.strip() or address or "")[:_MAX_KEY]
    text = text.strip() or title.strip()
    if not key or not text:
        return None
    given = {
        "text": text,
        "title": title.strip()[:1_000],
        "url": address,
        "published_at": published,
        "modified_at": modified,
        "byline": byline.strip()[:300],
        "language": language.strip()[:35],
    }
    return FeedItem(key, address, full, {name: value for name, value in given.items() if value})


def each(listed: list[Any], read: Callable[[Any], FeedItem | None], *, of: int) -> tuple[list[FeedItem], list[str]]:
    """The first five hundred, read; and what is missing, in words. of: how many the feed has."""
    found = [read(entry) for entry in listed[:MAX_ITEMS]]
    items = [item for item in found if item is not None]
    degraded = [f"{of} items; the first {MAX_ITEMS} were taken"] if of > MAX_ITEMS else []
    if long := [item for item in items if len(item.fields["text"]) > MAX_TEXT]:
        degraded.append(f"{len(long)} items are longer than {MAX_TEXT:,} characters; the rest was not taken")
        items = [replace(item, fields=item.fields | {"text": item.fields["text"][:MAX_TEXT]}) for item in items]
    if unreadable := len(found) - len(items):
        degraded.append(f"{unreadable} items have neither a text nor anything to know them by")
    return items, degraded


def address_of(link: str, base: str) -> str | None:
    """An absolute http address without credentials and fragment, or None."""
    try:
        parts = urlsplit(urljoin(base, html.unescape(link.strip())))
        host = parts.netloc.rsplit("@", 1)[-1]
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or not link.strip():
        return None
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))[:2_000]


def time_of(when: Any) -> str | None:
    """A claimed time, as RFC 3339 or RFC 822 have it; those that programs print when they have none are none."""
    text = str(when or "").strip()[:100]
    try:
        iso = text[:4].isdigit()
        found = datetime.fromisoformat(_ZONE.sub("", text)) if iso else parsedate_to_datetime(text)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC).isoformat() if 1990 <= found.year <= 2100 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
