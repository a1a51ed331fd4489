"""Where an answer leads: what it names can be asked for next, as OpenAPI links."""

import re
from collections.abc import Iterable
from typing import Any

from stories.api.reference.operation import Operation

Document = dict[str, Any]

_ID, _FIRST = "$response.body#/id", "$response.body#/results/0/id"
_STORY = "$response.body#/story"

# Which ids an operation's answer names, by the parameters that take them.
_NAMES: dict[str, dict[str, str]] = {
    "create_story": {"story": _ID},
    "list_stories": {"story": _FIRST},
    "read_story": {"story": _ID},
    "file_article": {"article": _ID, "story": _STORY},
    "list_articles": {"article": _FIRST},
    "read_article": {"article": _ID},
    "create_claim": {"claim": _ID},
    "list_claims": {"claim": _FIRST},
    "read_claim": {"claim": _ID},
    "list_contradictions": {"contradiction": _FIRST},
    "list_story_contradictions": {"contradiction": _FIRST},
    "read_contradiction": {"contradiction": _ID},
    "ask_question": {"question": _ID},
    "list_questions": {"question": _FIRST},
    "read_question": {"question": _ID},
    "list_suggestions": {"suggestion": _FIRST},
    "register_source": {"source": _ID},
    "list_sources": {"source": _FIRST},
    "read_source": {"source": _ID},
    "read_log": {"event": _FIRST},
    "list_story_events": {"event": _FIRST},
    "send_batch": {"job": _ID},
    "import_feeds": {"job": _ID},
    "read_job": {"job": _ID},
    "send_file": {"file": _ID},
    "create_endpoint": {"endpoint": _ID},
    "list_endpoints": {"endpoint": _FIRST},
    "ping_endpoint": {"delivery": _ID},
    "list_deliveries": {"delivery": _FIRST},
    "create_key": {"key": _ID},
    "list_keys": {"key": _FIRST},
}
# What else follows: operation, the one that it leads to, the parameters.
_MORE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("create_endpoint", "list_deliveries", {"query.endpoint": _ID}),
    ("create_claim", "strike_evidence", {"claim": _ID, "n": "$response.body#/evidence/0/n"}),
    ("read_claim", "diff_story", {"story": _STORY, "to": "$response.body#/version"}),
)
_PLACE = re.compile(r"\{(\w+)\}")


def links(operation: Operation, operations: Iterable[Operation]) -> Document:
    """By the names of the operations that they lead to."""
    named = _NAMES.get(operation.name, {})
    found: Document = {}
    for one in operations:
        places = _PLACE.findall(one.path)
        if one.live or one is operation or len(places) != 1 or places[0] not in named:
            continue
        found[one.name] = _link(one, {places[0]: named[places[0]]})
    by_name = {one.name: one for one in operations}
    for first, second, parameters in _MORE:
        if first == operation.name:
            found[second] = _link(by_name[second], parameters)
    return found


def _link(following: Operation, parameters: dict[str, str]) -> Document:
    """A verb that needs the version it rests on gets the one just read."""
    if following.versioned and _ID in parameters.values():
        parameters = {**parameters, "header.If-Match": "$response.header.ETag"}
    return {"operationId": following.name, "parameters": parameters}
