"""What comes over the wire otherwise than HTTP has it: the web process as it runs, and raw sockets."""

import json
import select
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from newsroom import machine
from stories.domain.vocabulary import Role
from stories.models import reading
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
BODY = b'{"title":"x"}'
PATIENCE = 60.0
BATCHES, NDJSON = "/api/v1/article-batches/", "application/x-ndjson"


@dataclass
class Web:
    port: int
    secret: str
    said: Path
    stop: Callable[[], None]

    @contextmanager
    def opened(self, *sent: bytes) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as wire:
            with suppress(OSError):  # it may be refused before it is whole
                for part in sent:
                    wire.sendall(part)
            yield wire

    def head(self, method: str = "POST", path: str = "/api/v1/stories/", **headers: str) -> bytes:
        lines = {"Host": f"127.0.0.1:{self.port}", "Authorization": f"Bearer {self.secret}", "Connection": "close"}
        lines |= {"Content-Type": "application/json"} | {name.replace("_", "-"): one for name, one in headers.items()}
        shown = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} {path} HTTP/1.1\r\n{shown}".encode()

    def ask(self, *sent: bytes, half: bool = False) -> tuple[int, bytes]:
        """The status and what else came, until the other side closes or has answered. half: we send no more."""
        with self.opened(*sent) as wire:
            if half:
                with suppress(OSError):
                    wire.shutdown(socket.SHUT_WR)
            return answer_on(wire)


def answer_on(wire: socket.socket) -> tuple[int, bytes]:
    """Until the other side closes, as it does after each of our requests."""
    found = b""
    with suppress(ConnectionResetError):
        while part := wire.recv(65_536):
            found += part
    return (int(found.split()[1]) if found else 0), found


@pytest.fixture
def web(committed_db: Any, caller: Callable[..., Any], tmp_path: Path) -> Iterator[Web]:
    """The web process as newsroom/machine.py starts it, on a database of its own."""
    port = free_port()
    said = tmp_path / "said"
    command = next(part.command for part in machine.parts(port) if part.name == "web")
    with said.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=committed_db.environ, stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), 1):
                    break
            except OSError:
                assert time.monotonic() < deadline, said.read_text()
                assert process.poll() is None, said.read_text()
                time.sleep(0.1)
        yield Web(port, caller(Role.EDITOR).secret, said, process.terminate)
    finally:
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        process.kill()
        for one in family[:-1]:
            one.kill()
        process.wait()
        psutil.wait_procs(family[:-1], timeout=30)


def test_lengths_that_are_none_and_bodies_that_do_not_fit(web: Web) -> None:
    head, end = web.head(), b"\r\n\r\n"
    for broken in (b"Content-Length: 13\r\nContent-Length: 12", b"Content-Length: -1", b"Content-Length: 1e1"):
        assert web.ask(head, broken, end, BODY)[0] == 400, broken
    status, said = web.ask(head, b"Content-Length: 5", end, BODY)  # the rest would be another request
    assert (status, b"malformed-json" in said) == (400, True)
    status, said = web.ask(head, b"Content-Length: 20", end, BODY, half=True)
    assert status in {0, 400}
    for body in (b"d\r\n" + BODY + b"\r\n0\r\n\r\n", b"zz\r\n" + BODY, b"fffffffffff\r\n"):
        status, said = web.ask(head, b"Transfer-Encoding: chunked", end, body)
        assert (status, b"length-required" in said) in {(411, True), (400, False)}, said
    both = b"Content-Length: 13\r\nTransfer-Encoding: chunked"
    assert web.ask(head, both, end, b"d\r\n" + BODY + b"\r\n0\r\n\r\n")[0] in {400, 411}
    endless = (b"10000\r\n" + b"a" * 65_536 + b"\r\n" for _ in range(200))
    with web.opened(head, b"Transfer-Encoding: chunked", end) as wire:
        with suppress(OSError):  # it is not listened to
            for chunk in endless:
                wire.sendall(chunk)
        assert answer_on(wire)[0] in {0, 411}
    gigabyte = web.ask(head, b"Content-Length: 1000000000", end, BODY)
    assert (gigabyte[0], b"too-large" in gigabyte[1]) == (413, True)
    assert not reading.Story.objects.exists(), "nothing of all this was carried out"
    assert web.ask(head, b"Content-Length: 13", end, BODY)[0] == 201
    lines = b"".join(b'{"source": {"name": "x"}, "text": "%s"}\n' % (b"%06d " % n * 2_000) for n in range(200))
    head = web.head(
        path="/api/v1/article-batches/", Content_Type="application/x-ndjson", Content_Length=str(len(lines))
    )
    status, said = web.ask(head, b"\r\n", lines)
    assert (status, json.loads(said.partition(b"\r\n\r\n")[2])["lines"]) == (202, 200), said
    assert web.ask(head, b"\r\n", lines[:-1], half=True)[0] in {0, 400}, "cut short"


def test_whoever_sends_nothing_or_waits_for_news_stops_nobody(web: Web) -> None:
    """Many more of them than threads: before the head, in it, in a short body, in a long one, and asking to wait."""
    length = b"Content-Length: 13\r\n\r\n"
    silent = [(), (b"POST /api/v1/stories/ HTT",), (web.head(), length), (web.head(), length, BODY[:5])]
    silent.append(
        (
            web.head(path=BATCHES, Content_Type=NDJSON, Content_Length="2000000"),
            b"\r\n{",
        )
    )
    silent.append((web.head("GET", "/api/v1/events/?after_position=1000&wait=30"), b"\r\n"))
    with ExitStack() as held:
        wires = [held.enter_context(web.opened(*sent)) for sent in silent for _ in range(6)]
        time.sleep(0.5)
        for _ in range(3):
            assert web.ask(web.head("GET"), b"\r\n")[0] == 200
            assert web.ask(web.head(), length, BODY)[0] == 201
        assert not select.select(wires, [], [], 0)[0], "they all still wait"
        web.stop()
        assert [answer_on(wire)[0] for wire in wires[-6:]] == [200] * 6, "who waits for news is told that there is none"


def test_a_body_that_drips_or_does_not_come_is_given_up(web: Web) -> None:
    """Thirty bytes a second: too few to be waited for to the end."""
    slow = web.head(Content_Length="9000") + b"\r\n{"
    with web.opened(slow) as drips, web.opened(slow) as silent:
        for _ in range(int(2 * PATIENCE)):
            drips.sendall(b" " * 30)
            if select.select([drips], [], [], 1.0)[0]:
                break
        for wire in (drips, silent):
            status, said = answer_on(wire)
            assert (status, b'"too-slow"' in said, b"connection: close" in said.lower()) == (408, True, True), said


def test_a_head_is_one_of_http(web: Web) -> None:
    for raw in (b"GET /api/v1/stories/ HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET  HTTP/1.1\r\n\r\n"):
        assert web.ask(raw, half=True)[0] in {0, 400, 505}, raw
    long = web.head("GET", X_Long="a" * 1_000_000)
    assert web.ask(long, b"\r\n", half=True)[0] in {0, 400, 431}
    assert web.ask(web.head("TRACE"), b"\r\n")[0] == 405
    spoofed = web.head("GET", X_Forwarded_Host="evil.example", X_Forwarded_Proto="https", X_Forwarded_For="10.0.0.1")
    status, said = web.ask(spoofed, b"\r\n")
    assert (status, b"evil.example" in said) == (200, False)


def test_what_looks_like_a_log_line_stays_in_its_line(web: Web) -> None:
    """A30: stored as text, and escaped where it is logged."""
    titles = ["x\r\n[ERROR] forged", "\x1b[31mred\x1b[0m", "${jndi:ldap://x}", "{{7*7}}", "' OR 1=1--"]
    for title in titles:
        body = json.dumps({"title": title}).encode()
        status, said = web.ask(web.head(Content_Length=str(len(body))), b"\r\n", body)
        assert status == 201
        assert json.loads(said.partition(b"\r\n\r\n")[2])["title"] == title
    web.ask(web.head("GET", "/api/v1/nowhere/%0d%0a%5bERROR%5d%20forged"), b"\r\n")
    web.ask(web.head("GET", f"/api/v1/stories/?key={web.secret}"), b"\r\n")
    lines = web.said.read_text().splitlines()
    assert not [line for line in lines if line.startswith("[ERROR]") or "\x1b" in line]
    assert web.secret not in "".join(lines), "a key in an address is not logged"
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert any("nowhere" in line["message"] for line in told)
