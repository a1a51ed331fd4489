"""Read models made anew from the log: in temporary tables that shadow the serving ones, then compared, then swapped.

A temporary table comes first on its connection's search path, so the very same code writes into it; readers on other
connections see the old rows until the swap commits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, models, transaction

from stories.eventlog.read import streams
from stories.projections import sources, stories


@dataclass(frozen=True, slots=True)
class Rebuildable:
    """kind: of the streams that it is made from; refresh: brings one stream's rows up to date."""

    kind: str
    tables: Sequence[type[models.Model]]
    refresh: Callable[[str], int]


REBUILDABLE: dict[str, Rebuildable] = {
    "stories": Rebuildable("story", stories.TABLES, stories.refresh),
    "sources": Rebuildable("source", sources.TABLES, sources.refresh),
}


def rebuild(name: str, *, tell: Callable[[int, int], None]) -> dict[str, int]:
    """Rebuilds one projection; gives, by table, how many rows differed from the ones that served.

    tell(done, total) is called after each stream. What is appended meanwhile is caught up under the swap's lock.
    """
    chosen = REBUILDABLE[name]
    tables = [model._meta.db_table for model in chosen.tables]
    all_streams = [stream.public for stream in streams(chosen.kind)]
    try:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
                cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
        for done, stream in enumerate(all_streams, start=1):
            chosen.refresh(stream)
            tell(done, len(all_streams))
        return _swap(chosen, tables)
    finally:
        connection.close()  # and with it the shadows


def _swap(chosen: Rebuildable, tables: Sequence[str]) -> dict[str, int]:
    differing: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            # Readers go on; whoever would write waits until the new rows are in.
            cursor.execute(f"LOCK TABLE public.{table} IN SHARE ROW EXCLUSIVE MODE")
        for stream in streams(chosen.kind):
            chosen.refresh(stream.public)
        for table in tables:
            cursor.execute(
                f"WITH fresh AS (TABLE pg_temp.{table}), served AS (TABLE public.{table}), "  # noqa: S608  # our own names
                "gone AS (SELECT id FROM (TABLE served EXCEPT ALL TABLE fresh) lost) SELECT count(*) FROM ("
                "SELECT id FROM gone UNION SELECT id FROM (TABLE fresh EXCEPT ALL TABLE served) new) either"
            )
            differing[table] = int(cursor.fetchone()[0])
            if differing[table]:
                cursor.execute(f"DELETE FROM public.{table}")  # noqa: S608
                cursor.execute(f"INSERT INTO public.{table} TABLE pg_temp.{table}")
    return differing
