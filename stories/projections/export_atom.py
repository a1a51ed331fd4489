"""What changed as Atom feeds (RFC 4287), the newest first: in one story, and all corrections of the newsroom. Long
ones come in pages that lead to one another (RFC 5005, section 3).

The words around what we say are those of the language that is active.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from stories.projections.changes import Change, changes
from stories.projections.export_words import line

Document = dict[str, Any]

ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ENTRIES = 100
SAID = {
    "verified": gettext_noop("Verified"),
    "refuted": gettext_noop("Refuted"),
    "inconclusive": gettext_noop("Inconclusive"),
    "reported": gettext_noop("Reported"),
    "disputed": gettext_noop("Disputed"),
    "superseded": gettext_noop("Superseded"),
    "correction": gettext_noop("Correction"),
    "clarification": gettext_noop("Clarification"),
    "withdrawn": gettext_noop("Withdrawn"),
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Told:
    """A change in a story, where stories are told together."""

    slug: str
    title: str
    change: Change


@dataclass(frozen=True, slots=True)
class Around:
    """A page and its neighbours, by what stands behind the "?" of their addresses: "" for the first, None for none."""

    here: str = ""
    newer: str | None = None
    older: str | None = None


ALONE = Around()


def explained(claim: Document) -> str:
    return str(claim["sourcing"]["explanation"])


def feed(
    state: Document,
    *,
    base: str,
    sourced: Callable[[Document], str] = explained,
    before: tuple[datetime, str] | None = None,
) -> bytes:
    """state: a state document; what stands in it is told. base: the address of the service.

    sourced: says who stands behind a claim. before: time and claim of the entry that this page follows on.
    """
    told, around = _page(changes(state), before)
    page = f"{base}/stories/{state['slug']}/"
    root = _feed(
        base,
        name=f"{base}/api/v1/stories/{state['id']}/",
        title=state["title"],
        updated=state["updated_at"],
        page=page,
        here=f"{page[:-1]}.atom",
        around=around,
    )
    for change in told:
        _entry(root, Told(state["slug"], "", change), base, sourced)
    return _bytes(root)


def feed_of_corrections(told: Sequence[Told], *, base: str, updated: datetime, around: Around = ALONE) -> bytes:
    """told: those of one page. updated: of a feed that has no entry yet."""
    page = f"{base}/corrections/"
    root = _feed(
        base,
        name=page,
        title=gettext("Corrections and withdrawals"),
        updated=_time(max((one.change.at for one in told), default=updated)),
        page=page,
        here=f"{page[:-1]}.atom",
        around=around,
    )
    for one in told:
        _entry(root, one, base, explained)
    return _bytes(root)


def _page(every: Sequence[Change], before: tuple[datetime, str] | None) -> tuple[Sequence[Change], Around]:
    keys = [(one.at, one.claim["id"]) for one in every]
    start = sum(key >= before for key in keys) if before else 0
    end = min(start + ENTRIES, len(every))
    while 0 < end < len(every) and keys[end] == keys[end - 1]:
        end += 1

    def after(n: int) -> str:
        return f"before={_time(keys[n - 1][0])},{keys[n - 1][1]}" if n > 0 else ""

    newer = after(start - ENTRIES) if start else None
    return every[start:end], Around(after(start), newer, after(end) if end < len(every) else None)


def _feed(base: str, *, name: str, title: str, updated: str, page: str, here: str, around: Around) -> ET.Element:
    """here: the address of the first page."""
    root = ET.Element("feed", {"xmlns": ATOM, LANGUAGE: get_language() or "en"})
    _text(root, "id", name)
    _text(root, "title", title)
    _text(root, "updated", updated)
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    first = "" if around.here else None
    for rel, which in (("self", around.here), ("first", first), ("previous", around.newer), ("next", around.older)):
        if which is not None:
            address = f"{here}?{which}" if which else here
            ET.SubElement(root, "link", {"rel": rel, "type": "application/atom+xml", "href": address})
    _text(ET.SubElement(root, "author"), "name", re.sub(r"^https?://", "", base))
    return root


def _bytes(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, told: Told, base: str, sourced: Callable[[Document], str]) -> None:
    change = told.change
    entry = ET.SubElement(root, "entry")
    claim = change.claim["id"]
    words = _words(change)
    which = change.notice["event"] if change.notice else f"{change.kind}-{_time(change.at)}"
    _text(entry, "id", f"{base}/api/v1/claims/{claim}/#{which}")
    _text(entry, "title", ": ".join(part for part in (told.title, _kind(change), words) if part))
    _text(entry, "updated", _time(change.at))
    link = f"{base}/stories/{told.slug}/#{claim}"
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": link})
    ET.SubElement(entry, "category", {"term": change.kind})
    _text(entry, "content", _content(change, words, sourced))


def _kind(change: Change) -> str:
    return gettext(SAID[change.kind]) if change.kind in SAID else change.kind


def _words(change: Change) -> str:
    """A line that was withdrawn keeps its notice and loses its words."""
    if change.notice:
        return str(change.notice["text"])
    return ("" if change.kind == "withdrawn" else line(change.claim)) or str(change.claim["notice"] or "")


def _content(change: Change, words: str, sourced: Callable[[Document], str]) -> str:
    if change.notice:
        former = gettext("We said “%(was)s”; it is “%(is)s”.") % {
            "was": change.notice["was"],
            "is": change.notice["is"],
        }
        return f"{words} {former}"
    if change.kind == "withdrawn":
        return words or gettext("We took a line back that stood here.")
    stop = "" if words.endswith((".", "!", "?", "…")) else "."
    return f"{words}{stop} {sourced(change.claim)}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
