"""The group command: a thin door on comparison.grouping."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stories.comparison.grouping import EVENT, SUBJECT, GroupText, Thresholds, group
from stories.management.lines import BadLineError, Lines, line_of, text_of, time_of


class Command(BaseCommand):
    help = 'Articles to stories: NDJSON {"id", "text", "published_at"?} in, {"id", "group"} out.'
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="NDJSON file; default: standard input")
        parser.add_argument("--subject", type=float, default=SUBJECT, help="likeness within one subject")
        parser.add_argument("--event", type=float, default=EVENT, help="likeness within one story")

    def handle(self, *_: Any, **options: Any) -> None:
        lines = Lines(options["file"], self.stderr.write)
        texts: dict[str, GroupText] = {}
        for number, row in lines.rows():
            try:
                if row["id"] in texts:
                    raise BadLineError(f'"id" {row["id"]} was used before')
                texts[row["id"]] = GroupText(row["id"], text_of(row), time_of(row))
            except BadLineError as problem:
                lines.refuse(number, problem)
        for key, name in group(texts.values(), Thresholds(subject=options["subject"], event=options["event"])).items():
            self.stdout.write(line_of({"id": key, "group": name}))
        if lines.refused:
            sys.exit(1)
