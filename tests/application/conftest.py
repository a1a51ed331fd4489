"""Receivers that listen while a test runs."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.application.listeners import Clock, House, Sink


@pytest.fixture
def sinks() -> Iterator[Callable[[], Sink]]:
    servers: list[ThreadingHTTPServer] = []

    def start() -> Sink:
        sink = Sink()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                answer = sink.answers.pop(0) if sink.answers else 200
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                if status == 0:  # reads the message and goes away
                    self.connection.close()
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        sink.port = server.server_port
        sink.url = f"http://127.0.0.1:{sink.port}/in"
        return sink

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def house(sinks: Callable[[], Sink]) -> House:
    return House([sinks()], Clock())
