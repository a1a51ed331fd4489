"""One round of visits: what is due is taken, servers are waited for together, each answer is recorded as it comes.

Threads wait for servers and touch nothing else; the database is the calling thread's alone. A server that hangs holds
one thread until its deadline, and nobody else.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Generic, TypeVar

from django.db import DataError

from stories.application.timetable import Progress
from stories.application.visiting import Visit, known_robots, visit
from stories.domain.refusals import Refused
from stories.gateways.addresses import Guard
from stories.gateways.fetching import Conditions

T = TypeVar("T")

AT_ONCE = 16  # servers that are waited for together
ROUND_SECONDS = 40.0  # after that nothing new is begun; what is under way ends within one deadline of the fetcher
TOLD_EACH = 20
# What one answer may do to its own record; it must not take those with it that came in the same round.
UNFORESEEN = (DataError, Refused, ValueError, TypeError, LookupError, AttributeError)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Errand(Generic[T]):
    """One thing that is looked for outside."""

    thing: T
    url: str
    accept: str
    conditions: Conditions


def run_round(
    take: Callable[[int, datetime], Iterable[Errand[T]]],
    came: Callable[[T, Visit, datetime], None],
    *,
    guard: Guard,
    clock: Callable[[], datetime],
    progress: Progress | None,
) -> int:
    """How many visits were made. take: at most so many errands that are due now, each leased; came: records one."""
    made, end = 0, monotonic() + ROUND_SECONDS
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="visit") as pool:
        running: dict[Future[Visit], T] = {}
        while True:
            if len(running) < AT_ONCE and monotonic() < end:
                at = clock()
                for errand in take(AT_ONCE - len(running), at):
                    begun = pool.submit(
                        visit,
                        errand.url,
                        accept=errand.accept,
                        conditions=errand.conditions,
                        robots=known_robots(errand.url, at),
                        guard=guard,
                        at=at,
                    )
                    running[begun] = errand.thing
            if not running:
                return made
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                thing = running.pop(future)
                try:
                    came(thing, future.result(), clock())
                except UNFORESEEN:
                    log.exception("what came for %s cannot be recorded", getattr(thing, "pk", thing))
                made += 1
            if progress is not None and made % TOLD_EACH == 0:
                progress(f"{made} asked")
