"""Read models made anew from the log: in temporary tables that shadow the serving ones, then compared, then swapped.

A temporary table comes first on its connection's search path, so the very same code writes into it; readers on other
connections see the old rows until the swap commits. Where there are more streams than a worker may draw at once, they
are drawn and swapped in order of their ids, range by range.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic

from django.db import connection, models, transaction

from stories.eventlog.codec import Undecodable
from stories.eventlog.read import streams
from stories.models import reading
from stories.projections import sources, stories

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rebuildable:
    """kind: of the streams that it is made from; head: the table with one row a stream, and its version.

    tables: the others, whose rows name their stream in the column `story`. refresh: draws one stream's rows.
    """

    kind: str
    head: type[models.Model]
    tables: Sequence[type[models.Model]]
    refresh: Callable[[str], int]

    @property
    def columns(self) -> dict[str, str]:
        """By table, the column that names the stream."""
        return {self.head._meta.db_table: "id"} | {model._meta.db_table: "story" for model in self.tables}


REBUILDABLE: dict[str, Rebuildable] = {
    "stories": Rebuildable("story", reading.Story, stories.TABLES, stories.refresh),
    "sources": Rebuildable("source", reading.Source, (), sources.refresh),
}


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """differing: by table, how many rows differed from those that served. left: streams with events that this version
    cannot read; their rows stay as they were. reached: the last stream, where others are still to come."""

    differing: dict[str, int]
    left: tuple[str, ...]
    reached: str | None = None


@dataclass(frozen=True, slots=True)
class _Range:
    """Streams by public id, in the order of the bytes. after: where it begins; upto: its last, None for all."""

    after: str
    upto: str | None

    def __contains__(self, stream: str) -> bool:
        return self.after < stream and (self.upto is None or stream <= self.upto)

    def condition(self, column: str) -> str:
        return f'{column} COLLATE "C" > %(after)s AND (%(upto)s::text IS NULL OR {column} COLLATE "C" <= %(upto)s)'

    @property
    def values(self) -> dict[str, str | None]:
        return {"after": self.after, "upto": self.upto}


def rebuild(name: str, *, tell: Callable[[int, int], None], after: str = "", seconds: float = inf) -> Rebuilt:
    """Rebuilds one projection, as far as it comes in so many seconds. tell(done, total) is called after each stream.

    after: the last stream of an earlier call, to go on behind. What is appended meanwhile is caught up under the swap's
    lock.
    """
    chosen = REBUILDABLE[name]
    left: list[str] = []
    end = monotonic() + seconds
    connection.close()  # statements that were prepared for the serving tables know nothing of their shadows
    try:
        with connection.cursor() as cursor:
            for table in chosen.columns:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
                cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
        found = sorted(stream.public for stream in streams(chosen.kind))
        ahead = [stream for stream in found if stream > after]
        reached = None
        for done, stream in enumerate(ahead, start=len(found) - len(ahead) + 1):
            _draw(chosen, stream, left)
            tell(done, len(found))
            if monotonic() > end and stream != ahead[-1]:
                reached = stream
                break
        return Rebuilt(_swap(chosen, left, _Range(after, reached)), tuple(left), reached)
    finally:
        connection.close()  # and with it the shadows


def _draw(chosen: Rebuildable, stream: str, left: list[str]) -> None:
    try:
        chosen.refresh(stream)
    except Undecodable:
        log.exception("%s keeps the rows that it has", stream)
        left.append(stream)


def _swap(chosen: Rebuildable, left: list[str], swapped: _Range) -> dict[str, int]:
    differing: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in chosen.columns:
            # Readers go on; whoever would write waits until the new rows are in.
            cursor.execute(f"LOCK TABLE public.{table} IN SHARE ROW EXCLUSIVE MODE")
        drawn = dict(chosen.head._default_manager.values_list("id", "version"))
        for stream, version in streams(chosen.kind).items():
            if stream.public in swapped and drawn.get(stream.public) != version and stream.public not in left:
                _draw(chosen, stream.public, left)
        for table, column in chosen.columns.items():
            cursor.execute(f"INSERT INTO {table} SELECT * FROM public.{table} WHERE {column} = ANY(%s)", [left])  # noqa: S608
            ours = swapped.condition(column)
            cursor.execute(
                f"WITH fresh AS (TABLE pg_temp.{table}), "  # noqa: S608  # our own names
                f"served AS (SELECT * FROM public.{table} WHERE {ours}), "
                "gone AS (SELECT id FROM (TABLE served EXCEPT ALL TABLE fresh) lost) SELECT count(*) FROM ("
                "SELECT id FROM gone UNION SELECT id FROM (TABLE fresh EXCEPT ALL TABLE served) new) either",
                swapped.values,
            )
            differing[table] = int(cursor.fetchone()[0])
            if differing[table]:
                cursor.execute(f"DELETE FROM public.{table} WHERE {ours}", swapped.values)  # noqa: S608
                cursor.execute(f"INSERT INTO public.{table} TABLE pg_temp.{table}")
    return differing
