"""What reads or takes many rows costs alike for each of them, though it was first asked while there were few."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from stories.eventlog.checkpoints import lags, waiting
from stories.eventlog.connection import PLANS_LAST
from stories.eventlog.read import log_size, read_event, read_log, read_partition, read_stream, stream_head
from stories.eventlog.registry import RegistryKey, holders
from stories.eventlog.seal import seal
from stories.eventlog.streams import StreamRef
from tests.eventlog.costs import counted, touched
from tests.eventlog.writing import append_next

pytestmark = pytest.mark.usefixtures("committed_db")

MANY = 2_000
SEVERAL = 15  # as often as a statement must be asked before the driver prepares it and the server keeps one plan


@pytest.mark.parametrize("at_first", [0, 1, 20])
@pytest.mark.parametrize(
    "read",
    [
        lambda stream: read_log(-1, MANY),
        lambda stream: read_log(-1, MANY, ["story.opened"]),
        lambda stream: read_partition(stream.partition, after=-1, limit=MANY),
        lambda stream: list(read_stream(stream, upto=MANY)),
    ],
    ids=["log", "types", "partition", "stream"],
)
def test_reading(
    committed_db: Any, stream: Any, event: Any, write: Any, read: Callable[[Any], Any], at_first: int
) -> None:
    write(stream, *(event(str(n)) for n in range(at_first)))
    seal()
    counted(committed_db)
    for _ in range(SEVERAL):
        read(stream)
    write(stream, *(event(str(n)) for n in range(MANY)))
    while seal():
        pass
    assert touched(lambda: read(stream)) < 10 * MANY


def test_sealing(committed_db: Any, stream: Any, event: Any, write: Any) -> None:
    write(stream, event())
    counted(committed_db)
    for _ in range(SEVERAL):
        seal()
        write(stream, event())
    write(stream, *(event(str(n)) for n in range(MANY)))
    assert touched(seal) < 10 * MANY


@pytest.mark.parametrize("at_first", [1, 20, 60])
def test_who_has_news(committed_db: Any, stream: Any, event: Any, write: Any, at_first: int) -> None:
    """The newest of each partition is found without looking the log through, also of those that have few events."""
    names = [f"subscription {n}" for n in range(10)]
    write(stream, *(event(str(n)) for n in range(at_first)))
    seal()
    counted(committed_db)
    for _ in range(SEVERAL):
        lags(names)
    write(stream, *(event(str(n)) for n in range(MANY)))
    while seal():
        pass
    assert touched(lambda: lags(names)) < 100
    assert [(lag.name, lag.partition, lag.head) for lag in lags(names)] == [
        (name, stream.partition, at_first + MANY - 1) for name in names
    ]


def test_one_row(committed_db: Any, stream: Any, event: Any, write: Any) -> None:
    """A plan for tables of one row does not outlast a few hundred statements."""
    known = event()
    names = [RegistryKey("story_slug", f"pier-{n}", stream.public) for n in range(MANY)]
    write(stream, known, claims_on_registry=names[:1])
    write(StreamRef("story", uuid.uuid4()), event())
    seal()
    counted(committed_db)

    def each() -> None:
        append_next(stream)
        stream_head(stream)
        read_event(known.id)
        log_size()
        holders(names[:3])

    for _ in range(SEVERAL):
        each()
    write(StreamRef("story", uuid.uuid4()), *(event(str(n)) for n in range(MANY)), claims_on_registry=names[1:])
    seal()
    write(stream, *(event(str(n)) for n in range(MANY)))
    for _ in range(PLANS_LAST // 5):
        each()
    assert touched(each) < 50
    assert touched(waiting) < 2 * MANY
