"""From bytes to a request body: one strict JSON parser, then one typed shape. Errors say where and what to mend."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import msgspec
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from stories.api.fields import Misfit, checked, moments
from stories.api.problems import Problem
from stories.eventlog.canonical import BadJSON, parse_json

MAX_BYTES = 1024 * 1024
NINJS = "application/vnd.iptc.ninjs+json"
T = TypeVar("T")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PATH = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")


class StrictJSONParser(BaseParser):
    """application/json, read whole: no duplicate keys, no NUL, no lone surrogates, no fractions, no repair."""

    media_type = "application/json"
    fractions = False

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {}).get("request")
        meta = getattr(request, "META", {})
        encoding = meta.get("HTTP_CONTENT_ENCODING", "identity")
        if encoding.strip().lower() not in {"", "identity"}:
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
        if announced.isdecimal() and len(data) < int(announced):
            raise Problem(400, "cut-short", "The body ended before its Content-Length; send the whole of it again.")
        return read_json(data, fractions=self.fractions)


class NinjsParser(StrictJSONParser):
    """An IPTC ninjs item under its own name. It may have fractions, for the places on its maps."""

    media_type = NINJS
    fractions = True


def _too_large() -> Problem:
    return Problem(413, "too-large", f"A body may have {MAX_BYTES:,} bytes.")


def read_json(data: bytes, *, fractions: bool = False) -> object:
    try:
        return parse_json(data, fractions=fractions)
    except BadJSON as exc:
        raise Problem(400, "malformed-json", str(exc)) from exc


def body_of(request: Request, shape: type[T], prepare: Callable[[dict[str, Any]], dict[str, Any]] | None = None) -> T:
    """The request's JSON body as `shape`. An absent body is an empty object, for verbs that need no record.

    prepare: makes our fields of another standard's.

    Raises Problem 400 with a JSON pointer to the member that is missing, unknown or of the wrong kind.
    """
    data = request.data
    if not data and not _sent(request) and "HTTP_TRANSFER_ENCODING" in request.META:
        raise Problem(411, "length-required", "Send the body with its Content-Length, not in chunks.")
    if not isinstance(data, dict) or (not data and not _sent(request) and _needs(shape)):
        raise Problem(400, "not-an-object", "The body is a JSON object.")
    return fitted(prepare(data) if prepare else data, shape)


def fitted(data: dict[str, Any], shape: type[T]) -> T:
    """Parsed JSON as `shape`. Raises Problem 400 as body_of does."""
    try:
        body = shaped(checked(data), shape)
    except Misfit as exc:
        raise bad_field(exc.pointer, exc.code, str(exc)) from exc
    for pointer in moments(body):
        raise bad_field(pointer, "out-of-range", "This time has no form in UTC between the years 1 and 9999")
    return body


def _sent(request: Request) -> bool:
    return request.META.get("CONTENT_LENGTH") not in {None, "", "0"}


def _needs(shape: type[Any]) -> bool:
    return any(field.required for field in msgspec.structs.fields(shape))


def shaped(data: Mapping[str, Any], shape: type[T]) -> T:
    try:
        return msgspec.convert(data, shape, strict=True)
    except msgspec.ValidationError as exc:
        raise invalid(str(exc)) from exc


def query_of(request: Request, shape: type[T]) -> T:
    """The query parameters as `shape`: none unknown, none twice.

    Raises Problem 400, and 401 for a key that somebody put into an address, where logs and histories keep it.
    """
    given: dict[str, str] = {}
    for name, values in request.query_params.lists():
        if len(values) > 1:
            raise bad_query(name, "given-twice", "Give this parameter once")
        if _CONTROL.search(values[0]):
            raise bad_query(name, "invalid", "This parameter has control characters")
        given[name] = values[0]
    try:
        found = msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as exc:
        problem = invalid(str(exc))
        raise Problem(400, "invalid-query", problem.text, errors=problem.errors) from exc
    for field in msgspec.structs.fields(cast("msgspec.Struct", found)):
        if field.encode_name in given and getattr(found, field.name) is None:
            raise bad_query(field.encode_name, "invalid", "Leave this parameter out instead of giving null")
    return found


def bad_query(name: str, code: str, detail: str) -> Problem:
    """A query parameter that is not as it should be; its pointer is its name."""
    return Problem(
        400, "invalid-query", f"{detail}: {name}.", errors=[{"pointer": f"/{name}", "code": code, "detail": detail}]
    )


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
    return Problem(
        400,
        "invalid-body",
        f"{detail} ({pointer or 'the body'}).",
        errors=[{"pointer": pointer, "code": code, "detail": detail}],
    )
