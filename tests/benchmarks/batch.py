"""A batch as large as a batch may be: what the web process keeps of it in memory, and what the worker does.

    python tests/benchmarks/batch.py

Ten thousand lines, close to fifty megabytes, sent in one request; then lines worked off for a while in this process.
"""

import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))

from django.utils.module_loading import import_string

from tests.benchmarks.stage import migrated_database, say, web, wire_key

LINES: Final = 10_000
LINE_BYTES: Final = 5_000
SECONDS: Final = 20.0
MEGABYTE: Final = 1024 * 1024


def batch() -> bytes:
    padding = "The crossing between Aldwick and Penmarra will open again on Friday, says the county.\n\n" * 60
    lines = []
    for number in range(LINES):
        text = f"Report {number} from the harbour of Norhaven.\n\n{padding}"[:LINE_BYTES]
        lines.append(json.dumps({"source": {"name": f"Outlet {number % 9}"}, "text": text}))
    return "\n".join(lines).encode()


class Watch:
    """The most memory that the web process and its children had, in megabytes."""

    def __init__(self, family: list[psutil.Process]) -> None:
        self.most = 0.0
        self._family = family

    def look(self) -> float:
        now = float(sum(one.memory_info().rss for one in self._family)) / MEGABYTE
        self.most = max(self.most, now)
        return now

    @contextmanager
    def watching(self) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.05):
                self.look()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def main() -> None:
    with migrated_database():
        key = wire_key("articles:write")
        body = batch()
        with web() as port:
            parent = next(one for one in psutil.Process().children() if "granian" in " ".join(one.cmdline()))
            watch = Watch([parent, *parent.children(recursive=True)])
            send(port, key, "/article-batches/", b'{"source": {"name": "x"}, "text": "A line to warm up."}')
            before = watch.look()
            with watch.watching():
                began = time.perf_counter()
                send(port, key, "/article-batches/", body)
                took = time.perf_counter() - began
            say(f"{LINES:,} lines, {len(body) / MEGABYTE:.0f} MB taken in {took:.1f} s")
            say(f"web process {before:.0f} MB before, {watch.most:.0f} MB at most, {watch.look():.0f} MB after")
        work, file_line = (
            import_string("stories.application.batches.work"),
            import_string("stories.api.batches.file_line"),
        )
        ours = psutil.Process()
        work(file_line, seconds=1.0)
        before = ours.memory_info().rss / MEGABYTE
        began = time.perf_counter()
        done = work(file_line, seconds=SECONDS)
        took = time.perf_counter() - began
        say(f"{done} lines filed in {took:.0f} s, {1000 * took / max(1, done):.1f} ms each; "
            f"memory {before:.0f} to {ours.memory_info().rss / MEGABYTE:.0f} MB")  # fmt: skip


def send(port: int, key: str, path: str, body: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    connection.request("POST", f"/api/v1{path}", body, headers)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status != 202:
        raise SystemExit(f"{path} answers {answer.status}: {said.decode()}")


if __name__ == "__main__":
    main()
