"""A program, run on a service's data: makes a person for each role and prints their passwords and keys as JSON."""

import json
import os
import secrets
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  # Django has to stand first

from stories.application.handle import Order, now  # noqa: E402
from stories.application.keys import create_key  # noqa: E402
from stories.application.people import person_of  # noqa: E402
from stories.application.roles import grant_role  # noqa: E402
from stories.domain.actors import MACHINE  # noqa: E402
from stories.domain.vocabulary import Role, Scope  # noqa: E402

NAMES = {
    Role.READER: ("Rika", "Moss"),
    Role.REPORTER: ("Milo", "Farr"),
    Role.EDITOR: ("Ana", "Ruiz"),
    Role.DESK_HEAD: ("Hedda", "Lund"),
    Role.OPERATOR: ("Otto", "Vane"),
    Role.AUDITOR: ("Ada", "Quill"),
}
SECOND_EDITOR = ("editor_two", "Ben", "Oakes", Role.EDITOR)  # for two browsers on one claim, and for four eyes


def made() -> dict[str, dict[str, str]]:
    found = {}
    people = [(role.value, first, last, role) for role, (first, last) in NAMES.items()]
    for name, first, last, role in [*people, SECOND_EDITOR]:
        password = secrets.token_urlsafe(12)
        user = User.objects.create_user(name, password=password, first_name=first, last_name=last, is_staff=True)
        grant_role(user, role, Order(MACHINE, now()))
        key = create_key(f"browser {name}", tuple(Scope), person_of(user), None, Order(MACHINE, now()))
        found[name] = {"password": password, "key": key.secret}
    return found


if __name__ == "__main__":
    json.dump(made(), sys.stdout)
