"""Signs the log as it stands: before a backup, before a hand-over, or to see whether key and copies work."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stories.application.proving import Busy, NotCopied, checkpoint
from stories.eventlog.signing import Rewritten, newest
from stories.gateways.log_key import KeyTrouble

TRIES = 20
PAUSE = 0.25


class Command(BaseCommand):
    help = "Signs what is new in the log at once, copies it to NEWSROOM_CHECKPOINTS, and prints the newest note."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            _signed()
        except (Busy, KeyTrouble, NotCopied, Rewritten) as error:
            raise CommandError(str(error) or "Somebody else is signing; try again.") from error
        signed = newest()
        if signed is None:
            raise CommandError("The log is empty: there is nothing to sign.")
        self.stdout.write(signed.note.decode(), ending="")


def _signed() -> None:
    """The relay signs too, and takes a moment."""
    for _ in range(TRIES):
        try:
            checkpoint(at_once=True)
        except Busy:
            time.sleep(PAUSE)
        else:
            return
    raise Busy
