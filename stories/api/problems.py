"""Every error as RFC 9457 problem+json: what is wrong, where, and what to mend. Never HTML, never a bare 500."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.senders import Crowded, TooSlow
from stories.application.handle import IdempotencyMismatch, KeyTaken, Stale, VersionConflict
from stories.application.history import conflicting
from stories.application.queries import NotThere
from stories.application.sources import amended_since
from stories.application.whereabouts import Unknown
from stories.domain.actors import By
from stories.domain.permissions import Action, may
from stories.domain.refusals import Forbidden, Refused
from stories.eventlog.codec import Undecodable
from stories.gateways.webpages import NoText

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

NOTHING_HERE = "There is nothing at this address, or it is not yours to read."

_NOT_KEPT = {"Cache-Control": "no-store"}  # else a cache may keep what is not there, and hide that it has come

_BEARS = {"story_slug": "slug", "source_name": "name"}

TITLES = {
    400: "The request cannot be read",
    401: "Authentication is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    408: "The request took too long",
    409: "The state has changed",
    411: "The length is needed",
    412: "The precondition failed",
    413: "The request is too large",
    415: "The media type is not supported",
    422: "Refused by a rule",
    428: "A precondition is needed",
    429: "Too many requests",
    500: "Something failed on our side",
    503: "Not available at the moment",
}


class Problem(exceptions.APIException):
    """An answer that is an error.

    errors: [{"pointer": "/source/name", "code": "...", "detail": "..."}]; extra: further members of the problem object.
    """

    def __init__(
        self,
        status_code: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail=detail, code=code)
        self.status_code = status_code
        self.code = code
        self.text = detail
        self.errors = list(errors)
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


def not_found() -> Problem:
    """One answer for what does not exist and for what the caller may not know of."""
    return Problem(404, "not-found", NOTHING_HERE)


def document(request: HttpRequest | None, status_code: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    return {
        "type": f"{settings.PUBLIC_URL}/problems/{code}/",
        "title": TITLES.get(status_code, "Error"),
        "status": status_code,
        "detail": detail,
        "code": code,
        "request_id": getattr(request, "request_id", None),
        **more,
    }


def _of_framework(exc: exceptions.APIException) -> Problem:
    codes = {
        exceptions.NotAuthenticated: "not-authenticated",
        exceptions.AuthenticationFailed: "authentication-failed",
        exceptions.PermissionDenied: "forbidden",
        exceptions.NotFound: "not-found",
        exceptions.MethodNotAllowed: "method-not-allowed",
        exceptions.NotAcceptable: "not-acceptable",
        exceptions.UnsupportedMediaType: "unsupported-media-type",
        exceptions.ParseError: "malformed",
        exceptions.Throttled: "rate-limited",
    }
    code = next((name for kind, name in codes.items() if isinstance(exc, kind)), "error")
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(exc, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    return Problem(exc.status_code, code, str(exc.detail), headers=headers)


def problem_of(exc: Exception, *, told: bool = False) -> Problem:
    """The problem that tells a client what happened, whatever was raised.

    told: the client may read all, and so hears what has happened in a story since.
    """
    match exc:
        case Problem():
            return exc
        case Forbidden():
            return Problem(403, exc.code, exc.sentence)
        case Refused():
            return Problem(422, exc.code, f"{exc.sentence} ({exc.detail})" if exc.detail else exc.sentence)
        case Stale():
            return _stale(exc, told=told)
        case KeyTaken():
            return Problem(422, "name-taken", f"Another one has this {_BEARS.get(exc.kind, 'name')}; choose another.")
        case IdempotencyMismatch():
            return Problem(422, "idempotency-mismatch", "This Idempotency-Key was used for another request.")
        case VersionConflict():
            return Problem(503, "busy", "Too many write here at once; try again.", headers={"Retry-After": "1"})
        case UnreadablePostError(__cause__=Crowded()):
            return Problem(
                503, "crowded", "Too many bodies are under way; send the same again.", headers={"Retry-After": "2"}
            )
        case UnreadablePostError(__cause__=TooSlow()):
            return Problem(
                408, "too-slow", "The body did not come in time; send the same again, and all of it at once."
            )
        case UnreadablePostError():
            return Problem(400, "cut-short", "The body ended before its Content-Length; send the whole of it again.")
        case Undecodable():
            log.error("%s", exc)
            return Problem(
                503, "newer-events", "This holds events of a newer version of the service; it must be upgraded."
            )
        case NoText():
            return Problem(422, "no-text", str(exc))
        case Http404() | Unknown() | NotThere():
            return not_found()
        case DjangoPermissionDenied():
            return Problem(403, "forbidden", "Your role does not allow this.")
        case exceptions.APIException():
            return _of_framework(exc)
        case OperationalError() | InterfaceError():
            log.warning("database not available: %s", exc)
            # It may have gone after the commit, so nobody can say here whether the command was carried out.
            return Problem(
                503,
                "unavailable",
                "The database cannot be reached; send the same again, a command under the same Idempotency-Key.",
                headers={"Retry-After": "5"},
            )
        case _:
            log.exception("unexpected error", exc_info=exc)
            kind = "the database" if isinstance(exc, DatabaseError) else "the service"
            return Problem(500, "internal", f"An unexpected error in {kind}; it is logged under the request id.")


def _stale(exc: Stale, *, told: bool) -> Problem:
    """412 for If-Match, 409 for expected_version: what has happened since, and where to see the difference."""
    if exc.story_version == 0:
        return problem_of(Refused("no-such-story", exc.story))
    expected = max(exc.expected.version, 0)
    extra: dict[str, Any] = {"current_version": exc.current}
    if told and exc.story.startswith("src_"):
        extra["conflicting_events"] = amended_since(exc.story, expected)
    elif told:
        extra["conflicting_events"] = conflicting(exc.story, exc.expected.thing, expected)
        extra["diff_url"] = f"/api/v1/stories/{exc.story}/diff/?from={expected}&to={exc.story_version}"
    return Problem(
        412 if exc.expected.by_header else 409,
        "version-conflict",
        f"{exc.expected.thing} is at version {exc.current} now; look at what has changed and decide again.",
        extra=extra,
    )


def _may_read(request: Request) -> bool:
    by = request.auth
    return isinstance(by, By) and may(by, Action.READ_UNPUBLISHED)


class Moved(Exception):
    """What was asked for is now another one, at this address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response:
    """REST_FRAMEWORK["EXCEPTION_HANDLER"]."""
    if isinstance(exc, Moved):
        return Response(status=308, headers={"Location": exc.address, "Cache-Control": "private, no-cache"})
    problem = problem_of(exc, told=isinstance(exc, Stale) and _may_read(context["request"]))
    more = dict(problem.extra)
    if problem.errors:
        more["errors"] = problem.errors
    return Response(
        document(context.get("request"), problem.status_code, problem.code, problem.text, **more),
        status=problem.status_code,
        headers=_NOT_KEPT | problem.headers,
        content_type=MEDIA_TYPE,
    )


def plain(request: HttpRequest, status_code: int, code: str, detail: str) -> JsonResponse:
    """A problem from outside the framework's views (unknown address, request too large)."""
    told = document(request, status_code, code, detail)
    return JsonResponse(told, status=status_code, headers=_NOT_KEPT, content_type=MEDIA_TYPE)


@csrf_exempt
def no_such_address(request: HttpRequest, **_kwargs: str) -> JsonResponse:
    """Whatever the method and whoever asks: an address that leads nowhere tells nothing else."""
    hint = "" if request.path.endswith("/") else " Most addresses end with a slash."
    return plain(request, 404, "not-found", NOTHING_HERE + hint)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a spoofed host and what else is refused before any view."""
    if request.path.startswith("/api/"):
        return plain(request, 400, "bad-request", "This request cannot be read.")
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: what failed outside the framework's views."""
    if request.path.startswith("/api/"):
        return plain(request, 500, "internal", "An unexpected error; it is logged under the request id.")
    return defaults.server_error(request)
