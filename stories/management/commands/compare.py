"""The compare command: a thin door on comparison.pairs."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stories.comparison.pairs import compare
from stories.management.lines import BadLineError, Lines, line_of, text_of, time_of


class Command(BaseCommand):
    help = 'What one text says to another: NDJSON {"id", "a": {"text"}, "b": {"text"}} in, one relation a line out.'
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="NDJSON file; default: standard input")

    def handle(self, *_: Any, **options: Any) -> None:
        lines = Lines(options["file"], self.stderr.write)
        for number, row in lines.rows():
            try:
                a, b = _side(row, "a"), _side(row, "b")
            except BadLineError as problem:
                lines.refuse(number, problem)
                continue
            found = compare(a, b)
            shown = {
                "id": row["id"],
                "relation": found.relation,
                "kind": found.kind,
                "score": round(found.score, 4),
                "reason": found.reason,
            }
            self.stdout.write(line_of(shown))
        if lines.refused:
            sys.exit(1)


def _side(row: dict[str, Any], name: str) -> str:
    side = row.get(name)
    if not isinstance(side, dict):
        raise BadLineError(f'"{name}" is missing or not an object')
    time_of(side)
    return text_of(side)
