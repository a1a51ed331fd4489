"""Checks an export, or a proof. Touches no database; the verifier also runs without Django."""

import inspect
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from stories.eventlog.verify_log import arguments, check

ASKED = tuple(inspect.signature(check).parameters)


class Command(BaseCommand):
    help = "Verifies an export of the log, or a proof. Exit status 0: passes, 1: tampered, 2: unusable input."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        status, verdict = check(**{name: options[name] for name in ASKED})
        (self.stderr if status else self.stdout).write(verdict)
        if status:
            sys.exit(status)
