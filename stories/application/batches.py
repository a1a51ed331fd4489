"""Batches worked off: a slice at a time by whichever worker holds the lease, each line filed once, killed or not."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q

from stories.application.handle import Order, now
from stories.application.jobs import DONE, FAILED, QUEUED, RUNNING, drop_abandoned, forget_lines
from stories.application.keys import by_key
from stories.application.people import by_user
from stories.domain.actors import By
from stories.eventlog.repeated import Idempotency
from stories.models import Job, JobLine

SLICE_SECONDS = 10.0  # read models and embargoes wait for the same workers
LEASE = timedelta(seconds=30)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line. status: as POST /articles/ would have answered."""

    status: int
    result: Mapping[str, Any]


FileLine = Callable[[bytes | None, Order], Outcome]


def work(file_line: FileLine, *, seconds: float = SLICE_SECONDS, others: Mapping[str, FileLine] | None = None) -> int:
    """Works off lines of the batch with the fewest left, for so long; returns how many. One batch at a time.

    A worker that dies keeps its lease until it runs out; then the lines without a result are taken up again. The log
    remembers the line by its Idempotency-Key, so that one whose result was lost is not filed twice.
    others: what carries out a line of other kinds of jobs.
    """
    drop_abandoned()
    job = _leased()
    if job is None:
        return 0
    by = _sender(job)
    if by is None:
        _finish(job, FAILED, "The key or the person that sent this may not act any more.")
        return 0
    carry = (others or {}).get(job.kind, file_line)
    end = time.monotonic() + seconds
    done = 0
    while time.monotonic() < end:
        line = JobLine.objects.filter(job=job, line__gt=job.reached, status=None).order_by("line").first()
        if line is None:
            _finish(job, DONE)
            return done
        outcome = _carried(carry, job, line, by)
        if not _noted(job, line, outcome):
            return done  # canceled, or another worker's by now
        done += 1
    Job.objects.filter(pk=job.pk, state=RUNNING, leased_until=job.leased_until).update(leased_until=None)
    return done


def _leased() -> Job | None:
    under_way = Job.objects.filter(state__in=(QUEUED, RUNNING))
    if under_way.filter(leased_until__gte=now()).exists():
        return None
    with transaction.atomic():
        waiting = under_way.select_for_update(skip_locked=True).filter(Q(leased_until=None) | Q(leased_until__lt=now()))
        job = waiting.order_by(F("lines") - F("reached"), "created_at").first()
        if job is None:
            return None
        job.state = RUNNING
        job.started_at = job.started_at or now()
        job.leased_until = now() + LEASE
        job.save(update_fields=["state", "started_at", "leased_until"])
    return Job.objects.select_related("key__person__user", "person__user").get(pk=job.pk)


def _sender(job: Job) -> By | None:
    """Whoever sent it, with what she may at this moment."""
    if job.key is not None:
        key = job.key
        person = key.person
        ended = key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now())
        return None if ended or (person is not None and not person.user.is_active) else by_key(key)
    return by_user(job.person.user) if job.person is not None and job.person.user.is_active else None


def _carried(carry: FileLine, job: Job, line: JobLine, by: By) -> Outcome:
    """Raises only where the database is gone: a line that nobody foresaw must not stop all that come after it."""
    data = None if line.data is None else bytes(line.data)
    try:
        return carry(data, _order(job, line, by))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("batch %s, line %s", job.id, line.line)
        return Outcome(500, {"code": "internal", "detail": "An unexpected error; the service's own log says more."})


def _order(job: Job, line: JobLine, by: By) -> Order:
    """By the row and not by its number in the job: a job may come back under its id when it was tidied away, and
    begins at one again, while the log remembers.
    """
    data = b"" if line.data is None else bytes(line.data)
    return Order(by, now(), Idempotency(by.actor, f"batch:{job.id.hex}:{line.pk}", sha256(data).digest()))


def _noted(job: Job, line: JobLine, outcome: Outcome) -> bool:
    """The line's result and the job's progress together, and the lease renewed; False where it is ours no more."""
    counter = "filed" if outcome.status == 201 else "duplicates" if outcome.status == 200 else "refused"
    renewed = now() + LEASE
    with transaction.atomic():
        ours = Job.objects.filter(pk=job.pk, state=RUNNING, leased_until=job.leased_until)
        if not ours.update(leased_until=renewed, reached=line.line, **{counter: F(counter) + 1}):
            return False
        JobLine.objects.filter(pk=line.pk).update(status=outcome.status, result=dict(outcome.result), data=None)
    job.leased_until, job.reached = renewed, line.line
    return True


def _finish(job: Job, state: str, error: str = "") -> None:
    if Job.objects.filter(pk=job.pk, state=RUNNING, leased_until=job.leased_until).update(
        state=state, error=error, finished_at=now(), leased_until=None
    ):
        forget_lines(job)
        log.info("batch %s: %s", job.id, state)
