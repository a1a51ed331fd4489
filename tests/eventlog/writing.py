"""Events for the log, which knows nothing of what they mean."""

import uuid
from datetime import UTC, datetime
from typing import Any

from stories.eventlog import canonical
from stories.eventlog.append import Appended, NewEvent, append
from stories.eventlog.read import stream_head
from stories.eventlog.streams import StreamRef


def new_event(
    text: str = "The ferry was late.", *, type: str = "story.noted", at: str | None = None, **body: Any
) -> NewEvent:
    return NewEvent(
        id=str(uuid.uuid4()),
        type=type,
        schema=1,
        at=at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        actor="usr_" + "0" * 32,
        cause=None,
        body=canonical.encode(body or {"text": text}),
    )


def append_next(stream: StreamRef, *events: NewEvent, **more: Any) -> Appended:
    """To the stream wherever it stands; without events, one note."""
    head = stream_head(stream)
    return append(stream, expected=head.version, prev=head.head, events=events or [new_event()], **more)
