"""Sends what waits, at least once and in order of position as far as retries allow; gives up late, and says so.

The schedule stands in the database and nowhere else: a tick that is lost, doubled or late changes nothing. Whoever
sends to an endpoint holds its lease, so that it is told of one thing at a time. An endpoint that fails is tried once a
round, with what is oldest: an hour of outage is no storm, and a message that one receiver cannot digest does not stop
those behind it.
"""

import logging
import random
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import F

from stories.application import messages
from stories.application.endpoints import DEAD, DELIVERED, PENDING, PING, WITHHELD, living_secrets, public_id
from stories.application.handle import Order, handle_desk, now
from stories.application.hearing import Listener, rows_for, with_owners
from stories.domain.actors import MACHINE
from stories.domain.commands_house import DisableEndpoint
from stories.domain.values import EndpointId
from stories.eventlog.codec import Undecodable, time_text
from stories.eventlog.read import read_event, read_log
from stories.gateways.addresses import GUARD, Guard
from stories.gateways.webhooks import Message, Outcome, send
from stories.models import Delivery, WebhookEndpoint

# Standard Webhooks' suggestion: ten attempts over 75 h 35 min.
SCHEDULE = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
JITTER = 0.1  # of a wait, added: those who failed together do not come back together
FAILING_FOR = timedelta(days=5)
ENDPOINTS_AT_ONCE = 8
ROUND_SECONDS = 20.0
RANGE = 2_000  # positions that are sent again at once, at most
READ_AT_ONCE = 100  # events, with their bodies
LEASE = timedelta(seconds=60)  # a round and its last attempt, twice

log = logging.getLogger(__name__)

# Whoever was served longest ago comes first. An array is made once; a join may ask for its rows again and again.
_TAKE = """
UPDATE stories_webhookendpoint SET leased_until = %(until)s
WHERE id = ANY (ARRAY(
    SELECT endpoint.id FROM stories_webhookendpoint AS endpoint
    WHERE endpoint.disabled_at IS NULL AND endpoint.deleted_at IS NULL
      AND (endpoint.leased_until IS NULL OR endpoint.leased_until <= %(now)s)
      AND EXISTS (
          SELECT FROM stories_delivery AS waiting
          WHERE waiting.endpoint_id = endpoint.id AND waiting.state = 'pending' AND waiting.next_at <= %(now)s
      )
    ORDER BY endpoint.leased_until NULLS FIRST, endpoint.id
    LIMIT %(many)s
    FOR UPDATE SKIP LOCKED
))
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class _Attempt:
    listener: Listener
    delivery: Delivery
    message: Message


def send_due(*, guard: Guard = GUARD, clock: Callable[[], datetime] = now) -> int:
    """One round: how many attempts were made. To be called outside a transaction."""
    with connection.cursor() as cursor:
        at = clock()
        cursor.execute(_TAKE, {"now": at, "until": at + LEASE, "many": ENDPOINTS_AT_ONCE})
        taken = [row[0] for row in cursor.fetchall()]
    if not taken:
        return 0
    endpoints = with_owners(WebhookEndpoint.objects.filter(pk__in=taken))
    try:
        return _round([Listener.of(endpoint, at) for endpoint in endpoints], guard, clock)
    finally:
        WebhookEndpoint.objects.filter(pk__in=taken).update(leased_until=clock())


def _round(listeners: list[Listener], guard: Guard, clock: Callable[[], datetime]) -> int:
    """Threads wait for receivers; the database is this thread's alone."""
    made, end = 0, monotonic() + ROUND_SECONDS
    with ThreadPoolExecutor(len(listeners), thread_name_prefix="webhook") as pool:
        running: dict[Future[Outcome], _Attempt] = {}

        def begin(listener: Listener) -> None:
            attempt = _next(listener, clock())
            if attempt is not None:
                sent = pool.submit(send, listener.endpoint.url, attempt.message, at=clock(), guard=guard)
                running[sent] = attempt

        for listener in listeners:
            begin(listener)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                attempt = running.pop(future)
                made += 1
                if _record(attempt, future.result(), clock()) and monotonic() < end:
                    begin(attempt.listener)
    return made


def _next(listener: Listener, at: datetime) -> _Attempt | None:
    """The oldest of what is due. What its owner may not know any more is put aside on the way."""
    waiting = listener.endpoint.deliveries.filter(state=PENDING, next_at__lte=at)
    due = waiting.order_by(F("position").asc(nulls_first=True), "id")  # pings first
    while (delivery := due.first()) is not None:
        try:
            body = _body(listener, delivery)
        except (Undecodable, LookupError, TypeError, ValueError) as exc:  # ours, and of this one message
            log.exception("delivery %s cannot be put into words", delivery.pk)
            _put_off(delivery, at, {"last_reason": f"not sent: {type(exc).__name__}"}, wait=None)
            continue
        if body is not None:
            name = str(delivery.event) if delivery.event else f"dlv_{delivery.id.hex}"
            return _Attempt(listener, delivery, Message(name, body, living_secrets(listener.endpoint, at)))
        Delivery.objects.filter(pk=delivery.pk, state=PENDING).update(state=WITHHELD, next_at=None)
    return None


def _body(listener: Listener, delivery: Delivery) -> str | None:
    if delivery.event is None:
        return messages.ping(public_id(listener.endpoint.id), time_text(delivery.created_at))
    stored = read_event(str(delivery.event))
    return listener.message(stored) if stored else None


def _record(attempt: _Attempt, outcome: Outcome, at: datetime) -> bool:
    """Whether the endpoint takes more in this round."""
    delivery, endpoint = attempt.delivery, attempt.listener.endpoint
    tried = delivery.attempts + 1
    seen: dict[str, Any] = {
        "last_status": outcome.status,
        "last_reason": outcome.reason[:500],
        "last_answer": outcome.text[:1000],
        "last_milliseconds": outcome.milliseconds,
    }
    row = Delivery.objects.filter(pk=delivery.pk, state=PENDING)
    if outcome.accepted:
        row.update(state=DELIVERED, next_at=None, attempts=tried, last_at=at, **seen)
        WebhookEndpoint.objects.filter(pk=endpoint.pk).exclude(failing_since=None).update(failing_since=None)
        endpoint.failing_since = None
        return True
    _put_off(delivery, at, seen, wait=outcome.wait)
    log.info("webhook %s, attempt %s: %s", public_id(endpoint.id), tried, outcome.reason)
    _failed(endpoint, outcome, at)
    return False


def _put_off(delivery: Delivery, at: datetime, seen: dict[str, Any], *, wait: float | None) -> None:
    """An attempt that failed. wait: the seconds that the receiver asks for."""
    tried = delivery.attempts + 1
    seen = seen | {"attempts": tried, "last_at": at}
    row = Delivery.objects.filter(pk=delivery.pk, state=PENDING)
    if delivery.type == PING or tried > len(SCHEDULE):
        row.update(state=DEAD, next_at=None, **seen)
    else:
        row.update(next_at=at + _pause(tried, wait), **seen)


def _pause(tried: int, asked: float | None) -> timedelta:
    planned = SCHEDULE[tried - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311  # spreads load, guards nothing
    return max(planned, timedelta(seconds=asked or 0))


def _failed(endpoint: WebhookEndpoint, outcome: Outcome, at: datetime) -> None:
    if endpoint.failing_since is None:
        endpoint.failing_since = at
        WebhookEndpoint.objects.filter(pk=endpoint.pk, failing_since=None).update(failing_since=at)
    if outcome.gone:
        _disable(endpoint, "it answered 410 Gone", at)
    elif at - endpoint.failing_since >= FAILING_FOR:
        _disable(endpoint, f"it has accepted nothing for {FAILING_FOR.days} days; last: {outcome.reason}", at)


def _disable(endpoint: WebhookEndpoint, why: str, at: datetime) -> None:
    since = endpoint.failing_since or at
    handle_desk([DisableEndpoint(EndpointId(public_id(endpoint.id)), why[:500], since)], Order(MACHINE, at))
    living = WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at=None)
    living.update(disabled_at=at, disabled_why=why[:500])


def send_again(delivery: Delivery, at: datetime) -> None:
    """The same message under the same id, with all its attempts before it."""
    delivery.state, delivery.attempts, delivery.next_at = PENDING, 0, at
    delivery.save(update_fields=["state", "attempts", "next_at"])


def send_range(endpoint: WebhookEndpoint, first: int, last: int, at: datetime) -> int:
    """Everything that the endpoint hears of these positions, sent before or not: how many messages wait for it now."""
    listener = Listener.of(endpoint, at)
    waiting = 0
    for begin in range(first, last + 1, READ_AT_ONCE):
        end = min(begin + READ_AT_ONCE, last + 1)  # positions are dense
        rows = list(rows_for(listener, read_log(begin - 1, end - begin), at))
        Delivery.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["endpoint", "event"],
            update_fields=["state", "attempts", "next_at"],
        )
        waiting += len(rows)
    return waiting


def delivery_document(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": f"dlv_{delivery.id.hex}",
        "endpoint": public_id(delivery.endpoint_id),
        "event": str(delivery.event) if delivery.event else None,
        "type": delivery.type,
        "story": delivery.story or None,
        "position": delivery.position,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "next_at": time_text(delivery.next_at) if delivery.next_at else None,
        "created_at": time_text(delivery.created_at),
        "last": None if delivery.last_at is None else _last(delivery, delivery.last_at),
    }


def _last(delivery: Delivery, at: datetime) -> dict[str, Any]:
    return {
        "at": time_text(at),
        "status": delivery.last_status,
        "reason": delivery.last_reason or None,
        "answer": delivery.last_answer,
        "milliseconds": delivery.last_milliseconds,
    }
