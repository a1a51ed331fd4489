"""The sealed log as lines that a stranger can check."""

import os
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from stories.eventlog.export import export_lines


class Command(BaseCommand):
    help = "Writes the log, one event a line, in order of position (docs: the log's format)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="where to; standard output if left out or -")

    def handle(self, *_args: Any, file: str, **_options: Any) -> None:
        console = Console(stderr=True)
        unseen = not console.is_terminal or (file == "-" and sys.stdout.isatty())
        written = 0
        try:
            with (
                nullcontext(sys.stdout.buffer) if file == "-" else Path(file).open("wb") as out,
                Progress(console=console, disable=unseen, transient=True) as progress,
            ):
                task = progress.add_task("export", total=None)
                for size, line in export_lines():
                    out.write(line)
                    written += 1
                    progress.update(task, total=size, completed=written)
                out.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing more can be said there
            sys.exit(1)
        self.stderr.write(f"{written} events")
