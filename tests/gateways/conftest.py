"""A server on loopback that answers each connection as a test says, and remembers who came."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from stories.gateways.addresses import Guard

Behaviour = Callable[[socket.socket, bytes], None]


@dataclass
class Server:
    """requests: what came in, head and body, one a connection."""

    listening: socket.socket
    behave: Behaviour
    requests: list[bytes] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def port(self) -> int:
        return int(self.listening.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?team=night"

    @property
    def guard(self) -> Guard:
        return Guard(allow=frozenset({("127.0.0.1", self.port)}))

    def serve(self) -> None:
        while not self.closing.is_set():
            try:
                connected, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connected,), daemon=True).start()

    def _one(self, connected: socket.socket) -> None:
        with connected:
            try:
                self.requests.append(request := _read(connected))
                self.behave(connected, request)
            except OSError:
                return


def _read(connected: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += (part := connected.recv(65536))
        if not part:
            return data
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += (part := connected.recv(65536))
        if not part:
            break
    return head + b"\r\n\r\n" + body


@pytest.fixture
def server() -> Iterator[Callable[[Behaviour], Server]]:
    started: list[Server] = []

    def start(behave: Behaviour) -> Server:
        made = Server(socket.create_server(("127.0.0.1", 0)), behave)
        threading.Thread(target=made.serve, daemon=True).start()
        started.append(made)
        return made

    yield start
    for one in started:
        one.closing.set()
        one.listening.shutdown(socket.SHUT_RDWR)
        one.listening.close()
