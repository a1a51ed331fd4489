"""A small newsroom's worth of events for the log, which knows nothing of what they mean."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections

from stories.eventlog import canonical
from stories.eventlog.append import Appended, NewEvent, append
from stories.eventlog.read import stream_head
from stories.eventlog.streams import StreamRef


def _event(
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


@pytest.fixture
def event() -> Callable[..., NewEvent]:
    """Makes an event that was not written yet."""
    return _event


@pytest.fixture
def stream() -> StreamRef:
    return StreamRef("story", uuid.uuid4())


@pytest.fixture
def write() -> Callable[..., Appended]:
    """Appends to the stream wherever it stands: events, or that many notes."""

    def write(stream: StreamRef, *events: NewEvent, **more: Any) -> Appended:
        head = stream_head(stream)
        return append(stream, expected=head.version, prev=head.head, events=events or [_event()], **more)

    return write


@pytest.fixture
def together() -> Callable[..., list[object]]:
    """Runs functions at the same time, each on a connection of its own; their results or exceptions, in order."""

    def together(*functions: Callable[[], object]) -> list[object]:
        results: list[object] = [None] * len(functions)
        start = threading.Barrier(len(functions))

        def run(n: int, function: Callable[[], object]) -> None:
            try:
                start.wait(30)
                results[n] = function()
            except BaseException as error:  # noqa: BLE001  # handed to the test
                results[n] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=item) for item in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
            assert not thread.is_alive()
        return results

    return together
