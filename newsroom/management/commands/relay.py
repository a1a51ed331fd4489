"""Gives events their place in the log and wakes who waits for them. Any number may run; one works at a time."""

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from stories.application import reactions
from stories.eventlog import relay
from workers.app import app
from workers.nudges import Nudges


class Command(BaseCommand):
    help = "Seals what lies in the outbox and nudges the workers, until stopped."

    def handle(self, *_: Any, **__: Any) -> None:
        stopping = threading.Event()

        def stop(_signum: int, _frame: FrameType | None) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        with Nudges(app) as nudge:
            relay.run(nudge=nudge, stop=stopping, subscriptions=reactions.SUBSCRIPTIONS)
