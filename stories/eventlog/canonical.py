"""Canonical bytes, profile C1, and strict JSON as clients may send it.

Standard library only, so that an export can be checked with this file, strict.py, merkle.py and verify.py alone.
C1: UTF-8 without white space; keys `[a-z][a-z0-9_]{0,63}`, unique, sorted; integers within 2^53-1; minimal escapes.
A parser rejects, it never repairs.
"""

import json
import re
from typing import Final

from stories.eventlog.strict import MAX_INTEGER, Parser, Refused

MAX_DEPTH: Final = 32
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_string = json.JSONEncoder(ensure_ascii=False).encode  # of a string: with as few escapes as JSON allows
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class NotCanonical(ValueError):
    """The bytes are not C1. at: offset of the first offending byte."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(f"{reason} (byte {at})")
        self.reason = reason
        self.at = at


class BadJSON(ValueError):
    """The bytes are not JSON as we accept it. line and column count from 1, column in code points."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"{reason} (line {line}, column {column})")
        self.reason = reason
        self.line = line
        self.column = column


def encode(value: object) -> bytes:
    """The one C1 form of a value made of dict, list, tuple, str, int, bool and None.

    Raises ValueError on anything C1 cannot hold: floats, large integers, U+0000, lone surrogates, other keys, depth.
    """
    parts: list[str] = []
    _write(value, parts, 0)
    return "".join(parts).encode("utf-8")


def parse(data: bytes) -> object:
    """The value of C1 bytes. Raises NotCanonical, with the offset, on any other bytes."""
    try:
        text = _text(data)
    except Refused as refused:
        raise NotCanonical(refused.reason, refused.at) from None
    try:
        value = Parser(text, max_depth=MAX_DEPTH, max_nodes=None, fractions=False).document()
        again = encode(value)
    except Refused as refused:
        raise NotCanonical(refused.reason, len(text[: refused.at].encode())) from None
    except ValueError as error:
        raise NotCanonical(str(error), 0) from None
    if again != data:
        pairs = zip(again, data, strict=False)
        at = next((n for n, (ours, theirs) in enumerate(pairs) if ours != theirs), min(len(again), len(data)))
        raise NotCanonical("not the canonical form: white space, key order, escapes or a number's spelling", at)
    return value


def parse_json(data: bytes, *, max_depth: int = MAX_DEPTH, max_nodes: int = 20_000, fractions: bool = False) -> object:
    """A value of JSON as clients send it: any white space, key order and key.

    Raises BadJSON on duplicate keys (also by escape), U+0000, lone surrogates, integers beyond 2^53-1, fractions and
    exponents (unless let in), NaN, Infinity, a BOM, other encodings, trailing data, and beyond the limits.
    max_depth: nested arrays and objects. max_nodes: values and keys together.
    """
    text = ""
    try:
        text = _text(data)
        return Parser(text, max_depth=max_depth, max_nodes=max_nodes, fractions=fractions).document()
    except Refused as refused:
        before = text[: refused.at] if text else data[: refused.at].decode("utf-8", "replace")
        line = before.count("\n") + 1
        raise BadJSON(refused.reason, line, len(before) - (before.rfind("\n") + 1) + 1) from None


def _text(data: bytes) -> str:
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise Refused("a byte order mark", 0)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("not UTF-8", error.start) from None


def _write(value: object, parts: list[str], depth: int) -> None:
    match value:
        case None:
            parts.append("null")
        case bool():
            parts.append("true" if value else "false")
        case str():
            parts.append(_quoted(value))
        case int():
            if abs(value) > MAX_INTEGER:
                raise ValueError("an integer beyond 2^53-1: send it as a string")
            parts.append(int.__repr__(value))
        case dict():
            _write_object(value, parts, depth + 1)
        case list() | tuple():
            _check_depth(depth + 1)
            parts.append("[")
            for n, item in enumerate(value):
                if n:
                    parts.append(",")
                _write(item, parts, depth + 1)
            parts.append("]")
        case _:
            raise ValueError(f"no canonical form for {type(value).__name__}")


def _write_object(value: dict[object, object], parts: list[str], depth: int) -> None:
    _check_depth(depth)
    for key in value:
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise ValueError(f"a key that is not canonical: {key!r}")
    parts.append("{")
    for n, key in enumerate(sorted(value)):  # type: ignore[type-var]
        parts.append(f',"{key}":' if n else f'"{key}":')
        _write(value[key], parts, depth)
    parts.append("}")


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"deeper than {MAX_DEPTH}")


def _quoted(text: str) -> str:
    if "\x00" in text:
        raise ValueError("U+0000 in a string")
    if not text.isascii() and _SURROGATE.search(text):
        raise ValueError("a lone surrogate in a string")
    return _string(text)
