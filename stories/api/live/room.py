"""Threads in which Django speaks to the database, so that open streams hold neither thread nor connection."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections, connections

P = ParamSpec("P")
T = TypeVar("T")


class Room:
    """keep: a thread keeps its connection while it waits for more; else it is closed as soon as nobody waits."""

    def __init__(self, name: str, threads: int, *, keep: bool) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._keep = keep
        self._waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        done: Future[T] = Future()
        self._waiting.put((done, partial(work, *args, **kwargs)))
        self._pool.submit(self._work_off)
        return await asyncio.wrap_future(done)

    def _work_off(self) -> None:
        """Whatever waits, though another thread was sent for it: so whoever has a connection knows when to close it."""
        try:
            while True:
                self._do(*self._waiting.get_nowait())
        except Empty:
            if not self._keep:
                connections.close_all()

    def _do(self, done: "Future[Any]", work: Callable[[], Any]) -> None:
        if not done.set_running_or_notify_cancel():
            return
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  # whoever waits gets it
            close_old_connections()  # one that broke is not tried again
            done.set_exception(error)
        else:
            done.set_result(result)
