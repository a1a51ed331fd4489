"""Checks an export. Touches no database; the verifier also runs without Django."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from stories.eventlog.verify import arguments, check


class Command(BaseCommand):
    help = "Verifies an export of the log. Exit status 0: passes, 1: tampered, 2: unusable input."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments(parser)

    def handle(self, *_args: Any, file: str, state: Path | None, root: list[str], **_options: Any) -> None:
        status, verdict = check(file=file, state=state, root=root)
        (self.stderr if status else self.stdout).write(verdict)
        if status:
            sys.exit(status)
