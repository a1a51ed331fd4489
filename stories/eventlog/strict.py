"""The strict JSON parser beneath the canonical form and the API. Standard library only."""

import json
import re
from typing import Final

MAX_INTEGER: Final = 2**53 - 1
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}
_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_SHORT_ESCAPES = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\["\\/bfnrt][^"\\\x00-\x1f]*+)*+"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_HEX4 = re.compile(r"[0-9A-Fa-f]{4}", re.ASCII)
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_LONGEST_INTEGER = 17  # a sign and the sixteen digits of 2^53-1: never convert more


class Refused(Exception):
    """The text is not JSON as we accept it. at: offset in code points."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class Parser:
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
            raise Refused("something follows the value", self.at)
        return value

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        if match:
            self.at = match.end()

    def count(self) -> None:
        self.nodes += 1
        if self.max_nodes is not None and self.nodes > self.max_nodes:
            raise Refused(f"more than {self.max_nodes} values and keys", self.at)

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
                raise Refused("the text ends too early", self.at)
            case '"':
                return self.string()
            case "{" | "[":
                if self.depth >= self.max_depth:
                    raise Refused(f"deeper than {self.max_depth}", self.at)
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
                raise Refused("a key in double quotes is due", start)
            self.count()
            key = self.string()
            if key in found:
                raise Refused(f"duplicate key {key[:64]!r}", start)
            if not self.next_is(":"):
                raise Refused("a colon is due", self.at)
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
            raise Refused(f"a comma or {end} is due", self.at)
        return False

    def word(self) -> bool | None:
        for word, value in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        raise Refused("no JSON value", self.at)

    def number(self) -> int | float:
        match = _NUMBER.match(self.text, self.at)
        if not match:
            raise Refused("no JSON value", self.at)
        start, self.at = self.at, match.end()
        if match.group(1) is not None or match.group(2) is not None:
            if not self.fractions:
                raise Refused("a fraction or exponent: send it as a string", start)
            fraction = float(match.group())
            if abs(fraction) == float("inf"):
                raise Refused("a number too large: send it as a string", start)
            return fraction
        if match.end() - start > _LONGEST_INTEGER or abs(int(match.group())) > MAX_INTEGER:
            raise Refused("an integer beyond 2^53-1: send it as a string", start)
        return int(match.group())

    def string(self) -> str:
        start = self.at
        # As nearly all are, and then nothing in it can be wrong. What else there may be, \u first, is read by hand.
        if usual := _SHORT_ESCAPES.match(self.text, start):
            self.at = usual.end()
            return str(json.loads(usual.group()))
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
                raise Refused("a string without its end", start)
            else:
                raise Refused("U+0000 in a string" if char == "\0" else "a bare control character", self.at)

    def escape(self) -> str:
        start = self.at
        char = self.text[start + 1 : start + 2]
        if char != "u":
            if char not in _ESCAPES or not char:
                raise Refused("an unknown escape", start)
            self.at += 2
            return _ESCAPES[char]
        unit = self.unit(start)
        if unit == 0:
            raise Refused("U+0000 in a string", start)
        if not 0xD800 <= unit <= 0xDFFF:
            return chr(unit)
        if unit <= 0xDBFF and self.text.startswith("\\u", self.at):
            low = self.unit(self.at)
            if 0xDC00 <= low <= 0xDFFF:
                return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        raise Refused("a lone surrogate", start)

    def unit(self, start: int) -> int:
        match = _HEX4.match(self.text, start + 2)
        if not match:
            raise Refused("four hexadecimal digits are due", start)
        self.at = match.end()
        return int(match.group(), 16)
