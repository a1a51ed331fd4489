"""API keys: made, looked up, rotated, revoked. The log knows of a key and what it may; its secret is shown once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from stories.application.handle import Handled, Order, handle_desk
from stories.application.ids import is_public_id, new_id, uuid_of
from stories.application.people import person_id, roles_of
from stories.application.whereabouts import Unknown
from stories.domain.actors import By
from stories.domain.commands_house import CreateKey, RevokeKey, RotateKey
from stories.domain.values import KeyId
from stories.domain.vocabulary import Scope
from stories.eventlog.codec import plain
from stories.models import ApiKey, Person

PREFIX = "nrk_"
SHOWN = 8  # characters after the prefix by which people recognise a key
USED_EVERY = timedelta(minutes=1)
OVERLAP = timedelta(days=1)
LONGEST_OVERLAP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NewKey:
    """secret: never stored and never shown again. handled: what was written of it."""

    id: str
    secret: str
    handled: Handled


def create_key(
    name: str,
    scopes: tuple[Scope, ...],
    person: Person | None,
    expires_at: datetime | None,
    order: Order,
    *,
    key: KeyId | None = None,
) -> NewKey:
    """key: the id that it is to have. Raises Refused("scope-needs-person") and what else the domain refuses."""
    key = key or KeyId(new_id("key"))
    secret = PREFIX + secrets.token_urlsafe(32)
    holder = person_id(person) if person else None
    handled = handle_desk([CreateKey(key, name, scopes, holder, expires_at)], order)
    ApiKey.objects.create(
        id=uuid_of(key),
        name=name,
        person=person,
        scopes=[scope.value for scope in scopes],
        prefix=secret[: len(PREFIX) + SHOWN],
        digest=_digest(secret),
        created_at=order.at,
        expires_at=expires_at,
    )
    return NewKey(key, secret, handled)


def revoke_key(key: ApiKey, order: Order) -> Handled:
    handled = handle_desk([RevokeKey(KeyId(public_id(key)))], order)
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=order.at)
    return handled


def rotate_key(key: ApiKey, order: Order, *, overlap: timedelta = OVERLAP) -> NewKey:
    """A new secret under the same name and rights. The one before lives on for `overlap`, and none before that."""
    handled = handle_desk([RotateKey(KeyId(public_id(key)))], order)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():  # two rotations at once: the later one's predecessor is the earlier one's secret
        row = ApiKey.objects.select_for_update().get(pk=key.pk)
        row.old_digest, row.old_until = row.digest, order.at + overlap
        row.prefix, row.digest = secret[: len(PREFIX) + SHOWN], _digest(secret)
        row.save(update_fields=["old_digest", "old_until", "prefix", "digest"])
    return NewKey(public_id(key), secret, handled)


def find_key(secret: str, at: datetime) -> ApiKey | None:
    """The living key of this secret, or of the one before while it is rotated. Notes its use, at most once a minute."""
    living = ApiKey.objects.select_related("person__user").filter(revoked_at=None)
    digest = _digest(secret)
    found = living.filter(digest=digest).first() or living.filter(old_digest=digest, old_until__gt=at).first()
    if found is None or (found.expires_at is not None and found.expires_at <= at):
        return None
    if found.person is not None and not found.person.user.is_active:
        return None
    if found.last_used_at is None or at - found.last_used_at > USED_EVERY:
        ApiKey.objects.filter(pk=found.pk).update(last_used_at=at)
    return found


def key_named(id_: str) -> ApiKey:
    """Raises Unknown."""
    found = ApiKey.objects.filter(pk=uuid_of(id_)).first() if is_public_id(id_, "key") else None
    if found is None:
        raise Unknown(id_)
    return found


def key_document(key: ApiKey) -> dict[str, Any]:
    """What an operator may know of a key: everything but its secret, which nobody knows."""
    return {
        "id": public_id(key),
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "person": person_id(key.person) if key.person else None,
        "created_at": plain(key.created_at),
        "expires_at": plain(key.expires_at),
        "last_used_at": plain(key.last_used_at),
        "old_secret_until": plain(key.old_until),
        "revoked_at": plain(key.revoked_at),
    }


def public_id(key: ApiKey) -> str:
    return f"key_{key.id.hex}"


def by_key(key: ApiKey) -> By:
    """A key as an actor: for its person, with her roles within its scopes, or for itself."""
    name = public_id(key)
    scopes = frozenset(Scope(scope) for scope in key.scopes)
    if key.person is None:
        return By(actor=name, scopes=scopes)
    person = person_id(key.person)
    return By(actor=f"{person}/{name}", person=person, roles=roles_of(key.person.user), scopes=scopes)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
