"""Long work of the house, done by a worker: rebuilding read models where an operator asks, verifying the log also by
itself.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from stories.application.auditing import DONE, FAILED, VERIFY, Unfinished, audited
from stories.application.handle import now
from stories.application.people import by_user
from stories.application.rebuilding import REBUILDABLE, rebuild
from stories.domain.permissions import Action, require
from stories.models import HouseJob

REBUILD = "rebuild"
QUEUED, RUNNING = "queued", "running"
LEASE = timedelta(minutes=10)

log = logging.getLogger(__name__)
Tell = Callable[[int, int], None]


def ask(kind: str, subject: str, user: User, at: datetime) -> HouseJob:
    """Queues it; one of a kind at a time. Raises Forbidden, and ValueError for what nobody can do."""
    require(by_user(user), Action.RUN_HOUSE)
    if kind not in (REBUILD, VERIFY) or (kind == REBUILD and subject not in REBUILDABLE):
        raise ValueError(f"{kind} {subject}")
    waiting = HouseJob.objects.filter(kind=kind, subject=subject, state__in=(QUEUED, RUNNING)).first()
    return waiting or HouseJob.objects.create(kind=kind, subject=subject, asked_by=user, asked_at=at)


def shown() -> QuerySet[HouseJob]:
    """The newest first, without the timetable's own that came to a good end."""
    return HouseJob.objects.exclude(asked_by=None, state=DONE).select_related("asked_by")


def work() -> bool:
    """Takes one piece of work, if there is any. A worker that died keeps its lease until it runs out."""
    at = now()
    waiting = HouseJob.objects.filter(Q(state=QUEUED) | Q(state=RUNNING, leased_until__lt=at)).order_by("asked_at")
    for job in waiting[:5]:
        mine = HouseJob.objects.filter(pk=job.pk, state=job.state, leased_until=job.leased_until).update(
            state=RUNNING, started_at=at, leased_until=at + LEASE
        )
        if mine:
            _carry_out(job)
            return True
    return False


def _carry_out(job: HouseJob) -> None:
    def tell(done: int, total: int) -> None:
        HouseJob.objects.filter(pk=job.pk).update(done=done, total=total, leased_until=now() + LEASE)

    try:
        state, said = (DONE, _rebuilt(job.subject, tell)) if job.kind == REBUILD else audited(job, tell)
    except Unfinished:
        HouseJob.objects.filter(pk=job.pk).update(leased_until=now())  # the next tick goes on
        return
    except Exception as error:
        log.exception("%s %s failed", job.kind, job.subject)
        state, said = FAILED, f"{type(error).__name__}: {error}"[:1_000].replace("\0", "\ufffd")
    HouseJob.objects.filter(pk=job.pk).update(state=state, said=said, finished_at=now(), leased_until=None)


def _rebuilt(subject: str, tell: Tell) -> str:
    done = rebuild(subject, tell=tell)
    differing = ", ".join(f"{table}: {rows}" for table, rows in done.differing.items() if rows)
    left = f" Left as they were: {', '.join(done.left)}." if done.left else ""
    return (f"Rows that differed: {differing}." if differing else "No row differed.") + left
