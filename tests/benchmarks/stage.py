"""A PostgreSQL of the benchmark's own, as the product ships it, in a folder that goes away afterwards."""

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from newsroom import embedded


@contextmanager
def migrated_database() -> Iterator[None]:
    """For this process and those that it starts, by the environment."""
    data = Path(tempfile.mkdtemp(prefix="slugline-bench-", dir="/tmp"))
    try:
        with embedded.running(data, broker=False) as where:
            os.environ["NEWSROOM_DATA"] = str(data)
            os.environ["DATABASE_URL"] = where.database(role=embedded.APP_ROLE)
            os.environ["DATABASE_OWNER_URL"] = where.database(role=embedded.OWNER_ROLE)
            os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
            django.setup()
            call_command("migrate", verbosity=0, interactive=False)
            yield
    finally:
        shutil.rmtree(data, ignore_errors=True)


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def summary(ratios: Sequence[float]) -> str:
    """The median and the middle half."""
    low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else [*ratios] * 3
    return f"{middle:6.3f}   (middle half {low:.3f} to {high:.3f})"
