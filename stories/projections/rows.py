"""How rows of read models are written: past the ORM and prepared, since every command waits for them."""

from collections.abc import Sequence
from functools import cache
from typing import Any, LiteralString

import msgspec
import psycopg
from django.db import models
from psycopg.rows import TupleRow

Field = models.Field[Any, Any]


def save(plain: psycopg.Cursor[TupleRow], rows: Sequence[models.Model], *, keep: bool = False) -> None:
    """Rows of one table, each new or in the place of the one with its id. keep: a row that is there already stays."""
    if rows:
        statement, fields = _insert(type(rows[0]), keep=keep)
        plain.executemany(statement, [{field.column: _value(field, row) for field in fields} for row in rows])


def json_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


@cache
def _insert(model: type[models.Model], *, keep: bool) -> tuple[LiteralString, tuple[Field, ...]]:
    """The names in it are those of our own tables and columns."""
    fields = tuple(model._meta.concrete_fields)
    names = ", ".join(one.column for one in fields)
    values = ", ".join(f"%({one.column})s" + ("::jsonb" if isinstance(one, models.JSONField) else "") for one in fields)
    fresh = ", ".join(f"{one.column} = excluded.{one.column}" for one in fields if not one.primary_key)
    then = "NOTHING" if keep else f"UPDATE SET {fresh}"
    statement = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({values}) ON CONFLICT (id) DO {then}"  # noqa: S608
    return statement, fields


def _value(field: Field, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    return json_text(value) if isinstance(field, models.JSONField) else value
