"""Signs the log as it stands: before a backup, before a hand-over, or to see whether key and copies work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stories.application.proving import NotCopied, checkpoint
from stories.eventlog.signing import Rewritten, newest
from stories.gateways.log_key import KeyTrouble


class Command(BaseCommand):
    help = "Signs what is new in the log at once, copies it to NEWSROOM_CHECKPOINTS, and prints the newest note."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            checkpoint(at_once=True)
        except (KeyTrouble, NotCopied, Rewritten) as error:
            raise CommandError(str(error)) from error
        signed = newest()
        if signed is None:
            raise CommandError("The log is empty: there is nothing to sign.")
        self.stdout.write(signed.note.decode(), ending="")
