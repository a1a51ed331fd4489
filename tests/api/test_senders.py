"""Bodies that come slowly, as the web process's front hands them to an application that answers in a thread."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from stories.api.front import Front
from stories.api.senders import SHORT, Bodies, Crowded, CutShort, TooSlow
from stories.application import endpoints, threads
from stories.application.handle import now
from stories.application.visiting import Robots, visit
from stories.gateways.addresses import AddressRefused, Guard
from stories.gateways.fetching import Conditions

Environ = dict[str, Any]
LONG = SHORT + 1


class Exchange:
    """One request at the front. pause: seconds before each piece but the first; gone: the sender leaves in the end."""

    def __init__(self, *pieces: bytes, length: int | None = None, pause: float = 0.0, gone: bool = False) -> None:
        self.length = sum(map(len, pieces)) if length is None else length
        self.pieces, self.pause, self.gone = list(pieces), pause, gone
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if not self.pieces and self.gone:
            return {"type": "http.disconnect"}
        if not self.pieces:
            await asyncio.Event().wait()
        piece = self.pieces.pop(0)
        self.length -= len(piece)
        if self.pause:
            await asyncio.sleep(self.pause)
        return {"type": "http.request", "body": piece, "more_body": self.length > 0}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def at(self, front: Front, *headers: tuple[bytes, bytes]) -> "Exchange":
        given = [(b"content-length", b"%d" % self.length), *headers]
        scope = {"type": "http", "method": "POST", "raw_path": b"/a%20b", "query_string": b"", "http_version": "1.1"}
        scope |= {"server": ("h", "80"), "client": ("10.0.0.1", 9), "scheme": "http", "headers": given}
        await front(scope, self.receive, self.send)
        return self

    @property
    def said(self) -> bytes:
        return b"".join(one.get("body", b"") for one in self.sent)

    @property
    def is_closed(self) -> bool:
        return (b"connection", b"close") in self.sent[0]["headers"]


class Answered(list[bytes]):
    def close(self) -> None:
        pass


def reading(read: Callable[[Any], Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """An application that answers with what it reads, or with the name of what that raised."""

    def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("X-Path", environ["PATH_INFO"])])
        try:
            return Answered(read(environ["wsgi.input"]))
        except OSError as error:
            return Answered([type(error).__name__.encode()])

    return application


whole = reading(lambda body: [body.read()])


@pytest.mark.parametrize("read", [lambda body: [body.read()], list, lambda body: iter(lambda: body.read(700), b"")])
@pytest.mark.parametrize("lines", [3, 250_000], ids=["short", "long"])
def test_a_body_that_comes_is_read_as_it_is(read: Callable[[Any], Iterable[bytes]], lines: int) -> None:
    sent = b"".join(b"%d line\n" % n for n in range(lines)) + b"the end"
    pieces = [sent[n : n + 50_000] for n in range(0, len(sent), 50_000)]
    done = asyncio.run(Exchange(*pieces[:1], b"", *pieces[1:], length=len(sent)).at(Front(reading(read))))
    assert done.said == sent
    assert not done.is_closed


@pytest.mark.parametrize("length", [9, LONG])
@pytest.mark.parametrize(
    ("how", "error"),
    [({}, TooSlow), ({"pause": 0.03}, TooSlow), ({"gone": True}, CutShort)],
    ids=["silent", "dripping", "gone"],
)
def test_a_body_that_does_not_come_is_given_up_and_its_connection_closed(
    how: dict[str, Any], error: type[OSError], length: int
) -> None:
    pieces = [b"x"] * (8 if "pause" in how else 1)
    front = Front(whole, bodies=Bodies(grace=0.1 - length / (64 * 1024) if length == LONG else 0.1))
    done = asyncio.run(Exchange(*pieces, length=length, **how).at(front))
    assert done.said == error.__name__.encode()
    assert done.is_closed


def test_what_is_only_announced_takes_no_room_and_what_is_answered_gives_it_back() -> None:
    async def told() -> list[list[bytes]]:
        front = Front(whole, bodies=Bodies(grace=1.0, most=100))
        announced = [Exchange(length=90).at(front) for _ in range(5)]
        first = await asyncio.gather(*announced, Exchange(b"x" * 60).at(front))
        then = await Exchange(b"y" * 90).at(front)
        together = await asyncio.gather(*(Exchange(b"x" * 60, b"x", pause=0.05).at(front) for _ in range(2)))
        return [[one.said for one in group] for group in (first, [then], together)]

    first, then, together = asyncio.run(told())
    assert first == [b"TooSlow"] * 5 + [b"x" * 60]
    assert then == [b"y" * 90]
    assert sorted(together) == [Crowded.__name__.encode(), b"x" * 61]


def test_whoever_waits_gives_the_seat_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "AT_WORK", 1)
    freed = threading.Event()

    def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        if environ.get("HTTP_X_FREES"):
            freed.set()
        else:
            threads.until(freed.is_set, seconds=20, every=0.01)
        return Answered([b"freed" if freed.is_set() else b"waited"])

    async def both() -> list[Exchange]:
        front = Front(application)
        waits = asyncio.create_task(Exchange().at(front))
        await asyncio.sleep(0.05)
        return [await Exchange().at(front, (b"x-frees", b"1")), await waits]

    assert [one.said for one in asyncio.run(both())] == [b"freed", b"freed"]


def test_a_look_at_the_outside_gives_the_seat_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "AT_WORK", 1)
    with socket.create_server(("127.0.0.1", 0)) as outside:
        address = outside.getsockname()

        def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
            start("200 OK", [])
            if environ.get("HTTP_X_ANSWERS"):
                outside.accept()[0].close()
                return Answered([b"closed"])
            guard = Guard(allow=frozenset({address}))
            url, none = f"http://{address[0]}:{address[1]}/", Conditions()
            seen = visit(url, accept="*/*", conditions=none, robots=Robots(), guard=guard, at=now(), seconds=20)
            return Answered([seen.problem.code.encode() if seen.problem else b""])

        async def both() -> list[Exchange]:
            front = Front(application)
            waits = asyncio.create_task(Exchange().at(front))
            await asyncio.sleep(0.05)
            return [await Exchange().at(front, (b"x-answers", b"1")), await waits]

        assert [one.said for one in asyncio.run(both())] == [b"closed", b"broken"]


def test_a_name_looked_up_for_a_webhook_gives_the_seat_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "AT_WORK", 1)
    monkeypatch.setattr(endpoints, "RESOLVED_WITHIN_SECONDS", 20)
    answers = threading.Event()

    def slow(_host: str, _port: int) -> list[str]:
        answers.wait(20)
        return ["10.0.0.1"]

    def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        if environ.get("HTTP_X_ANSWERS"):
            answers.set()
            return Answered([b"answered"])
        try:
            endpoints.judge("https://hooks.example.org/", guard=Guard(resolve=slow))
        except AddressRefused as refused:
            return Answered([refused.code.encode()])
        return Answered([b"taken"])

    async def both() -> list[Exchange]:
        front = Front(application)
        waits = asyncio.create_task(Exchange().at(front))
        await asyncio.sleep(0.05)
        return [await Exchange().at(front, (b"x-answers", b"1")), await waits]

    assert [one.said for one in asyncio.run(both())] == [b"answered", b"address-not-allowed"]


def test_no_name_is_looked_up_while_too_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "ASIDE", 0)
    asked: list[str] = []

    def known(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["10.0.0.1"]

    def application(_environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        endpoints.judge("https://hooks.example.org/", guard=Guard(resolve=known))
        return Answered([b"taken"])

    async def one() -> Exchange:
        return await Exchange().at(Front(application))

    assert asyncio.run(one()).said == b"taken"
    assert asked == []


def test_whoever_finds_too_many_waiting_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "ASIDE", 0)

    def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return Answered([repr(threads.until(lambda: False, seconds=20)).encode()])

    assert asyncio.run(Exchange().at(Front(application))).said == b"False"


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    def application(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return Answered([repr({name: environ[name] for name in environ if name.startswith("HTTP_")}).encode()])

    headers = [
        (b"x-a", b"1"),
        (b"x-a", b"\xe9"),
        (b"x_forwarded_for", b"10.9.9.9"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    ]
    done = asyncio.run(Exchange().at(Front(application), *headers))
    assert done.said == repr({"HTTP_X_A": "1,é", "HTTP_COOKIE": "a=1; b=2"}).encode()
