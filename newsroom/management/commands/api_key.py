"""Prints a new API key, once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from stories.application.handle import Order, now
from stories.application.keys import create_key
from stories.application.people import person_of
from stories.domain.actors import MACHINE
from stories.domain.refusals import Refused
from stories.domain.vocabulary import Scope


class Command(BaseCommand):
    help = "Makes an API key and prints it once. With --user it acts as that person; without, it has no editorial verb."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what the key is for, as people will read it")
        parser.add_argument(
            "--scopes", nargs="+", required=True, choices=[scope.value for scope in Scope], metavar="SCOPE"
        )
        parser.add_argument("--user", help="the name of the user whom the key acts for")
        parser.add_argument("--days", type=int, help="after how many days it expires (default: never)")

    def handle(self, *_: Any, **options: Any) -> None:
        at = now()
        person = None
        if options["user"]:
            user = User.objects.filter(username=options["user"], is_active=True).first()
            if user is None:
                raise CommandError(f"There is no active user {options['user']!r}.")
            person = person_of(user)
        expires = at + timedelta(days=options["days"]) if options["days"] else None
        scopes = tuple(Scope(scope) for scope in dict.fromkeys(options["scopes"]))
        try:
            made = create_key(options["name"], scopes, person, expires, Order(MACHINE, at))
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(made.secret)
