"""How far the analysis of an article is, as clients are told: queued, running, done."""

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connections

from stories.application import reactions
from stories.domain.vocabulary import Role
from stories.eventlog.seal import seal
from stories.eventlog.streams import StreamRef


def test_a_run_under_way_is_told(committed_db: Any, caller: Callable[..., Any], pump: Callable[[], None]) -> None:
    editor = caller(Role.EDITOR)
    filed = editor.ok("articles/", {"source": {"name": "Fenwick Post"}, "text": "The dam was opened in 2011."})
    other = editor.ok("articles/", {"source": {"name": "Fenwick Post"}, "text": "The road was closed in 2012."})
    stream = StreamRef.parse(filed["story"])

    def state(article: str) -> str:
        return str(editor.read(f"articles/{article}/")["processing"]["state"])

    assert state(filed["id"]) == "queued"
    seal()

    def work() -> None:
        try:
            reactions.advance("analysis", stream.partition)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    with psycopg.connect(committed_db.url) as held:  # the worker's findings have to wait for this row
        held.execute("SELECT version FROM stream WHERE id = %s FOR UPDATE", [stream.id])
        worker.start()
        deadline = time.monotonic() + 60
        while state(filed["id"]) != "running":
            assert time.monotonic() < deadline, "the run was never told"
        assert state(other["id"]) == "queued"
    worker.join(120)
    pump()
    assert [state(filed["id"]), state(other["id"])] == ["done", "done"]
