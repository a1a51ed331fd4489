"""What goes beside the body, described: ids in paths, query parameters, headers of requests."""

from collections.abc import Mapping
from typing import Any

from stories.api.reference.operation import Operation
from stories.domain.events import EVENT_TYPES

Document = dict[str, Any]

_HEX = "[0-9a-f]{32}"
_IDS = {
    "story": ("A story's id, or its slug.", rf"^(sto_{_HEX}|[a-z0-9]+(-[a-z0-9]+)*)$"),
    "article": ("An article's id.", f"^art_{_HEX}$"),
    "claim": ("A claim's id.", f"^clm_{_HEX}$"),
    "contradiction": ("A contradiction's id.", f"^con_{_HEX}$"),
    "question": ("A question's id.", f"^que_{_HEX}$"),
    "suggestion": ("A suggestion's id.", f"^sug_{_HEX}$"),
    "source": ("A source's id.", f"^src_{_HEX}$"),
    "file": ("A file's id.", f"^fil_{_HEX}$"),
    "job": ("A job's id.", f"^job_{_HEX}$"),
    "key": ("A key's id.", f"^key_{_HEX}$"),
    "feed": ("A feed's id.", f"^fee_{_HEX}$"),
    "endpoint": ("A webhook endpoint's id.", f"^whe_{_HEX}$"),
    "delivery": ("A delivery's id.", f"^dlv_{_HEX}$"),
    "event": (
        "An event's UUID, or evt_ and its 32 digits.",
        rf"^(evt_{_HEX}|[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})$",
    ),
    "line": ("A line of the timetable, by its name.", "^[a-z_]{1,40}$"),
    "type": ("An event's type.", r"^[a-z_]+\.[a-z_]+$"),
}
_NUMBERS = {
    "schema": "The number of the schema that its envelope names.",
    "n": "The number of the evidence within its claim.",
}
_TYPES: Document = {
    "schema": {"type": "array", "items": {"enum": list(EVENT_TYPES)}, "minItems": 1, "maxItems": len(EVENT_TYPES)},
    "style": "form",
    "explode": False,
    "description": "Event types, comma-separated.",
    "example": ["claim.verified", "claim.corrected"],
}
_WORDS: dict[str, Document] = {
    "at_version": {"description": "The story as it was at this version. Not together with as_of."},
    "as_of": {
        "description": "The story as it was at this time (RFC 3339, with a zone). Not together with at_version.",
        "example": "2026-01-31T12:00:00Z",
    },
    "view": {"description": "What readers see or saw."},
    "limit": {"description": "How many at most."},
    "cursor": {"description": "From `next` of the page before; none can be made up."},
    "types": _TYPES,
    "q": {"description": "Words of the title or name."},
    "updated_since": {"description": "A time (RFC 3339, with a zone).", "example": "2026-01-31T12:00:00Z"},
    "wait": {"description": "Seconds to wait for the first event beyond the position."},
    "after_position": {"description": "Events beyond this position of the log."},
    "after_version": {"description": "Events beyond this version of the story."},
    "after_line": {"description": "Results of the lines beyond this one."},
    "from": {"description": "The older version, where 0 is before the first event; or size of the log."},
    "to": {"description": "The newer version or size; the current one, or the newest signed, if not given."},
    "event": {"description": "An event's UUID, or evt_ and its 32 digits. Not together with position."},
    "position": {"description": "An event's position in the log. Not together with event."},
    "size": {"description": "How many events the tree has; that of the newest checkpoint if not given."},
}
_LOOKS = {"test_feed"}  # a POST that changes nothing
_NOTHING_BEFORE = {"create_story", "register_source"}
_WITHOUT_VERSIONS = {
    "webhook-endpoints",
    "deliveries",
    "files",
    "jobs",
    "article-batches",
    "keys",
    "feeds",
    "timetable",
}
_ETAG = {"type": "string", "pattern": r'^(W/)?"[!#-~]*"$'}
_PRINTABLE = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$"}
_ANY = {"type": "string"}


def path_parameter(name: str) -> Document:
    if name in _NUMBERS:
        what, schema = _NUMBERS[name], {"type": "integer", "minimum": 0}
    else:
        what, schema = _IDS[name][0], {"type": "string", "pattern": _IDS[name][1]}
    return {"name": name, "in": "path", "required": True, "description": what, "schema": schema}


def query_parameters(properties: Mapping[str, Document]) -> list[Document]:
    """Of the properties of a query's type."""
    return [
        {"name": name, "in": "query", "schema": _without_null(one), **_WORDS.get(name, {})}
        for name, one in properties.items()
    ]


def _without_null(schema: Document) -> Document:
    """A query cannot say null; a parameter that is left out says it."""
    shown = {key: value for key, value in schema.items() if not (key == "default" and value is None)}
    if "anyOf" in shown:
        rest = [one for one in shown.pop("anyOf") if one != {"type": "null"}]
        shown = {**rest[0], **shown} if len(rest) == 1 else {"anyOf": rest, **shown}
    return shown


def headers(operation: Operation) -> list[Document]:
    """Those that a request may bear, beside Authorization."""

    def header(name: str, what: str, schema: Document, example: str) -> Document:
        return {"name": name, "in": "header", "description": what, "schema": schema, "example": example}

    if not operation.is_command:
        unchanged = "304 if this ETag is still the newest."
        return [header("If-None-Match", unchanged, _ANY, '"v42"')] if operation.scopes or operation.tagged else []
    once = header(
        "Idempotency-Key",
        "The same key and body again show the same, once done. Printable ASCII; a UUID is a good one.",
        _PRINTABLE,
        "0b5e7a52-4f5d-4c0e-9d65-2f3f5d0f7f11",
    )
    del once["example"]  # one that everybody sends would make strangers' commands repetitions of each other
    if operation.room in _WITHOUT_VERSIONS or operation.name in _NOTHING_BEFORE:
        return [once] if operation.method == "POST" and operation.name not in _LOOKS else []
    needed = " Needed here, unless expected_version stands in the body." if operation.versioned else ""
    found = [once, header("If-Match", f"The ETag of what you decide on.{needed}", _ETAG, '"v17"')]
    if operation.waits:
        wait = "Answer when the analysis is done, or after so many seconds (30 at most)."
        found.append(header("Prefer", wait, _ANY, "wait=10"))
    return found
