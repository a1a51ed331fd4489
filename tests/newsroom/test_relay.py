"""Checkpoints are signed beside the relay, whatever becomes of one attempt."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from newsroom.management.commands import relay
from stories.application import timetable
from stories.application.handle import Order, now
from stories.application.intake import create_story
from stories.domain.actors import MACHINE
from stories.eventlog.seal import seal
from stories.eventlog.signing import newest
from stories.models.timetable import Tick
from workers.schedule import CHECKPOINT, JOBS


@pytest.fixture
def notary(committed_db: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The thread that signs, knocking without pause; the key's place."""
    settings.NEWSROOM_LOG_KEY = tmp_path / "log_key"
    settings.NEWSROOM_CHECKPOINTS = None
    monkeypatch.setattr(relay, "KNOCK_SECONDS", 0.05)
    monkeypatch.setitem(JOBS, CHECKPOINT, 0.1)
    stop = threading.Event()
    thread = threading.Thread(target=relay.sign_in_time, args=[stop])
    thread.start()
    yield tmp_path
    stop.set()
    thread.join(60)
    connections.close_all()
    assert not thread.is_alive()


def written() -> None:
    create_story("The Orlan dam", None, Order(MACHINE, now()), public=False)
    seal()


def until(done: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def size() -> int:
    signed = newest()
    return signed.size if signed else 0


def test_it_signs_by_itself_and_at_once_when_asked(notary: Path) -> None:
    written()
    until(lambda: size() == 2)
    written()
    timetable.want(CHECKPOINT, MACHINE, now())
    until(lambda: size() == 4)


def test_it_goes_on_after_what_failed(notary: Path) -> None:
    (notary / "log_key").mkdir()  # no file to read
    written()
    until(lambda: Tick.objects.filter(error__contains="the key cannot be used").exists())
    assert size() == 0
    (notary / "log_key").rmdir()
    until(lambda: size() == 2)
