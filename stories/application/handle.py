"""The only writer: folds, decides, appends, and decides again when somebody else was faster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from django.conf import settings
from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable

from stories.application.ids import new_event_id
from stories.application.orders import NEVER, Expected, Handled, Order, Stale, after, now, pause
from stories.domain.actors import MACHINE, By, Policy
from stories.domain.commands import DeskCommand, SourceCommand, StoryStreamCommand
from stories.domain.decide import decide
from stories.domain.decide_house import decide_desk, decide_source
from stories.domain.desk import DESK as DESK_ID
from stories.domain.desk import Desk
from stories.domain.events import Event, Meta
from stories.domain.journeys import Moves
from stories.domain.refusals import Refused
from stories.domain.source import Source
from stories.domain.story import Story
from stories.domain.values import EventId
from stories.eventlog.append import (
    CommandRepeated,
    IdempotencyMismatch,
    KeyTaken,
    NewEvent,
    VersionConflict,
    append,
)
from stories.eventlog.codec import encode
from stories.eventlog.folding import DESK, SOURCES, STORIES, Folded, Shelf, moment
from stories.eventlog.registry import RegistryKey
from stories.eventlog.repeated import Idempotency
from stories.eventlog.streams import StreamRef

__all__ = [
    "CommandRepeated",
    "Expected",
    "Handled",
    "IdempotencyMismatch",
    "KeyTaken",
    "Order",
    "Stale",
    "VersionConflict",
    "handle_desk",
    "handle_moves",
    "handle_source",
    "handle_story",
    "handle_with_source",
    "now",
]

ATTEMPTS = 20
S = TypeVar("S")
T = TypeVar("T")
C = TypeVar("C")


def policy() -> Policy:
    return Policy(approvals=settings.NEWSROOM_APPROVALS)


def handle_story(story: str, commands: Callable[[Story], Sequence[StoryStreamCommand]], order: Order) -> Handled:
    """Carries out what `commands` makes of the newest story, in one append. It is called anew after each conflict.

    Raises Refused where a rule says no, Stale where the expected version has passed, KeyTaken, CommandRepeated and
    IdempotencyMismatch as `append` does.
    """
    rules = policy()

    def decided(state: Story, command: StoryStreamCommand) -> list[Event]:
        return list(decide(command, state, order.by, order.at, rules))

    return _handle(StreamRef.parse(story), STORIES, commands, decided, lambda state: _not_stale(state, order), order)


def _not_stale(state: Story, order: Order) -> None:
    if order.expected is None:
        return
    thing = order.expected.thing
    current = state.version if thing == state.id else state.touched(thing)
    if current is not None and current != order.expected.version:
        raise Stale(order.expected, current, state.id, state.version)


def handle_moves(
    story: str, target: str, moves: Callable[[Story, Story], Moves], order: Order
) -> tuple[Handled, Handled]:
    """What leaves `story`, and what arrives in `target`, in one transaction.

    The order's expected version and idempotency row are the story's, its registry rows the target's.
    Raises as handle_story does.
    """

    def decided(leaving: Story, arriving: Story, at: str) -> tuple[list[NewEvent], list[NewEvent]]:
        made = moves(leaving, arriving)
        out = [_fresh(event, at, order) for event in made.out]
        came = [(one.event, None if one.cause is None else EventId(out[one.cause].id)) for one in made.into if out]
        return out, [_fresh(event, at, order, cause=cause) for event, cause in came]

    return _handle_both((STORIES, StreamRef.parse(story)), (STORIES, StreamRef.parse(target)), decided, order)


def handle_with_source(
    story: str,
    command: StoryStreamCommand,
    source: str,
    follows: Callable[[Story, Source], Sequence[SourceCommand]],
    order: Order,
) -> Handled:
    """A command on a story and what the machine does with it in a source's stream, in one transaction.

    follows: by the states before the command. Raises as handle_story does.
    """

    def decided(state: Story, known: Source, at: str) -> tuple[list[NewEvent], list[NewEvent]]:
        made = [_fresh(one, at, order) for one in decide(command, state, order.by, order.at, policy())]
        cause = EventId(made[0].id) if made else None
        also = (one for each in follows(state, known) for one in decide_source(each, known, MACHINE, order.at))
        return made, [_fresh(one, at, order, by=MACHINE, cause=cause) for one in also]

    return _handle_both((STORIES, StreamRef.parse(story)), (SOURCES, StreamRef.parse(source)), decided, order)[0]


def _handle_both(
    first: tuple[Shelf[Story], StreamRef],
    second: tuple[Shelf[T], StreamRef],
    decided: Callable[[Story, T, str], tuple[list[NewEvent], list[NewEvent]]],
    order: Order,
) -> tuple[Handled, Handled]:
    """Two appends in one transaction, streams locked in order of id."""
    for attempt in range(ATTEMPTS):
        one, other = first[0].take(first[1]), second[0].take(second[1])
        ends = (_End.of(one), _End.of(other))
        at = after(max(one.at, other.at), order.at)
        try:
            _not_stale(one.state, order)
            events = decided(one.state, other.state, at)
        finally:  # whoever decides looks at both states and changes neither
            first[0].put_back(one)
            second[0].put_back(other)
        try:
            return _append_both(ends, events, order)
        except (VersionConflict, OperationalError) as error:
            _raise_unless_busy(error)
            pause(attempt)
    raise VersionConflict(first[1], NEVER)


@dataclass(frozen=True, slots=True)
class _End:
    """Where a stream stood when something was decided on two of them."""

    stream: StreamRef
    version: int
    head: str

    @classmethod
    def of(cls, folded: Folded[S]) -> Self:
        return cls(folded.stream, folded.version, folded.head)


def _fresh(event: Event, at: str, order: Order, *, by: By | None = None, cause: EventId | None = None) -> NewEvent:
    name, schema, body = encode(event)
    return NewEvent(new_event_id(), name, schema, at, (by or order.by).actor, cause or order.cause, body)


def _append_both(
    ends: tuple[_End, _End], events: tuple[Sequence[NewEvent], Sequence[NewEvent]], order: Order
) -> tuple[Handled, Handled]:
    def begin() -> Handled:
        return _appended(ends[0], events[0], idempotency=order.idempotency)

    def follow() -> Handled:
        return _appended(ends[1], events[1], claims=order.claims, release=order.release)

    with transaction.atomic():
        if ends[0].stream < ends[1].stream:
            done = begin()
            return done, follow()
        followed = follow()
        return begin(), followed


def _appended(
    end: _End,
    events: Sequence[NewEvent],
    *,
    idempotency: Idempotency | None = None,
    claims: Sequence[RegistryKey] = (),
    release: Sequence[RegistryKey] = (),
) -> Handled:
    if not events:
        return Handled(end.stream.public, end.version)
    done = append(
        end.stream,
        expected=end.version,
        prev=end.head,
        events=events,
        idempotency=idempotency,
        claims_on_registry=claims,
        release=release,
    )
    return Handled(end.stream.public, done.version, tuple(EventId(one.id) for one in events), moment(done.at))


def handle_source(source: str, commands: Sequence[SourceCommand], order: Order) -> Handled:
    def decided(state: Source, command: SourceCommand) -> list[Event]:
        return list(decide_source(command, state, order.by, order.at))

    def check(state: Source) -> None:
        if order.expected is not None and order.expected.version != state.version:
            raise Stale(order.expected, state.version, source, state.version)

    return _handle(StreamRef.parse(source), SOURCES, lambda _state: commands, decided, check, order)


def handle_desk(commands: Sequence[DeskCommand], order: Order) -> Handled:
    def decided(state: Desk, command: DeskCommand) -> list[Event]:
        return list(decide_desk(command, state, order.by, order.at))

    return _handle(StreamRef.parse(DESK_ID), DESK, lambda _state: commands, decided, lambda _state: None, order)


def _handle(
    stream: StreamRef,
    shelf: Shelf[S],
    commands: Callable[[S], Sequence[C]],
    decided: Callable[[S, C], list[Event]],
    check: Callable[[S], None],
    order: Order,
) -> Handled:
    for attempt in range(ATTEMPTS):
        folded = shelf.take(stream)
        try:
            try:
                check(folded.state)
            except Stale:  # nothing was folded ahead: conflicts in a busy story must not cost a whole fold each
                shelf.put_back(folded)
                raise
            written = _write(folded, shelf, commands(folded.state), decided, order)
        except (VersionConflict, OperationalError) as error:
            _raise_unless_busy(error)
            # The state was folded ahead of an append that did not happen: drop it and read again.
            pause(attempt)
            continue
        return written
    raise VersionConflict(stream, NEVER)


def _raise_unless_busy(error: VersionConflict | OperationalError) -> None:
    if isinstance(error, OperationalError) and not isinstance(error.__cause__, LockNotAvailable):
        raise error


def _write(
    folded: Folded[S],
    shelf: Shelf[S],
    commands: Sequence[C],
    decided: Callable[[S, C], list[Event]],
    order: Order,
) -> Handled:
    """Decides each command on the state that the ones before it made, then appends all in one statement.

    On any error the folded state may be ahead of the log and is not put back.
    """
    before = folded.version
    at = after(folded.at, order.at)
    events: list[NewEvent] = []
    for command in commands:
        try:
            made = decided(folded.state, command)
        except Refused:
            if not events:  # nothing was folded ahead: the state is as good as before
                shelf.put_back(folded)
            raise
        for event in made:
            fresh = _fresh(event, at, order)
            events.append(fresh)
            folded.version += 1
            shelf.apply(folded, event, Meta(EventId(fresh.id), folded.version, moment(at), order.by.actor, order.cause))
    if not events:
        shelf.put_back(folded)
        return Handled(folded.stream.public, before)
    done = append(
        folded.stream,
        expected=before,
        prev=folded.head,
        events=events,
        idempotency=order.idempotency,
        claims_on_registry=order.claims,
        release=order.release,
    )
    folded.version, folded.head, folded.at = done.version, done.head, done.at
    shelf.put_back(folded)
    return Handled(folded.stream.public, done.version, tuple(EventId(one.id) for one in events), moment(done.at))
