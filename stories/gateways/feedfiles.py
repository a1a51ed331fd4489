"""Feeds as files: RSS, Atom, JSON Feed, ninjs and news sitemaps, each as articles in the form of `POST /articles/`.

Nothing in a feed is trusted: entities are refused unread, dates stay claims, markup becomes text, addresses are
resolved and judged by whoever follows them, characters that deceive the eye are kept and told of.
"""

from collections import Counter

from stories.gateways.disguises import disguised
from stories.gateways.feedjson import read_json
from stories.gateways.feedshapes import FeedFile, FeedItem, NoFeed
from stories.gateways.feedtext import decoded, storable
from stories.gateways.feedxml import read_xml

UNREAD = (SyntaxError, ValueError, TypeError, LookupError, AttributeError, RecursionError)  # that nobody thought of


def read_feed(body: bytes, *, url: str, charset: str | None = None, whole: bool = True) -> FeedFile:
    """The feed in an answer's body. url: where it came from. whole: false where it was cut. Raises NoFeed."""
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise NoFeed("empty", "The answer is empty")
    text, doubts = decoded(body, charset)
    start = text.lstrip("\ufeff \t\r\n")[:2_000]
    try:
        found = read_json(text, url) if start[:1] in {"{", "["} else read_xml(text, start, url)
    except NoFeed:
        raise
    except UNREAD as exc:
        raise NoFeed("unknown", "The feed cannot be read") from exc
    if not whole:
        doubts = [*doubts, "the file is larger than 5 MiB; the rest was not read"]
    items, title = _telling_apart(found.items), storable(found.title)
    return FeedFile(found.kind, title, items, [*doubts, *found.degraded, *_disguises(title, items)])


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


def _disguises(title: str, items: list[FeedItem]) -> list[str]:
    """What is not what it seems, in words: in the feed's name, and in headlines and bylines."""
    found = [f"its title has {what}" for what in disguised(title)]
    told = Counter(
        what
        for item in items
        for what in {
            *disguised(str(item.fields.get("title", ""))),
            *disguised(str(item.fields.get("byline", ""))),
        }
    )
    return found + [f"{many} headlines or bylines have {what}" for what, many in sorted(told.items())]
