"""From bytes to a request body: one strict JSON parser, then one typed shape. Errors say where and what to mend."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from stories.api.problems import Problem
from stories.eventlog.canonical import BadJSON, parse_json

MAX_BYTES = 1024 * 1024
T = TypeVar("T")

_PATH = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")


class StrictJSONParser(BaseParser):
    """application/json, read whole: no duplicate keys, no NUL, no lone surrogates, no fractions, no repair."""

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> object:
        request = (parser_context or {}).get("request")
        meta = getattr(request, "META", {})
        encoding = meta.get("HTTP_CONTENT_ENCODING", "identity")
        if encoding.lower() != "identity":
            raise Problem(415, "content-encoding", f"Send the body as it is, without Content-Encoding {encoding}.")
        charset = re.search(r"charset=\"?([^;\"\s]+)", media_type or "", re.IGNORECASE)
        if charset and charset[1].lower() not in {"utf-8", "utf8"}:
            raise Problem(400, "malformed-json", "JSON is UTF-8; send it without another charset.")
        announced = meta.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > MAX_BYTES:
            raise _too_large()
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _too_large()
        return read_json(data)


def _too_large() -> Problem:
    return Problem(413, "too-large", f"A body may have {MAX_BYTES:,} bytes.")


def read_json(data: bytes) -> object:
    try:
        return parse_json(data)
    except BadJSON as exc:
        raise Problem(400, "malformed-json", str(exc)) from exc


def body_of(request: Request, shape: type[T]) -> T:
    """The request's JSON body as `shape`. An absent body is an empty object.

    Raises Problem 400 with a JSON pointer to the member that is missing, unknown or of the wrong kind.
    """
    data = request.data
    if request.content_type and not request.content_type.startswith("application/json") and data:
        raise Problem(415, "unsupported-media-type", "Send application/json.")
    if not isinstance(data, dict):
        raise Problem(400, "not-an-object", "The body is a JSON object.")
    return shaped(dict(data), shape)


def shaped(data: Mapping[str, Any], shape: type[T]) -> T:
    try:
        return msgspec.convert(data, shape, strict=True, dec_hook=None)
    except msgspec.ValidationError as exc:
        raise invalid(str(exc)) from exc


def invalid(message: str) -> Problem:
    """msgspec's message ("... - at `$.source.name`") as a problem with a JSON pointer."""
    found = _PATH.search(message)
    path = found["path"] if found else ""
    text = message[: found.start()] if found else message
    code = "invalid"
    if unknown := re.search(r"unknown field `([^`]+)`", text):
        code, path = "unknown-field", f"{path}.{unknown[1]}"
        text = f"There is no field {unknown[1]!r} here, or it is read-only"
    elif missing := re.search(r"missing required field `([^`]+)`", text):
        code, path = "required", f"{path}.{missing[1]}"
        text = f"The field {missing[1]!r} is needed"
    pointer = re.sub(r"\[(\d+|\.\.\.)\]", r"/\1", path.replace(".", "/")).replace("/...", "/-")
    return Problem(
        400,
        "invalid-body",
        f"{text} ({pointer or 'the body'}).",
        errors=[{"pointer": pointer, "code": code, "detail": text}],
    )


def bad_field(pointer: str, code: str, detail: str) -> Problem:
    return Problem(400, "invalid-body", detail, errors=[{"pointer": pointer, "code": code, "detail": detail}])
