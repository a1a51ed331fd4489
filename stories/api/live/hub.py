"""One reader of the log for all open streams: a query each 100 ms, and what it finds is handed to each in memory."""

import asyncio
import logging
from collections import deque

from django.db import DatabaseError, InterfaceError, connections

from stories.api.live.audience import Sees
from stories.api.live.frames import Frame, frames
from stories.api.live.opening import Opening
from stories.api.live.room import Room
from stories.eventlog.read import log_size, read_log

POLL_SECONDS = 0.1
TROUBLE_SECONDS = 1.0  # to wait when the database does not answer
BATCH = 500
MOST_WAITING = 2_000  # events; whoever reads more slowly is let go and comes back by Last-Event-ID

log = logging.getLogger(__name__)


class Stream:
    """What one client has yet to be sent.

    after: the newest position that it was offered, seen by it or not; marked: the newest that it knows of.
    """

    def __init__(self, opening: Opening) -> None:
        self.opening = opening
        self.after = self.marked = opening.after
        self.is_over = False
        self._waiting: deque[bytes] = deque()
        self._news = asyncio.Event()

    def offer(self, frame: Frame) -> None:
        if frame.position <= self.after or self.is_over:
            return
        self.after = frame.position
        text = frame.seen(self.opening.sees, self.opening.story)
        if text is not None:
            if len(self._waiting) >= MOST_WAITING:
                self.drop()
                return
            self._waiting.append(text)
            self._news.set()
        if self._is_ended_by(frame):
            self.finish()

    def finish(self) -> None:
        """No more will come; what waits is still sent."""
        self.is_over = True
        self._news.set()

    def drop(self) -> None:
        """Nobody reads it, or not fast enough: what waits is for its next visit."""
        self._waiting.clear()
        self.finish()

    async def take(self, patience: float) -> bytes:
        """What waits, together; empty when nothing came in time or nothing will come any more."""
        if not self._waiting and not self.is_over:
            try:
                async with asyncio.timeout(patience):
                    await self._news.wait()
            except TimeoutError:
                pass  # what came at the last moment is taken all the same
        self._news.clear()
        text = b"".join(self._waiting)
        self._waiting.clear()
        return text

    def _is_ended_by(self, frame: Frame) -> bool:
        """Rights that changed, or a story that moved or went out of sight: whoever may comes back by itself."""
        if any(name in self.opening.caller for name in frame.named):
            return True
        if frame.stream != self.opening.story:
            return False
        return frame.type == "story.merged" or (frame.type == "story.unpublished" and self.opening.sees is Sees.PUBLIC)


class Hub:
    """position: everything up to it was handed to whoever had joined. Lives in the event loop."""

    def __init__(self) -> None:
        self.position = -1
        self._streams: set[Stream] = set()
        self._room = Room("log", 1, keep=True)
        self._interest = 0
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def wake(self) -> None:
        """Called before a stream looks at `position`; each call is made good by one of `rest`."""
        self._interest += 1
        if self._task is None:
            self._task = asyncio.create_task(self._follow())
        await self._ready.wait()

    def rest(self) -> None:
        self._interest -= 1

    def join(self, stream: Stream) -> None:
        """From now on the stream is offered every event beyond `position`."""
        self._streams.add(stream)

    def leave(self, stream: Stream) -> None:
        self._streams.discard(stream)

    def _finish(self) -> None:
        for stream in self._streams:
            stream.finish()

    async def _follow(self) -> None:
        """While anybody is interested. Outlives a database that goes away: the position stays, so nothing is lost."""
        clock = asyncio.get_running_loop()
        try:
            while self._interest:
                begun = clock.time()
                pause = POLL_SECONDS
                try:
                    if not self._ready.is_set():
                        self.position = await self._room.run(log_size) - 1
                        self._ready.set()
                    elif await self._tell():
                        continue
                except (DatabaseError, InterfaceError):
                    log.exception("live waits for the database")
                    pause = TROUBLE_SECONDS
                await asyncio.sleep(max(0.0, begun + pause - clock.time()))
        finally:
            self._ready.clear()
            self._task = None
            self._finish()  # none is left but after a mistake of ours: better they come back than wait for nothing
        await self._room.run(connections.close_all)

    async def _tell(self) -> bool:
        """Hands on what is new. Whether there may be more at once."""
        readers = any(stream.opening.sees is Sees.PUBLIC for stream in self._streams)
        found = await self._room.run(_news, self.position, readers)
        for frame in found:
            self.position = frame.position
            for stream in self._streams:
                stream.offer(frame)
        return len(found) == BATCH


def _news(after: int, readers: bool) -> list[Frame]:  # noqa: FBT001  # the room passes it on
    return frames(read_log(after, BATCH), readers=readers)
