"""Who asks: a bearer key, or a person in her browser's session. Both become the `By` that decisions and reads go by."""

from typing import Any, cast

from django.contrib.auth.models import AnonymousUser, User
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from stories.api.problems import Problem
from stories.application.handle import now
from stories.application.keys import PREFIX, by_key, find_key
from stories.application.people import by_user
from stories.domain.actors import By
from stories.domain.permissions import Action, may
from stories.domain.refusals import Forbidden
from stories.domain.vocabulary import Role, Scope

CHALLENGE = 'Bearer realm="slugline"'
_LOG_READERS = frozenset({Role.EDITOR, Role.DESK_HEAD, Role.AUDITOR})
_ACTS = (
    Action.READ_UNPUBLISHED,
    Action.CARE_FOR_CLAIM,
    Action.DECIDE_CLAIM,
    Action.PUBLISH_STORY,
    Action.EDIT_STORY,
    Action.EDIT_ARTICLE,
)


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer nrk_...`, and nowhere else."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, By] | None:
        if any(value.startswith(PREFIX) for values in request.query_params.lists() for value in values[1]):
            raise _unauthorized("key-in-address", "Send the key in the Authorization header, and rotate this one.")
        scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer" or not secret.strip().startswith(PREFIX):
            raise _unauthorized("bad-authorization", f"Send Authorization: Bearer {PREFIX}...")
        key = find_key(secret.strip(), now())
        if key is None:
            raise _unauthorized("bad-key", "This key is unknown, revoked or expired.")
        return AnonymousUser(), by_key(key)

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002  # the framework's signature
        return CHALLENGE


class PersonAuthentication(SessionAuthentication):
    """A signed-in person; what changes state needs her CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        found = super().authenticate(request)
        return None if found is None else (found[0], by_user(cast("User", found[0])))

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as exc:
            raise Problem(403, "csrf-failed", "Send the CSRF token of your session in X-CSRFToken.") from exc


class JSONAlways(DefaultContentNegotiation):
    """Every answer is JSON, whatever Accept asks for."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:  # noqa: ARG002
        return renderers[0], renderers[0].media_type


def _unauthorized(code: str, detail: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": CHALLENGE})


def asker(request: Request) -> By | None:
    """Whoever asks, or None for an anonymous reader."""
    return request.auth if isinstance(request.auth, By) else None


def actor(request: Request) -> By:
    """Whoever wants to change something. Raises 401 for nobody; what she may is decided in the domain."""
    by = asker(request)
    if by is None:
        raise exceptions.NotAuthenticated("Sign in, or send a key.")
    return by


def desk(request: Request) -> By:
    """Whoever may know of things that readers do not see. Raises 401 for nobody and Forbidden for others.

    Asked before a thing is looked up, so that refusals tell nobody what exists.
    """
    by = actor(request)
    if not any(may(by, action) for action in _ACTS):
        raise Forbidden("role-missing")
    return by


def reads_everything(by: By | None) -> bool:
    return by is not None and may(by, Action.READ_UNPUBLISHED)


def reader_of_all(request: Request) -> By:
    """Raises 401 or Forbidden for those who see public stories alone."""
    by = actor(request)
    if not reads_everything(by):
        raise Forbidden("role-missing")
    return by


def reader_of_the_log(request: Request) -> By:
    """A person with an editorial role or an auditor, a key of hers with events:read, or a key without a person."""
    by = actor(request)
    scoped = by.scopes is None or Scope.EVENTS_READ in by.scopes
    if not scoped or (by.person is not None and not by.roles & _LOG_READERS):
        raise Forbidden("role-missing")
    return by
