"""Verification of an export, line by line. Stand-alone: canonical.py, strict.py, merkle.py and the standard library.

What a pass means: lines, chains and commitments are whole, and what is known from elsewhere is there unchanged. It does
not mean that the content is true, nor that nothing was left out before it was appended. As a command: verify_log.py.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

from stories.eventlog.canonical import NotCanonical, encode, parse
from stories.eventlog.merkle import Tree, commitment, leaf

ENVELOPE_KEYS = {"v", "id", "stream", "ver", "type", "schema", "at", "actor", "cause", "prev", "body"}
LINE_KEYS = {"body", "env", "pos", "salt"}
NO_PREVIOUS = "0" * 64
ERASED = "body.erased"

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_AT = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{6}Z", re.ASCII)

_MEMORY = """
CREATE TABLE seen (id TEXT PRIMARY KEY, position INTEGER NOT NULL, stream TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE head (stream TEXT PRIMARY KEY, version INTEGER NOT NULL, leaf TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE awaited (id TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
"""


class Tampered(Exception):
    """The export is not what a log writes. position: of the first bad line, or the size where a root differs."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"line {position + 1} (position {position}): {reason}")
        self.position = position
        self.reason = reason


class Verifier:
    """Takes the lines in order; memory O(log n): ids, stream heads and awaited erasures lie in a temporary file.

    expected: roots in hex by size, from an earlier run or from whoever kept them; each must reappear.
    """

    def __init__(self, expected: Mapping[int, str] | None = None) -> None:
        self.tree = Tree()
        self.expected = dict(expected or {})
        self.memory = sqlite3.connect("")  # a temporary file, which SQLite removes
        self.memory.executescript("PRAGMA journal_mode=off; PRAGMA synchronous=off;" + _MEMORY)
        self._compare_root()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.memory.close()

    @property
    def size(self) -> int:
        return self.tree.size

    def root(self) -> str:
        return self.tree.root().hex()

    def line(self, data: bytes) -> dict[str, object]:
        """Check the next line, LF included, and return it parsed. Raises Tampered."""
        if not data.endswith(b"\n"):
            raise self._bad("the line is cut: no line feed at its end")
        try:
            parsed = parse(data[:-1])
        except NotCanonical as error:
            raise self._bad(str(error)) from None
        if not isinstance(parsed, dict) or set(parsed) != LINE_KEYS:
            raise self._bad(f"a line has exactly the keys {', '.join(sorted(LINE_KEYS))}")
        if parsed["pos"] != self.size or isinstance(parsed["pos"], bool):
            raise self._bad(f"pos is {parsed['pos']!r}, {self.size} is due")
        envelope = self._envelope(parsed["env"])
        self._continue_stream(envelope)
        self._body(envelope, body=parsed["body"], salt=parsed["salt"])
        hashed = leaf(encode(envelope))
        self.memory.execute(
            "INSERT OR REPLACE INTO head VALUES (?, ?, ?)", (envelope["stream"], envelope["ver"], hashed.hex())
        )
        self.tree.push(hashed)
        self._compare_root()
        return parsed

    def finish(self) -> None:
        """To be called after the last line. Raises Tampered."""
        missing = self.memory.execute("SELECT id, position FROM awaited ORDER BY position LIMIT 1").fetchone()
        if missing:
            raise Tampered(missing[1], f"the body of event {missing[0]} is missing and no {ERASED} event names it")
        beyond = [size for size in self.expected if size > self.size]
        if beyond:
            raise self._bad(f"the log ends at {self.size} events, {max(beyond)} were there before")

    def _bad(self, reason: str) -> Tampered:
        return Tampered(self.size, reason)

    def _envelope(self, envelope: object) -> dict[str, object]:
        if not isinstance(envelope, dict) or set(envelope) != ENVELOPE_KEYS:
            raise self._bad(f"an envelope has exactly the keys {', '.join(sorted(ENVELOPE_KEYS))}")
        for reason in envelope_faults(envelope):
            raise self._bad(reason)
        try:
            self.memory.execute("INSERT INTO seen VALUES (?, ?, ?)", (envelope["id"], self.size, envelope["stream"]))
        except sqlite3.IntegrityError:
            raise self._bad(f"the event id {envelope['id']} was there before") from None
        return envelope

    def _continue_stream(self, envelope: dict[str, object]) -> None:
        head = self.memory.execute("SELECT version, leaf FROM head WHERE stream = ?", (envelope["stream"],)).fetchone()
        version, previous = head or (0, NO_PREVIOUS)
        if envelope["ver"] != version + 1:
            raise self._bad(f"ver is {envelope['ver']}, {version + 1} is due in stream {envelope['stream']}")
        if envelope["prev"] != previous:
            raise self._bad("prev is not the leaf of the stream's event before")

    def _body(self, envelope: dict[str, object], *, body: object, salt: object) -> None:
        if body is None:
            if salt is not None:
                raise self._bad("a salt without its body")
            self.memory.execute("INSERT INTO awaited VALUES (?, ?)", (envelope["id"], self.size))
        elif not isinstance(body, dict):
            raise self._bad("a body is an object")
        else:
            if not isinstance(salt, str) or not _HASH.fullmatch(salt):
                raise self._bad("a salt is 64 hexadecimal digits")
            if commitment(bytes.fromhex(salt), encode(body)) != envelope["body"]:
                raise self._bad("the body does not match the commitment in the envelope")
            if envelope["type"] == ERASED:
                self._erasure(envelope["stream"], body.get("event"))

    def _erasure(self, stream: object, event: object) -> None:
        """An erasure answers for an event before it in the same stream, and for no other."""
        seen = self.memory.execute("SELECT 1 FROM seen WHERE id = ? AND stream = ?", (str(event), stream)).fetchone()
        if seen:
            self.memory.execute("DELETE FROM awaited WHERE id = ?", (event,))

    def _compare_root(self) -> None:
        expected = self.expected.get(self.size)
        if expected is not None and expected != self.root():
            raise Tampered(max(self.size - 1, 0), f"the root of size {self.size} is {self.root()}, not {expected}")


def envelope_faults(envelope: Mapping[str, object]) -> Iterable[str]:
    """What is wrong with the values of an envelope whose keys are right."""
    if envelope["v"] != 1 or isinstance(envelope["v"], bool):
        yield "v is 1"
    for key in ("ver", "schema"):
        number = envelope[key]
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            yield f"{key} is an integer from 1"
    for key in ("id", "cause"):
        value = envelope[key]
        if not (isinstance(value, str) and _UUID.fullmatch(value)) and not (key == "cause" and value is None):
            yield f"{key} is a UUID in lower case"
    for key in ("prev", "body"):
        value = envelope[key]
        if not (isinstance(value, str) and _HASH.fullmatch(value)):
            yield f"{key} is 64 hexadecimal digits"
    at = envelope["at"]
    if not (isinstance(at, str) and _AT.fullmatch(at)):
        yield "at is a UTC time with six decimals"
    for key in ("stream", "type", "actor"):
        value = envelope[key]
        if not (isinstance(value, str) and value):
            yield f"{key} is a string and not empty"


def verify(lines: Iterable[bytes], expected: Mapping[int, str] | None = None) -> tuple[int, str]:
    """(size, root in hex) of an export. Raises Tampered."""
    with Verifier(expected) as verifier:
        for line in lines:
            verifier.line(line)
        verifier.finish()
        return verifier.size, verifier.root()
