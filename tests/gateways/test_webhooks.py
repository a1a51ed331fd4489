"""Webhooks against receivers that mean harm: each attempt ends, in time, with a reason and little memory."""

import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from stories.gateways import webhooks
from stories.gateways.addresses import Guard, Target
from stories.gateways.pinned import Failed, exchange
from stories.gateways.webhooks import Message, send, wait_of

NEW, OLD = "whsec_" + "bmV3" * 8, "whsec_" + "b2xk" * 8
MESSAGE = Message("evt_1", '{"type":"ping","text":"Küste"}', [NEW, OLD])
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def answering(data: bytes) -> Callable[[socket.socket, bytes], None]:
    return lambda connected, _request: connected.sendall(data)


def target_of(server: Any) -> Target:
    return server.guard.target(server.url, seconds=20)  # type: ignore[no-any-return]


def post(server: Any, seconds: float = 30.0) -> Any:
    return exchange(target_of(server), "POST", headers={}, body=b"{}", seconds=seconds, limit=webhooks.READ_BYTES)


def test_a_message_is_signed_with_every_living_secret(server: Any) -> None:
    sink = server(answering(OK))
    at = datetime.now(UTC)
    outcome = send(sink.url, MESSAGE, at=at, guard=sink.guard)
    assert (outcome.status, outcome.accepted, outcome.text) == (200, True, "ok")
    head, _, body = sink.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    assert lines[0] == "POST /hook?team=night HTTP/1.1"
    assert headers["host"] == f"127.0.0.1:{sink.port}"
    assert headers["webhook-id"] == "evt_1"
    for secret in (NEW, OLD):
        assert Webhook(secret).verify(body, headers) == {"type": "ping", "text": "Küste"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_failures_and_not_followed(server: Any, status: int) -> None:
    sentinel = server(answering(OK))
    sink = server(answering(f"HTTP/1.1 {status} Moved\r\nLocation: {sentinel.url}\r\n\r\n".encode()))
    outcome = send(sink.url, MESSAGE, at=NOW, guard=sink.guard)
    assert (outcome.status, outcome.accepted) == (status, False)
    time.sleep(0.05)
    assert sentinel.requests == []


@pytest.mark.parametrize(("status", "gone"), [(400, False), (404, False), (410, True), (429, False), (500, False)])
def test_only_2xx_is_acceptance(server: Any, status: int, gone: bool) -> None:
    sink = server(answering(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode()))
    outcome = send(sink.url, MESSAGE, at=NOW, guard=sink.guard)
    assert (outcome.status, outcome.accepted, outcome.gone) == (status, False, gone)


def test_huge_answers_are_read_a_little_and_never_decoded(server: Any) -> None:
    def flood(connected: socket.socket, _request: bytes) -> None:
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10000000000\r\n\r\n")
        while True:
            connected.sendall(b"\x1f\x8b" * 50_000)

    sink = server(flood)
    tracemalloc.start()
    answer = post(sink)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.status, len(answer.body)) == (200, 8192)
    assert answer.body.startswith(b"\x1f\x8b")
    assert peak < 4_000_000


def _endless_head(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connected.sendall(b"X-Pad: " + b"a" * 1000 + b"\r\n")


def _endless_line(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nX-Pad: ")
    while True:
        connected.sendall(b"a" * 10_000)


def _endless_continue(connected: socket.socket, _request: bytes) -> None:
    while True:
        connected.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def _drip(connected: socket.socket, _request: bytes) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
        connected.sendall(bytes([byte]))
        time.sleep(0.05)


def _silence(connected: socket.socket, _request: bytes) -> None:
    connected.recv(1)


HOSTILE = {
    "header flood": (_endless_head, {"broken", "timeout"}),
    "one endless header": (_endless_line, {"broken"}),
    "endless 100 Continue": (_endless_continue, {"timeout"}),
    "a byte at a time": (_drip, {"timeout"}),
    "no answer": (_silence, {"timeout"}),
    "no HTTP": (answering(b"SSH-2.0-OpenSSH_9.6\r\n"), {"broken"}),
    "bad status line": (answering(b"HTTP/1.1 two hundred OK\r\n\r\n"), {"broken"}),
    "status out of range": (answering(b"HTTP/1.1 99999 OK\r\n\r\n"), {"broken"}),
    "closed at once": (answering(b""), {"broken"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_every_attempt_ends(server: Any, name: str) -> None:
    behave, codes = HOSTILE[name]
    begun = time.monotonic()
    with pytest.raises(Failed) as failed:
        post(server(behave), seconds=0.7 if "timeout" in codes else 30.0)
    assert failed.value.code in codes
    assert time.monotonic() - begun < 20


def test_many_headers_are_too_many(server: Any) -> None:
    head = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(101))
    with pytest.raises(Failed):
        post(server(answering(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")))


def test_a_body_that_never_ends_does_not_undo_the_status(server: Any) -> None:
    def slow_body(connected: socket.socket, _request: bytes) -> None:
        connected.sendall(b"HTTP/1.1 204 OK\r\n\r\n" if b"quick" in _request else b"HTTP/1.1 200 OK\r\n\r\nbegun")
        time.sleep(20)

    begun = time.monotonic()
    answer = post(server(slow_body), seconds=2.0)
    assert answer.status == 200
    assert time.monotonic() - begun < 18


def test_nobody_listens() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        guard = Guard(allow=frozenset({("127.0.0.1", port)}))
        outcome = send(f"http://127.0.0.1:{port}/", MESSAGE, at=NOW, guard=guard)
    assert outcome.status is None
    assert outcome.reason.startswith("refused")


def test_closed_networks_see_no_request(server: Any) -> None:
    sentinel = server(answering(OK))
    for url in (sentinel.url, f"http://localhost:{sentinel.port}/", f"http://[::ffff:127.0.0.1]:{sentinel.port}/"):
        assert send(url, MESSAGE, at=NOW, guard=Guard()).reason.startswith("refused")
    private = Guard(ports=frozenset({sentinel.port}), resolve=lambda _host, _port: ["127.0.0.1"])
    outcome = send(f"http://hooks.example.org:{sentinel.port}/", MESSAGE, at=NOW, guard=private)
    assert outcome.reason.startswith("refused")
    assert sentinel.requests == []


def test_the_connection_goes_to_the_checked_address_whatever_the_name_says_now(server: Any) -> None:
    sink = server(answering(OK))
    sentinel = server(answering(OK))
    asked: list[str] = []

    def changing(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    guard = Guard(allow=frozenset({("127.0.0.1", sink.port)}), ports=frozenset({sink.port}), resolve=changing)
    assert send(f"http://hooks.example.org:{sink.port}/", MESSAGE, at=NOW, guard=guard).accepted
    assert asked == ["hooks.example.org"]
    assert f"Host: hooks.example.org:{sink.port}\r\n".encode() in sink.requests[0]
    assert sentinel.requests == []


def test_proxies_of_the_environment_are_not_asked(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, sink = server(answering(OK)), server(answering(OK))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert send(sink.url, MESSAGE, at=NOW, guard=sink.guard).accepted
    assert proxy.requests == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("1000000000000", 86_400.0),
        ("9" * 400, None),
        ("-1", None),
        ("0", 0.0),
        ("soon", None),
        ("", None),
        (format_datetime(NOW - timedelta(days=3), usegmt=True), None),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True), 120.0),
        (format_datetime(NOW + timedelta(days=9000), usegmt=True), 86_400.0),
        (None, None),
    ],
)
def test_retry_after_is_followed_for_a_day_at_most(header: str | None, seconds: float | None) -> None:
    assert wait_of(header, NOW) == seconds


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for hooks.example.org, signed by itself, with its key."""
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x"]
    names = ["-addext", "subjectAltName=DNS:hooks.example.org", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*command, *names], cwd=folder, check=True, capture_output=True)
    made.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return made


def test_tls_speaks_for_the_name_and_believes_only_its_certificate(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                raw, _ = listening.accept()
            except OSError:
                return
            with raw:
                try:
                    with context.wrap_socket(raw, server_side=True) as connected:
                        while not connected.recv(65536).endswith(b"{}"):
                            continue
                        connected.sendall(OK)
                except OSError:
                    continue

    threading.Thread(target=serve, daemon=True).start()
    port = listening.getsockname()[1]
    trust = ssl.create_default_context(cafile=str(certificate))

    def ask(host: str, trusting: ssl.SSLContext | None) -> int:
        target = Target("https", host, port, "/", ("127.0.0.1",))
        return exchange(target, "POST", headers={}, body=b"{}", seconds=30, limit=10, trust=trusting).status

    assert ask("hooks.example.org", trust) == 200
    assert asked == ["hooks.example.org"]
    for host, trusting in (("hooks.example.org", None), ("other.example.org", trust)):
        with pytest.raises(Failed) as failed:
            ask(host, trusting)
        assert failed.value.code == "certificate"
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def test_a_stalled_handshake_ends(server: Any) -> None:
    sink = server(_silence)
    target = Target("https", "hooks.example.org", sink.port, "/", ("127.0.0.1",))
    begun = time.monotonic()
    with pytest.raises(Failed) as failed:
        exchange(target, "POST", headers={}, body=b"{}", seconds=0.5, limit=10)
    assert failed.value.code == "timeout"
    assert time.monotonic() - begun < 10
