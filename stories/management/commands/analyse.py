"""Article texts in, claims out: one JSON line each, in the same order."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stories.analysis.extract import Extractor, analyse
from stories.analysis.shape import as_data
from stories.application.assistance import assisted


class Command(BaseCommand):
    help = (
        "Analyse articles: NDJSON with id and text in, passages, claims, quantities and dates out. Needs no database."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own attribute
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="NDJSON file; standard input where none is named")
        parser.add_argument(
            "--assisted", action="store_true", help="let the language model of NEWSROOM_LLM_URL point at claims too"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """A bad line is told on standard error with its number and reason; then the exit status is 1."""
        if options["assisted"] and not settings.NEWSROOM_LLM_URL:
            raise CommandError("NEWSROOM_LLM_URL names no language model")
        extractor: Extractor = assisted if options["assisted"] else analyse
        bad = done = 0
        shown = sys.stderr.isatty()
        name = options["file"]
        try:
            stream: BinaryIO = open(name, "rb") if name else sys.stdin.buffer  # noqa: SIM115 - standard input stays open
        except OSError as exc:
            raise CommandError(f"{name} cannot be read: {exc.strerror}") from exc
        try:
            for number, line in _lines(stream):
                try:
                    result = _answer(line, extractor)
                except ValueError as problem:
                    bad += 1
                    self.stderr.write(f"line {number}: {problem}")
                    continue
                sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
                sys.stdout.flush()
                done += 1
                if shown:
                    self.stderr.write(f"\r{done} articles", ending="")
        finally:
            if name:
                stream.close()
            if shown:
                self.stderr.write("")
        if bad:
            sys.exit(1)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield number, line


def _answer(line: bytes, extractor: Extractor) -> dict[str, Any]:
    """Raises ValueError with a reason for whatever is no article."""
    try:
        row = json.loads(line.decode("utf8"))
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(row, dict):
        raise ValueError("not an object")
    if "id" not in row:
        raise ValueError("no id")
    text = _string(row, "text")
    if text is None:
        raise ValueError("no text")
    analysis = extractor(
        text,
        title=_string(row, "title"),
        published_at=_moment(_string(row, "published_at")),
        source=_source(row.get("source")),
        language=_string(row, "language"),
    )
    return {"id": row["id"], **as_data(analysis)}


def _string(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"{key} is no string")
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError(f"{key} holds a character that cannot be stored")
    return value


def _source(value: Any) -> str | None:
    """The outlet's name: given plainly, or as the object of the article resource."""
    if isinstance(value, dict):
        value = value.get("name")
    if value is not None and not isinstance(value, str):
        raise ValueError("source is no string")
    return value


def _moment(value: str | None) -> datetime | None:
    """A date or a time with or without a zone; without one it counts as UTC."""
    if not value:
        return None
    try:
        if len(value) == 10:
            return datetime.combine(date.fromisoformat(value), time(), tzinfo=UTC)
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("published_at is no RFC 3339 time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
