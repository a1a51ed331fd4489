"""The reference as it is served: OpenAPI, the page for people, the shapes of events, a page for every problem code."""

import json
import re
from functools import cache, lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.methods import api_view
from stories.api.problems import TITLES
from stories.api.reference.codes import CODES
from stories.api.reference.openapi import DESCRIPTIONS, curl, document, examples, plain_names
from stories.api.reference.operations import OPERATIONS
from stories.api.reference.told_beyond import ABOUT, ROOMS
from stories.application.queries import NotThere
from stories.domain.events import EVENT_TYPES, SCHEMA

Document = dict[str, Any]
FRESH = "public, max-age=300"


@cache
def _openapi() -> bytes:
    return json.dumps(document(), ensure_ascii=False).encode()


@api_view(["GET"])
def openapi(request: Request) -> HttpResponseBase:
    body = _openapi()
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/json", headers={"ETag": etag, "Cache-Control": FRESH})
    return get_conditional_response(request._request, etag=etag, response=response) or response


@api_view(["GET"])
def docs(_request: Request) -> HttpResponse:
    return HttpResponse(_docs(get_language(), settings.NEWSROOM_CONTACT), headers={"Cache-Control": FRESH})


@lru_cache(maxsize=8)
def _docs(_language: str, contact: str) -> bytes:
    """The page as a function of these: every operation with its example is long to draw and never changes."""
    described = document()
    schemas = described["components"]["schemas"]
    rooms: dict[str, list[Document]] = {}
    for operation in OPERATIONS:
        shown = described["paths"][operation.path][operation.method.lower()]
        example = examples().get(operation.name, {})
        body = shown.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        rooms.setdefault(operation.room, []).append(
            {
                "operation": operation,
                "about": ROOMS[operation.room],
                "told": _marked(DESCRIPTIONS[operation.name]),
                "parameters": [
                    {
                        "name": one["name"],
                        "in": one["in"],
                        "what": _marked(one.get("description") or _kind(one["schema"], schemas)),
                    }
                    for one in shown["parameters"]
                ],
                "fields": _fields(body, schemas),
                "curl": curl(operation),
                "answer": json.dumps(example["answer"], ensure_ascii=False, indent=2) if "answer" in example else "",
                "scopes": [scope.value for scope in operation.scopes],
            }
        )
    about = [_marked(paragraph) for paragraph in ABOUT.split("\n\n")]
    page = {"about": about, "rooms": rooms, "codes": CODES, "contact": contact}
    return render_to_string("reference/docs.html", page).encode()


def _marked(text: str) -> str:
    """The little Markdown that descriptions have, as HTML."""
    parts = re.split(r"(`[^`]+`|\*\*[^*]+\*\*)", text)
    tags = {"`": ("code", 1), "*": ("b", 2)}
    found = [(tags.get(part[:1]), part) for part in parts if part]
    return format_html_join(
        "",
        "{}",
        ((format_html("<{0}>{1}</{0}>", tag[0], part[tag[1] : -tag[1]]) if tag else part,) for tag, part in found),
    )


def _page(request: HttpRequest, template: str, page: Document) -> HttpResponse:
    response = render(request, template, page | {"contact": settings.NEWSROOM_CONTACT})
    response["Cache-Control"] = FRESH
    return response


def _fields(schema: Document, schemas: Document) -> list[Document]:
    """The fields of a body: name, kind in a word, whether it is needed."""
    if "$ref" not in schema:
        return []
    found = schemas[schema["$ref"].rsplit("/", 1)[1]]
    needed = found.get("required", [])
    return [
        {"name": name, "kind": _kind(one, schemas), "needed": name in needed}
        for name, one in found["properties"].items()
    ]


def _kind(schema: Document, schemas: Document) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return " | ".join(schemas[name]["enum"]) if "enum" in schemas[name] else name
    if "anyOf" in schema:
        return " or ".join(_kind(one, schemas) for one in schema["anyOf"] if one != {"type": "null"})
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items') or {}, schemas)}"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind: str = schema.get("type", "anything")
    return "time" if schema.get("format") == "date-time" else kind


@api_view(["GET"])
def event_schemas(_request: Request) -> Response:
    listed = [
        {"type": name, "schema": SCHEMA[name], "url": f"/api/v1/schemas/events/{name}/{SCHEMA[name]}/"}
        for name in EVENT_TYPES
    ]
    return Response({"results": listed, "next": None}, headers={"Cache-Control": FRESH})


@api_view(["GET"])
def event_schema(_request: Request, type_: str, schema: int) -> HttpResponse:
    """Of an event's body, by its dataclass: a member without a value is left out."""
    if SCHEMA.get(type_) != schema:
        raise NotThere(type_)
    return HttpResponse(
        json.dumps(_event_schema(type_), ensure_ascii=False),
        content_type="application/schema+json",
        headers={"Cache-Control": FRESH},
    )


@cache
def _event_schema(type_: str) -> Document:
    found = plain_names(msgspec.json.schema(EVENT_TYPES[type_]))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{settings.PUBLIC_URL}/api/v1/schemas/events/{type_}/{SCHEMA[type_]}/",
        "title": type_,
        **found,
    }


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    page = {"codes": CODES}
    return _page(request, "reference/problems.html", page)


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What to do about a code; where `type` of every problem leads."""
    known = CODES.get(code)
    if known is None:
        raise Http404
    page = {
        "code": code,
        "known": known,
        "statuses": [(status, HTTPStatus(status).phrase, TITLES[status]) for status in known.status],
        "example": json.dumps(document()["components"]["examples"][code]["value"], ensure_ascii=False, indent=2),
    }
    return _page(request, "reference/problem.html", page)
