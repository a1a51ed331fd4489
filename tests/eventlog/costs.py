"""What a statement costs the server, in rows: the same on every machine."""

from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection, transaction

_TOUCHED = "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0) FROM pg_stat_xact_user_tables"


def touched(work: Callable[[], Any]) -> int:
    """How many rows of tables the server went through for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TOUCHED)
        [before] = cursor.fetchone()
        work()
        cursor.execute(_TOUCHED)
        [after] = cursor.fetchone()
    return int(after - before)


def counted(committed_db: Any) -> None:
    """The tables as the server sees them now; it counts them again only after a minute or so."""
    with psycopg.connect(committed_db.owner_url, autocommit=True) as owner:
        owner.execute("ANALYZE")
