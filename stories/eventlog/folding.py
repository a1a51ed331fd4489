"""Folded streams: read once, kept on a small shelf, and only the tail read afterwards.

A stream is *taken* off the shelf for as long as somebody works on it, so that two threads never fold one object.
A stale copy does no harm: the version check of the append sees it.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from stories.domain.desk import Desk
from stories.domain.events import Event, Meta
from stories.domain.events_house import BodyErased
from stories.domain.evolve import evolve
from stories.domain.evolve_house import evolve_desk, evolve_source
from stories.domain.source import Source
from stories.domain.story import Story
from stories.domain.values import EventId, SourceId, StoryId
from stories.eventlog.codec import decode
from stories.eventlog.merkle import leaf
from stories.eventlog.read import Stored, read_stream, stream_head
from stories.eventlog.streams import NO_PREVIOUS, StreamRef

S = TypeVar("S")
RECENT = 64
Happened = tuple[Event, Meta]


def moment(text: str) -> datetime:
    """The envelope's form of a time as a datetime."""
    return datetime.fromisoformat(text)


def event_of(stored: Stored) -> Event:
    return decode(stored.envelope.type, stored.envelope.schema, stored.body)


def meta_of(stored: Stored) -> Meta:
    envelope = stored.envelope
    cause = EventId(envelope.cause) if envelope.cause else None
    return Meta(EventId(envelope.id), envelope.ver, moment(envelope.at), envelope.actor, cause)


def _happened(stored: Stored) -> Happened:
    return event_of(stored), meta_of(stored)


@dataclass(slots=True)
class Folded(Generic[S]):
    """A state and where its stream stands: version, hash of the newest leaf, the newest event's time as text.

    recent: the newest of its events without a gap, so that whoever tells what they changed need not read them again.
    """

    stream: StreamRef
    state: S
    version: int = 0
    head: str = NO_PREVIOUS
    at: str = ""
    recent: deque[Happened] = field(default_factory=lambda: deque(maxlen=RECENT))

    def since(self, version: int) -> list[Happened]:
        """The events after a version, out of memory or else from the log."""
        wanted = self.version - version
        if wanted <= len(self.recent):
            return list(self.recent)[len(self.recent) - wanted :]
        return [_happened(stored) for stored in read_stream(self.stream, after=version, upto=self.version)]


class Shelf(Generic[S]):
    """The folded streams of one kind."""

    def __init__(
        # Which events a stream holds follows from its kind, which the type of `decode` cannot know: hence Any.
        self,
        fresh: Callable[[str], S],
        evolve: Callable[[S, Any, Meta], None],
        *,
        capacity: int,
    ) -> None:
        self._fresh = fresh
        self._evolve = evolve
        self._capacity = capacity
        self._held: OrderedDict[StreamRef, Folded[S]] = OrderedDict()
        self._fresh_ones: set[StreamRef] = set()
        self._lock = threading.Lock()

    def take(self, stream: StreamRef, *, at: int | None = None) -> Folded[S]:
        """The stream at its newest version, the caller's alone until put back (or dropped, where it was spoilt).

        at: a version that the caller knows to be good enough; a newer one may come all the same.
        """
        with self._lock:
            held = self._held.pop(stream, None)
            if stream in self._fresh_ones:
                self._fresh_ones.discard(stream)
                return self.empty(stream)
        held = held or self.empty(stream)
        # To ask for the head is far cheaper than to find no events.
        if (held.version and held.version == at) or stream_head(stream).version == held.version:
            return held
        return self.fold(held)

    def begin(self, stream: StreamRef) -> None:
        """Its id was made this moment, so whoever takes it next need not ask the log whether it has events."""
        with self._lock:
            self._fresh_ones.add(stream)

    def put_back(self, folded: Folded[S]) -> None:
        with self._lock:
            known = self._held.get(folded.stream)
            if known is None or known.version <= folded.version:
                self._held[folded.stream] = folded
                self._held.move_to_end(folded.stream)
            while len(self._held) > self._capacity:
                self._held.popitem(last=False)

    @contextmanager
    def reading(self, stream: StreamRef, *, at: int | None = None) -> Iterator[S]:
        """The newest state, or one of at least a version that the caller knows; to be looked at and not changed."""
        folded = self.take(stream, at=at)
        try:
            yield folded.state
        finally:
            self.put_back(folded)

    @contextmanager
    def holding(self, stream: StreamRef, version: int) -> Iterator[S | None]:
        """The state if this very version is on the shelf, else None; nothing is read."""
        with self._lock:
            held = self._held.get(stream)
            found = self._held.pop(stream) if held and held.version == version else None
        try:
            yield found.state if found else None
        finally:
            if found:
                self.put_back(found)

    def at_version(self, stream: StreamRef, version: int) -> Folded[S]:
        """The state as it was; never shelved."""
        return self.fold(self.empty(stream), upto=version)

    def empty(self, stream: StreamRef) -> Folded[S]:
        return Folded(stream, self._fresh(stream.public))

    def fold(self, folded: Folded[S], *, upto: int | None = None) -> Folded[S]:
        last = None
        for stored in read_stream(folded.stream, after=folded.version, upto=upto):
            self.apply(folded, *_happened(stored))
            folded.version, last = stored.version, stored
        if last is not None:
            folded.head, folded.at = leaf(last.data).hex(), last.envelope.at
        return folded

    def apply(self, folded: Folded[S], event: Event, meta: Meta) -> None:
        self._evolve(folded.state, event, meta)
        folded.recent.append((event, meta))
        if isinstance(event, BodyErased):
            folded.recent.clear()  # it is about one of them

    def forget(self) -> None:
        """Empties the shelf: for whoever changes the database underneath."""
        with self._lock:
            self._held.clear()
            self._fresh_ones.clear()


STORIES: Shelf[Story] = Shelf(lambda name: Story(StoryId(name)), evolve, capacity=128)
SOURCES: Shelf[Source] = Shelf(lambda name: Source(SourceId(name)), evolve_source, capacity=512)
DESK: Shelf[Desk] = Shelf(lambda _name: Desk(), evolve_desk, capacity=1)
