"""Prints a new API key, once; rotates, revokes and lists those that there are."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from stories.application.handle import Order, now
from stories.application.ids import is_public_id
from stories.application.keys import OVERLAP, create_key, key_document, public_id, revoke_key, rotate_key
from stories.application.people import person_of
from stories.domain.actors import MACHINE
from stories.domain.refusals import Refused
from stories.domain.vocabulary import Scope
from stories.models import ApiKey


class Command(BaseCommand):
    help = "Makes an API key and prints it once. With --user it acts as that person; without, it has no editorial verb."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="what the key is for, as people will read it; else its id")
        parser.add_argument("--scopes", nargs="+", choices=[scope.value for scope in Scope], metavar="SCOPE")
        parser.add_argument("--user", help="the name of the user whom the key acts for")
        parser.add_argument("--days", type=int, help="after how many days it expires (default: never)")
        others = parser.add_mutually_exclusive_group()
        others.add_argument("--rotate", action="store_true", help="prints a new secret; the old one goes on for a day")
        others.add_argument("--revoke", action="store_true", help="ends the key at once")
        others.add_argument("--list", action="store_true", help="every key that lives, with its last use")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["list"]:
            self._list()
            return
        if not options["name"]:
            raise CommandError("Say what the key is for.")
        order = Order(MACHINE, now())
        try:
            if options["rotate"]:
                self.stdout.write(rotate_key(_named(options["name"]), order, overlap=OVERLAP).secret)
            elif options["revoke"]:
                revoke_key(_named(options["name"]), order)
                self.stdout.write("revoked")
            else:
                self._make(order, options)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused

    def _make(self, order: Order, options: dict[str, Any]) -> None:
        if not options["scopes"]:
            raise CommandError("Say what it may do: --scopes " + " ".join(scope.value for scope in Scope))
        person = None
        if options["user"]:
            user = User.objects.filter(username=options["user"], is_active=True).first()
            if user is None:
                raise CommandError(f"There is no active user {options['user']!r}.")
            person = person_of(user)
        expires = order.at + timedelta(days=options["days"]) if options["days"] else None
        scopes = tuple(Scope(scope) for scope in dict.fromkeys(options["scopes"]))
        self.stdout.write(create_key(options["name"], scopes, person, expires, order).secret)

    def _list(self) -> None:
        for key in ApiKey.objects.select_related("person").filter(revoked_at=None).order_by("name", "id"):
            shown = key_document(key)
            used = shown["last_used_at"] or "never used"
            self.stdout.write(
                f"{shown['id']}  {shown['prefix']}…  {shown['name']}  {used}  {' '.join(shown['scopes'])}"
            )


def _named(name: str) -> ApiKey:
    """The living key of this id or name."""
    living = ApiKey.objects.filter(revoked_at=None)
    found = [key for key in living if name in ((public_id(key),) if is_public_id(name, "key") else (key.name,))]
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(f"There is no living key {name!r}.")
    raise CommandError(f"{len(found)} keys are called {name!r}; give the id of one: " + " ".join(map(public_id, found)))
