"""Webhook endpoints: whose they are, what they want to hear, the secrets that sign for them."""

import base64
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from stories.application.ids import is_public_id, new_id, uuid_of
from stories.application.keys import by_key
from stories.application.people import by_user
from stories.application.queries import NotThere
from stories.application.threads import aside
from stories.domain.actors import By
from stories.domain.permissions import Action, require
from stories.domain.refusals import Forbidden
from stories.eventlog.codec import time_text
from stories.eventlog.read import log_size
from stories.gateways.addresses import GUARD, Guard, NotResolved
from stories.models import ApiKey, Delivery, Person, WebhookEndpoint

STANDARD, CHAT = "standard", "chat"
OLD_SECRET_LIVES = timedelta(hours=24)
PENDING, DELIVERED, DEAD, WITHHELD = "pending", "delivered", "dead", "withheld"
PING = "ping"
RESOLVED_WITHIN_SECONDS = 0.8


@dataclass(frozen=True, slots=True)
class Wish:
    """What an endpoint is to hear. Empty types: all; empty stories: everything, else these stories alone."""

    url: str
    types: Sequence[str] = ()
    stories: Sequence[str] = ()
    format: str = STANDARD


def require_manager(by: By) -> None:
    """Raises Forbidden for those who have no webhooks."""
    require(by, Action.RUN_WEBHOOKS)


def managed_by(by: By) -> QuerySet[WebhookEndpoint]:
    """The endpoints that this actor may know of: a key without a person has its own, operators have all."""
    living = WebhookEndpoint.objects.filter(deleted_at=None).select_related("key__person__user", "person__user")
    return living if by.person is not None else living.filter(key=uuid_of(by.actor))


def endpoint_of(by: By, public_id: str) -> WebhookEndpoint:
    """Raises NotThere."""
    found = managed_by(by).filter(pk=uuid_of(public_id)).first() if is_public_id(public_id, "whe") else None
    if found is None:
        raise NotThere(public_id)
    return found


def judge(url: str, *, guard: Guard = GUARD) -> None:
    """Raises AddressRefused for an address that nothing will ever be sent to. A name that nobody knows yet is none, and
    none is looked up while as many wait already as may: each delivery looks anew.
    """
    guard.named(url)
    with aside() as has_place:  # a resolver that is slow holds up nobody at the desk
        try:
            if has_place:
                guard.target(url, seconds=RESOLVED_WITHIN_SECONDS)
        except NotResolved:
            return


def create_endpoint(wish: Wish, by: By, at: datetime) -> WebhookEndpoint:
    """Its secret is shown by whoever asked for it, once."""
    owner = by.actor.rsplit("/", 1)[-1]
    return WebhookEndpoint.objects.create(
        id=uuid_of(new_id("whe")),
        key=ApiKey.objects.get(pk=uuid_of(owner)) if owner.startswith("key_") else None,
        person=Person.objects.get(pk=uuid_of(owner)) if owner.startswith("usr_") else None,
        url=wish.url,
        types=list(wish.types),
        stories=list(wish.stories),
        format=wish.format,
        secret=_new_secret(),
        since=log_size() - 1,
        created_at=at,
    )


def amend(endpoint: WebhookEndpoint, wish: Wish) -> None:
    """What waits already is sent to the new address, as far as the new wish covers it."""
    endpoint.url, endpoint.format = wish.url, wish.format
    endpoint.types, endpoint.stories = list(wish.types), list(wish.stories)
    endpoint.save(update_fields=["url", "format", "types", "stories"])


def pause(endpoint: WebhookEndpoint, at: datetime) -> None:
    endpoint.disabled_at, endpoint.disabled_why = at, "paused by its owner"
    endpoint.save(update_fields=["disabled_at", "disabled_why"])


def remove(endpoint: WebhookEndpoint, at: datetime) -> None:
    """It hears no more and is shown no more; what it was told stays on record, its secrets do not."""
    endpoint.deleted_at, endpoint.secret, endpoint.old_secret = at, "", ""
    endpoint.save(update_fields=["deleted_at", "secret", "old_secret"])
    endpoint.deliveries.filter(state=PENDING).update(state=WITHHELD, next_at=None)


def rotate(endpoint: WebhookEndpoint, at: datetime) -> None:
    """A new secret; the one before signs beside it for a day, so that receivers can change over."""
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, at + OLD_SECRET_LIVES
    endpoint.secret = _new_secret()
    endpoint.save(update_fields=["secret", "old_secret", "old_secret_until"])


def enable(endpoint: WebhookEndpoint, at: datetime) -> None:
    """After a disabling: what waits is sent from now on, the count of failures begins anew."""
    endpoint.disabled_at, endpoint.disabled_why, endpoint.failing_since = None, "", None
    endpoint.save(update_fields=["disabled_at", "disabled_why", "failing_since"])
    endpoint.deliveries.filter(state=PENDING, next_at__gt=at).update(next_at=at)


def ping(endpoint: WebhookEndpoint, at: datetime) -> Delivery:
    """One message, tried once, to see whether the other side hears and can verify."""
    return Delivery.objects.create(
        id=uuid_of(new_id("dlv")), endpoint=endpoint, type=PING, state=PENDING, next_at=at, created_at=at
    )


def living_secrets(endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    rotating = endpoint.old_secret_until is not None and endpoint.old_secret_until > at
    return [endpoint.secret, endpoint.old_secret] if rotating else [endpoint.secret]


def owner_of(endpoint: WebhookEndpoint, at: datetime) -> By | None:
    """In whose name it hears, with the rights of this moment; None for an owner who has no webhooks any more."""
    key, person = endpoint.key, endpoint.person
    if key is not None:
        ended = key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= at)
        by = None if ended else by_key(key)
    else:
        assert person is not None
        by = by_user(person.user)
    try:
        if by is not None:
            require_manager(by)
    except Forbidden:
        return None
    return by


def endpoint_document(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """Without its secrets."""
    owner = f"key_{endpoint.key_id.hex}" if endpoint.key_id else f"usr_{_hex(endpoint.person_id)}"
    return {
        "id": public_id(endpoint.id),
        "url": endpoint.url,
        "types": endpoint.types,
        "stories": endpoint.stories,
        "format": endpoint.format,
        "owner": owner,
        "enabled": endpoint.disabled_at is None,
        "disabled_at": _time(endpoint.disabled_at),
        "disabled_why": endpoint.disabled_why or None,
        "failing_since": _time(endpoint.failing_since),
        "old_secret_until": _time(endpoint.old_secret_until),
        "created_at": _time(endpoint.created_at),
    }


def public_id(endpoint: uuid.UUID) -> str:
    return f"whe_{endpoint.hex}"


def _time(value: datetime | None) -> str | None:
    return time_text(value) if value else None


def _hex(value: uuid.UUID | None) -> str:
    return value.hex if value else ""


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
