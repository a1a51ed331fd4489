"""The timetable: who runs a job now, what came of it, and what a person asked for.

Beats only knock. A knock finds its slot free or taken, in one statement; so two beats, a late beat and one that comes
back after an hour do no more than one beat in time. The database's clock counts, since all workers share it.
"""

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from time import monotonic
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection

from stories.application.queries import NotThere
from stories.domain.actors import By
from stories.domain.permissions import Action, require
from stories.eventlog.codec import plain as shown
from stories.models import TimetableJob

T = TypeVar("T")

log = logging.getLogger(__name__)

KEEP = 200  # ticks of each job
TICK_SECONDS = 40.0  # after that nothing new is begun

# Slots that a clock took which was ahead and has been set back: they are still to come.
_FORGET = "DELETE FROM stories_tick WHERE job_id = %(job)s AND started_at > now() + interval '5 seconds'"
_OPEN = """
WITH job AS (
    INSERT INTO stories_timetablejob (name, every, progress) VALUES (%(job)s, %(every)s, '')
    ON CONFLICT (name) DO UPDATE SET every = EXCLUDED.every,
        wanted_at = CASE WHEN %(asked)s THEN NULL ELSE stories_timetablejob.wanted_at END
    RETURNING name, paused_at
)
INSERT INTO stories_tick (job_id, slot, started_at, error)
SELECT name, CASE WHEN %(asked)s THEN NULL ELSE floor(extract(epoch FROM now()) / %(every)s)::bigint END, now(), ''
FROM job WHERE paused_at IS NULL OR %(asked)s
ON CONFLICT (job_id, slot) DO NOTHING
RETURNING id
"""
_CLOSE = "UPDATE stories_tick SET finished_at = now(), error = %(error)s WHERE id = %(tick)s"
_TRIM = """
DELETE FROM stories_tick WHERE job_id = %(job)s AND id <= (
    SELECT id FROM stories_tick WHERE job_id = %(job)s ORDER BY id DESC OFFSET %(keep)s LIMIT 1
)
"""
_WANTED = """
UPDATE stories_timetablejob SET wanted_at = NULL
WHERE wanted_at IS NOT NULL AND (name = ANY (%(names)s::text[])) = %(these)s
RETURNING name
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """What a job says of itself while it runs, in a few words."""

    job: str

    def __call__(self, text: str) -> None:
        TimetableJob.objects.filter(pk=self.job).update(progress=text[:200])


Work = Callable[[Progress], object]


def run(job: str, work: Work, *, every: float, asked: bool = False) -> bool:
    """Runs the job unless its slot is taken or it is paused; says whether it ran.

    every: seconds between two slots. asked: a person wants it now, whatever the slot. What the job raises is written
    down and raised again.
    """
    tick = _begin(job, every, asked=asked)
    if tick is None:
        return False
    error = ""
    try:
        work(Progress(job))
    except Exception as exc:
        error = f"{type(exc).__name__}: {exc}"[:1_000].replace("\0", "\ufffd")
        raise
    finally:
        with connection.cursor() as cursor:
            cursor.execute(_CLOSE, {"tick": tick, "error": error})
            cursor.execute(_TRIM, {"job": job, "keep": KEEP})
        TimetableJob.objects.filter(pk=job).exclude(progress="").update(progress="")
    return True


def _begin(job: str, every: float, *, asked: bool) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"job": job})
        cursor.execute(_OPEN, {"job": job, "every": every, "asked": asked})
        row = cursor.fetchone()
    return row[0] if row else None


@contextlib.contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else is inside under this name; who gets in keeps others out, and dies with the connection.

    For rounds that last longer than their slots: the next one finds the work being done and leaves its process free.
    """
    key = int.from_bytes(sha256(f"timetable {name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        row = cursor.fetchone()
    free = bool(row and row[0])
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def each(things: Iterable[T], do: Callable[[T], object]) -> None:
    """One after another, while a tick may last; the next tick begins anew.

    What one raises keeps no other from its turn, and is raised when all have had it. A database that cannot be reached
    is gone for all of them, and raises at once.
    """
    failed, end = None, monotonic() + TICK_SECONDS
    for thing in things:
        if monotonic() > end:
            break
        try:
            do(thing)
        except (InterfaceError, OperationalError):
            raise
        except Exception as exc:
            log.exception("%s failed; the round goes on", thing)
            failed = exc
    if failed is not None:
        raise failed


def wanted(*names: str, these: bool = False) -> list[str]:
    """The jobs that somebody asked for since the last call, of these names or of all others; each is told once."""
    with connection.cursor() as cursor:
        cursor.execute(_WANTED, {"names": list(names), "these": these})
        return [row[0] for row in cursor.fetchall()]


def want(name: str, by: By, at: datetime) -> TimetableJob:
    """Run it at once. Raises Forbidden, NotThere."""
    return _changed(name, by, {"wanted_at": at})


def pause(name: str, by: By, at: datetime) -> TimetableJob:
    """Its ticks do nothing until it is resumed. Raises Forbidden, NotThere."""
    return _changed(name, by, {"paused_at": at})


def resume(name: str, by: By) -> TimetableJob:
    """Raises Forbidden, NotThere."""
    return _changed(name, by, {"paused_at": None})


def _changed(name: str, by: By, values: Mapping[str, Any]) -> TimetableJob:
    require(by, Action.RUN_HOUSE)
    if "\0" in name or not TimetableJob.objects.filter(pk=name).update(**values):
        raise NotThere(name)
    return TimetableJob.objects.get(pk=name)


def documents() -> list[dict[str, Any]]:
    """Every job: last run, next run, lag in seconds, progress, error."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED)
        names = [column.name for column in cursor.description or ()]
        return [_document(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def document(name: str) -> dict[str, Any]:
    """Raises NotThere."""
    found = next((one for one in documents() if one["name"] == name), None)
    if found is None:
        raise NotThere(name)
    return found


_LISTED = """
SELECT job.name, job.every, job.paused_at, job.wanted_at, job.progress,
    last.started_at, last.finished_at,
    CASE WHEN last.finished_at IS NULL AND last.started_at < now() - interval '3 minutes'
        THEN 'it did not come to its end: its worker was stopped' ELSE last.error END AS error,
    to_timestamp((floor(extract(epoch FROM now()) / job.every) + 1) * job.every) AS next_at,
    greatest(0, extract(epoch FROM now() - coalesce(last.started_at, now())) - job.every) AS lag
FROM stories_timetablejob AS job
LEFT JOIN LATERAL (
    SELECT started_at, finished_at, error FROM stories_tick WHERE job_id = job.name ORDER BY id DESC LIMIT 1
) AS last ON TRUE
ORDER BY job.name
"""


def _document(row: dict[str, Any]) -> dict[str, Any]:
    if row["paused_at"]:
        state = "paused"
    elif row["error"]:
        state = "failed"
    elif row["started_at"] and not row["finished_at"]:
        state = "running"
    else:
        state = "late" if row["lag"] > 2 * row["every"] + 60 else "up"
    times = ("paused_at", "wanted_at", "started_at", "finished_at", "next_at")
    return {
        "name": row["name"],
        "state": state,
        "every": row["every"],
        "lag": round(float(row["lag"]), 1),
        "progress": row["progress"] or None,
        "error": row["error"] or None,
        **{name: shown(row[name]) if row[name] else None for name in times},
    }
