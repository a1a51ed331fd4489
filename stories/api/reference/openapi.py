"""The OpenAPI 3.1 document, drawn from the table of operations and the types in it."""

import json
import re
import shlex
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import msgspec
from django.conf import settings

from stories.api.problems import MEDIA_TYPE, TITLES
from stories.api.reference.answers import BY_NAME
from stories.api.reference.between import with_rules
from stories.api.reference.codes import CODES
from stories.api.reference.links import links
from stories.api.reference.operation import Operation
from stories.api.reference.operations import OPERATIONS
from stories.api.reference.parameters import headers, path_parameter, query_parameters
from stories.api.reference.told import TOLD
from stories.api.reference.told_beyond import ABOUT, ROOMS, TOLD_BEYOND
from stories.projections.shapes import Shape

Document = dict[str, Any]

VERSION = "1.0.0"

_ALWAYS = (400, 401, 404, 405, 429, 500, 503)
_COMMANDS = (403, 408, 409, 411, 412, 413, 415, 422)
_LIMITS = {
    "RateLimit": "What is left: the policy, r requests, t seconds until all are there again.",
    "RateLimit-Policy": "q requests at once, and as many again in w seconds.",
    "X-Request-Id": "What the service's log knows this request by.",
}
_LINES = {"type": "string", "pattern": r"\S"}
_VALIDATORS = {
    "ETag": "The version of what is shown: for If-None-Match, and for If-Match of a decision that rests on it.",
    "Location": "Where what was made can be read.",
}


@cache
def examples() -> dict[str, Document]:
    """A real exchange for every operation, recorded by the tests: {"address", "body"?, "answer"}."""
    found: dict[str, Document] = json.loads(
        resources.files("stories.api.reference").joinpath("examples.json").read_text(encoding="utf-8")
    )
    return found


DESCRIPTIONS = TOLD | TOLD_BEYOND


@cache
def document() -> Document:
    """What is served. Members may be added to answers, so nothing there is closed."""
    return build(closed=False)


def build(*, closed: bool) -> Document:
    """closed: answers allow no member that their schema does not name, which is how the tests hold both equal."""
    listed = OPERATIONS
    schemas = _Schemas(listed, closed=closed)
    paths: Document = {}
    for operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
        if operation.live:
            paths[operation.path]["servers"] = [{"url": f"{settings.LIVE_URL}/api/v1"}]
    for path, item in paths.items():
        if names := re.findall(r"\{(\w+)\}", path):
            item["parameters"] = [path_parameter(name) for name in names]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Slugline",
            "version": VERSION,
            "summary": "The memory of a newsdesk: what is known, who says so, and what was known at any moment.",
            "description": ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": f"{settings.PUBLIC_URL}/api/v1"}],
        "tags": [
            {"name": room, "description": ROOMS[room]} for room in dict.fromkeys(operation.room for operation in listed)
        ],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key: nrk_ and its secret."},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": settings.SESSION_COOKIE_NAME,
                    "description": "A signed-in browser. What changes something also needs X-CSRFToken.",
                },
            },
            "headers": {
                name: {"description": what, "schema": {"type": "string"}}
                for name, what in (_LIMITS | _VALIDATORS).items()
            },
            "responses": {str(status): _problems(status) for status in sorted(TITLES) if _codes_of(status)},
            "examples": {code: {"summary": known.what, "value": _problem(code)} for code, known in CODES.items()},
        },
    }


class _Schemas:
    """Every type of the table as a schema; each name once."""

    def __init__(self, listed: Iterable[Operation], *, closed: bool) -> None:
        kinds: dict[Any, None] = dict.fromkeys(BY_NAME)
        for operation in listed:
            kinds |= dict.fromkeys(kind for kind in (operation.answer, operation.body) if kind not in (None, str))
        queries = list(dict.fromkeys(operation.query for operation in listed if operation.query is not None))
        self._closed = closed
        refs, components = msgspec.json.schema_components(
            [*kinds, *queries], ref_template="#/components/schemas/{name}"
        )
        found = dict(zip([*kinds, *queries], refs, strict=True))
        asked = {found[query]["$ref"].rsplit("/", 1)[1] for query in queries}
        self._queries = {query: components[found[query]["$ref"].rsplit("/", 1)[1]] for query in queries}
        self._found = {kind: found[kind] for kind in kinds}
        answering = {kind.__name__ for kind in _shapes(Shape)}
        shown = {
            name: plain_names(schema, opened=not closed and name in answering)
            for name, schema in components.items()
            if name not in asked
        }
        self.components = with_rules(shown)

    def ref(self, kind: Any) -> Document:
        return {"type": "string"} if kind in (None, str) else self._found[kind]

    def parameters(self, query: Any) -> list[Document]:
        return query_parameters(self._queries[query]["properties"])


def _shapes(kind: type[Shape]) -> Iterable[type[Shape]]:
    for one in kind.__subclasses__():
        yield one
        yield from _shapes(one)


def plain_names(schema: Any, *, opened: bool = False) -> Any:
    """A schema with its properties as JSON has them (`from`, not `from_`)."""
    if isinstance(schema, list):
        return [plain_names(one, opened=opened) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found: Document = {}
    for key, value in schema.items():
        if key == "additionalProperties" and value is False and opened:
            continue
        if key == "properties":
            found[key] = {name.rstrip("_"): plain_names(one, opened=opened) for name, one in value.items()}
        elif key == "required":
            found[key] = [name.rstrip("_") for name in value]
        else:
            found[key] = plain_names(value, opened=opened)
    return found


def _operation(operation: Operation, schemas: _Schemas) -> Document:
    example = examples().get(operation.name, {})
    shown: Document = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": DESCRIPTIONS[operation.name],
        "tags": [operation.room],
        "security": _security(operation),
        "parameters": [*(schemas.parameters(operation.query) if operation.query else []), *headers(operation)],
        "responses": _responses(operation, schemas, example),
    }
    if operation.body is not None:
        shown["requestBody"] = {
            "required": operation.takes != "application/json"
            or any(field.required for field in msgspec.structs.fields(operation.body)),
            "content": {
                operation.takes: {
                    "schema": _LINES if operation.body is str else schemas.ref(operation.body),
                    **_shown(example, "body"),
                }
            },
        }
    return shown


def _shown(example: Document, part: str) -> Document:
    return {"examples": {"recorded": {"value": example[part]}}} if part in example else {}


def _security(operation: Operation) -> list[Document]:
    scopes = [scope.value for scope in operation.scopes]
    if not operation.scopes:
        return []
    known: list[Document] = [*({"key": [scope]} for scope in scopes), {"session": []}]
    return [{}, *known] if operation.public else known


def _leads_on(operation: Operation) -> bool:
    """Whether it is a verb of what may have been merged since."""
    return operation.is_command and operation.path.startswith(("/claims/{claim}/", "/stories/{story}/"))


def _responses(operation: Operation, schemas: _Schemas, example: Document) -> Document:
    answer = {
        "description": operation.summary,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in (*_LIMITS, *_validators(operation))},
        "content": {operation.media: {"schema": schemas.ref(operation.answer), **_shown(example, "answer")}}
        | {
            media: {"schema": {"type": "object" if media.endswith(("/json", "+json")) else "string"}}
            for media in operation.forms
        },
    }
    if operation.answer is None:
        del answer["content"]
    if leading := links(operation, OPERATIONS):
        answer["links"] = leading
    found: Document = {str(status): answer for status in (operation.status, *operation.other)}
    if operation.tagged:
        found["304"] = {"description": "You have the newest."}
    if operation.method == "GET" and operation.public and operation.scopes:
        found["304"] = {"description": "You have the newest."}
    if (operation.method == "GET" and operation.public and operation.scopes) or _leads_on(operation):
        found["308"] = {"description": "Merged into another one, which Location names."}
    statuses = {*_ALWAYS, *(_COMMANDS if operation.is_command else ())}
    if not operation.public:
        statuses.add(403)
    if operation.versioned:
        statuses.add(428)
    found |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}
    return found


def _validators(operation: Operation) -> list[str]:
    if not operation.scopes or operation.answer in (None, str):
        return []
    return ["ETag", "Location"] if operation.status in {201, 202} else ["ETag"]


def _codes_of(status: int) -> list[str]:
    return [code for code, known in CODES.items() if status in known.status]


def _problems(status: int) -> Document:
    schema = {"$ref": "#/components/schemas/Problem"}
    shown = {code: {"$ref": f"#/components/examples/{code}"} for code in _codes_of(status)}
    return {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": schema, "examples": shown}}}


def _problem(code: str) -> Document:
    known = CODES[code]
    status = known.status[0]
    problem: Document = {
        "type": f"{settings.PUBLIC_URL}/problems/{code}/",
        "title": TITLES[status],
        "status": status,
        "detail": known.what,
        "code": code,
        "request_id": "8b0f2c7d5e9a4b13a6c4d2e1f0978653",
    }
    if code in {"invalid-body", "invalid-query"}:
        missing = "The field 'text' is needed"
        problem["errors"] = [{"pointer": "/text", "code": "required", "detail": missing}]
    if code == "version-conflict":
        story = "sto_0199e0c18a4d7c3e9f2ab76d1c5e4f03"
        problem |= {
            "current_version": 19,
            "conflicting_events": [],
            "diff_url": f"/api/v1/stories/{story}/diff/?from=17&to=23",
        }
    return problem


def curl(operation: Operation) -> str:
    """The recorded exchange as a line for a shell that knows $API and $KEY."""
    example = examples().get(operation.name, {})
    words = ["curl", "-s"]
    if operation.scopes:
        words.append('-H "Authorization: Bearer $KEY"')
    if operation.method != "GET":
        words.append(f"-X {operation.method}")
    if operation.waits:
        words.append("-H 'Prefer: wait=10'")
    if "body" in example:
        words.append("-H 'Content-Type: application/json'")
        words.append("-d " + shlex.quote(json.dumps(example["body"], ensure_ascii=False)))
    words.append(f'"$API{example.get("address", operation.path)}"')
    return " ".join(words)
