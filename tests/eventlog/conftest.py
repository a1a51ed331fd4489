"""A small newsroom's worth of events for the log, which knows nothing of what they mean."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connections

from stories.eventlog.append import Appended, NewEvent
from stories.eventlog.streams import StreamRef
from tests.eventlog.writing import append_next, new_event


@pytest.fixture
def event() -> Callable[..., NewEvent]:
    """Makes an event that was not written yet."""
    return new_event


@pytest.fixture
def stream() -> StreamRef:
    return StreamRef("story", uuid.uuid4())


@pytest.fixture
def write() -> Callable[..., Appended]:
    """Appends to the stream wherever it stands: events, or that many notes."""

    return append_next


@pytest.fixture
def together() -> Callable[..., list[object]]:
    """Runs functions at the same time, each on a connection of its own; their results or exceptions, in order."""

    def together(*functions: Callable[[], object]) -> list[object]:
        results: list[object] = [None] * len(functions)
        start = threading.Barrier(len(functions))

        def run(n: int, function: Callable[[], object]) -> None:
            try:
                start.wait(120)
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
