"""Long work line by line (batches, lists of feeds, withdrawals): kept until worked off, shown to whoever asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from stories.application.handle import now
from stories.application.ids import is_public_id, new_id, uuid_of
from stories.application.queries import NotThere
from stories.domain.actors import By
from stories.domain.permissions import Action, may, require
from stories.eventlog.codec import plain as shown
from stories.eventlog.connection import cursor
from stories.models import ApiKey, Job, JobLine, Person

RECEIVING, QUEUED, RUNNING, DONE, CANCELED, FAILED = "receiving", "queued", "running", "done", "canceled", "failed"
UNDER_WAY = (QUEUED, RUNNING)
LINES, BYTES = 10_000, 50 * 1024 * 1024
TOGETHER, TOGETHER_BYTES = 200, 1024 * 1024  # lines, and bytes, that are written in one go
ABANDONED = timedelta(hours=6)

# Not through the ORM: its cursors write the texts into the statement, and keep statements in memory.
_LINE = "INSERT INTO stories_jobline (job_id, line, data, result) VALUES (%(job)s, %(line)s, %(data)s, '{}')"


class TooMuch(ValueError):
    """More lines or bytes than a batch may have."""


class NoLines(ValueError):
    """A batch without a line."""


def require_sender(by: By) -> None:
    """Raises Forbidden for whoever may send no articles."""
    require(by, Action.SUBMIT_ARTICLE)


@dataclass
class Reception:
    """A batch that is coming in. Lines go to the database as they come; nothing of it is worked off before `close`."""

    job: Job
    _waiting: list[dict[str, Any]] = field(default_factory=list)
    _bytes: int = 0
    _digest: Any = field(default_factory=sha256)

    def add(self, number: int, line: bytes | None) -> None:
        """A line by its number in the batch; None for one that was longer than a body may be. Raises TooMuch."""
        self.job.lines += 1
        if self.job.lines > LINES:
            raise TooMuch
        self._waiting.append({"job": self.job.pk, "line": number, "data": line})
        self._bytes += len(line or b"")
        if len(self._waiting) >= TOGETHER or self._bytes >= TOGETHER_BYTES:
            self._write()

    def seen(self, chunk: bytes) -> None:
        """Counts and hashes what came, lines or not. Raises TooMuch."""
        self.job.size += len(chunk)
        self._digest.update(chunk)
        if self.job.size > BYTES:
            raise TooMuch

    def close(self) -> str:
        """All is there; returns the SHA-256 of it. Raises NoLines."""
        if not self.job.lines:
            raise NoLines
        self._write()
        self.job.sha256 = self._digest.hexdigest()
        self.job.save(update_fields=["lines", "size", "sha256"])
        return self.job.sha256

    def drop(self) -> None:
        """Nothing stays of it."""
        self.job.delete()

    def _write(self) -> None:
        with cursor() as plain:
            plain.executemany(_LINE, self._waiting)
        self._waiting, self._bytes = [], 0


def receive(by: By, *, kind: str = "article_batch") -> Reception:
    given = _owners(by) | {"kind": kind, "state": RECEIVING, "created_at": now()}
    return Reception(Job.objects.create(id=uuid_of(new_id("job")), **given))


def _owners(by: By) -> dict[str, Any]:
    """The key that asks and the person behind it, as a job has them."""
    owner = by.actor.rsplit("/", 1)[-1]
    return {
        "key": ApiKey.objects.get(pk=uuid_of(owner)) if owner.startswith("key_") else None,
        "person": Person.objects.get(pk=uuid_of(by.person)) if by.person else None,
    }


def go_on(id_: UUID, by: By, *, kind: str, title: str, lines: Sequence[bytes]) -> Job:
    """A job under an id that its caller chose, made or taken up again: with these lines besides those that it had.

    Lines that wait in it already come in no second time.
    """
    given = _owners(by) | {"kind": kind, "title": title[:200], "state": QUEUED, "created_at": now()}
    with transaction.atomic():
        Job.objects.get_or_create(id=id_, defaults=given)
        job = Job.objects.select_for_update().get(pk=id_)
        waits = {bytes(one.data or b"") for one in JobLine.objects.filter(job=job, status=None)}
        fresh = [line for line in lines if line not in waits]
        rows = enumerate(fresh, start=job.lines + 1)
        JobLine.objects.bulk_create([JobLine(job=job, line=number, data=line) for number, line in rows])
        job.lines += len(fresh)
        if fresh:
            job.state, job.error, job.leased_until, job.finished_at = QUEUED, "", None, None
        job.save()
    return job


def queue(job: Job) -> None:
    """From now on workers look at it."""
    Job.objects.filter(pk=job.pk, state=RECEIVING).update(state=QUEUED)
    job.refresh_from_db()


def jobs_of(by: By) -> QuerySet[Job]:
    """A person's, whichever key she used; a key's without a person; operators have all."""
    found = Job.objects.exclude(state=RECEIVING)
    if by.person is None:
        return found.filter(key=uuid_of(by.actor), person=None)
    return found if may(by, Action.RUN_HOUSE) else found.filter(person=uuid_of(by.person))


def job_named(id_: str, by: By) -> Job:
    """Raises NotThere."""
    found = jobs_of(by).filter(pk=uuid_of(id_)).first() if is_public_id(id_, "job") else None
    if found is None:
        raise NotThere(id_)
    return found


def cancel(job: Job) -> None:
    """Lines that were worked off stay so; the others are forgotten. What has ended already stays as it is."""
    stopped = Job.objects.filter(pk=job.pk, state__in=UNDER_WAY).update(
        state=CANCELED, finished_at=now(), leased_until=None
    )
    if stopped:
        forget_lines(job)
    job.refresh_from_db()


def forget_lines(job: Job) -> None:
    """Texts are kept in the log and nowhere else."""
    JobLine.objects.filter(job=job, status=None).delete()


def drop_abandoned() -> None:
    """Batches whose senders went away half-way."""
    Job.objects.filter(state=RECEIVING, created_at__lt=now() - ABANDONED).delete()


def results(job: Job, *, after_line: int) -> Iterator[dict[str, Any]]:
    """What became of each line so far, in order, in constant memory."""
    while True:
        rows = list(
            JobLine.objects.filter(job=job, line__gt=after_line)
            .exclude(status=None)
            .order_by("line")
            .values("line", "status", "result")[:500]
        )
        for row in rows:
            yield {"line": row["line"], "status": row["status"], **row["result"]}
        if not rows:
            return
        after_line = rows[-1]["line"]


def job_document(job: Job) -> dict[str, Any]:
    id_ = f"job_{job.id.hex}"
    return {
        "id": id_,
        "kind": job.kind,
        "state": job.state,
        "lines": job.lines,
        "size": job.size,
        "sha256": job.sha256,
        "progress": {
            "worked_off": job.filed + job.duplicates + job.refused,
            "reached": job.reached,
            "filed": job.filed,
            "duplicates": job.duplicates,
            "refused": job.refused,
        },
        "error": job.error or None,
        "created_at": shown(job.created_at),
        "started_at": shown(job.started_at) if job.started_at else None,
        "finished_at": shown(job.finished_at) if job.finished_at else None,
        "results": f"/api/v1/jobs/{id_}/results/",
    }
