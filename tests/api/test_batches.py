"""Batches of articles: taken in whole or not at all, each line as if it had come by itself, killed workers included."""

import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stories.api.batches import file_line, lines_of
from stories.application import batches, jobs
from stories.application.batches import Outcome
from stories.application.handle import Order, now
from stories.domain.vocabulary import Role, Scope
from stories.eventlog.read import read_log
from stories.eventlog.seal import seal
from stories.models import ApiKey, Job, JobLine, reading

ROOT = Path(__file__).parents[2]
KIND = "application/x-ndjson"


def article(n: int, **more: Any) -> dict[str, Any]:
    return {"source": {"name": "Fenwick Post"}, "text": f"The dam was {n} metres high in 1911."} | more


def ndjson(*lines: Any) -> bytes:
    return b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)


def send(by: Any, raw: bytes, **headers: str) -> Any:
    return by.send("POST", "article-batches/", raw=raw, kind=KIND, **headers)


def results(by: Any, job: str, query: str = "") -> list[Any]:
    answer = by.client.get(f"/api/v1/jobs/{job}/results/{query}", HTTP_AUTHORIZATION=f"Bearer {by.secret}")
    assert answer.headers["Content-Type"] == KIND
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


@pytest.fixture
def wire(db: None, caller: Callable[..., Any]) -> Any:
    return caller(None, (Scope.ARTICLES_WRITE, Scope.STORIES_READ))


def test_every_line_has_the_answer_that_it_would_have_had(wire: Any) -> None:
    lines = [
        article(1, url="https://fenwick.example/1"),
        article(1),
        article(2, url="https://fenwick.example/1"),
        b"",
        b'{"text": "a", "text": "b"}',
        b"[1]",
        article(3, colour="red"),
        article(4, html="<p>both</p>"),
        article(5, story="sto_" + "0" * 32),
        b'{"text": "' + b"x" * (1024 * 1024) + b'"}',
        {
            "uri": "https://agency.example/items/7",
            "type": "text",
            "headlines": [{"role": "main", "value": "Dam inspected"}],
            "bodies": [{"role": "main", "contentType": "text/plain", "value": "Inspectors saw the dam on Monday."}],
        },
    ]
    answer = send(wire, ndjson(*lines))
    assert answer.status == 202, answer.body
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.body['id']}/"
    assert (answer.body["state"], answer.body["lines"], answer.body["progress"]["worked_off"]) == ("queued", 10, 0)
    assert batches.work(file_line) == 10
    shown = wire.read(f"jobs/{answer.body['id']}/")
    assert shown["state"] == "done"
    assert shown["progress"] == {"worked_off": 10, "reached": 11, "filed": 3, "duplicates": 1, "refused": 6}
    found = results(wire, answer.body["id"])
    assert [(one["line"], one["status"], one.get("code")) for one in found] == [
        (1, 201, None),
        (2, 200, None),
        (3, 201, None),
        (5, 400, "malformed-json"),
        (6, 400, "not-an-object"),
        (7, 400, "invalid-body"),
        (8, 400, "invalid-body"),
        (9, 422, "no-such-story"),
        (10, 413, "too-large"),
        (11, 201, None),
    ]
    assert found[2]["article"] == found[0]["article"]
    assert found[1]["duplicate_of"] == found[0]["article"]
    assert found[5]["errors"][0]["pointer"] == "/colour"
    assert wire.read(f"articles/{found[9]['article']}/")["source"]["name"] == "agency.example"
    assert results(wire, answer.body["id"], "?after_line=10") == found[9:]
    assert not JobLine.objects.exclude(data=None).exists(), "texts stay in the log alone"


def test_a_batch_too_large_is_refused_whole(
    wire: Any, refused: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(send(wire, b""), 400, "empty-batch")
    refused(send(wire, b"\n \r\n"), 400, "empty-batch")
    refused(wire.post("article-batches/", [article(1)]), 415, "unsupported-media-type")
    refused(send(wire, ndjson(article(1)), content_encoding="gzip"), 415, "content-encoding")
    refused(
        wire.send("POST", "article-batches/", raw=ndjson(article(1)), kind=KIND, idempotency_key=" "),
        400,
        "bad-idempotency-key",
    )
    monkeypatch.setattr(jobs, "LINES", 3)
    refused(send(wire, ndjson(*map(article, range(4)))), 413, "too-large")
    assert send(wire, ndjson(*map(article, range(3)))).status == 202
    monkeypatch.setattr(jobs, "BYTES", 100)
    refused(send(wire, ndjson(*map(article, range(3)))), 413, "too-large")
    assert (Job.objects.count(), JobLine.objects.count()) == (1, 3)


def test_the_same_batch_under_one_key_is_one_job(wire: Any, refused: Callable[..., None]) -> None:
    first = send(wire, ndjson(article(1)), idempotency_key="b")
    again = send(wire, ndjson(article(1)), idempotency_key="b")
    assert (again.status, again.body["id"], again.headers["Idempotency-Replayed"]) == (202, first.body["id"], "true")
    refused(send(wire, ndjson(article(2)), idempotency_key="b"), 422, "idempotency-mismatch")
    assert Job.objects.count() == 1


def test_who_may(caller: Callable[..., Any], wire: Any, reader: Any, refused: Callable[..., None]) -> None:
    reporter = caller(Role.REPORTER)
    for by in (wire, reporter):
        id_ = send(by, ndjson(article(1))).body["id"]
        for other in (caller(Role.EDITOR), caller(None), reporter if by is wire else wire):
            refused(other.get(f"jobs/{id_}/"), 404, "not-found")
            refused(other.get(f"jobs/{id_}/results/"), 404, "not-found")
            refused(other.post(f"jobs/{id_}/cancel/"), 404, "not-found")
        assert caller(Role.OPERATOR).get(f"jobs/{id_}/").status == 200
        refused(reader.get(f"jobs/{id_}/"), 401, "not-authenticated")
    refused(send(reader, ndjson(article(1))), 401, "not-authenticated")
    refused(send(caller(Role.READER), ndjson(article(1))), 403, "role-missing")
    refused(send(caller(None, (Scope.STORIES_READ,)), ndjson(article(1))), 403, "role-missing")
    refused(wire.get("jobs/job_x/"), 404, "not-found")


def test_canceling_stops_it_where_it_is(wire: Any) -> None:
    id_ = send(wire, ndjson(*map(article, range(5)))).body["id"]

    def cancel_at_the_third(data: bytes | None, order: Order) -> Outcome:
        if data and b"2 metres" in data:
            assert wire.ok(f"jobs/{id_}/cancel/")["state"] == "canceled"
        return file_line(data, order)

    assert batches.work(cancel_at_the_third) == 2
    assert batches.work(file_line) == 0
    shown = wire.ok(f"jobs/{id_}/cancel/")
    assert (shown["state"], shown["progress"]["filed"]) == ("canceled", 2)
    assert [one["line"] for one in results(wire, id_)] == [1, 2]
    assert not JobLine.objects.filter(status=None).exists()


def test_a_revoked_key_files_nothing_more(wire: Any) -> None:
    id_ = send(wire, ndjson(article(1))).body["id"]
    ApiKey.objects.update(revoked_at=now())
    assert batches.work(file_line) == 0
    assert (Job.objects.get().state, reading.Article.objects.count()) == ("failed", 0)
    assert id_ == f"job_{Job.objects.get().id.hex}"


def test_slices_leave_the_rest_to_the_next_call_and_small_batches_go_first(wire: Any) -> None:
    large, small = send(wire, ndjson(*map(article, range(3)))), send(wire, ndjson(article(9)))
    assert batches.work(file_line, seconds=0) == 0
    assert batches.work(file_line) == 1
    assert wire.read(f"jobs/{small.body['id']}/")["state"] == "done"
    assert wire.read(f"jobs/{large.body['id']}/")["state"] == "queued"
    while batches.work(file_line, seconds=0.001):
        pass
    assert wire.read(f"jobs/{large.body['id']}/")["progress"]["filed"] == 3


def test_a_line_that_nobody_foresaw_stops_no_other(wire: Any) -> None:
    job = send(wire, ndjson(article(1), article(2))).body["id"]

    def carry(data: bytes | None, order: Order) -> Outcome:
        if b" 1 metres" in (data or b""):
            raise LookupError("nobody foresaw it")
        return file_line(data, order)

    batches.work(carry)
    assert [(one["status"], one.get("code")) for one in results(wire, job)] == [(500, "internal"), (201, None)]
    assert Job.objects.get().state == jobs.DONE


def test_what_was_abandoned_half_way_is_forgotten(wire: Any) -> None:
    send(wire, ndjson(article(1)))
    Job.objects.update(state=jobs.RECEIVING, created_at=now() - jobs.ABANDONED - timedelta(minutes=1))
    batches.work(file_line)
    assert (Job.objects.count(), JobLine.objects.count()) == (0, 0)


KILLED = """
import os, signal
from stories.api.batches import file_line
from stories.application import batches

def dies(data, order):
    outcome = file_line(data, order)
    if b"3 metres" in data:
        os.kill(os.getpid(), signal.SIGKILL)  # filed, and nobody could say so
    return outcome

batches.work(dies)
"""


def test_after_a_killed_worker_each_line_is_filed_once(committed_db: Any, caller: Callable[..., Any]) -> None:
    wire = caller(None, (Scope.ARTICLES_WRITE, Scope.STORIES_READ))
    id_ = send(wire, ndjson(*map(article, range(6)))).body["id"]
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", KILLED]
    killed = subprocess.run(command, cwd=ROOT, env=committed_db.environ, check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr.decode()[-2000:]
    shown = wire.read(f"jobs/{id_}/")
    assert (shown["state"], shown["progress"]["reached"]) == ("running", 3)
    assert batches.work(file_line) == 0, "the dead worker's lease runs still"
    Job.objects.update(leased_until=now() - timedelta(seconds=1))
    assert batches.work(file_line) == 3
    found = results(wire, id_)
    assert [(one["line"], one["status"]) for one in found] == [(n, 201) for n in range(1, 7)]
    assert len({one["article"] for one in found}) == 6
    while seal():
        pass
    assert len(read_log(-1, 100, ["article.filed"])) == 6


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_lines_are_the_same_however_they_are_cut(size: int) -> None:
    raw = b'{"a": 1}\r\n\n  \n{"b": 2}\nlast'
    chunks = (raw[at : at + size] for at in range(0, len(raw), size))
    assert list(lines_of(chunks)) == [(1, b'{"a": 1}'), (4, b'{"b": 2}'), (5, b"last")]


def test_a_stream_is_read_in_constant_memory() -> None:
    def stream(size: int) -> Iterator[bytes]:
        line = b'{"text": "' + b"x" * 4000 + b'"}\n'
        sent = 0
        while sent < size:
            yield line * 16
            sent += 16 * len(line)
        yield from [b"y" * 65536] * 100  # one line of six megabytes

    def peak(size: int) -> int:
        tracemalloc.start()
        count = sum(1 for _ in lines_of(stream(size)))
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count > size // 5000
        return highest

    small, large = peak(1_000_000), peak(30_000_000)
    assert large < small + 500_000
    assert large < 6_000_000
