"""A whole log from an export, verified on the way."""

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from stories.eventlog.export import NotEmpty, NotOurs, import_lines
from stories.eventlog.verify import Tampered


class Command(BaseCommand):
    help = "Makes an empty log the one of an export: verified line by line, all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="where from; standard input if left out or -")

    def handle(self, *_args: Any, file: str, **_options: Any) -> None:
        console = Console(stderr=True)
        try:
            with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as lines:
                size, root = import_lines(
                    track(lines, "import", console=console, disable=not console.is_terminal, transient=True)
                )
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        except NotEmpty:
            raise CommandError("the log is not empty; an import makes a whole log or none") from None
        except (Tampered, NotOurs) as error:
            raise CommandError(f"nothing was imported: {error}") from None
        self.stdout.write(f"{size} events, root {root}")
