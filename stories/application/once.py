"""Commands that leave no event, done once all the same: the Idempotency-Key, its answer and the effect commit together.

What has events is done once by the append itself; this is for plain tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from stories.application.handle import IdempotencyMismatch, now
from stories.eventlog.repeated import Idempotency, find_repeated
from stories.models import PlainCommand

# Waits for a twin that is being carried out, as long as lock_timeout allows.
_BEGIN = """
INSERT INTO stories_plaincommand (actor, key, request, about, status, answer, at)
VALUES (%(actor)s, %(key)s, %(request)s, '', %(status)s, '{}', %(at)s)
ON CONFLICT (actor, key) DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Done:
    """about: the public id of what was made or changed. answer: what the client is told, less secrets."""

    about: str
    answer: dict[str, Any]
    repeated: bool = False


def once(idempotency: Idempotency | None, run: Callable[[], Done]) -> Done:
    """Runs it in a transaction, or gives what it gave the first time. Raises IdempotencyMismatch."""
    with transaction.atomic():
        if idempotency is None:
            return run()
        if find_repeated(idempotency.actor, idempotency.key) is not None:
            raise IdempotencyMismatch  # the key belongs to a command that has events
        with connection.cursor() as cursor:
            cursor.execute(
                _BEGIN,
                {
                    "actor": idempotency.actor,
                    "key": idempotency.key,
                    "request": idempotency.request,
                    "status": idempotency.status,
                    "at": now(),
                },
            )
            fresh = cursor.fetchone()
        if fresh is None:
            return _again(idempotency)
        done = run()
        PlainCommand.objects.filter(pk=fresh[0]).update(about=done.about, answer=done.answer)
        return done


def _again(idempotency: Idempotency) -> Done:
    row = PlainCommand.objects.get(actor=idempotency.actor, key=idempotency.key)
    if bytes(row.request) != idempotency.request:
        raise IdempotencyMismatch
    return Done(row.about, row.answer, repeated=True)
