"""`manage.py up` as a person starts it: one command, one line when ready, nothing left afterwards."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from newsroom import embedded
from newsroom.supervisor import end, family
from tests.places import place
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PARTS = {"web", "live", "relay", "worker", "analysis", "outside", "long", "beat"}


class Machine:
    """A data folder, a port, and `up` in it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.started: list[subprocess.Popen[str]] = []
        self.port = free_port()
        foreign = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PUBLIC_URL"}
        self.environ = {name: value for name, value in os.environ.items() if name not in foreign}
        self.environ["NEWSROOM_DATA"] = str(data)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "manage.py", *words]

    def start(self) -> "subprocess.Popen[str]":
        command = self.command("up", "--port", str(self.port))
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.started.append(process)
        return process

    def mark(self) -> str:
        return (self.data / "up.mark").read_text()

    def living(self) -> list[psutil.Process]:
        servers = [embedded.postgres_process(self.data), embedded.valkey_process(self.data)]
        recorded = self.data / "up.mark"
        parts = family(recorded.read_text()) if recorded.exists() else []
        return [*(server for server in servers if server), *parts]

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


@pytest.fixture
def machine() -> Iterator[Machine]:
    data = Path(tempfile.mkdtemp(prefix="slugline-test-", dir=place()))
    one = Machine(data)
    yield one
    for process in one.started:  # a test that failed half-way
        if process.poll() is None:
            process.kill()
            process.communicate()
    end(one.living())
    embedded.stop(data)
    shutil.rmtree(data, ignore_errors=True)


def _until_ready(process: "subprocess.Popen[str]") -> list[str]:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if "is ready at" in line:
            return lines
    raise AssertionError("\n".join(lines))


def _rest(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate(timeout=120)
    return output


def _stops(machine: Machine, process: "subprocess.Popen[str]", sign: signal.Signals) -> str:
    """What it said since it was ready."""
    living = machine.living()
    process.send_signal(sign)
    said = _rest(process)
    assert said.splitlines()[-1] == "stopped"
    assert process.returncode == 0
    assert [one for one in living if one.is_running()] == []
    assert machine.living() == []
    return said


def test_one_command_starts_all_and_a_signal_stops_all(machine: Machine) -> None:
    process = machine.start()
    lines = _until_ready(process)
    assert lines[-1] == f"Slugline is ready at http://127.0.0.1:{machine.port}"
    assert machine.get("/readyz") == (200, {"status": "ok", "problems": {}})
    marks = {one.environ()["SLUGLINE_PART"].partition(":")[2] for one in family(machine.mark())}
    assert marks == PARTS
    _stops(machine, process, signal.SIGTERM)


def test_after_the_supervisor_was_killed_the_next_start_tidies_up_and_keeps_the_data(machine: Machine) -> None:
    first = machine.start()
    _until_ready(first)
    first.kill()
    _rest(first)
    left = family(machine.mark())
    assert left
    with subprocess.Popen(
        machine.command("shell", "--no-imports", "-c", "from django.contrib.auth.models import Group as G; "
                        "G.objects.create(name='kept')"), cwd=ROOT, env=machine.environ
    ) as shell:  # fmt: skip
        assert shell.wait(120) == 0
    embedded.stop(machine.data)  # as if the machine had gone down as well
    second = machine.start()
    lines = _until_ready(second)
    assert re.fullmatch(r"stopped \d+ processes that an earlier run had left", lines[0])
    assert [one for one in left if one.is_running()] == []
    look = "from django.contrib.auth.models import Group as G; print(G.objects.filter(name='kept').count())"
    seen = subprocess.run(
        machine.command("shell", "--no-imports", "-c", look),
        cwd=ROOT,
        env=machine.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout == "1\n"
    second.terminate()
    _rest(second)
    assert machine.living() == []


def test_a_part_that_dies_comes_back_the_doctor_sees_all_well_and_no_second_one_starts(machine: Machine) -> None:
    copies = machine.data / "kept"
    copies.mkdir()
    machine.environ["NEWSROOM_CHECKPOINTS"] = str(copies)
    process = machine.start()
    _until_ready(process)
    (web,) = [one for one in family(f"{machine.mark()}:web") if one.ppid() == process.pid]
    web.kill()
    deadline = time.monotonic() + 120
    while not [one for one in family(f"{machine.mark()}:web") if one.ppid() == process.pid and one != web]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    deadline = time.monotonic() + 120
    while True:
        doctor = subprocess.run(
            machine.command("doctor", "--json"),
            cwd=ROOT,
            env=machine.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if doctor.returncode == 0 or time.monotonic() > deadline:
            break
    report = json.loads(doctor.stdout)
    assert doctor.returncode == 0, report
    assert {finding["part"] for finding in report["findings"]} >= {"database", "guards", "broker", "workers", "relay"}
    assert {finding["state"] for finding in report["findings"]} == {"ok"}
    other = subprocess.run(
        machine.command("up", "--port", "1"), cwd=ROOT, env=machine.environ, capture_output=True, text=True, check=False
    )
    assert other.returncode == 1
    assert "already runs" in other.stderr
    assert "web ended with -9; again in" in _stops(machine, process, signal.SIGINT)


def test_a_port_that_is_taken_names_the_way_out(machine: Machine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", machine.port))
        taken.listen()
        process = machine.start()
        output = _rest(process)
    assert process.returncode == 1
    assert f"Port {machine.port} cannot be had" in output
    assert "--port" in output
    assert machine.living() == []


def test_the_doctor_names_what_is_not_well(machine: Machine) -> None:
    done = subprocess.run(
        machine.command("doctor"), cwd=ROOT, env=machine.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "manage.py migrate" in done.stdout
