"""The ASGI application: Django decides in a thread what a request gets, and open streams live in the event loop."""

import asyncio
import io
import logging
import random
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from stories.api.front import allow_many_sockets
from stories.api.live.frames import HEARTBEAT, greeting, mark, reset
from stories.api.live.hub import Hub, Stream
from stories.api.live.opening import OPEN
from stories.api.live.replaying import missed
from stories.api.live.room import Room
from stories.api.live.views import StreamAnswer
from stories.api.problems import plain

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 600.0  # then a client comes back, and is asked anew who it is
MARK_EVERY = 1_000  # positions: whoever hears of little must not fall behind for it
SEND_SECONDS = 20.0  # that a client may leave what it was sent unread; it comes back by Last-Event-ID
THREADS = 3

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Live:
    """urlconf: the addresses that this process answers."""

    def __init__(self, urlconf: str) -> None:
        self._urlconf = urlconf
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._room = Room("answer", THREADS, keep=False)
        self._hub: Hub | None = None  # made in the event loop
        self._open: set[Stream] = set()
        self._is_stopping = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            answer = await self._room.run(self._answer, scope)
            if isinstance(answer, StreamAnswer):
                await self._stream(answer, receive, send)
            else:
                body = b"" if scope["method"] == "HEAD" else answer.content
                await send(_start(answer))
                await send({"type": "http.response.body", "body": body})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        allow_many_sockets()
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            # Beside the server's own handler, which the loop calls: it waits for every answer to end.
            signal.signal(sign, lambda *_: loop.call_soon_threadsafe(self._stop))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def _stop(self) -> None:
        self._is_stopping = True
        for stream in self._open:
            stream.finish()

    def _answer(self, scope: Message) -> HttpResponse:
        try:
            request = ASGIRequest(scope, io.BytesIO())
        except UnicodeDecodeError:
            return plain(HttpRequest(), 400, "malformed", "The address or a header is not UTF-8.")
        if _is_preflight(request):
            return _for_browsers(request, HttpResponse(status=204))
        request.urlconf = self._urlconf  # type: ignore[attr-defined]  # Django reads it where it is set
        answer = self._handler.get_response(request)
        answer.close()
        assert isinstance(answer, HttpResponse)
        return _for_browsers(request, answer)

    async def _stream(self, answer: StreamAnswer, receive: Receive, send: Send) -> None:
        hub = self._hub = self._hub or Hub()
        stream = Stream(answer.opening)
        if self._is_stopping:
            stream.finish()
        self._open.add(stream)
        OPEN.enter(answer.opening.counted)
        watch = asyncio.create_task(_until_gone(receive, stream))

        async def put(message: Message) -> None:
            async with asyncio.timeout(SEND_SECONDS):
                await send(message)

        try:
            await put(_start(answer))
            await hub.wake()
            try:
                await self._greet(stream, put)
                if await self._catch_up(hub, stream, put):
                    await _tell(stream, put)
            finally:
                hub.leave(stream)
                hub.rest()
            await put({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            log.info("a stream ends because its client does not read")
        finally:
            watch.cancel()
            self._open.discard(stream)
            OPEN.leave(answer.opening.counted)

    async def _greet(self, stream: Stream, send: Send) -> None:
        opening = stream.opening
        await send(_body(greeting(opening.after if opening.is_new else None)))
        if opening.is_reset:
            await send(_body(reset(opening.after)))

    async def _catch_up(self, hub: Hub, stream: Stream, send: Send) -> bool:
        """Sends what the client has missed and joins the hub. False where the database fails: it may come back."""
        while stream.after < hub.position and not stream.is_over:
            try:
                text, stream.after = await self._room.run(missed, stream.opening, stream.after, hub.position)
            except DatabaseError:
                log.exception("a stream ends for want of the database")
                return False
            if text:
                stream.marked = stream.after
                await send(_body(text))
        hub.join(stream)  # nothing was awaited since the comparison, so nothing lies between
        return True


async def _tell(stream: Stream, send: Send) -> None:
    clock = asyncio.get_running_loop()
    ends = clock.time() + _lifetime(stream.opening.until)
    while (left := ends - clock.time()) > 0:
        text = await stream.take(min(HEARTBEAT_SECONDS, left))
        if text:
            stream.marked = stream.after
            await send(_body(text))
        elif stream.is_over:
            return
        elif stream.after - stream.marked >= MARK_EVERY:
            stream.marked = stream.after
            await send(_body(mark(stream.after)))
        else:
            await send(_body(HEARTBEAT))


async def _until_gone(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.drop()


def _lifetime(until: datetime | None) -> float:
    """Seconds. Not the same for all, so that those who came together do not come back together."""
    longest = LONGEST_SECONDS * random.uniform(0.8, 1.0)  # noqa: S311  # nothing secret
    return longest if until is None else min(longest, (until - datetime.now(UTC)).total_seconds())


def _start(answer: HttpResponseBase) -> Message:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.items()
        if not (isinstance(answer, StreamAnswer) and name.lower() == "content-length")
    ]
    headers += [(b"set-cookie", cookie.OutputString().encode("latin-1")) for cookie in answer.cookies.values()]
    return {"type": "http.response.start", "status": answer.status_code, "headers": headers}


def _body(text: bytes) -> Message:
    return {"type": "http.response.body", "body": text, "more_body": True}


def _is_ours(request: HttpRequest) -> bool:
    return request.META.get("HTTP_ORIGIN") == settings.PUBLIC_ORIGIN


def _is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and _is_ours(request) and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META


def _for_browsers(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The pages of PUBLIC_URL, and no other site's, may read this with their visitor's session."""
    patch_vary_headers(answer, ["Origin"])
    if _is_ours(request):
        answer["Access-Control-Allow-Origin"] = settings.PUBLIC_ORIGIN
        answer["Access-Control-Allow-Credentials"] = "true"
        if _is_preflight(request):
            answer["Access-Control-Allow-Methods"] = "GET"
            answer["Access-Control-Allow-Headers"] = "Accept, Authorization, Last-Event-ID"
            answer["Access-Control-Max-Age"] = "600"
    return answer
