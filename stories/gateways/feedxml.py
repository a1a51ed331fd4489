"""Feeds in XML: RSS in all its versions, Atom, news sitemaps. Read by libxml2, in time that grows with the length.

Where the XML breaks its own rules, each item is mended and read for itself, so that one takes no other with it.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from stories.gateways.feedmending import head_of, items_of, mended
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
from stories.gateways.webpages import MAX_NESTING, nesting

# Where an item ends, so that the file can be cut behind the five-hundredth before anything parses it.
_ITEM_END = re.compile(r"</\s*(?:[\w-]+:)?(item|entry|url)\s*>", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_BLANK = re.compile(r"\s*")
_NAME = re.compile(r"<([\w:.-]+)")
_PREFIX = re.compile(r"(</?)[\w-]+:(?=\w)")
_PERSON = re.compile(r"[^\s@]+@[^\s@]+ \(([^()]+)\)")
_MEDIA = ("http://search.yahoo.com/mrss", "http://video.search.yahoo.com/mrss")  # titles and texts of pictures
_PARTS = 20  # texts, authors and links of one item that are looked at

Element = Any


def read_xml(text: str, start: str, url: str) -> FeedFile:
    """start: the beginning of the text, without white space before it. Raises NoFeed."""
    if "<!ENTITY" in text.upper():
        raise NoFeed("entities", "The feed declares entities of its own; nothing in it was read")
    if re.search(r"<(?:!doctype\s+html|html)\b", start, re.IGNORECASE):
        raise NoFeed("html", "This is a web page, not a feed")
    if not start.startswith("<"):
        raise NoFeed("unknown", "This is neither XML nor JSON")
    if nesting(_without_cdata(text), xml=True) > MAX_NESTING:
        raise NoFeed("xml", f"The XML is nested deeper than {MAX_NESTING} elements")
    ends = [end.end() for end in _ITEM_END.finditer(text)]
    bare = _behind_prolog(text[: ends[MAX_ITEMS - 1]] if len(ends) > MAX_ITEMS else text)
    if re.search(r"<(?:\w+:)?(?:urlset|sitemapindex)\b", start):
        entries = _pages(bare, url)
        items, degraded = each(entries, lambda entry: _page(entry, url), of=max(len(ends), len(entries)))
        return FeedFile("sitemap", "", items, degraded)
    return _news(bare, url, many=len(ends))


def _without_cdata(text: str) -> str:
    first, *others = text.split("<![CDATA[")
    return first + "".join(other.partition("]]>")[2] for other in others)


def _behind_prolog(text: str) -> str:
    """From the root on. The declaration says what has been undone already; the document type names what is not fetched.

    Step by step: a pattern for all of it has more ways to fail than there is time.
    """
    at = len(text) - len(text.lstrip("\ufeff"))
    while True:
        at = end = _BLANK.match(text, at).end()  # type: ignore[union-attr]  # it matches everywhere
        for opening, closing in (("<?", "?>"), ("<!--", "-->")):
            if text.startswith(opening, at) and (found := text.find(closing, at + len(opening))) >= 0:
                end = found + len(closing)
        if doctype := _DOCTYPE.match(text, at):
            end = doctype.end()
        if end <= at:
            return text[at:]
        at = end


def _news(text: str, url: str, *, many: int) -> FeedFile:
    root = _whole(text, cut=many > MAX_ITEMS)
    broken = 0
    if root is not None:
        entries = list(root.iter("{*}item", "{*}entry"))
    else:
        root, entries, broken = _scattered(text)
    if root is None or _name(root) not in {"rss", "rdf", "feed"} or (broken and not entries):
        raise NoFeed("xml", "The XML is no RSS or Atom feed, or breaks off before its first item")
    items, degraded = each(entries, lambda entry: _entry(entry, url), of=max(many, len(entries)))
    if broken:
        degraded.append("the XML is not well-formed; read as far as it makes sense")
    channel = root if _name(root) == "feed" else next(root.iterchildren("{*}channel"), root)
    title = next((_words(one) for one in channel.iterchildren("{*}title")), "")
    return FeedFile("atom" if _name(root) == "feed" else "rss", title, items, degraded)


def _whole(text: str, *, cut: bool) -> Element | None:
    """The tree of well-formed XML, also of one that was cut behind an item; None of any other."""
    name = (_NAME.match(text) or ("", ""))[1]
    for end in (f"</channel></{name}>", f"</{name}>") if cut else ("",):
        try:
            return etree.fromstring((text + end).encode("utf-8", "replace"), _parser(recover=False))
        except etree.XMLSyntaxError:
            continue
    return None


def _scattered(text: str) -> tuple[Element | None, list[Element], int]:
    """The tree of what stands before the first item; the items, each read for itself; 1 where any was amiss."""
    head, opening, closing = head_of(text)
    parser = _parser(recover=True)
    root = etree.fromstring(mended(head).encode("utf-8", "replace"), parser) if opening else None
    entries = []
    for raw in items_of(text[len(head) :], MAX_ITEMS):
        for words in (raw, mended(raw)):
            try:
                strict = _parser(recover=words is not raw)
                found = etree.fromstring((opening + words + closing).encode("utf-8", "replace"), strict)
            except etree.XMLSyntaxError:
                continue
            entry = next(found.iterchildren("{*}item", "{*}entry"), None) if found is not None else None
            if entry is not None:
                entries.append(entry)
                break
    return root, entries, 1


def _parser(*, recover: bool) -> Any:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True, recover=recover,
    )  # fmt: skip


def _entry(entry: Element, url: str) -> FeedItem | None:
    parts: dict[str, list[Element]] = {}
    for child in entry:
        if not str(etree.QName(child).namespace or "").startswith(_MEDIA):
            parts.setdefault(_name(child), []).append(child)
    texts = [_words(one) for name in ("encoded", "content", "description", "summary", "body") for one in
             parts.get(name, [])[:_PARTS]]  # fmt: skip
    body = max(texts, key=len, default="")
    guid = _first(parts, "guid", "id") or str(entry.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or "")
    return item_of(
        guid=guid,
        link=_link(parts) or (guid if _is_address(parts, guid) else ""),
        base=_base(entry, url),
        title=_words(parts["title"][0]) if "title" in parts else "",
        text=body,
        full=len(body) >= FULL_TEXT,
        published=time_of(_first(parts, "pubdate", "published", "issued", "date", "created")),
        modified=time_of(_first(parts, "updated", "modified")),
        byline=", ".join(dict.fromkeys(_people(parts))),
        language="",
    )


def _base(entry: Element, url: str) -> str:
    """Where links begin: the feed's own address, or what xml:base makes of it."""
    return address_of(entry.base, url) or url if entry.base else url


def _link(parts: dict[str, list[Element]]) -> str:
    """The article's page: an alternate, HTML before others; else what the element says."""
    links = parts.get("link", [])[:_PARTS]
    pages = [one for one in links if one.get("href") and one.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda one: "html" not in one.get("type", "html"))
    said = (one.text or "" for one in links)
    return pages[0].get("href") if pages else next((text for text in said if text.strip()), "")


def _is_address(parts: dict[str, list[Element]], guid: str) -> bool:
    """RSS: a guid is the item's address unless it says otherwise."""
    return "guid" in parts and guid.startswith("http") and parts["guid"][0].get("isPermaLink", "true") != "false"


def _people(parts: dict[str, list[Element]]) -> Iterator[str]:
    named = [one for author in parts.get("author", [])[:_PARTS] for one in author.iterchildren("{*}name")]
    for one in (named or parts.get("creator") or parts.get("author") or [])[:_PARTS]:
        said = _words(one)
        mail = _PERSON.fullmatch(said)
        if said:
            yield mail[1].strip() if mail else said


def _first(parts: dict[str, list[Element]], *names: str) -> str:
    said = ((parts[name][0].text or "").strip() for name in names if name in parts)
    return next((text for text in said if text), "")


def _words(element: Element) -> str:
    """What an element says: markup written as text, or as elements of its own."""
    if len(element):
        inside = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        return plain(_PREFIX.sub(r"\1", inside).partition(">")[2].rpartition("<")[0])
    return plain(element.text or "")


def _name(element: Element) -> str:
    return str(etree.QName(element).localname).lower()


def _pages(text: str, url: str) -> list[Element]:
    root = etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=True))
    if root is None or _name(root) != "urlset":
        raise NoFeed("xml", "This sitemap lists no pages; give the address of one that does")
    return [one for one in root.iterfind("{*}url") if _title(one) and address_of(one.findtext("{*}loc") or "", url)]


def _title(entry: Element) -> str:
    return plain(entry.findtext("{*}news/{*}title") or "")


def _page(entry: Element, url: str) -> FeedItem | None:
    """An address with a title; the text stands on the page."""
    address = entry.findtext("{*}loc") or ""
    return item_of(
        guid=address_of(address, url) or "",
        link=address,
        base=url,
        title=_title(entry),
        text=_title(entry),
        full=False,
        published=time_of(entry.findtext("{*}news/{*}publication_date")),
        modified=None,
        byline="",
        language=entry.findtext("{*}news/{*}publication/{*}language") or "",
    )
