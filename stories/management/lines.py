"""NDJSON for the text commands: one line in, one line out, bad lines reported and counted."""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError

LONGEST = 8 * 1024 * 1024  # bytes in a line


class BadLineError(ValueError):
    """Why a line cannot be used, in words."""


class Lines:
    """Rows of one NDJSON source. refused counts the lines that could not be used.

    One line is held at a time. Where standard error is a terminal, it shows how many are done.
    """

    def __init__(self, path: str | None, complain: Callable[[str], object], *, numbered: bool = False) -> None:
        """numbered: an id may be a whole number too, and is given back as one."""
        self.refused = 0
        self._numbered = numbered
        self._path = path
        self._complain = complain

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Number (from 1) and content of each line that is a JSON object with an id; blank lines are passed over."""
        if self._path is None or self._path == "-":
            yield from self._counted(sys.stdin.buffer)
        else:
            try:
                source = Path(self._path).open("rb")  # noqa: SIM115 - closed below
            except OSError as exc:
                raise CommandError(f"{self._path} cannot be read: {exc.strerror}") from exc
            with source:
                yield from self._counted(source)

    def _counted(self, source: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows; the one before is done when the next is asked for."""
        if not sys.stderr.isatty():
            yield from self._read(source)
            return
        done = 0
        for row in self._read(source):
            yield row
            done += 1
            sys.stderr.write(f"\r{done} done")
            sys.stderr.flush()
        sys.stderr.write("\n" if done else "")

    def refuse(self, number: int, why: object) -> None:
        self.refused += 1
        self._complain(f"line {number}: {why}\n")

    def _read(self, source: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
        number = 0
        while line := source.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                while line and not line.endswith(b"\n"):
                    line = source.readline(LONGEST)
                self.refuse(number, f"longer than {LONGEST} bytes")
                continue
            if not line.strip():
                continue
            try:
                yield number, _row(line, numbered=self._numbered)
            except BadLineError as problem:
                self.refuse(number, problem)


def text_of(row: dict[str, Any], name: str = "text") -> str:
    """The text in a field, or BadLineError: missing, not a string, or with characters that no store takes."""
    value = row.get(name)
    if not isinstance(value, str):
        raise BadLineError(f'"{name}" is missing or not a string')
    if "\x00" in value:
        raise BadLineError(f'"{name}" contains U+0000')
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadLineError(f'"{name}" contains a lone surrogate')
    return value


def time_of(row: dict[str, Any], name: str = "published_at") -> datetime | None:
    """The time in a field (RFC 3339, or a day), None where it is absent or null."""
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadLineError(f'"{name}" is not a string')
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise BadLineError(f'"{name}" is not a date or time: {value[:40]}') from None


def line_of(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False)


def _row(line: bytes, *, numbered: bool) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise BadLineError(f"not JSON: {problem}") from None
    if not isinstance(row, dict):
        raise BadLineError("not an object")
    if numbered and isinstance(row.get("id"), int) and not isinstance(row["id"], bool):
        return row
    text_of(row, "id")
    return row
