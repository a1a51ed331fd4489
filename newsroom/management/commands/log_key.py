"""The keys that outsiders believe this log's checkpoints by."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stories.application.proving import known_keys, renew_key
from stories.gateways.log_key import KeyTrouble


class Command(BaseCommand):
    help = "Prints the public keys of the log's checkpoints, the newest first. With --new a new one signs along."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new", action="store_true", help="make a new key; the one before goes on signing beside it"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["new"]:
            try:
                renew_key()
            except KeyTrouble as error:
                raise CommandError(str(error)) from error
        for key in known_keys():
            self.stdout.write(str(key))
