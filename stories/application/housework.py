"""Long work of the house, done by a worker slice by slice: rebuilding read models and taking up parked events where an
operator asks, verifying the log also by itself. A slice goes on where the one before it stopped.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from stories.application.auditing import DONE, FAILED, SLICE_SECONDS, VERIFY, Unfinished, audited
from stories.application.handle import now
from stories.application.people import by_user
from stories.application.reactions import SUBSCRIPTIONS
from stories.application.rebuilding import REBUILDABLE, rebuild
from stories.domain.permissions import Action, require
from stories.eventlog.parking import Parked, parked
from stories.eventlog.replaying import replay
from stories.models import HouseJob

REBUILD, REPLAY = "rebuild", "replay"
REPLAYS = "replays"  # the job of the timetable that takes parked events up, where texts are read
QUEUED, RUNNING = "queued", "running"
LEASE = timedelta(minutes=10)

log = logging.getLogger(__name__)
Tell = Callable[[int, int], None]


def ask(kind: str, subject: str, user: User, at: datetime) -> HouseJob:
    """Queues it; one of a kind at a time. subject: read models, or the stream that is to be replayed, "" for all.

    Raises Forbidden, and ValueError for what nobody can do.
    """
    require(by_user(user), Action.RUN_HOUSE)
    if kind not in (REBUILD, VERIFY, REPLAY) or (kind == REBUILD and subject not in REBUILDABLE):
        raise ValueError(f"{kind} {subject}")
    waiting = HouseJob.objects.filter(kind=kind, subject=subject, state__in=(QUEUED, RUNNING)).first()
    return waiting or HouseJob.objects.create(kind=kind, subject=subject, asked_by=user, asked_at=at)


def shown() -> QuerySet[HouseJob]:
    """The newest first, without the timetable's own that came to a good end."""
    return HouseJob.objects.exclude(asked_by=None, state=DONE).select_related("asked_by")


def work(*kinds: str) -> bool:
    """Takes one piece of work of these kinds, if there is any. A worker that died keeps its lease until it runs out."""
    at = now()
    free = HouseJob.objects.filter(Q(state=QUEUED) | Q(state=RUNNING, leased_until__lt=at), kind__in=kinds)
    waiting = free.order_by("asked_at")
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

    carried = {REBUILD: _rebuilt, REPLAY: _replayed, VERIFY: audited}
    try:
        state, said = carried[job.kind](job, tell)
    except Unfinished:
        HouseJob.objects.filter(pk=job.pk).update(leased_until=now())  # the next tick goes on
        return
    except Exception as error:
        log.exception("%s %s failed", job.kind, job.subject)
        state, said = FAILED, f"{type(error).__name__}: {error}"[:1_000].replace("\0", "\ufffd")
    HouseJob.objects.filter(pk=job.pk).update(state=state, said=said, finished_at=now(), leased_until=None)


def _rebuilt(job: HouseJob, tell: Tell) -> tuple[str, str]:
    """Raises Unfinished after a slice."""
    before = job.reached
    done = rebuild(job.subject, tell=tell, after=before.get("after", ""), seconds=SLICE_SECONDS)
    rows = {table: n + before.get("rows", {}).get(table, 0) for table, n in done.differing.items()}
    left = [*before.get("left", []), *done.left]
    if done.reached is not None:
        _reached(job, {"after": done.reached, "rows": rows, "left": left})
        raise Unfinished
    differing = ", ".join(f"{table}: {n}" for table, n in rows.items() if n)
    stayed = f" Left as they were: {', '.join(left)}." if left else ""
    return DONE, (f"Rows that differed: {differing}." if differing else "No row differed.") + stayed


def _replayed(job: HouseJob, tell: Tell) -> tuple[str, str]:
    """Each once; what fails again or is being worked on stays parked. Raises Unfinished after a slice."""
    by_name = {one.name: one for one in SUBSCRIPTIONS}
    tried: list[str] = job.reached.get("tried", [])
    failed: list[str] = job.reached.get("failed", [])
    waiting = [one for one in parked() if job.subject in ("", one.stream.public) and _name(one) not in tried]
    total, end = len(tried) + len(waiting), monotonic() + SLICE_SECONDS
    for one in waiting:
        if monotonic() > end:
            raise Unfinished
        tried.append(_name(one))
        _reached(job, {"tried": tried, "failed": failed})  # before: what ends its worker is not tried for ever
        try:
            replay(by_name[one.subscription], one.stream)
        except Exception as error:  # noqa: BLE001  # whatever the handler raises: it stays parked
            failed.append(f"{_name(one)}: {type(error).__name__}: {error}"[:300])
        tell(len(tried), total)
    said = f"Taken up again: {len(tried) - len(failed)}; still parked: {len(failed)}."
    return DONE, "\n".join([said, *failed]).replace("\0", "\ufffd")


def _name(one: Parked) -> str:
    return f"{one.subscription} {one.stream.public}"


def _reached(job: HouseJob, reached: dict[str, Any]) -> None:
    HouseJob.objects.filter(pk=job.pk).update(reached=reached)
