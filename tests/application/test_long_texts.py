"""Long texts are read one at a time: however many come, a worker is left for everybody else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from stories.application import reactions
from stories.application.handle import Order, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.timetable import alone
from stories.domain.actors import MACHINE
from stories.domain.values import ArticleId
from stories.eventlog.connection import execute
from stories.eventlog.parking import parked
from stories.eventlog.seal import seal
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import PARK_AFTER

SHORT = "The Orlan dam was opened in 2011, according to the water board."
LONG = "\n\n".join(f"The Orlan dam has {n} gates, the warden said on Tuesday." for n in range(2, 60))


def filed(text: str, *, away_from: int = -1) -> tuple[ArticleId, str, int]:
    """The article, its story and its partition, another one than that which is given."""
    while True:
        story = create_story("The Orlan dam", None, Order(MACHINE, now()), public=False).stream
        partition = StreamRef.parse(story).partition
        if partition != away_from:
            sent = Incoming(source=SourceGiven(name="Fenwick Post"), text=text, story=story)
            return ArticleId(file_article(sent, Order(MACHINE, now())).article), story, partition


@contextmanager
def somebody_reads_a_long_text() -> Iterator[None]:
    reading, done = threading.Event(), threading.Event()

    def read() -> None:
        with alone("long texts"):
            reading.set()
            done.wait(60)
        connection.close()

    thread = threading.Thread(target=read)
    thread.start()
    reading.wait(60)
    try:
        yield
    finally:
        done.set()
        thread.join()


def at_once() -> None:
    execute("UPDATE subscription SET retry_at = NULL RETURNING name", {})


def test_a_long_text_waits_for_another_and_a_short_one_does_not(
    committed_db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "LONG", 2_000)
    long, its_story, there = filed(LONG)
    short, other_story, elsewhere = filed(SHORT, away_from=there)
    while seal():
        pass
    with somebody_reads_a_long_text():
        for _ in range(PARK_AFTER + 2):
            reactions.advance("analysis", there)
            at_once()
        assert reactions.advance("analysis", elsewhere)
        assert reactions.analysed(short, other_story)
        assert not reactions.analysed(long, its_story)
    assert not parked(), "to wait is no failure"
    assert reactions.advance("analysis", there)
    assert reactions.analysed(long, its_story)
