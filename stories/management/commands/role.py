"""Gives a user a role of the newsroom, or takes it: the first operator has nobody who could do it in the admin."""

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
    help = "Gives a user a role, or takes it with --remove."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("--remove", action="store_true")

    def handle(self, *_args: Any, username: str, role: str, remove: bool, **_options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username}; make one with createsuperuser or in the admin.")
        carry = remove_role if remove else grant_role
        try:
            carry(user, Role(role), Order(MACHINE, now()))
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(f"{username} {'is no longer' if remove else 'is now'} {role}.")
