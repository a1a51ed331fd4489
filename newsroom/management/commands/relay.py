"""Gives events their place in the log and wakes who waits for them. Any number may run; one works at a time.

Beside it, checkpoints are signed: neither a broker that is down nor workers with a backlog may hold them up.
"""

import logging
import signal
import threading
from functools import partial
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from stories.application import reactions, timetable, upkeep
from stories.eventlog import relay
from workers.app import app
from workers.nudges import Nudges
from workers.schedule import CHECKPOINT, JOBS

KNOCK_SECONDS = 5.0

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Seals what lies in the outbox and nudges the workers, and signs checkpoints, until stopped."

    def handle(self, *_: Any, **__: Any) -> None:
        stopping = threading.Event()

        def stop(_signum: int, _frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        # A copy that hangs may hold up neither the log nor the end.
        threading.Thread(target=sign_in_time, args=[stopping], daemon=True).start()
        with Nudges(app) as nudge:
            relay.run(nudge=nudge, stop=stopping, subscriptions=reactions.SUBSCRIPTIONS)


def sign_in_time(stop: threading.Event) -> None:
    """Knocks at the timetable, which knows whether it is time and keeps what went wrong."""
    while not stop.wait(KNOCK_SECONDS):
        try:
            asked = bool(timetable.wanted(CHECKPOINT, these=True))
            work = partial(upkeep.checkpoint, at_once=asked)
            timetable.run(CHECKPOINT, work, every=JOBS[CHECKPOINT], asked=asked)
        except Exception:  # whatever it was, the next knock tries again
            log.exception("no checkpoint")
            connection.close()
    connection.close()
