"""Web pages as text: what a reader would read, without menus and scripts."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import trafilatura
from trafilatura.settings import use_config

EXTRACTOR = f"trafilatura@{version('trafilatura')}"
MAX_NESTING = 300
# What reads the text takes the square of a list's length, and more than a second for more elements than any page has.
MAX_ELEMENTS, MAX_LISTED = 20_000, 3_000

_CONFIG = use_config()
_CONFIG.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")  # no signals: the web process is threaded


class NoText(ValueError):
    """Nothing in this HTML reads like an article."""


@dataclass(frozen=True, slots=True)
class Page:
    """sha256: of the HTML as it came, lower-case hex of its UTF-8."""

    text: str
    sha256: str
    title: str | None
    byline: str | None
    published_at: datetime | None


def read_page(html: str, *, url: str | None = None) -> Page:
    """The article in a page. Raises NoText where there is none, or where the markup is nested beyond sense."""
    if len(_ELEMENT.findall(html)) > MAX_ELEMENTS or len(_LISTED.findall(html)) > MAX_LISTED:
        raise NoText(f"The HTML has more than {MAX_ELEMENTS:,} elements, or {MAX_LISTED:,} in lists.")
    if nesting(html) > MAX_NESTING:
        raise NoText(f"The HTML is nested deeper than {MAX_NESTING} elements.")
    try:
        found: Any = trafilatura.bare_extraction(
            html, url=url, config=_CONFIG, include_comments=False, include_tables=False, with_metadata=True
        )
    except (SyntaxError, ValueError, RecursionError) as exc:  # lxml's parse errors are SyntaxErrors
        raise NoText("The HTML cannot be read.") from exc
    text = (found.text or "").strip() if found is not None else ""
    if found is None or not text:
        raise NoText("The HTML holds no text that reads like an article.")
    return Page(
        text=text,
        sha256=sha256(html.encode()).hexdigest(),
        title=_clean(found.title),
        byline=_clean(found.author),
        published_at=_day(found.date),
    )


_ELEMENT = re.compile(r"<[A-Za-z]")
_LISTED = re.compile(r"<(?:li|dt|dd)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z][\w:.-]*")
_EMPTY = frozenset({"br", "hr", "img", "wbr", "meta", "link", "input", "source"})
_OPEN_ENDED = _EMPTY | {"p", "li", "td", "tr", "th", "option", "dt", "dd"}  # HTML leaves their ends out


def nesting(markup: str, *, xml: bool = False) -> int:
    """The deepest run of opening over closing tags; crude, linear and enough to refuse what is made to hurt."""
    uncounted = _EMPTY if xml else _OPEN_ENDED
    depth = deepest = 0
    for piece in markup.split("<")[1:]:
        if piece.startswith("/"):
            depth = max(0, depth - 1)
        elif (name := _NAME.match(piece)) and name.group().lower() not in uncounted and not _ends_itself(piece):
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _ends_itself(piece: str) -> bool:
    return piece.partition(">")[0].endswith("/")


def _clean(text: str | None) -> str | None:
    return text.replace("\x00", "").strip() or None if text else None


def _day(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) if text else None
    except ValueError:
        return None
