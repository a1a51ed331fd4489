"""Bodies on their way in: a short one is waited for without a thread, a long one piece by piece, neither for ever."""

import asyncio
import io
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from stories.application.threads import aside

GRACE_SECONDS = 10.0  # for a body, however short
SLOWEST = 64 * 1024  # bytes a second beyond that
SHORT = 1024 * 1024  # bytes that are kept in memory until they are whole
MOST = 64 * SHORT  # of all short bodies together
PIECE = 64 * 1024

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class Crowded(OSError):
    """As many bodies are under way as may be."""


class TooSlow(OSError):
    """The body did not come in the time that its length may take."""


class CutShort(OSError):
    """The sender went away before the end."""


class Bodies:
    """The short bodies of one event loop. most: bytes of them at once; whoever only announces takes nothing."""

    def __init__(self, *, grace: float = GRACE_SECONDS, most: int = MOST) -> None:
        self._grace, self._most = grace, most
        self._held = 0

    def body(self, receive: Receive, length: int) -> "Body":
        return Body(self, receive, length, self._grace + length / SLOWEST)

    def take(self, size: int) -> None:
        if self._held + size > self._most:
            raise Crowded("too many bodies are under way")
        self._held += size

    def give_back(self, size: int) -> None:
        self._held -= size


class Body(io.RawIOBase):
    """What an application reads from, in its thread. Reading raises what became of a body that did not come.

    seconds: that all waiting for it may take together.
    """

    def __init__(self, room: Bodies, receive: Receive, length: int, seconds: float) -> None:
        self.is_short = length <= SHORT
        self._room, self._receive, self._seconds = room, receive, seconds
        self._loop = asyncio.get_running_loop()
        self._come: deque[bytes] = deque()
        self._taken = 0
        self._is_whole = not length
        self._failed: OSError | None = None

    @property
    def is_whole(self) -> bool:
        """Nothing of it is left on the wire."""
        return self._is_whole

    async def arrive(self) -> None:
        """Returns when all of it is here, or it is known that it will not be."""
        while not self._is_whole and self._failed is None:
            await self._next()

    def leave(self) -> None:
        """Its request is answered."""
        self._come.clear()
        self._room.give_back(self._taken)

    async def _next(self) -> None:
        begin = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds):
                message = await self._receive()
            if message["type"] != "http.request":
                raise CutShort("the sender went away")
            piece = message.get("body", b"")
            if self.is_short:
                self._room.take(len(piece))
                self._taken += len(piece)
        except TimeoutError:
            self._failed = TooSlow("the body comes too slowly")
        except OSError as error:
            self._failed = error
        else:
            self._seconds -= time.monotonic() - begin
            self._come.append(piece)
            self._is_whole = not message.get("more_body", False)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._come and not self._is_whole:
            if self._failed is not None:
                raise self._failed
            with aside() as has_place:
                if not has_place:
                    raise Crowded("too many bodies are under way")
                asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
        if not self._come:
            return 0
        piece = self._come.popleft()
        size = min(len(piece), len(buffer))
        buffer[:size] = piece[:size]
        if size < len(piece):
            self._come.appendleft(piece[size:])
        return size or self.readinto(buffer)  # an empty piece is no end
