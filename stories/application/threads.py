"""The web process's threads: few are at work, and whoever waits for an outsider gives its seat away meanwhile."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

AT_WORK = 4
ASIDE = 24  # at most that wait for bytes, for an analysis or for news; each holds a thread and a database connection

T = TypeVar("T")

stopping = threading.Event()
"""The process ends: nobody waits any longer."""

_here = threading.local()


class Threads:
    """Of one event loop. A thread is made when somebody has a seat and no thread is free."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_WORK + ASIDE, thread_name_prefix="answer")
        self._seats = asyncio.Semaphore(AT_WORK)
        self._places = threading.BoundedSemaphore(ASIDE)
        self._loop = asyncio.get_running_loop()

    async def run(self, work: Callable[[], T]) -> T:
        async with self._seats:
            return await self._loop.run_in_executor(self._pool, self._seated, work)

    def _seated(self, work: Callable[[], T]) -> T:
        _here.threads = self
        return work()

    @contextmanager
    def _aside(self) -> Iterator[bool]:
        if not self._places.acquire(blocking=False):
            yield False
            return
        self._loop.call_soon_threadsafe(self._seats.release)
        try:
            yield True
        finally:
            asyncio.run_coroutine_threadsafe(self._seats.acquire(), self._loop).result()
            self._places.release()


@contextmanager
def aside() -> Iterator[bool]:
    """The seat is another's for as long as the block runs. False: as many wait as may, so better not begin to."""
    threads: Threads | None = getattr(_here, "threads", None)
    if threads is None:  # no thread of ours, so nobody's seat
        yield True
        return
    with threads._aside() as has_place:
        yield has_place


def until(found: Callable[[], bool], *, seconds: float, every: float = 0.1) -> bool:
    """Returns once it is so, or when the seconds have passed. False: at once, since too many wait already."""
    end = time.monotonic() + seconds
    with aside() as has_place:
        while has_place and time.monotonic() < end and not found() and not stopping.wait(every):
            pass
        return has_place
