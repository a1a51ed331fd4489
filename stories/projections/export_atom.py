"""What changed in a story as an Atom feed (RFC 4287), the newest first."""

import re
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

from stories.projections.changes import Change, changes

Document = dict[str, Any]

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 100
SAID = {
    "verified": "Verified",
    "refuted": "Refuted",
    "inconclusive": "Inconclusive",
    "reported": "Reported",
    "disputed": "Disputed",
    "superseded": "Superseded",
    "correction": "Correction",
    "clarification": "Clarification",
    "withdrawn": "Withdrawn",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(state: Document, *, base: str) -> bytes:
    """state: a state document; what stands in it is told. base: the address of the service."""
    page = f"{base}/stories/{state['slug']}/"
    root = ET.Element("feed", {"xmlns": ATOM})
    _text(root, "id", f"{base}/api/v1/stories/{state['id']}/")
    _text(root, "title", state["title"])
    _text(root, "updated", state["updated_at"])
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{page[:-1]}.atom"})
    _text(ET.SubElement(root, "author"), "name", re.sub(r"^https?://", "", base))
    for change in changes(state)[:ENTRIES]:
        _entry(root, change, page, base)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, change: Change, page: str, base: str) -> None:
    entry = ET.SubElement(root, "entry")
    claim = change.claim["id"]
    kind = SAID.get(change.kind, change.kind)
    words = _words(change)
    which = change.notice["event"] if change.notice else f"{change.kind}-{_time(change.at)}"
    _text(entry, "id", f"{base}/api/v1/claims/{claim}/#{which}")
    _text(entry, "title", f"{kind}: {words}" if words else kind)
    _text(entry, "updated", _time(change.at))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{page}#{claim}"})
    ET.SubElement(entry, "category", {"term": change.kind})
    _text(entry, "content", _content(change, words))


def _words(change: Change) -> str:
    """A line that was withdrawn keeps its notice and loses its words."""
    if change.notice:
        return str(change.notice["text"])
    return str((None if change.kind == "withdrawn" else change.claim["statement"]) or change.claim["notice"] or "")


def _content(change: Change, words: str) -> str:
    if change.notice:
        return f"{words} We said: {change.notice['was']} It is: {change.notice['is']}"
    if change.kind == "withdrawn":
        return words or "We took a line back that stood here."
    return f"{words} {change.claim['sourcing']['explanation']}"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
