"""XML that breaks its own rules, item by item: found by its tags and put right where feeds usually go wrong.

Bare ampersands, HTML's entities, and markup that stands in a text as if it were the feed's. In one pass each.
"""

import re
from collections.abc import Iterator

_ROOT = re.compile(r"<((?:[\w-]+:)?(?:rss|rdf|feed))\b[^<>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<(/?)(?:[\w-]+:)?(item|entry)\b[^<>]*>", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_TEXT = re.compile(r"<((?:[\w-]+:)?(?:title|description|summary|content|encoded))(?:\s[^<>]*)?(?<!/)>")
_TEXT_END = re.compile(r"</((?:[\w-]+:)?(?:title|description|summary|content|encoded))\b")
_OPEN, _CLOSE = "<![CDATA[", "]]>"


def head_of(text: str) -> tuple[str, str, str]:
    """What stands before the first item; the root's opening and closing tag, empty where there is no root."""
    first = next((tag.start() for tag in _ITEM.finditer(text) if not tag[1] and not tag[0].endswith("/>")), len(text))
    head = text[:first]
    root = _ROOT.search(head)
    return (head, root[0], f"</{root[1]}>") if root else (head, "", "")


def items_of(text: str, most: int) -> Iterator[str]:
    """The first so many items, each from its opening to its closing tag. One that breaks off is none."""
    begun, given = -1, 0
    for tag in _ITEM.finditer(text):
        if not tag[1]:
            begun = tag.start()
        elif begun >= 0:
            yield text[begun : tag.end()]
            begun, given = -1, given + 1
            if given == most:
                return


def mended(text: str) -> str:
    return _escaped_texts("".join(_without_bare_ampersands(text)))


def _without_bare_ampersands(text: str) -> Iterator[str]:
    first, *others = text.split(_OPEN)
    yield _AMPERSAND.sub("&amp;", first)
    for other in others:
        inside, end, behind = other.partition(_CLOSE)
        yield f"{_OPEN}{inside}{end}" + _AMPERSAND.sub("&amp;", behind)


def _escaped_texts(text: str) -> str:
    """Tags inside a title or a text are its words' and not the feed's."""
    parts, place = [], 0
    last = {end[1]: end.start() for end in _TEXT_END.finditer(text)}  # nobody searches in vain, however many tags
    while (tag := _TEXT.search(text, place)) is not None:
        ends = last.get(tag[1], -1) >= tag.end()
        end = text.index(f"</{tag[1]}", tag.end()) if ends else tag.end()
        inside = text[tag.end() : end]
        if _OPEN not in inside:
            inside = inside.replace("<", "&lt;").replace(">", "&gt;")
        parts.append(text[place : tag.end()] + inside)
        place = end
    return "".join([*parts, text[place:]])
