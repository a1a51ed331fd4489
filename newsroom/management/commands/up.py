"""Everything on one machine, until stopped."""

from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand

from newsroom.machine import DEFAULT_PORT, address, everything
from newsroom.progress import steps


class Command(BaseCommand):
    help = "Starts database and broker (where no URL names them), web, relay, workers and beat. Ctrl-C stops all of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="of the web server (default: %(default)s)")

    def handle(self, *_: Any, **options: Any) -> None:
        with ExitStack() as running:
            with steps() as say:
                supervisor = running.enter_context(everything(port=options["port"], say=say, aside=self._aside))
            if not supervisor.stopping:
                self._line(f"Slugline is ready at {address(options['port'])}")
                supervisor.watch()
            self._line("stopping")
        self._line("stopped")

    def _line(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _aside(self, text: str) -> None:
        self.stderr.write(text)
        self.stderr.flush()
