"""Articles from files, through the same intake as everything else."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from stories.application.handle import Order, now
from stories.application.intake import file_article, incoming_of
from stories.domain.actors import MACHINE
from stories.domain.refusals import Refused
from stories.gateways.files import Item, items


class Command(BaseCommand):
    help = "Files articles: .ndjson (one article a line, as the API takes it), .json (ninjs), .html, else plain text."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--source", help="the outlet of text and HTML files, and of items that name none")
        parser.add_argument("--story", help="the id of the story to file into (default: each proposes its own)")
        parser.add_argument("--resume", action="store_true", help="go on after the line that an earlier run reached")

    def handle(self, *_: Any, **options: Any) -> None:
        if missing := [path for path in options["files"] if not path.is_file()]:
            raise CommandError(f"There is no file {missing[0]}.")
        failed = 0
        for path in self._shown(options["files"]):
            reached = Reached(path)
            start = reached.read() if options["resume"] else 0
            for item in items(path, source=options["source"]):
                if item.line <= start:
                    continue
                failed += self._file(path, item, options["story"])
                reached.write(item.line)
            reached.forget()
        if failed:
            raise CommandError(f"{failed} article{'' if failed == 1 else 's'} could not be filed; the others are.")

    def _shown(self, paths: list[Path]) -> Iterable[Path]:
        console = Console(stderr=True)
        return track(paths, "filing", console=console) if console.is_terminal else paths

    def _file(self, path: Path, item: Item, story: str | None) -> int:
        """Files one; 1 where it could not be."""
        where = f"{path}:{item.line}"
        if item.error:
            self.stderr.write(f"{where}: {item.error}")
            return 1
        try:
            fields = {**item.fields, "story": story} if story else item.fields
            filed = file_article(incoming_of(fields), Order(MACHINE, now()))
        except Refused as refused:
            self.stderr.write(f"{where}: {refused.sentence}")
            return 1
        except ValueError as error:
            self.stderr.write(f"{where}: {error}")
            return 1
        said = "already here" if filed.duplicate_of else "filed"
        self.stdout.write(f"{where}: {said} {filed.article} in {filed.story}")
        return 0


class Reached:
    """The last line of a file that was filed, kept beside it while a run is under way."""

    def __init__(self, path: Path) -> None:
        self._note = path.with_name(path.name + ".reached")

    def read(self) -> int:
        try:
            return int(json.loads(self._note.read_text()))
        except (OSError, ValueError):
            return 0

    def write(self, line: int) -> None:
        self._note.write_text(json.dumps(line))

    def forget(self) -> None:
        self._note.unlink(missing_ok=True)
