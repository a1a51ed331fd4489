"""Rebuilds read models beside the old ones, compares, swaps."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress, TaskID

from stories.application.rebuilding import REBUILDABLE, rebuild


class Command(BaseCommand):
    help = "Rebuilds read models from the log beside the ones that serve, compares both, and swaps in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("projection", nargs="*", help=f"which: {', '.join(REBUILDABLE)} (default: all)")

    def handle(self, *_: Any, **options: Any) -> None:
        names = options["projection"] or list(REBUILDABLE)
        if unknown := [name for name in names if name not in REBUILDABLE]:
            raise CommandError(f"There is no projection {unknown[0]!r}; there are {', '.join(REBUILDABLE)}.")
        console = Console(stderr=True)
        for name in names:
            with Progress(console=console, disable=not console.is_terminal) as progress:
                bar = progress.add_task(name)

                def tell(done: int, total: int, *, bar: TaskID = bar, progress: Progress = progress) -> None:
                    progress.update(bar, completed=done, total=total)

                done = rebuild(name, tell=tell)
            said = ", ".join(f"{table}: {rows}" for table, rows in done.differing.items() if rows) or "no difference"
            self.stdout.write(f"{name}: rebuilt; rows that differed: {said}")
            if done.left:
                self.stderr.write(
                    f"Left as they were, for events that this version cannot read: {', '.join(done.left)}"
                )
