"""The lineage command: a thin door on comparison.lineage."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stories.analysis.normalise import fold, paragraphs
from stories.analysis.passages import lay_out
from stories.analysis.quotes import find_quotes
from stories.comparison.lineage import LineageResult, LineageText, find_lineage, lineage_text
from stories.management.lines import BadLineError, Lines, line_of, text_of


class Command(BaseCommand):
    help = 'Copied passages among articles: NDJSON {"id", "text"} in, one line for each pair found out.'
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="NDJSON file; default: standard input")

    def handle(self, *_: Any, **options: Any) -> None:
        lines = Lines(options["file"], self.stderr.write)
        prepared: dict[str, LineageText] = {}
        for number, row in lines.rows():
            try:
                if row["id"] in prepared:
                    raise BadLineError(f'"id" {row["id"]} was used before')
                prepared[row["id"]] = _prepared(row["id"], text_of(row))
            except BadLineError as problem:
                lines.refuse(number, problem)
        for found in find_lineage(prepared.values()):
            self.stdout.write(line_of(_shown(found)))
        if lines.refused:
            sys.exit(1)


def _prepared(key: str, text: str) -> LineageText:
    table = paragraphs(text)
    quotes = [(quote.start, quote.end) for quote in find_quotes(fold(text), table)]
    return lineage_text(key, text, passages=lay_out(text, table).passages, quotes=quotes)


def _shown(found: LineageResult) -> dict[str, Any]:
    return {
        "a": found.a,
        "b": found.b,
        "extent": found.extent,
        "containment": [round(share, 4) for share in found.containment],
        "longest_run": found.longest_run,
        "passages": [[list(mine), list(theirs)] for mine, theirs in found.passages],
    }
