"""Events as the bytes of an event stream: id = position, event = type, data = ids and nothing else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from stories.api.live.audience import Sees, told_to_readers
from stories.eventlog.read import Stored

RETRY_MILLISECONDS = 2_000
HEARTBEAT = b":\n\n"
_IDS = re.compile(rb'"((?:art|clm|con|que|sug)_[0-9a-f]{32})"')  # whole strings of a canonical body


@dataclass(frozen=True, slots=True)
class Frame:
    """An event as the desk and as readers get it (None: not at all). named: whose rights it changes."""

    position: int
    stream: str
    type: str
    named: tuple[str, ...]
    desk: bytes
    readers: bytes | None

    def seen(self, sees: Sees, story: str | None) -> bytes | None:
        if story is not None and story != self.stream:
            return None
        if sees is Sees.PUBLIC:
            return self.readers
        return self.desk if sees is Sees.LOG or self.stream.startswith("sto_") else None


def frames(events: Sequence[Stored], *, readers: bool) -> list[Frame]:
    """Sealed events in order. readers: whether anybody wants to see them as readers do, which reads the database."""
    told = told_to_readers(events) if readers else {}
    return list(_frames(events, {id_: (one.type, one.about) for id_, one in told.items()}))


def _frames(events: Sequence[Stored], told: dict[str, tuple[str, tuple[str, ...]]]) -> Iterator[Frame]:
    for stored in events:
        if stored.position is None:
            raise ValueError(f"{stored.envelope.id} is not sealed")
        kind, about = stored.envelope.type, _about(stored.body)
        public = told.get(stored.envelope.id)
        yield Frame(
            stored.position,
            stored.stream.public,
            kind,
            _people_and_keys(stored),
            _event(stored, stored.position, kind, about),
            None if public is None else _event(stored, stored.position, *public),
        )


def _about(body: bytes | None) -> tuple[str, ...]:
    return tuple(sorted({found.decode() for found in _IDS.findall(body or b"")}))


def _people_and_keys(stored: Stored) -> tuple[str, ...]:
    """Whose rights an event of the desk stream changes."""
    if stored.envelope.type not in {"key.revoked", "role.granted", "role.removed"} or stored.body is None:
        return ()
    body = msgspec.json.decode(stored.body)
    return tuple(body[name] for name in ("key", "person") if name in body)


def _event(stored: Stored, position: int, kind: str, about: tuple[str, ...]) -> bytes:
    data = {
        "id": stored.envelope.id,
        "stream": stored.stream.public,
        "version": stored.version,
        "type": kind,
        "about": about,
    }
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (position, kind.encode(), msgspec.json.encode(data))


def mark(position: int) -> bytes:
    """Moves the client's Last-Event-ID without an event: a frame without data is dispatched to nobody."""
    return _id(position) + b"\n"


def greeting(position: int | None) -> bytes:
    """How long to wait before coming back; for a client that is new, where it would go on from."""
    return b"retry: %d\n" % RETRY_MILLISECONDS + (b":\n\n" if position is None else mark(position))


def reset(position: int) -> bytes:
    """What lies between is too much to tell, or the client's id is not of this log: read the state anew."""
    return _id(position) + b"event: reset\ndata: %s\n\n" % msgspec.json.encode({"position": position})


def _id(position: int) -> bytes:
    """None while the log is empty: there is nothing yet to go on from."""
    return b"id: %d\n" % position if position >= 0 else b""
