"""Wakes the workers without ever making the waker wait.

A nudge is a hint: what is lost here is swept up by the relay a second later. So nudges are kept once per subscription
and partition, sent by a thread of their own, and forgotten while the broker does not answer.
"""

import logging
import threading
from types import TracebackType
from typing import Self

from celery import Celery
from kombu.exceptions import OperationalError

from workers.routes import ADVANCE

PAUSE_SECONDS = 1.0
log = logging.getLogger(__name__)


class Nudges:
    """Use as a context manager; call it with (subscription, partition)."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._waiting: dict[tuple[str, int], None] = {}
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._answers = True
        self._thread = threading.Thread(target=self._send_all, name="nudges", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._changed:
            self._closing.set()
            self._changed.notify()
        self._thread.join(timeout=5)

    def __call__(self, subscription: str, partition: int) -> None:
        with self._changed:
            self._waiting[subscription, partition] = None
            self._changed.notify()

    def _send_all(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing.is_set())
                batch, self._waiting = self._waiting, {}
                if not batch:
                    return
            try:
                self._send(list(batch))
            except (OperationalError, OSError) as error:
                if self._answers:
                    log.warning("the broker does not answer; work waits in the log until it does: %s", error)
                self._answers = False
                self._closing.wait(PAUSE_SECONDS)
            except Exception:  # nobody looks after this thread, and without it all work waits for the sweep
                log.exception("a nudge could not be sent")
                self._closing.wait(PAUSE_SECONDS)
            else:
                if not self._answers:
                    log.info("the broker answers again")
                self._answers = True

    def _send(self, batch: list[tuple[str, int]]) -> None:
        patience = {**self._app.conf.broker_transport_options, "max_retries": 0, "socket_timeout": 1}
        with self._app.connection_for_write().clone(transport_options=patience) as connection:
            for subscription, partition in batch:
                self._app.send_task(ADVANCE, args=[subscription, partition], connection=connection, retry=False)
