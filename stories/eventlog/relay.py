"""The relay's life: seal what lies in the outbox, wake who has news, and sweep what is overdue."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from django.db import DatabaseError, InterfaceError, connection

from stories.eventlog.checkpoints import Lag, lags
from stories.eventlog.seal import BATCH, seal
from stories.eventlog.subscription import Subscription

BUSY_POLL_SECONDS = 0.02
IDLE_POLL_SECONDS = 0.05
BUSY_SECONDS = 5.0  # after work
SWEEP_SECONDS = 1.0
LONGEST_SILENCE_SECONDS = 30.0  # between two nudges for the same overdue work
TROUBLE_SECONDS = 1.0  # to wait when the database does not answer

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Told:
    head: int
    checkpoint: int
    at: float
    patience: float = SWEEP_SECONDS


@dataclass(slots=True)
class Overdue:
    """Whom to nudge: at once for new events; again, ever more slowly, while a checkpoint stands still."""

    told: dict[tuple[str, int], _Told] = field(default_factory=dict)

    def due(self, lagging: Sequence[Lag], now: float) -> list[tuple[str, int]]:
        pairs = {(lag.name, lag.partition): lag for lag in lagging}
        for pair in self.told.keys() - pairs.keys():
            del self.told[pair]
        return [pair for pair, lag in pairs.items() if self._is_due(pair, lag, now)]

    def _is_due(self, pair: tuple[str, int], lag: Lag, now: float) -> bool:
        told = self.told.get(pair)
        if told is None or lag.head > told.head:
            self.told[pair] = _Told(lag.head, lag.checkpoint, now)
            return True
        if lag.checkpoint != told.checkpoint:  # somebody is at it
            self.told[pair] = _Told(lag.head, lag.checkpoint, now)
            return False
        if now - told.at < told.patience:
            return False
        told.at, told.patience = now, min(told.patience * 2, LONGEST_SILENCE_SECONDS)
        return True


def run(*, stop: Event, nudge: Callable[[str, int], None], subscriptions: Sequence[Subscription]) -> None:
    """Work until stopped. nudge(subscription's name, partition) must not block: a stalled broker may not hold up the
    log. Nudges may be lost or doubled. Outlives a database that goes away.
    """
    names = [subscription.name for subscription in subscriptions]
    overdue = Overdue()
    busy_until, next_sweep = 0.0, 0.0
    while not stop.is_set():
        now = monotonic()
        try:
            sealed = seal()
            if sealed or now >= next_sweep:
                next_sweep = now + SWEEP_SECONDS if now >= next_sweep else next_sweep
                for name, partition in overdue.due(lags(names), now):
                    nudge(name, partition)
        except (DatabaseError, InterfaceError):
            log.exception("the relay waits for the database")
            connection.close()
            stop.wait(TROUBLE_SECONDS)
            continue
        if sealed:
            busy_until = now + BUSY_SECONDS
        if sealed < BATCH:
            stop.wait(BUSY_POLL_SECONDS if now < busy_until else IDLE_POLL_SECONDS)
    connection.close()
