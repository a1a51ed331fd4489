"""How a command is written and what comes of it: who, when, on which version it rests, what was appended."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from stories.domain.actors import By
from stories.domain.values import EventId
from stories.eventlog.codec import time_text
from stories.eventlog.folding import moment
from stories.eventlog.registry import RegistryKey
from stories.eventlog.repeated import Idempotency

NEVER = -1  # a version that no stream has


@dataclass(frozen=True, slots=True)
class Expected:
    """The version of a thing that a decision rests on. thing: a public id, or the story's own.

    by_header: it came as If-Match (412 when stale), else in the body (409).
    """

    thing: str
    version: int
    by_header: bool = False


class Stale(Exception):
    """The thing has changed since. since: the ids of the events that touched it after the expected version."""

    def __init__(self, expected: Expected, current: int, story: str, story_version: int) -> None:
        super().__init__(f"{expected.thing} is at version {current}, not {expected.version}")
        self.expected = expected
        self.current = current
        self.story = story
        self.story_version = story_version


@dataclass(frozen=True, slots=True)
class Handled:
    """What was written: the stream's version afterwards and the new events, none where there was nothing to do."""

    stream: str
    version: int
    events: tuple[EventId, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """How to write: who, when, under which idempotency key, with which registry rows, because of which event."""

    by: By
    at: datetime
    idempotency: Idempotency | None = None
    expected: Expected | None = None
    claims: Sequence[RegistryKey] = field(default_factory=tuple)
    release: Sequence[RegistryKey] = field(default_factory=tuple)
    cause: EventId | None = None


def now() -> datetime:
    return datetime.now(UTC)


def after(newest: str, ordered: datetime) -> str:
    """The order's time, or a moment after the newest event's where somebody with a later one was faster.

    No two appends of a stream share a time: by it the events of one are told from its neighbour's.
    """
    wanted = time_text(ordered)
    return wanted if wanted > newest else time_text(moment(newest) + timedelta(microseconds=1))


def pause(attempt: int) -> None:
    """Before a decision is taken anew: longer each time, and never for two writers alike."""
    time.sleep(random.uniform(0, 0.002 * 2 ** min(attempt, 6)))  # noqa: S311  # jitter, not a secret
