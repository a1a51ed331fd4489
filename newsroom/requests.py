"""What surrounds every request: its id, whom it really comes from, the headers of each answer, its log lines."""

import ipaddress
import json
import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class RequestId:
    """Names the request for log, answer and error body: `request.request_id` and the header X-Request-Id."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]
        _request_id.set(name)  # until the thread's next request: Django logs a refusal when all middleware is left
        response = self.answer(request)
        response["X-Request-Id"] = name
        return response


class TrustedProxies:
    """Believes X-Forwarded-For and -Proto from TRUSTED_PROXIES alone; from anyone else they are dropped."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_trusted(request.META.get("REMOTE_ADDR", "")):
            hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
            for hop in reversed(hops):  # what stands left of the first stranger was written by the stranger
                request.META["REMOTE_ADDR"] = hop
                if not _is_trusted(hop):
                    break
        else:
            for name in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"):
                request.META.pop(name, None)
        return self.answer(request)


def _is_trusted(address: str) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in settings.TRUSTED_PROXIES)
    except ValueError:
        return False


class Headers:
    """Headers that no Django setting sets. A view's own word on caching stands."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith("/admin/"):
            response["Cache-Control"] = "no-store"
        return response


class JsonLines(logging.Formatter):
    """One JSON object a line, so that a collector need not guess."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _request_id.get(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)
