"""A PostgreSQL of the benchmark's own, as the product ships it, in a folder that goes away after; and processes."""

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.utils.module_loading import import_string

from newsroom import embedded

ROOT = Path(__file__).parents[2]
START_SECONDS = 40


@contextmanager
def migrated_database() -> Iterator[None]:
    """For this process and those that it starts, by the environment."""
    data = Path(tempfile.mkdtemp(prefix="slugline-bench-"))
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


def wire_key(*scopes: str) -> str:
    """A key of nobody, by the service's own command."""
    command = [sys.executable, "manage.py", "api_key", "wire", "--scopes", *scopes]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = re.search(r"nrk_[\w-]+", said)
    if found is None:
        raise SystemExit(f"no key in {said!r}")
    return found[0]


@contextmanager
def web() -> Iterator[int]:
    """The web process with the command of `up`, and one address more (`served.py`); its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = next(one for one in import_string("newsroom.machine.parts")(port) if one.name == "web").command
    with running(command, DJANGO_SETTINGS_MODULE="tests.benchmarks.served"):
        _until_served(port)
        yield port


@contextmanager
def running(command: Sequence[str], **environ: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environ, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _until_served(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/livez")
            connection.getresponse().read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def summary(ratios: Sequence[float]) -> str:
    """The median and the middle half."""
    low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else [*ratios] * 3
    return f"{middle:6.3f}   (middle half {low:.3f} to {high:.3f})"
