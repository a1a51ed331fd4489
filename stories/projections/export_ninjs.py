"""A version of a story as one IPTC ninjs 3.1 text item.

The schema closes every object, so claims come twice in its own terms: each as an associated component for whoever
reads ninjs, and all of them, whole, as JSON in a body of the role `slugline:claims`, our extension object.
Source: https://iptc.org/standards/ninjs/
"""

import json
from typing import Any

from stories.projections.changes import newest_change
from stories.projections.export_words import is_open, line

Document = dict[str, Any]

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
EXTENSION = "slugline:claims"
HEADINGS = {
    "known": "What we know",
    "reported": "What is reported",
    "disputed": "What is disputed",
    "questions": "What we do not know yet",
}


def item(state: Document, *, base: str) -> Document:
    """base: the address of the service, without a slash at its end. The item of a version is always the same."""
    changed = newest_change(state)
    text = _text(state)
    found: Document = {
        "uri": f"{base}/stories/{state['slug']}/",
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "type": "text",
        "representationType": "full",
        "profile": "story",
        "version": str(state["version"]),
        "versionCreated": state["updated_at"],
        "pubStatus": "usable" if state["public"] else "withheld",
        "title": state["title"],
        "slugline": state["slug"],
        "headlines": [{"role": "main", "contentType": "text/plain", "value": state["title"]}],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/plain",
                "charCount": len(text),
                "wordCount": len(text.split()),
                "value": text,
            },
            {"role": EXTENSION, "contentType": "application/json", "value": _extension(state)},
        ],
        "altIds": [{"role": "slugline", "value": state["id"]}],
        "associations": [_claim(claim, base) for claim in _lines(state)],
    }
    if changed is not None:
        found["contentCreated"] = changed.isoformat().replace("+00:00", "Z")
    return found


def _lines(state: Document) -> list[Document]:
    return [*state["known"], *state["reported"], *state["disputed"], *state["corrections"]]


def _text(state: Document) -> str:
    parts = []
    for section, heading in HEADINGS.items():
        if section == "questions":
            lines = [one["text"] for one in state[section] if is_open(one)]
        else:
            lines = [f"{line(one)} ({one['status']})" for one in state[section]]
        if lines:
            parts.append("\n".join([heading, *(f"- {told}" for told in lines)]))
    notices = [one["text"] for claim in state["corrections"] for one in claim["corrections"]]
    notices += [claim["notice"] for claim in state["corrections"] if claim["notice"]]
    if notices:
        parts.append("\n".join(["Corrections", *(f"- {notice}" for notice in notices)]))
    return "\n\n".join(parts)


def _extension(state: Document) -> str:
    whole = {name: state[name] for name in ("known", "reported", "disputed", "corrections", "contradictions")}
    return json.dumps({"story": state["id"], "version": state["version"], **whole}, ensure_ascii=False)


def _claim(claim: Document, base: str) -> Document:
    sources = dict.fromkeys(one["source"]["name"] for one in claim["appearances"] if one["source"])
    found: Document = {
        "name": claim["id"],
        "rel": "claim",
        "uri": f"{base}/api/v1/claims/{claim['id']}/",
        "type": "component",
        "profile": f"claim-{claim['status']}",
        "version": str(claim["version"]),
        "firstCreated": claim["first_seen"],
        "versionCreated": claim["last_changed"],
        "pubStatus": claim["publication"],
        "infoSources": [{"name": name} for name in sources],
    }
    if claim["statement"]:
        found["headlines"] = [{"role": "main", "contentType": "text/plain", "value": line(claim)}]
    if claim["notice"]:
        found["edNote"] = claim["notice"]
    return found
