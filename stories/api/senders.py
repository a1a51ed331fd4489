"""Slow senders: a body is read in a thread of the web process, so not every thread may be waiting for one."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

PATIENCE_SECONDS = 1.0


class Crowded(OSError):
    """As many bodies are being waited for as may be."""


class Bodies:
    """WSGI, around the application. at_once: fewer bodies than the server has threads, so that readers get through.

    The server itself ends a request whose head does not come (30 s). It sets a body no deadline, and an application
    cannot end a read that has begun: whoever expects slow or hostile senders puts a proxy in front that buffers.
    """

    def __init__(self, answer: Callable[..., Iterable[bytes]], *, at_once: int) -> None:
        self.answer = answer
        self.places = threading.BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"], self.places)
        return self.answer(environ, start_response)


class _Body:
    """wsgi.input that takes a place for as long as it waits for bytes. Raises Crowded where none comes free."""

    def __init__(self, stream: Any, places: threading.BoundedSemaphore) -> None:
        self._stream, self._places = stream, places

    def read(self, *size: int) -> bytes:
        return self._waited(self._stream.read, *size)

    def readline(self, *size: int) -> bytes:
        return self._waited(self._stream.readline, *size)

    def readlines(self) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _waited(self, take: Callable[..., bytes], *size: int) -> bytes:
        if not self._places.acquire(timeout=PATIENCE_SECONDS):
            raise Crowded("too many bodies are under way")
        try:
            return take(*size)
        finally:
            self._places.release()
