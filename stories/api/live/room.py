"""Threads in which Django speaks to the database, so that open streams hold neither thread nor connection."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")


class Room:
    """keep: a thread keeps its connection while it waits for more; else it is closed as soon as nobody waits."""

    def __init__(self, name: str, threads: int, *, keep: bool) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._keep = keep
        self._waiting = 0
        self._lock = threading.Lock()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._count(1)

        def job() -> T:
            waiting = self._count(-1)
            try:
                return work(*args, **kwargs)
            except BaseException:
                close_old_connections()  # one that broke is not tried again
                raise
            finally:
                if not self._keep and not waiting:
                    connections.close_all()

        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    def _count(self, step: int) -> int:
        with self._lock:
            self._waiting += step
            return self._waiting
