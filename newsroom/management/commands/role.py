"""Gives a role to a user, or takes it: the way in for the first operator, whom nobody could appoint."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from stories.application.handle import Order, now
from stories.application.roles import grant_role, remove_role
from stories.domain.actors import MACHINE
from stories.domain.refusals import Refused
from stories.domain.vocabulary import Role


class Command(BaseCommand):
    help = "Gives a user a role, or takes it with --remove; the log keeps both. Users are made with createsuperuser."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the user's name")
        parser.add_argument("role", choices=[role.value for role in Role], metavar="ROLE")
        parser.add_argument("--remove", action="store_true", help="take the role instead of giving it")

    def handle(self, *_: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        act = remove_role if options["remove"] else grant_role
        try:
            act(user, Role(options["role"]), Order(MACHINE, now()))
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        held = ", ".join(user.groups.order_by("name").values_list("name", flat=True)) or "none"
        self.stdout.write(f"{user.username} has the roles: {held}")
