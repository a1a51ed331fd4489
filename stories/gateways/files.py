"""Articles out of files: NDJSON of the API's own shape, one IPTC ninjs item, plain text, HTML.

Each yields raw fields as `POST /articles/` takes them; whoever files them checks them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Fields = dict[str, Any]


class Unreadable(ValueError):
    """The file, or one line of it, holds no article; says what to mend."""


@dataclass(frozen=True, slots=True)
class Item:
    """line counts from 1 in NDJSON; 1 for files that are one article. error: why there are no fields."""

    line: int
    fields: Fields
    error: str | None = None


def items(path: Path, *, source: str | None) -> Iterator[Item]:
    """The articles of a file, in constant memory for NDJSON. source: the outlet's name where the file has none."""
    match path.suffix.lower():
        case ".ndjson" | ".jsonl":
            yield from _lines(path, source)
        case ".json":
            try:
                yield Item(1, from_ninjs(json.loads(path.read_text(encoding="utf-8-sig")), source=source))
            except (ValueError, OSError) as exc:
                yield Item(1, {}, f"not a ninjs item: {exc}")
        case ".html" | ".htm" | ".xhtml":
            yield _whole(path, "html", source)
        case _:
            yield _whole(path, "text", source)


def _lines(path: Path, source: str | None) -> Iterator[Item]:
    with path.open(encoding="utf-8-sig", errors="strict") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                fields = json.loads(line)
            except ValueError as exc:
                yield Item(number, {}, f"not JSON: {exc}")
                continue
            if not isinstance(fields, dict):
                yield Item(number, {}, "not a JSON object")
                continue
            if source and "source" not in fields:
                fields["source"] = {"name": source}
            yield Item(number, fields)


def _whole(path: Path, field: str, source: str | None) -> Item:
    if source is None:
        return Item(1, {}, "a text or HTML file names no outlet; give one with --source")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as exc:
        return Item(1, {}, f"not UTF-8 text: {exc}")
    return Item(1, {field: text, "source": {"name": source}, "external_id": str(path.name)})


def from_ninjs(item: Any, *, source: str | None) -> Fields:
    """A ninjs 3 text item as article fields. Raises Unreadable where it has no words or no publisher."""
    if not isinstance(item, dict) or "uri" not in item:
        raise Unreadable("no object with a uri")
    name = source or _publisher(item)
    if name is None:
        raise Unreadable("neither copyrightHolder nor infoSources nor the uri's host names a publisher")
    fields: Fields = {"source": {"name": name}, "external_id": str(item["uri"])[:500]}
    body = _body(item)
    fields["html" if "html" in body[0] else "text"] = body[1]
    if headline := _main(item.get("headlines")):
        fields["title"] = headline
    for ours, theirs in (("byline", "by"), ("language", "language"), ("modified_at", "versionCreated")):
        if item.get(theirs):
            fields[ours] = item[theirs]
    if first := item.get("firstCreated") or item.get("versionCreated"):
        fields["published_at"] = first
    if status := item.get("pubStatus"):
        fields["pubstatus"] = status
    if embargo := item.get("embargoedUntil"):
        fields["embargo_until"] = embargo
    return fields


def _publisher(item: Fields) -> str | None:
    """Who is named first: an information source, the holder of the rights, the host that gave the item its uri."""
    listed = item.get("infoSources")
    named = [one.get("name") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return next((str(name) for name in (*named, item.get("copyrightHolder"), _host(item["uri"])) if name), None)


def _host(uri: Any) -> str | None:
    try:
        parts = urlsplit(str(uri))
        return parts.hostname if parts.scheme in {"http", "https"} else None
    except ValueError:
        return None


def _main(entries: Any) -> str | None:
    if not isinstance(entries, list):
        return None
    found = [one for one in entries if isinstance(one, dict) and one.get("value")]
    main = next((one for one in found if one.get("role") == "main"), found[0] if found else None)
    return str(main["value"]) if main else None


def _body(item: Fields) -> tuple[str, str]:
    """Content type and text: plain text before markup, a body before a description."""
    for part in ("bodies", "descriptions"):
        listed = item.get(part)
        entries = (
            [one for one in listed if isinstance(one, dict) and one.get("value")] if isinstance(listed, list) else []
        )
        plain = [one for one in entries if one.get("contentType", "text/plain") == "text/plain"]
        for one in (*plain, *entries):
            kind = str(one.get("contentType", "text/plain"))
            return ("text/plain" if kind == "text/plain" else "text/html"), str(one["value"])
    raise Unreadable("no body and no description")
