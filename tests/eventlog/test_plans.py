"""What reads or takes many rows costs alike for each of them, though it was first asked while there were few."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from stories.eventlog.read import read_log, read_partition, read_stream
from stories.eventlog.seal import seal

pytestmark = pytest.mark.usefixtures("committed_db")

MANY = 2_000
SEVERAL = 15  # as often as a statement must be asked before the driver prepares it and the server keeps one plan

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


@pytest.mark.parametrize("at_first", [0, 1, 20])
@pytest.mark.parametrize(
    "read",
    [
        lambda stream: read_log(-1, MANY),
        lambda stream: read_log(-1, MANY, ["story.opened"]),
        lambda stream: read_partition(stream.partition, after=-1, limit=MANY),
        lambda stream: list(read_stream(stream, upto=MANY)),
    ],
    ids=["log", "types", "partition", "stream"],
)
def test_reading(
    committed_db: Any, stream: Any, event: Any, write: Any, read: Callable[[Any], Any], at_first: int
) -> None:
    write(stream, *(event(str(n)) for n in range(at_first)))
    seal()
    counted(committed_db)
    for _ in range(SEVERAL):
        read(stream)
    write(stream, *(event(str(n)) for n in range(MANY)))
    while seal():
        pass
    assert touched(lambda: read(stream)) < 10 * MANY


def test_sealing(committed_db: Any, stream: Any, event: Any, write: Any) -> None:
    write(stream, event())
    counted(committed_db)
    for _ in range(SEVERAL):
        seal()
        write(stream, event())
    write(stream, *(event(str(n)) for n in range(MANY)))
    assert touched(seal) < 10 * MANY
