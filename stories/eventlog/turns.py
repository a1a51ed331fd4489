"""Whose turn it is in a partition, as far as living connections can tell."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from stories.eventlog.connection import execute


@contextmanager
def alone_in(name: str, partition: int) -> Iterator[bool]:
    """Whether no living connection works here. The server ends this lock with the connection: a dead worker's lease
    need not be waited for. Correctness does not hang on it, but on the checkpoint and the lease's holder."""
    keys = {"name": name, "partition": partition}
    held = execute("SELECT pg_try_advisory_lock(hashtext(%(name)s), %(partition)s::int)", keys) == (True,)
    try:
        yield held
    finally:
        if held and connection.is_usable():
            execute("SELECT pg_advisory_unlock(hashtext(%(name)s), %(partition)s::int)", keys)
