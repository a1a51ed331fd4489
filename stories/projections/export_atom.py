"""What changed as Atom feeds (RFC 4287), the newest first: in one story, and all corrections of the newsroom.

The words around what we say are those of the language that is active.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from stories.projections.changes import Change, changes

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


def explained(claim: Document) -> str:
    return str(claim["sourcing"]["explanation"])


def feed(state: Document, *, base: str, sourced: Callable[[Document], str] = explained) -> bytes:
    """state: a state document; what stands in it is told. base: the address of the service.

    sourced: says who stands behind a claim.
    """
    page = f"{base}/stories/{state['slug']}/"
    root = _feed(
        base,
        name=f"{base}/api/v1/stories/{state['id']}/",
        title=state["title"],
        updated=state["updated_at"],
        page=page,
        here=f"{page[:-1]}.atom",
    )
    for change in changes(state)[:ENTRIES]:
        _entry(root, Told(state["slug"], "", change), base, sourced)
    return _bytes(root)


def feed_of_corrections(told: Iterable[Told], *, base: str, updated: datetime) -> bytes:
    """updated: of a feed that has no entry yet."""
    listed = list(told)[:ENTRIES]
    page = f"{base}/corrections/"
    root = _feed(
        base,
        name=page,
        title=gettext("Corrections and withdrawals"),
        updated=_time(max((one.change.at for one in listed), default=updated)),
        page=page,
        here=f"{page[:-1]}.atom",
    )
    for one in listed:
        _entry(root, one, base, explained)
    return _bytes(root)


def _feed(base: str, *, name: str, title: str, updated: str, page: str, here: str) -> ET.Element:
    root = ET.Element("feed", {"xmlns": ATOM, LANGUAGE: get_language() or "en"})
    _text(root, "id", name)
    _text(root, "title", title)
    _text(root, "updated", updated)
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
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
    return str((None if change.kind == "withdrawn" else change.claim["statement"]) or change.claim["notice"] or "")


def _content(change: Change, words: str, sourced: Callable[[Document], str]) -> str:
    if change.notice:
        former = gettext("We said “%(was)s”; it is “%(is)s”.") % {
            "was": change.notice["was"],
            "is": change.notice["is"],
        }
        return f"{words} {former}"
    if change.kind == "withdrawn":
        return words or gettext("We took a line back that stood here.")
    return f"{words} {sourced(change.claim)}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
