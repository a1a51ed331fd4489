"""Article texts in, claims out: one JSON line each, in the same order."""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stories.analysis.extract import Extractor, analyse
from stories.analysis.shape import as_data
from stories.application.assistance import assisted
from stories.management.lines import BadLineError, Lines, line_of, text_of, time_of


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
        lines = Lines(options["file"], self.stderr.write, numbered=True)
        for number, row in lines.rows():
            try:
                result = _answer(row, extractor)
            except BadLineError as problem:
                lines.refuse(number, problem)
                continue
            self.stdout.write(line_of(result))
            self.stdout.flush()
        if lines.refused:
            sys.exit(1)


def _answer(row: dict[str, Any], extractor: Extractor) -> dict[str, Any]:
    """Raises BadLineError with a reason for whatever is no article."""
    analysis = extractor(
        text_of(row),
        title=_string(row, "title"),
        published_at=_moment(row),
        source=_source(row),
        language=_string(row, "language"),
    )
    return {"id": row["id"], **as_data(analysis)}


def _string(row: dict[str, Any], key: str) -> str | None:
    return text_of(row, key) if row.get(key) is not None else None


def _source(row: dict[str, Any]) -> str | None:
    """The outlet's name: given plainly, or as the object of the article resource."""
    given = row.get("source")
    return _string(given if isinstance(given, dict) else {"name": given}, "name")


def _moment(row: dict[str, Any]) -> datetime | None:
    """A date or a time with or without a zone; without one it counts as UTC."""
    moment = time_of(row) if row.get("published_at") else None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
