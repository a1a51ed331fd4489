"""Live updates: from the commit to the client's socket with 100 streams, and the memory of 1,000 that are idle.

    python tests/benchmarks/live.py

One process serves, one relay seals, this one writes and listens. A client's moment is when the event lies in its
socket; the commit's is when the append returned. Addresses of loopback stand for as many clients' addresses.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil

sys.path[:0] = [str(Path(__file__).parents[2])]

from tests.benchmarks.stage import migrated_database, say  # noqa: E402

ROOT = Path(__file__).parents[2]
BUSY_STREAMS, IDLE_STREAMS, EVENTS = 100, 1_000, 150
PER_ADDRESS = 400
MEGABYTE = 1024 * 1024


def main() -> None:
    with migrated_database():
        subprocess.run([sys.executable, __file__, "inside"], check=True, env=os.environ)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def inside() -> None:
    import django  # noqa: PLC0415  # the environment had to be complete first

    django.setup()
    from stories.application.handle import Order, handle_story, now  # noqa: PLC0415
    from stories.application.ids import new_id  # noqa: PLC0415
    from stories.application.keys import create_key  # noqa: PLC0415
    from stories.domain.actors import MACHINE  # noqa: PLC0415
    from stories.domain.commands_story import CreateStory  # noqa: PLC0415
    from stories.domain.vocabulary import Scope  # noqa: PLC0415

    def commit() -> tuple[str, float]:
        story = new_id("sto")
        handle_story(story, lambda _state: [CreateStory("The Orlan dam", story.replace("_", "-"), False)],
                     Order(MACHINE, now()))  # fmt: skip
        return story, time.perf_counter()

    keys = [create_key(f"key {n}", (Scope.EVENTS_READ,), None, None, Order(MACHINE, now())).secret for n in range(6)]
    commit()
    port = _free_port()
    live = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port), "--workers", "1", "--backlog",
         "4096", "--backpressure", "8192", "--no-ws", "--no-log", "newsroom.asgi:application"], cwd=ROOT)  # fmt: skip
    relay = subprocess.Popen([sys.executable, "manage.py", "relay"], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        _until_served(port)
        time.sleep(2)
        asyncio.run(_measure(port, live, keys, commit))
    finally:
        for process in (live, relay):
            process.terminate()
        for process in (live, relay):
            process.wait(20)


def _until_served(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


async def _open(port: int, n: int, key: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    source = f"127.0.0.{2 + n // PER_ADDRESS}"
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    bearer = f"Authorization: Bearer {key}\r\n" if key else ""
    writer.write(f"GET /api/v1/stream/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{bearer}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(head.decode() + (await reader.read(1000)).decode())
    await reader.readuntil(b"retry: ")
    return reader, writer


async def _measure(port: int, live: "subprocess.Popen[bytes]", keys: list[str], commit: object) -> None:
    assert callable(commit)
    heard: dict[str, list[float]] = {}

    async def listen(reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            at = time.perf_counter()
            if line.startswith(b"data: ") and b"story.proposed" in line:
                story = line.split(b'"stream":"')[1][:36].decode()
                heard.setdefault(story, []).append(at)

    opened = [await _open(port, n, keys[0]) for n in range(BUSY_STREAMS)]
    listeners = [asyncio.create_task(listen(reader)) for reader, _ in opened]
    committed = {}
    for _ in range(EVENTS):
        story, at = await asyncio.to_thread(commit)
        committed[story] = at
        await asyncio.sleep(0.113)
    await asyncio.sleep(2)
    for task in listeners:
        task.cancel()
    delays = sorted(1000 * (at - committed[story]) for story, times in heard.items() if story in committed
                    for at in times)  # fmt: skip
    if len(delays) != EVENTS * BUSY_STREAMS:
        raise SystemExit(f"{len(delays)} events heard of {EVENTS * BUSY_STREAMS}")
    cuts = statistics.quantiles(delays, n=100)
    say(f"commit to socket, {BUSY_STREAMS} streams, {EVENTS} events:")
    say(f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, longest {delays[-1]:.0f} ms")
    for _, writer in opened:
        writer.close()
    await asyncio.sleep(1)
    family = [psutil.Process(live.pid), *psutil.Process(live.pid).children(recursive=True)]
    before = sum(one.memory_info().rss for one in family) / MEGABYTE
    began = time.perf_counter()
    idle = [await _open(port, n, keys[1 + n // 199] if n < 995 else "") for n in range(IDLE_STREAMS)]
    took = time.perf_counter() - began
    await asyncio.sleep(5)
    serving = max(one.memory_info().rss for one in family) / MEGABYTE
    whole = sum(one.memory_info().rss for one in family) / MEGABYTE
    used = psutil.Process(family[-1].pid).cpu_percent(5)
    say(f"{IDLE_STREAMS} idle streams: the serving process {serving:.0f} MB, with the server's parent {whole:.0f} MB "
        f"({before:.0f} MB with none), {used:.0f} % of a core; opened one after another in {took:.1f} s")  # fmt: skip
    for _, writer in idle:
        writer.close()


if __name__ == "__main__":
    inside() if sys.argv[1:] == ["inside"] else main()
