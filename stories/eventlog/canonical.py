"""Canonical bytes, profile C1, and the strict JSON parser that it and the API stand on.

Standard library only, so that an export can be checked with this file, merkle.py and verify.py alone.
C1: UTF-8 without white space; keys `[a-z][a-z0-9_]{0,63}`, unique, sorted; integers within 2^53-1; minimal escapes.
A parser rejects, it never repairs.
"""

import re
from typing import Final

MAX_DEPTH: Final = 32
MAX_INTEGER: Final = 2**53 - 1
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f]')
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}

_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_HEX4 = re.compile(r"[0-9A-Fa-f]{4}", re.ASCII)
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_LONGEST_INTEGER = 17  # a sign and the sixteen digits of 2^53-1: never convert more


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


class _Refused(Exception):
    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


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
    except _Refused as refused:
        raise NotCanonical(refused.reason, refused.at) from None
    try:
        value = _Parser(text, max_depth=MAX_DEPTH, max_nodes=None, fractions=False).document()
        again = encode(value)
    except _Refused as refused:
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
        return _Parser(text, max_depth=max_depth, max_nodes=max_nodes, fractions=fractions).document()
    except _Refused as refused:
        before = text[: refused.at] if text else data[: refused.at].decode("utf-8", "replace")
        line = before.count("\n") + 1
        raise BadJSON(refused.reason, line, len(before) - (before.rfind("\n") + 1) + 1) from None


def _text(data: bytes) -> str:
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise _Refused("a byte order mark", 0)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Refused("not UTF-8", error.start) from None


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
    return '"' + _TO_ESCAPE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _SHORT.get(char) or f"\\u{ord(char):04x}"


class _Parser:
    """One pass over the text; recursion no deeper than max_depth, since that is checked before each step down."""

    def __init__(self, text: str, *, max_depth: int, max_nodes: int | None, fractions: bool) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.nodes = 0
        self.max_depth = max_depth
        self.max_nodes = max_nodes
        self.fractions = fractions

    def document(self) -> object:
        self.skip()
        value = self.value()
        self.skip()
        if self.at < len(self.text):
            raise _Refused("something follows the value", self.at)
        return value

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        if match:
            self.at = match.end()

    def count(self) -> None:
        self.nodes += 1
        if self.max_nodes is not None and self.nodes > self.max_nodes:
            raise _Refused(f"more than {self.max_nodes} values and keys", self.at)

    def next_is(self, char: str) -> bool:
        """Step over char, with the white space around it, if it comes next."""
        self.skip()
        if not self.text.startswith(char, self.at):
            return False
        self.at += 1
        self.skip()
        return True

    def value(self) -> object:
        self.count()
        char = self.text[self.at : self.at + 1]
        match char:
            case "":
                raise _Refused("the text ends too early", self.at)
            case '"':
                return self.string()
            case "{" | "[":
                if self.depth >= self.max_depth:
                    raise _Refused(f"deeper than {self.max_depth}", self.at)
                self.depth += 1
                value = self.members() if char == "{" else self.items()
                self.depth -= 1
                return value
            case "t" | "f" | "n":
                return self.word()
            case _:
                return self.number()

    def members(self) -> dict[str, object]:
        found: dict[str, object] = {}
        self.at += 1
        self.skip()
        if self.text.startswith("}", self.at):
            self.at += 1
            return found
        while True:
            start = self.at
            if not self.text.startswith('"', start):
                raise _Refused("a key in double quotes is due", start)
            self.count()
            key = self.string()
            if key in found:
                raise _Refused(f"duplicate key {key[:64]!r}", start)
            if not self.next_is(":"):
                raise _Refused("a colon is due", self.at)
            found[key] = self.value()
            if self.closes("}"):
                return found

    def items(self) -> list[object]:
        found: list[object] = []
        self.at += 1
        self.skip()
        if self.text.startswith("]", self.at):
            self.at += 1
            return found
        while True:
            found.append(self.value())
            if self.closes("]"):
                return found

    def closes(self, end: str) -> bool:
        self.skip()
        if self.text.startswith(end, self.at):
            self.at += 1
            return True
        if not self.next_is(","):
            raise _Refused(f"a comma or {end} is due", self.at)
        return False

    def word(self) -> bool | None:
        for word, value in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        raise _Refused("no JSON value", self.at)

    def number(self) -> int | float:
        match = _NUMBER.match(self.text, self.at)
        if not match:
            raise _Refused("no JSON value", self.at)
        start, self.at = self.at, match.end()
        if match.group(1) is not None or match.group(2) is not None:
            if not self.fractions:
                raise _Refused("a fraction or exponent: send it as a string", start)
            fraction = float(match.group())
            if abs(fraction) == float("inf"):
                raise _Refused("a number too large: send it as a string", start)
            return fraction
        if match.end() - start > _LONGEST_INTEGER or abs(int(match.group())) > MAX_INTEGER:
            raise _Refused("an integer beyond 2^53-1: send it as a string", start)
        return int(match.group())

    def string(self) -> str:
        start = self.at
        self.at += 1
        parts: list[str] = []
        while True:
            match = _PLAIN.match(self.text, self.at)
            if match:
                parts.append(match.group())
                self.at = match.end()
            char = self.text[self.at : self.at + 1]
            if char == '"':
                self.at += 1
                return "".join(parts)
            if char == "\\":
                parts.append(self.escape())
            elif not char:
                raise _Refused("a string without its end", start)
            else:
                raise _Refused("U+0000 in a string" if char == "\0" else "a bare control character", self.at)

    def escape(self) -> str:
        start = self.at
        char = self.text[start + 1 : start + 2]
        if char != "u":
            if char not in _ESCAPES or not char:
                raise _Refused("an unknown escape", start)
            self.at += 2
            return _ESCAPES[char]
        unit = self.unit(start)
        if unit == 0:
            raise _Refused("U+0000 in a string", start)
        if not 0xD800 <= unit <= 0xDFFF:
            return chr(unit)
        if unit <= 0xDBFF and self.text.startswith("\\u", self.at):
            low = self.unit(self.at)
            if 0xDC00 <= low <= 0xDFFF:
                return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        raise _Refused("a lone surrogate", start)

    def unit(self, start: int) -> int:
        match = _HEX4.match(self.text, start + 2)
        if not match:
            raise _Refused("four hexadecimal digits are due", start)
        self.at = match.end()
        return int(match.group(), 16)
