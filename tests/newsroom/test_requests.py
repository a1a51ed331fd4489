"""What surrounds a request."""

import ipaddress
import json
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from newsroom.requests import JsonLines, TrustedProxies


def _seen(settings: Settings, **meta: str) -> tuple[str, bool]:
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/8")]
    request = RequestFactory().get("/", **meta)  # type: ignore[arg-type]
    found: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse()

    TrustedProxies(answer)(request)
    return found[0].META["REMOTE_ADDR"], found[0].is_secure()


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.0.0.1", "203.0.113.9", ("203.0.113.9", True)),
        ("10.0.0.1", "198.51.100.7, 203.0.113.9, 10.0.0.2", ("203.0.113.9", True)),  # the leftmost is the client's own
        ("203.0.113.9", "198.51.100.7", ("203.0.113.9", False)),
        ("10.0.0.1", "", ("10.0.0.1", True)),
    ],
)
def test_only_trusted_proxies_are_believed(
    settings: Settings, peer: str, forwarded: str, expected: tuple[str, bool]
) -> None:
    meta = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_FORWARDED_PROTO": "https"}
    assert _seen(settings, **meta) == expected


def test_every_answer_bears_the_headers(client: Client) -> None:
    headers = client.get("/livez").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert len(headers["X-Request-Id"]) == 32
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_the_admin_is_never_stored(client: Client) -> None:
    assert client.get("/admin/login/").headers["Cache-Control"] == "no-store"


def test_a_log_line_is_one_json_object() -> None:
    record = logging.LogRecord("desk", logging.INFO, __file__, 1, "two\nlines %s", ("here",), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "two\nlines here"


def test_a_refusal_is_logged_under_the_id_that_its_answer_bears(client: Client) -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))

    handler, log = Kept(), logging.getLogger("django.request")
    log.addHandler(handler)
    try:
        answer = client.get("/api/v1/nowhere/")
    finally:
        log.removeHandler(handler)
    assert [json.loads(line)["request_id"] for line in lines] == [answer.headers["X-Request-Id"]]
