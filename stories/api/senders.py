"""Slow senders: a body is waited for in a thread of the web process, so not in every thread, and not for ever."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

PATIENCE_SECONDS = 1.0  # for a place
GRACE_SECONDS = 10.0  # for a body, however short
SLOWEST = 64 * 1024  # bytes a second beyond that
PIECE = 256  # bytes that are waited for in one go; between two pieces there is time to give up

Start = Callable[..., Any]


class Crowded(OSError):
    """As many bodies are being waited for as may be."""


class TooSlow(OSError):
    """The body did not come in the time that its length may take."""


class Bodies:
    """WSGI, around the application. at_once: fewer bodies than the server has threads, so that readers get through.

    The server itself ends a request whose head does not come (30 s), and sets a body no deadline. Whoever drips is
    given up here; a read that has begun cannot be ended, so whoever sends nothing at all keeps a place until the
    connection ends. A proxy that buffers bodies, put in front, has neither trouble.
    """

    def __init__(self, answer: Callable[..., Iterable[bytes]], *, at_once: int, grace: float = GRACE_SECONDS) -> None:
        self.answer = answer
        self.grace = grace
        self.places = threading.BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        seconds = self.grace + (int(length) / SLOWEST if length.isdecimal() else 0)
        body = environ["wsgi.input"] = _Body(environ["wsgi.input"], self.places, seconds)

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")] if body.late else headers, *more)

        return self.answer(environ, started)


class _Body:
    """wsgi.input that takes a place for as long as it waits for bytes. Raises Crowded where none comes free, and
    TooSlow once all waits together took more than `seconds`.
    """

    def __init__(self, stream: Any, places: threading.BoundedSemaphore, seconds: float) -> None:
        self._stream, self._places, self._seconds = stream, places, seconds
        self._begun = b""  # of a line that is not whole yet

    @property
    def late(self) -> bool:
        return self._seconds <= 0

    def read(self, size: int = -1) -> bytes:
        found, self._begun = self._begun, b""
        if 0 <= size <= len(found):
            found, self._begun = found[:size], found[size:]
            return found
        return found + b"".join(self._waited(size - len(found) if size >= 0 else size))

    def readline(self, size: int = -1) -> bytes:
        pieces = [self._begun]
        while b"\n" not in pieces[-1] and (piece := b"".join(self._waited(PIECE))):
            pieces.append(piece)
        self._begun = b"".join(pieces)
        end = self._begun.find(b"\n") + 1 or len(self._begun)
        end = min(end, size) if size >= 0 else end
        line, self._begun = self._begun[:end], self._begun[end:]
        return line

    def readlines(self, _hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _waited(self, size: int) -> Iterator[bytes]:
        """Pieces of so many bytes together, of all there are where size is negative."""
        if not self._places.acquire(timeout=PATIENCE_SECONDS):
            raise Crowded("too many bodies are under way")
        end = time.monotonic() + self._seconds
        try:
            while size:
                wanted = PIECE if size < 0 else min(PIECE, size)
                piece = self._stream.read(wanted)
                if time.monotonic() > end:
                    raise TooSlow("the body comes too slowly")
                yield piece
                if len(piece) < wanted:
                    return
                size -= wanted if size > 0 else 0
        finally:
            self._places.release()
            self._seconds = end - time.monotonic()
