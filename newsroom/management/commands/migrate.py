"""Django's migrate, run by the owner of the tables instead of the app's role."""

from typing import Any

from django.core.management.commands import migrate

from newsroom.database import as_owner


class Command(migrate.Command):
    help = "Makes the database's roles and brings its tables up to date, as their owner."

    def handle(self, *args: Any, **options: Any) -> str | None:
        with as_owner():
            return super().handle(*args, **options)
