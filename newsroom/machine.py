"""Everything on one machine: the processes, started together and stopped together."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from newsroom import embedded
from newsroom.health import old_parsers
from newsroom.supervisor import AlreadyRunning, Part, Supervisor
from newsroom.wheels import Unavailable
from stories.eventlog import guards
from workers import roll

DEFAULT_PORT = 8000
READY_SECONDS = 90
HOST = "127.0.0.1"


@contextmanager
def everything(*, port: int, say: Callable[[str], None], aside: Callable[[str], None]) -> Iterator[Supervisor]:
    """Migrated, started and ready; then stopped. The caller goes on with `supervisor.watch()`.

    `say` names the step that begins; `aside` hears of deaths and restarts. Raises CommandError that says what helps.
    """
    supervisor = Supervisor(settings.NEWSROOM_DATA, environ=environment(port), cwd=settings.BASE_DIR, say=aside)

    def servers_live() -> None:
        try:
            embedded.revive(settings.NEWSROOM_DATA, os.environ, aside)
        except (Unavailable, OSError, psycopg.Error) as error:
            aside(f"a server cannot be started again yet: {error}\n")

    supervisor.chore = servers_live
    try:
        with supervisor.alone(), supervisor.signals():
            refuse_if_taken(port)
            refuse_if_taken(live_port(port))
            say("bringing the tables up to date")
            call_command("migrate", verbosity=0, interactive=False)
            if old := old_parsers():
                raise CommandError(f"{old}; files from outside could stop it. Run a Python with a newer one.")
            if missing := guards.missing_guards():
                raise CommandError("The log is not protected: " + "; ".join(missing))
            say("starting web, live, relay, workers and beat")
            try:
                supervisor.start(parts(port))
                _wait(supervisor, port)
                yield supervisor
            finally:
                supervisor.stop()
    except AlreadyRunning as error:
        raise CommandError(f"{error} Stop it first, or set NEWSROOM_DATA to another folder.") from error


def address(port: int) -> str:
    """Where people reach it."""
    return os.environ.get("PUBLIC_URL") or f"http://{HOST}:{port}"


def live_port(port: int) -> int:
    """Where live updates are served; LIVE_URL says so by default."""
    return port + 1


def environment(port: int) -> dict[str, str]:
    """What the processes get: ours, and the address they are reached at."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PUBLIC_URL": address(port),
        "PYTHONUNBUFFERED": "1",
    }


def parts(port: int) -> list[Part]:
    """The processes of one machine; on several, each of these commands stands for itself."""
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "workers.app"]
    worker = [*celery, "worker", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    # The backpressure counts connections, silent ones too; those get a deadline for their head in plain HTTP/1 alone.
    # Who still sends after so long when the process is to end is cut off, before the supervisor does it.
    patient = ["--http", "1", "--backpressure", "8192", "--no-ws", "--workers-kill-timeout", "8"]
    return [
        Part("web", [
            python, "-m", "granian", "--interface", "asgi", "--host", HOST, "--port", str(port),
            "--workers", "1", *patient, "newsroom.web:application",
        ]),
        Part("live", [
            python, "-m", "granian", "--interface", "asgi", "--host", HOST, "--port", str(live_port(port)),
            "--workers", "1", "--backlog", "4096", *patient, "newsroom.asgi:application",
        ]),
        Part("relay", [python, "manage.py", "relay"]),
        Part("worker", [*worker, "-Q", "celery", "-n", "desk@%h", "--concurrency", "2"]),
        Part("analysis", [*worker, "-Q", "analysis", "-n", "analysis@%h", "--concurrency", "2"]),
        # Feeds, pages and watched pages may each hold a process for a while; deliveries find a fourth.
        Part("outside", [*worker, "-Q", "outside", "-n", "outside@%h", "--concurrency", "4"]),
        Part("long", [*worker, "-Q", "long", "-n", "long@%h", "--concurrency", "2"]),
        Part("beat", [*celery, "beat", "--pidfile", ""]),
    ]  # fmt: skip


def refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be had ({error.strerror}). Choose another with --port N."
            ) from error


def _wait(supervisor: Supervisor, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    waits = ""

    def ready() -> bool:
        nonlocal waits
        waits = _not_yet(port)
        return not waits or time.monotonic() > deadline

    supervisor.watch(until=ready)
    if waits and not supervisor.stopping:
        raise CommandError(f"{waits} after {READY_SECONDS} s; see {supervisor.logs}")


def _not_yet(port: int) -> str:
    if not _answers(f"http://{HOST}:{port}/readyz"):
        return "The web process is not ready"
    if not _answers(f"http://{HOST}:{live_port(port)}/livez"):
        return "The live process is not ready"
    try:
        unserved = roll.unserved(seconds=1.0, enough=len(roll.QUEUES))
    except roll.NoAnswer:
        return "The broker does not answer"
    return f"No worker serves {', '.join(sorted(unserved))}" if unserved else ""


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310  # our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
