"""A service of the tests' own, started as a person starts it: `manage.py up` with its own data folder and port.

Signals go to its processes alone, found by the mark that the supervisor gave them and by their servers' pid files.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis
from django.db import connections

from newsroom import embedded
from newsroom.supervisor import end, family
from tests.places import place
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 180
POLL_SECONDS = 0.02
FOREIGN = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PUBLIC_URL"}


class Service:
    """`up`, its parts and its two servers. Whatever is killed of the parts comes back by itself; servers do not."""

    def __init__(self, data: Path, environ: Mapping[str, str]) -> None:
        self.data = data
        self.port = free_port()
        self.environ = {name: value for name, value in environ.items() if name not in FOREIGN}
        self.environ["NEWSROOM_DATA"] = str(data)
        self.servers = embedded.addresses(data)
        self._up: subprocess.Popen[bytes] | None = None
        self._line: psycopg.Connection[tuple[Any, ...]] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        said = self.data / "up.said"
        with said.open("wb") as out:
            self._up = subprocess.Popen(
                self.command("up", "--port", str(self.port)), cwd=ROOT, env=self.environ, stdout=out, stderr=out
            )
        until(lambda: self._ready(said), START_SECONDS, lambda: f"`up` is not ready: {said.read_text()}")

    def _ready(self, said: Path) -> bool:
        assert self._up is not None
        assert self._up.poll() is None, f"`up` gave up: {said.read_text()}"
        return "is ready at" in said.read_text()

    def stop(self) -> None:
        self._hang_up()
        if self._up and self._up.poll() is None:
            self._up.terminate()
            try:
                self._up.wait(120)
            except subprocess.TimeoutExpired:
                self._up.kill()
                self._up.wait()
        end(self.parts(""), patience=0.0)
        embedded.stop(self.data)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "manage.py", *words]

    def parts(self, name: str) -> list[psutil.Process]:
        """All processes of a part, grandchildren included."""
        recorded = self.data / "up.mark"
        return family(f"{recorded.read_text()}:{name}") if recorded.exists() else []

    def head(self, name: str) -> psutil.Process:
        """The process of a part that the supervisor itself started."""
        assert self._up is not None
        found = [one for one in self.parts(name) if one.ppid() == self._up.pid]
        assert len(found) == 1, f"{name} has {len(found)} first processes"
        return found[0]

    def log(self, name: str) -> str:
        return (self.data / "logs" / f"{name}.log").read_text(errors="replace")

    @property
    def database(self) -> psutil.Process:
        process = embedded.postgres_process(self.data)
        assert process is not None, "no PostgreSQL runs"
        return process

    @property
    def broker(self) -> psutil.Process:
        process = embedded.valkey_process(self.data)
        assert process is not None, "no Valkey runs"
        return process

    def start_servers(self) -> None:
        """What an operator does after a server went down. `up` holds them too, so they outlive this call."""
        with embedded.running(self.data):
            pass

    @contextmanager
    def redis(self) -> Iterator["redis.Redis"]:
        with redis.Redis.from_url(self.servers.broker, socket_timeout=2) as client:
            yield client

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """A look into the database, past all code of the service."""
        try:
            return self._look(statement, values)
        except psycopg.OperationalError:  # the server went away since the last look
            self._hang_up()
            return self._look(statement, values)

    def _look(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        if self._line is None:
            self._line = psycopg.connect(self.servers.database(role=embedded.OWNER_ROLE), autocommit=True)
        return self._line.execute(statement.encode(), values).fetchall()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def analysing(self) -> bool:
        """Whether a living worker is at an analysis now."""
        return bool(
            self.ask(
                "SELECT FROM subscription WHERE name = 'analysis' AND lease_until > now() "
                "AND lease_pid IN (SELECT pid FROM pg_stat_activity)"
            )
        )

    def analysis_half_done(self) -> bool:
        """Whether a worker has recorded an analysis and not yet moved the checkpoint beyond the article."""
        return bool(
            self.ask(
                "SELECT FROM subscription JOIN log USING (partition) JOIN event AS filed USING (stream, version) "
                "JOIN event AS answer ON answer.stream = filed.stream AND answer.type = 'article.analysed' "
                "AND convert_from(answer.envelope, 'UTF8')::jsonb ->> 'cause' = filed.id::text "
                "WHERE name = 'analysis' AND position > checkpoint AND lease_until > now()"
            )
        )

    def left_to_do(self, names: Sequence[str]) -> list[str]:
        """What is not sealed or not handled yet, waits between attempts included."""
        waiting = self.ask("SELECT count(*) FROM outbox")[0][0]
        behind = self.ask(
            "SELECT name, heads.partition, checkpoint, head FROM unnest(%s::text[]) AS name "
            "CROSS JOIN (SELECT partition, max(position) AS head FROM log GROUP BY partition) AS heads "
            "LEFT JOIN subscription USING (name, partition) WHERE head > coalesce(checkpoint, -1)",
            list(names),
        )
        unsealed = [f"{waiting} events in the outbox"] if waiting else []
        return unsealed + [f"{name} in partition {partition}: {at} of {head}" for name, partition, at, head in behind]


def until(condition: Callable[[], object], seconds: float, otherwise: Callable[[], str]) -> float:
    """Waits for the condition; how many seconds that took."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, f"after {seconds} s: {otherwise()}"
        time.sleep(POLL_SECONDS)
    return time.monotonic() - begun


def kill(processes: Sequence[psutil.Process]) -> None:
    """SIGKILL to each, as one blow: the supervisor must not see some of them first."""
    assert processes, "there is nothing to kill"
    end(processes, patience=0.0)


@contextmanager
def running(environ: Mapping[str, str]) -> Iterator[Service]:
    """The service, started and in the end stopped; this process's own database connections lead to it meanwhile."""
    data = Path(tempfile.mkdtemp(prefix="slugline-test-", dir=place()))
    service = Service(data, environ)
    wrapper = connections["default"]
    wrapper.close()
    kept = dict(wrapper.settings_dict)
    wrapper.settings_dict.update(
        HOST=str(service.servers.sockets), PORT="", NAME=embedded.DATABASE, USER=embedded.APP_ROLE, PASSWORD=""
    )
    wrapper.settings_dict["OPTIONS"] = {
        name: value for name, value in kept["OPTIONS"].items() if name in {"connect_timeout", "options"}
    }
    try:
        service.start()
        yield service
    finally:
        wrapper.close()
        wrapper.settings_dict.update(kept)
        service.stop()
        shutil.rmtree(data, ignore_errors=True)
