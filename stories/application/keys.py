"""API keys: made, looked up, revoked. The log knows that a key exists and what it may; the secret is shown once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from stories.application.handle import Order, handle_desk
from stories.application.ids import new_id, uuid_of
from stories.application.people import person_id, roles_of
from stories.domain.actors import By
from stories.domain.commands_house import CreateKey, RevokeKey
from stories.domain.values import KeyId
from stories.domain.vocabulary import Scope
from stories.models import ApiKey, Person

PREFIX = "nrk_"
SHOWN = 8  # characters after the prefix by which people recognise a key
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """secret: never stored and never shown again."""

    id: str
    secret: str


def create_key(
    name: str, scopes: tuple[Scope, ...], person: Person | None, expires_at: datetime | None, order: Order
) -> NewKey:
    """Raises Refused("scope-needs-person") and what else the domain refuses."""
    key = KeyId(new_id("key"))
    secret = PREFIX + secrets.token_urlsafe(32)
    holder = person_id(person) if person else None
    handle_desk([CreateKey(key, name, scopes, holder, expires_at)], order)
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
    return NewKey(key, secret)


def revoke_key(key: ApiKey, order: Order) -> None:
    handle_desk([RevokeKey(KeyId(f"key_{key.id.hex}"))], order)
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=order.at)


def find_key(secret: str, at: datetime) -> ApiKey | None:
    """The living key of this secret. Notes its use, at most once a minute."""
    found = ApiKey.objects.select_related("person__user").filter(digest=_digest(secret), revoked_at=None).first()
    if found is None or (found.expires_at is not None and found.expires_at <= at):
        return None
    if found.person is not None and not found.person.user.is_active:
        return None
    if found.last_used_at is None or at - found.last_used_at > USED_EVERY:
        ApiKey.objects.filter(pk=found.pk).update(last_used_at=at)
    return found


def by_key(key: ApiKey) -> By:
    """A key as an actor: for its person, with her roles within its scopes, or for itself."""
    name = f"key_{key.id.hex}"
    scopes = frozenset(Scope(scope) for scope in key.scopes)
    if key.person is None:
        return By(actor=name, scopes=scopes)
    person = person_id(key.person)
    return By(actor=f"{person}/{name}", person=person, roles=roles_of(key.person.user), scopes=scopes)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
