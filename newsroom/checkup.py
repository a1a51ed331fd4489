"""What `doctor` looks at: one function per organ, each saying how it is and what would help."""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from newsroom.database import ERASER_ROLE
from newsroom.embedded import APP_ROLE
from newsroom.health import EXPAT, old_parsers, pending_migrations
from stories.analysis import model
from stories.application import auditing, proving
from stories.eventlog import guards
from workers import roll

SUPPORTED = range(15, 19)
LAG_SECONDS = 10
CLOCK_SECONDS = 2

State = Literal["ok", "weak", "fails"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`weak`: it works, and the hint says what it lacks. Only `fails` makes doctor exit with 1."""

    part: str
    state: State
    detail: str
    hint: str = ""


def examine() -> Iterator[Finding]:
    for part in ORGANS:
        yield from examine_part(part)


def examine_part(part: str) -> Iterator[Finding]:
    try:
        yield from ORGANS[part](part)
    except DatabaseError as error:
        told = str(error).strip().splitlines()[0]
        fresh = "does not exist" in told  # the database, its roles or its tables: nobody has migrated yet
        yield Finding(part, "fails", told, MIGRATE_HINT if fresh else DATABASE_HINT)


def _rows(statement: str, parameters: list[str] | None = None) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


MIGRATE_HINT = "Run `manage.py migrate`: it makes the roles and the tables. `manage.py up` does so by itself."
DATABASE_HINT = "Is PostgreSQL running and DATABASE_URL right? Without the variable, `manage.py up` brings its own."


def _database(part: str) -> Iterator[Finding]:
    ((number, name),) = _rows("SELECT current_setting('server_version_num')::int / 10000, current_database()")
    known = number in SUPPORTED
    yield Finding(
        part,
        "ok" if known else "weak",
        f"PostgreSQL {number}, database {name}",
        "" if known else "Supported: 15 to 18.",
    )
    unsafe = [
        f"{setting} = {value}"
        for setting, value in _rows(
            "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')"
            " AND setting = 'off'"
        )
    ]
    if unsafe:
        yield Finding(part, "fails", ", ".join(unsafe), "An acknowledged event could be lost: switch these on.")


def _migrations(part: str) -> Iterator[Finding]:
    waiting = pending_migrations()
    if waiting:
        yield Finding(part, "fails", f"{len(waiting)} not applied, first {waiting[0]}", "Run `manage.py migrate`.")
    else:
        yield Finding(part, "ok", "all applied")


def _roles(part: str) -> Iterator[Finding]:
    ((role, rights),) = _rows("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
    if role != APP_ROLE or rights:
        yield Finding(part, "fails", f"connected as {role}", "Run `manage.py migrate`: it makes the roles.")
    elif not _rows("SELECT 1 FROM pg_roles WHERE rolname = %s", [ERASER_ROLE]):
        yield Finding(part, "fails", f"there is no {ERASER_ROLE}", "Run `manage.py migrate`: it makes the roles.")
    elif settings.DATABASE_URL == settings.DATABASE_OWNER_URL:
        yield Finding(
            part, "weak", f"{role}, assumed by the owner's own login",
            "Give the service a login of its own in DATABASE_URL and the owner's in DATABASE_OWNER_URL.",
        )  # fmt: skip
    else:
        yield Finding(part, "ok", f"the service is {role}, the owner another login")


def _guards(part: str) -> Iterator[Finding]:
    missing = guards.missing_guards()
    if missing:
        yield Finding(part, "fails", ", ".join(missing), "The log is not protected. Run `manage.py migrate` as owner.")
    else:
        yield Finding(part, "ok", "the log refuses changes")


def _broker(part: str) -> Iterator[Finding]:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
            policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "unknown")
    except redis.RedisError as error:
        yield Finding(part, "fails", str(error), "Is Redis or Valkey running and REDIS_URL right?")
        return
    if policy == "noeviction":
        yield Finding(part, "ok", "answers")
    else:
        yield Finding(part, "weak", f"answers, maxmemory-policy {policy}", "Set maxmemory-policy noeviction.")


def _workers(part: str) -> Iterator[Finding]:
    hint = "Start `celery -A workers.app worker -Q celery`, `-Q analysis`, `-Q outside`, `-Q long`, or `manage.py up`."
    try:
        unserved = roll.unserved(seconds=2.0)
    except roll.NoAnswer as error:
        yield Finding(part, "fails", f"cannot be asked: {error}", "First the broker, then the workers.")
        return
    if unserved:
        yield Finding(part, "fails", "nobody serves " + ", ".join(sorted(unserved)), hint)
    else:
        yield Finding(part, "ok", "all queues are served")


def _lag(part: str) -> Iterator[Finding]:
    oldest = _rows(
        "SELECT event.id FROM outbox JOIN event USING (stream, version) ORDER BY outbox.seq LIMIT 1",
    )
    age = max(0.0, time.time() - _milliseconds(oldest[0][0]) / 1000) if oldest else 0.0
    if age > LAG_SECONDS:
        yield Finding(part, "fails", f"an event waits since {age:.0f} s for its place", "Start `manage.py relay`.")
    else:
        yield Finding(part, "ok", "nothing waits" if not oldest else f"{age:.1f} s behind")


def _milliseconds(event: object) -> int:
    """When a UUIDv7 was made, since 1970."""
    return (event if isinstance(event, uuid.UUID) else uuid.UUID(str(event))).int >> 80


def _parked(part: str) -> Iterator[Finding]:
    ((count,),) = _rows("SELECT count(*) FROM parked WHERE replayed_at IS NULL")
    if count:
        yield Finding(
            part, "weak", f"{count} streams set aside after errors", "Look into them in the admin and replay."
        )
    else:
        yield Finding(part, "ok", "none")


def _checkpoints(part: str) -> Iterator[Finding]:
    found = proving.standing()
    for trouble in found.troubles:
        hint = "Look at the job `checkpoint` under Operations, at NEWSROOM_LOG_KEY and at NEWSROOM_CHECKPOINTS."
        yield Finding(part, "fails", trouble, TAMPERED_HINT if trouble.startswith(proving.REWRITTEN) else hint)
    if found.troubles:
        return
    signed = f"{found.newest.size} events signed" if found.newest else "none yet"
    known = "".join(f"; key {key}" for key in proving.known_keys()[:1])
    if settings.NEWSROOM_CHECKPOINTS:
        yield Finding(part, "ok", f"{signed}, copied to {settings.NEWSROOM_CHECKPOINTS}{known}")
    else:
        yield Finding(
            part, "weak", f"{signed}, with no copy elsewhere{known}",
            "Set NEWSROOM_CHECKPOINTS to a folder that whoever runs the database cannot rewrite.",
        )  # fmt: skip


TAMPERED_HINT = "Stop and keep everything as it is: compare an export with the checkpoints that others have kept."


def _audit(part: str) -> Iterator[Finding]:
    last = auditing.last_audit()
    if last is None:
        yield Finding(part, "ok", "not verified as a whole yet")
    elif wrong := auditing.tampered():
        yield Finding(part, "fails", wrong, TAMPERED_HINT)
    elif last.state == auditing.FAILED:
        yield Finding(part, "fails", last.said, "It did not come to its end; run it again under Operations.")
    else:
        assert last.finished_at is not None
        yield Finding(part, "ok", f"verified up to {last.done} at {last.finished_at.isoformat(timespec='seconds')}")


def _model(part: str) -> Iterator[Finding]:
    found = model.load(settings.NEWSROOM_MODEL or None)
    if found is None:
        where = settings.NEWSROOM_MODEL or "this Python's packages"
        yield Finding(part, "fails", f"none in {where}", "Install requirements.txt, or set NEWSROOM_MODEL to a folder.")
    else:
        yield Finding(part, "ok", f"{found.meta['lang']}_{found.meta['name']} {found.meta['version']}")


def _xml(part: str) -> Iterator[Finding]:
    if old := old_parsers():
        yield Finding(part, "fails", old, "Files from outside can stop it: run a Python with a newer one.")
    else:
        yield Finding(part, "ok", f"expat is {'.'.join(map(str, EXPAT))} or newer")


def _clock(part: str) -> Iterator[Finding]:
    ((there,),) = _rows("SELECT extract(epoch FROM clock_timestamp())::float8")
    drift = abs(time.time() - float(str(there)))
    if drift > CLOCK_SECONDS:
        yield Finding(part, "fails", f"{drift:.1f} s from the database's", "Let both machines keep time (NTP).")
    else:
        yield Finding(part, "ok", datetime.now(UTC).isoformat(timespec="seconds"))


ORGANS: dict[str, Callable[[str], Iterator[Finding]]] = {
    "database": _database,
    "migrations": _migrations,
    "roles": _roles,
    "guards": _guards,
    "broker": _broker,
    "workers": _workers,
    "relay": _lag,
    "parked": _parked,
    "checkpoints": _checkpoints,
    "audit": _audit,
    "model": _model,
    "xml": _xml,
    "clock": _clock,
}
