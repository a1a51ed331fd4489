"""A client of live updates that comes back by Last-Event-ID whenever its stream ends, as a browser does."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PAUSE_SECONDS = 0.2


class Ear:
    """heard: the positions of all events in the order of their arrival; visits: how often it came."""

    def __init__(self, port: int, key: str) -> None:
        self.heard: list[int] = []
        self.visits = 0
        self._port, self._key = port, key
        self._last = ""
        self._leaving = False
        self._stands = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @contextmanager
    def open(self) -> Iterator["Ear"]:
        self._thread.start()
        try:
            assert self._stands.wait(60), "no stream opens"
            yield self
        finally:
            self._leaving = True
            self._thread.join(60)

    def _listen(self) -> None:
        while not self._leaving:
            with suppress(OSError, http.client.HTTPException):  # the other side is gone: it comes back
                self._visit()
            time.sleep(PAUSE_SECONDS)

    def _visit(self) -> None:
        headers = {"Authorization": f"Bearer {self._key}"}
        if self._last:
            headers["Last-Event-ID"] = self._last
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request("GET", "/api/v1/stream/", headers=headers)
            answer = connection.getresponse()
            if answer.status == 200:
                if connection.sock:
                    connection.sock.settimeout(1)  # a silent stream is left, so that there are visits of every kind
                self.visits += 1
                self._stands.set()
                self._read(answer)
        finally:
            connection.close()

    def _read(self, answer: http.client.HTTPResponse) -> None:
        id_, has_data = "", False
        while line := answer.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "id":
                id_ = value
            elif name == "data":
                has_data = True
            elif line == b"\n":
                if has_data:
                    self.heard.append(int(id_))
                self._last, has_data = id_ or self._last, False
