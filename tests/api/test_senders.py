"""Bodies that come slowly: given up between two pieces, each waiting in a place of its own."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from stories.api.senders import Bodies, Crowded, TooSlow


class Sender:
    """A body of these bytes. pause: seconds between two reads of it; held: until it is let go."""

    def __init__(self, sent: bytes, *, pause: float = 0.0, held: threading.Event | None = None) -> None:
        self.sent, self.pause, self.held = sent, pause, held

    def read(self, size: int) -> bytes:
        if self.held is not None:
            self.held.wait(10)
        time.sleep(self.pause)
        found, self.sent = self.sent[:size], self.sent[size:]
        return found


Headers = list[tuple[str, str]]


def body_of(sender: Sender, *, grace: float = 5.0, room: Bodies | None = None) -> tuple[Any, Callable[[], Headers]]:
    """What an application reads from, and what the headers of its answer would be."""
    found: dict[str, Any] = {}

    def application(_environ: dict[str, Any], start: Any) -> list[bytes]:
        found["start"] = start
        return []

    place = room or Bodies(application, at_once=1, grace=grace)
    place.answer = application
    environ: dict[str, Any] = {"wsgi.input": sender, "CONTENT_LENGTH": str(len(sender.sent))}
    place(environ, lambda _status, headers: found.update(headers=headers))

    def answered() -> Headers:
        found["start"]("200 OK", [])
        headers: Headers = found["headers"]
        return headers

    return environ["wsgi.input"], answered


def test_a_body_that_comes_is_read_as_it_is() -> None:
    whole = b"".join(b"%d line\n" % n for n in range(5_000)) + b"the end"
    body, answered = body_of(Sender(whole))
    assert body.read() == whole
    assert answered() == []
    body, _ = body_of(Sender(whole))
    assert b"".join([body.read(1), body.readline(), body.read(700), body.readline(3), *body.readlines()]) == whole
    body, _ = body_of(Sender(whole))
    assert list(body) == whole.splitlines(keepends=True)
    body, _ = body_of(Sender(whole))
    assert (body.read(100_000), body.read(100_000)) == (whole, b"")


def test_a_body_that_drips_is_given_up_and_its_connection_closed() -> None:
    body, answered = body_of(Sender(b"x" * 10_000, pause=0.05), grace=0.1)
    with pytest.raises(TooSlow):
        body.read(10_000)
    with pytest.raises(TooSlow):
        body.readline()
    assert answered() == [("Connection", "close")]


def test_whoever_waits_takes_a_place_and_gives_it_back() -> None:
    room, held = Bodies(lambda *_: [], at_once=1), threading.Event()
    slow, _ = body_of(Sender(b"{}", held=held), room=room)
    quick, _ = body_of(Sender(b"{}"), room=room)
    waiting = threading.Thread(target=slow.read)
    waiting.start()
    with pytest.raises(Crowded):
        quick.read(2)
    held.set()
    waiting.join(10)
    assert quick.read(2) == b"{}"
