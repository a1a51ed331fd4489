"""Feeds as files: RSS, Atom, JSON Feed, ninjs and news sitemaps, each as articles in the form of `POST /articles/`.

Nothing in a feed is trusted: entities are refused unread, dates stay claims, markup becomes text, addresses are
resolved and judged by whoever follows them.
"""

import html
import json
import re
from calendar import timegm
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import feedparser
from lxml import etree

from stories.gateways.feedtext import decoded, plain, storable
from stories.gateways.files import Unreadable, from_ninjs
from stories.gateways.webpages import MAX_NESTING, nesting

MAX_ITEMS = 500
FULL_TEXT = 600  # characters; what is shorter is taken for a summary
_MAX_KEY = 500

# Where an item ends, so that the file can be cut behind the five-hundredth before anything parses it.
_ITEM_END = re.compile(r"</\s*(?:[\w-]+:)?(item|entry|url)\s*>", re.IGNORECASE)

# Nobody asks for these here, and feedparser compares each one with all before it.
_TAGS = re.compile(r"(</?(?:[\w.-]+:)?)(category|keywords|subject)\b", re.IGNORECASE)


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


def read_feed(body: bytes, *, url: str, charset: str | None = None, whole: bool = True) -> FeedFile:
    """The feed in an answer's body. url: where it came from. whole: false where it was cut. Raises NoFeed."""
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise NoFeed("empty", "The answer is empty")
    text, doubts = decoded(body, charset)
    start = text.lstrip("\ufeff \t\r\n")[:2_000]
    try:
        found = _json(text, url) if start[:1] in {"{", "["} else _xml(text, start, url)
    except NoFeed:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as exc:  # one that nobody thought of
        raise NoFeed("unknown", "The feed cannot be read") from exc
    if not whole:
        doubts = [*doubts, "the file is larger than 5 MiB; the rest was not read"]
    return FeedFile(found.kind, found.title, _telling_apart(found.items), [*doubts, *found.degraded])


def _telling_apart(items: list[FeedItem]) -> list[FeedItem]:
    """Keys that two different items share tell nothing: those items are known by their addresses."""
    items = [_storable(item) for item in items]
    shared = {key for key, times in Counter(item.key for item in items).items() if times > 1}
    kept: dict[str, FeedItem] = {}
    for item in items:
        key = item.url if item.key in shared and item.url else item.key
        kept.setdefault(key, FeedItem(key, item.url, item.full, item.fields | {"external_id": key}))
    return list(kept.values())


def _storable(item: FeedItem) -> FeedItem:
    fields = {name: storable(value) if isinstance(value, str) else value for name, value in item.fields.items()}
    return FeedItem(storable(item.key), storable(item.url) if item.url else None, item.full, fields)


def _json(text: str, url: str) -> FeedFile:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise NoFeed("json", "The JSON cannot be read") from exc
    if isinstance(data, dict) and "jsonfeed.org/version" in str(data.get("version", "")):
        items, degraded = _each(data.get("items"), lambda item: _json_item(item, url))
        return FeedFile("json", storable(plain(str(data.get("title") or ""))), items, degraded)
    listed = data if isinstance(data, list) else data.get("items", [data])
    items, degraded = _each(listed, lambda item: _ninjs_item(item, url))
    if not items:
        raise NoFeed("unknown", "The JSON is neither a JSON Feed nor a list of ninjs items")
    return FeedFile("ninjs", "", items, degraded)


def _each(listed: Any, read: Callable[[Any], FeedItem | None]) -> tuple[list[FeedItem], list[str]]:
    if not isinstance(listed, list):
        raise NoFeed("json", "The feed's items are no list")
    degraded = [_too_many(len(listed))] if len(listed) > MAX_ITEMS else []
    items, unreadable = [], 0
    for entry in listed[:MAX_ITEMS]:
        item = read(entry) if isinstance(entry, dict) else None
        if item is None:
            unreadable += 1
        else:
            items.append(item)
    if unreadable:
        degraded.append(f"{unreadable} items have neither a text nor anything to know them by")
    return items, degraded


def _too_many(count: int) -> str:
    return f"{count} items; the first {MAX_ITEMS} were taken"


def _json_item(entry: dict[str, Any], base: str) -> FeedItem | None:
    markup = str(entry.get("content_html") or "")
    body = str(entry.get("content_text") or "") or plain(markup)
    given = entry.get("authors")
    authors = given if isinstance(given, list) and given else [entry.get("author")]
    names = [str(one["name"]) for one in authors if isinstance(one, dict) and one.get("name")]
    return _item(
        guid=str(entry.get("id") or ""),
        link=str(entry.get("url") or entry.get("external_url") or ""),
        base=base,
        title=str(entry.get("title") or ""),
        text=body or plain(str(entry.get("summary") or "")),
        full=len(body) >= FULL_TEXT,
        published=_rfc3339(entry.get("date_published")),
        modified=_rfc3339(entry.get("date_modified")),
        byline=", ".join(names),
        language=str(entry.get("language") or ""),
    )


def _ninjs_item(entry: dict[str, Any], base: str) -> FeedItem | None:
    try:
        fields = from_ninjs(entry, source="-")
    except Unreadable:
        return None
    del fields["source"]
    if "html" in fields:
        fields["text"] = plain(fields.pop("html"))
    for name in ("published_at", "modified_at", "embargo_until"):
        if name in fields and _rfc3339(fields[name]) is None:
            del fields[name]
    uri = str(fields["external_id"])
    return FeedItem(uri, _link(uri, base), full=True, fields=fields) if fields["text"].strip() else None


def _xml(text: str, start: str, url: str) -> FeedFile:
    if "<!ENTITY" in text.upper():
        raise NoFeed("entities", "The feed declares entities of its own; nothing in it was read")
    if re.search(r"<(?:!doctype\s+html|html)\b", start, re.IGNORECASE):
        raise NoFeed("html", "This is a web page, not a feed")
    if not start.startswith("<"):
        raise NoFeed("unknown", "This is neither XML nor JSON")
    if nesting(_without_cdata(text), xml=True) > MAX_NESTING:
        raise NoFeed("xml", f"The XML is nested deeper than {MAX_NESTING} elements")
    cut = _behind(text, MAX_ITEMS)
    degraded = [_too_many(len(_ITEM_END.findall(text)))] if cut < len(text) else []
    if re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", start):
        return FeedFile("sitemap", "", list(_sitemap(text[:cut], url))[:MAX_ITEMS], degraded)
    return _rss(text[:cut], url, degraded)


def _without_cdata(text: str) -> str:
    first, *others = text.split("<![CDATA[")
    return first + "".join(other.partition("]]>")[2] for other in others)


def _behind(text: str, many: int) -> int:
    """The place behind the end of so many items; the end of the text where it has no more than that."""
    ends = _ITEM_END.finditer(text)
    last = next((end for number, end in enumerate(ends, start=1) if number == many), None)
    return last.end() if last is not None and next(ends, None) is not None else len(text)


def _rss(text: str, url: str, degraded: list[str]) -> FeedFile:
    # As bytes in one known encoding, with the declaration taken out: what it says has been undone already.
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1)
    body = _TAGS.sub(r"\1un\2", bare).encode("utf-8", "replace")
    found = feedparser.parse(
        body, response_headers={"content-type": "application/xml; charset=utf-8"}, sanitize_html=False
    )
    if not found.version and not found.entries:
        raise NoFeed("xml", "The XML is no RSS or Atom feed, or breaks off before its first item")
    if found.bozo and not degraded:
        degraded = ["the XML is not well-formed; read as far as it makes sense"]
    items, unreadable = [], 0
    for entry in found.entries[:MAX_ITEMS]:
        item = _entry(entry, url)
        unreadable += item is None
        if item is not None:
            items.append(item)
    if unreadable:
        degraded = [*degraded, f"{unreadable} items have neither a text nor anything to know them by"]
    kind = "atom" if found.version.startswith("atom") else "rss"
    return FeedFile(kind, storable(plain(str(found.feed.get("title", "")))), items, degraded)


def _entry(entry: Any, base: str) -> FeedItem | None:
    contents = [plain(str(part.get("value", ""))) for part in entry.get("content", [])]
    summary = plain(str(entry.get("summary", "")))
    body = max([summary, *contents], key=len)
    return _item(
        guid=str(entry.get("id", "")),
        link=str(entry.get("link", "")),
        base=base,
        title=plain(str(entry.get("title", ""))),
        text=body,
        full=len(body) >= FULL_TEXT,
        published=_struct(dict.get(entry, "published_parsed")),
        modified=_struct(dict.get(entry, "updated_parsed")),
        byline=plain(str(entry.get("author", ""))),
        language="",
    )


def _item(
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
    address = _link(link, base)
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


def _link(link: str, base: str) -> str | None:
    """An absolute http address without credentials and fragment, or None."""
    try:
        parts = urlsplit(urljoin(base, html.unescape(link.strip())))
        host = parts.netloc.rsplit("@", 1)[-1]
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or not link.strip():
        return None
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))[:2_000]


def _sitemap(text: str, base: str) -> Iterator[FeedItem]:
    """Addresses with titles; the texts stand on the pages."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace"), parser)
    if root is None or etree.QName(root).localname != "urlset":
        raise NoFeed("xml", "This sitemap lists no pages; give the address of one that does")
    for entry in root.iterfind("{*}url"):
        address = _link(entry.findtext("{*}loc") or "", base)
        title = plain(entry.findtext("{*}news/{*}title") or "")
        if address and title:
            when = _rfc3339(entry.findtext("{*}news/{*}publication_date"))
            item = _item(
                guid=address, link=address, base=base, title=title, text=title, full=False, published=when,
                modified=None, byline="", language=entry.findtext("{*}news/{*}publication/{*}language") or "",
            )  # fmt: skip
            if item is not None:
                yield item


def _struct(when: Any) -> str | None:
    if when is None:
        return None
    try:
        return _sensible(datetime.fromtimestamp(timegm(when), UTC))
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _rfc3339(when: Any) -> str | None:
    try:
        found = datetime.fromisoformat(str(when).strip())
        return _sensible(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _sensible(when: datetime) -> str | None:
    """A claimed time; those that programs print when they have none are none."""
    return when.astimezone(UTC).isoformat() if 1990 <= when.year <= 2100 else None
