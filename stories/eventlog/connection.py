"""The log's way to the database: psycopg's own cursor on Django's connection, so that statements are prepared.

Those about one row are, or about a few by their whole keys; what reads or takes many is planned each time. A plan once
prepared is kept until the server counts the tables anew: made while they were small, it goes through all of them again
for each row, and a log of some thousand events, taken in within that minute, could not be read within the time that a
statement has. Those about one row would go through a whole table for it; so their plans are forgotten after a while,
and made for what it is by then.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, LiteralString

import psycopg
from django.db import connection
from psycopg.rows import TupleRow

PLANS_LAST = 200  # statements of a connection: to make them all anew costs as much as two or three of these
_FORGET: Final[LiteralString] = "DISCARD PLANS"


@contextmanager
def cursor() -> Iterator[psycopg.Cursor[TupleRow]]:
    """A plain cursor; psycopg's errors come out as Django's, with psycopg's as their cause.

    Joins the transaction that is open, if any; else each statement commits by itself.
    """
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, psycopg.Cursor(raw) as plain:
        yield plain


class _Kept(threading.local):
    """As Django's connections, one a thread. A new cursor learns each type anew, which costs more than a statement."""

    cursor: psycopg.Cursor[TupleRow] | None = None
    since: int = 0  # the plans were made


_kept = _Kept()


def execute(statement: LiteralString, parameters: Mapping[str, object]) -> TupleRow | None:
    """Run a statement that gives rows and return its first."""
    with connection.wrap_database_errors:
        return _prepared(statement, parameters).fetchone()


def look_up(statement: LiteralString, parameters: Mapping[str, object]) -> list[TupleRow]:
    """Run a statement that gives a few rows, each by its whole key, and return them all."""
    with connection.wrap_database_errors:
        return _prepared(statement, parameters).fetchall()


def _prepared(statement: LiteralString, parameters: Mapping[str, object]) -> psycopg.Cursor[TupleRow]:
    plain = _cursor()
    _kept.since += 1
    if _kept.since > PLANS_LAST:
        plain.execute(_FORGET, prepare=False)
        _kept.since = 0
    return plain.execute(statement, parameters)


def fetch(statement: LiteralString, parameters: Mapping[str, object]) -> list[TupleRow]:
    """Run a statement that gives many rows, planned for the tables as they are now, and return them all."""
    with connection.wrap_database_errors:
        return _cursor().execute(statement, parameters, prepare=False).fetchall()


@contextmanager
def together() -> Iterator[psycopg.Cursor[TupleRow]]:
    """Statements run within it are sent at once and answered at once; what one of them raises comes out at the end.

    For a transaction, whose BEGIN goes with the first of them. The last one's rows may be fetched afterwards.
    What looks for rows by other than their id is not to be prepared: its plan would be kept from when there were few.
    """
    with connection.wrap_database_errors:
        plain = _cursor()
        with plain.connection.pipeline():
            yield plain


def _cursor() -> psycopg.Cursor[TupleRow]:
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    plain = _kept.cursor
    if plain is None or plain.connection is not raw:
        plain = _kept.cursor = psycopg.Cursor(raw)
    return plain


def violated(error: BaseException) -> str | None:
    """The name of the constraint that a database error is about."""
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
