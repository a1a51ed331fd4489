"""OPML: a list of feeds as other feed readers give and take it."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from stories.gateways.feedtext import decoded

MAX_FEEDS = 2_000
MAX_BYTES = 1024 * 1024


class NoOpml(ValueError):
    """This is no OPML file that can be read; says why."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in the list: its address, and what it is called there."""

    url: str
    title: str


def read_opml(body: bytes) -> list[Outline]:
    """The feeds of a list, each address once, in its order. Raises NoOpml."""
    if len(body) > MAX_BYTES:
        raise NoOpml("The file is larger than 1 MiB")
    text, _ = decoded(body, None)
    if "<!ENTITY" in text.upper():
        raise NoOpml("The file declares entities of its own")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.lstrip("\ufeff \t\r\n").encode("utf-16"), parser)
    except etree.XMLSyntaxError as exc:
        raise NoOpml(f"The XML cannot be read: {exc.msg}"[:300]) from exc
    if root.tag != "opml":
        raise NoOpml("This is XML, but no OPML")
    found: dict[str, Outline] = {}
    for outline in root.iter("outline"):
        url = (outline.get("xmlUrl") or "").strip()
        if url:
            found.setdefault(url, Outline(url, (outline.get("title") or outline.get("text") or "").strip()[:200]))
    if len(found) > MAX_FEEDS:
        raise NoOpml(f"The list has {len(found):,} feeds; at most {MAX_FEEDS:,} are taken at once")
    return list(found.values())


def write_opml(outlines: Iterable[Outline]) -> str:
    lines = [
        f"    <outline type={quoteattr('rss')} text={quoteattr(one.title or one.url)} xmlUrl={quoteattr(one.url)}/>"
        for one in outlines
    ]
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n  <head><title>Feeds</title></head>\n  <body>\n'
    )
    return head + "\n".join(lines) + "\n  </body>\n</opml>\n"
