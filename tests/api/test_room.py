"""The threads behind live updates: who waits is served, and nobody holds a connection for nobody."""

import asyncio
import time
from typing import Any

import pytest
from django.db import connection, connections

from stories.api.live.room import Room

THREADS, ASKING = 4, 41


def others() -> int:
    """Connections to this database but our own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def asked(number: int, seconds: float) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])
    if number == 7:
        raise LookupError("no seventh")
    return number


def test_no_thread_keeps_a_connection_when_all_are_served(committed_db: Any) -> None:
    room = Room("test", THREADS, keep=False)

    async def crowd() -> list[Any]:
        # The last that are taken end in any order: a thread that was busy longest finds nobody left.
        calls = (room.run(asked, number, 0.2 if number == ASKING - THREADS else 0.01) for number in range(ASKING))
        return await asyncio.gather(*calls, return_exceptions=True)

    for _ in range(3):
        found = asyncio.run(crowd())
        assert [one for one in found if not isinstance(one, LookupError)] == [n for n in range(ASKING) if n != 7]
        deadline = time.monotonic() + 60
        while others():
            assert time.monotonic() < deadline, "a connection is left"


def test_whoever_gives_up_waiting_is_passed_by(committed_db: Any) -> None:
    room = Room("test", 1, keep=True)

    async def two() -> int:
        first = asyncio.create_task(room.run(asked, 1, 0.2))
        second = asyncio.create_task(room.run(asked, 2, 60))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        return await first

    assert asyncio.run(two()) == 1
    assert asyncio.run(room.run(asked, 3, 0)) == 3

    async def closed() -> None:
        await room.run(connections.close_all)

    asyncio.run(closed())
