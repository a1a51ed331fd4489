"""The web process's front: one loop waits for those who send and those who read; only what is here gets a thread.

Where the threads that answer read the bodies as well, the service stands still as soon as so many senders are silent.
"""

import asyncio
import io
import logging
import resource
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from stories.api.senders import PIECE, Bodies, Body, Message, Receive
from stories.application.threads import Threads, stopping

log = logging.getLogger(__name__)

SEND_SECONDS = 60.0  # that a client may leave a piece of its answer unread

Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(slots=True)
class Answer:
    """Made whole before it is sent, so that whoever reads slowly holds no thread."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: IO[bytes] = field(default_factory=io.BytesIO)

    def start(self, status: str, headers: Headers, _error: Any = None) -> None:
        self.status, self.headers = int(status.partition(" ")[0]), headers


class Front:
    """ASGI around a WSGI application."""

    def __init__(self, application: Application, *, bodies: Bodies | None = None) -> None:
        self._application = application
        self._bodies = bodies or Bodies()
        self._threads: Threads | None = None  # made in the event loop

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        threads = self._threads = self._threads or Threads()
        environ = environ_of(scope)
        body = self._bodies.body(receive, int(environ.get("CONTENT_LENGTH") or 0))
        try:
            if body.is_short:
                await body.arrive()
            answer = await threads.run(lambda: self._answer(environ, body))
        finally:
            body.leave()
        if not body.is_whole:
            answer.headers.append(("Connection", "close"))
        with answer.body:
            await _put(answer, send)

    def _answer(self, environ: dict[str, Any], body: Body) -> Answer:
        answer = Answer()
        environ["wsgi.input"] = io.BufferedReader(body, PIECE)
        chunks = self._application(environ, answer.start)
        with closing(chunks):  # type: ignore[type-var]  # Django's answers have it
            answer.body = _kept(iter(chunks))
        return answer


def _kept(chunks: Iterator[bytes]) -> IO[bytes]:
    """Until it is read: what came whole as the very object that it is, since all readers of a page share that; what
    comes in parts on disk.
    """
    first, second = next(chunks, b""), next(chunks, None)
    if second is None:
        return io.BytesIO(first)
    body = tempfile.SpooledTemporaryFile(PIECE)  # noqa: SIM115  # closed once sent
    for chunk in chain((first, second), chunks):
        body.write(chunk)
    body.seek(0)
    return body


async def _put(answer: Answer, send: Send) -> None:
    async def put(message: Message) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await send(message)

    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    try:
        await put({"type": "http.response.start", "status": answer.status, "headers": headers})
        piece = answer.body.read(PIECE)
        while len(piece) == PIECE:
            await put({"type": "http.response.body", "body": piece, "more_body": True})
            piece = answer.body.read(PIECE)
        await put({"type": "http.response.body", "body": piece})
    except TimeoutError:
        log.info("an answer ends because its client does not read")


async def _lifespan(receive: Receive, send: Send) -> None:
    await receive()
    allow_many_sockets()
    for sign in (signal.SIGTERM, signal.SIGINT):
        # Beside the server's own handler, which the loop calls: it waits for every answer to end.
        signal.signal(sign, lambda *_: stopping.set())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def allow_many_sockets() -> None:
    """The usual limit of 1,024 files would be the limit of connections."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def environ_of(scope: Message) -> dict[str, Any]:
    """The request as PEP 3333 has it. What is chunked has no length, and so no body: whoever needs one answers 411.

    A name with an underscore is left out: it would pass for the same with a hyphen, which a proxy may have judged.
    """
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0] if scope["client"] else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name_bytes, value_bytes in scope["headers"]:
        name, value = name_bytes.decode("latin-1"), value_bytes.decode("latin-1")
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ
