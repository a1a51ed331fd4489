"""What a type of one field cannot say: rules between the fields of a body, and lists of what may stand in one."""

from typing import Any

from stories.application.messages import CHAT_TYPES
from stories.domain.events import EVENT_TYPES

Document = dict[str, Any]


def _a_text_in(name: str) -> Document:
    return {"required": [name], "properties": {name: {"type": "string"}}}


_DECIDED = {"properties": {"expected_version": {"type": "integer"}}, "required": ["expected_version"]}
_HEARD = {"items": {"enum": list(EVENT_TYPES)}}
_CHATTED = {"types": {"items": {"enum": sorted(CHAT_TYPES)}}}

BETWEEN: dict[str, Document] = {
    "NewArticle": {"oneOf": [_a_text_in("text"), _a_text_in("html")], "if": _DECIDED, "then": _a_text_in("story")},
    "NewEndpoint": {
        "if": {"properties": {"format": {"const": "chat"}}, "required": ["format"]},
        "then": {"properties": _CHATTED},
    },
}
FIELDS: dict[tuple[str, str], Document] = {("NewEndpoint", "types"): _HEARD, ("AmendEndpoint", "types"): _HEARD} | {
    (name, "stories"): {"items": {"type": "string", "pattern": "^sto_[0-9a-f]{32}$"}}
    for name in ("NewEndpoint", "AmendEndpoint")
}


def with_rules(components: Document) -> Document:
    """The schemas of components, with what is known here."""
    for (name, field), more in FIELDS.items():
        components[name]["properties"][field] |= more
    for name, more in BETWEEN.items():
        components[name] |= more
    return components
