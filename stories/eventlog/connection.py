"""The log's way to the database: psycopg's own cursor on Django's connection, so that statements are prepared."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from django.db import connection
from psycopg.rows import TupleRow


@contextmanager
def cursor() -> Iterator[psycopg.Cursor[TupleRow]]:
    """A plain cursor; psycopg's errors come out as Django's, with psycopg's as their cause.

    Joins the transaction that is open, if any; else each statement commits by itself.
    """
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, psycopg.Cursor(raw) as plain:
        yield plain


def execute(statement: LiteralString, parameters: Mapping[str, object]) -> TupleRow | None:
    """Run a statement that gives rows and return its first."""
    with cursor() as plain:
        return plain.execute(statement, parameters).fetchone()


def violated(error: BaseException) -> str | None:
    """The name of the constraint that a database error is about."""
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
