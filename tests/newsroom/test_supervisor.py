"""The supervisor: starts, restarts, stops, and tidies up after one that was killed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from newsroom.supervisor import AlreadyRunning, Part, Supervisor, family

SLEEP = "import time; time.sleep(120)"
DEAF = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
# A parent with a child of its own, both deaf to SIGTERM.
STUBBORN = f"{DEAF} subprocess.Popen([sys.executable, '-c', '{DEAF} time.sleep(120)']); time.sleep(120)"


def _part(name: str, program: str) -> Part:
    return Part(name, [sys.executable, "-c", program])


def _supervisor(data: Path, say: Callable[[str], None] = lambda _: None) -> Supervisor:
    return Supervisor(data, environ=os.environ, cwd=data, say=say)


def _eventually(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_stop_ends_the_deaf_and_their_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsroom.supervisor.GRACE_SECONDS", 1.0)
    supervisor = _supervisor(tmp_path)
    with supervisor.alone():
        supervisor.start([_part("deaf", STUBBORN), _part("quiet", SLEEP)])
        mark = (tmp_path / "up.mark").read_text()
        _eventually(lambda: len(family(mark)) == 3)
        supervisor.stop()
        assert family(mark) == []
    assert not (tmp_path / "up.mark").exists()


def test_what_dies_comes_back(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = _supervisor(tmp_path, said.append)
    count = tmp_path / "count"
    with supervisor.alone():
        supervisor.start([_part("brief", f"open({str(count)!r}, 'a').write('x')")])
        supervisor.watch(until=lambda: count.exists() and len(count.read_text()) >= 2)
        supervisor.stop()
    assert "brief ended with 0" in said[0]
    assert "brief.log" in said[0]


def test_only_one_supervisor_a_folder(tmp_path: Path) -> None:
    with _supervisor(tmp_path).alone(), pytest.raises(AlreadyRunning), _supervisor(tmp_path).alone():
        pass


def test_the_next_start_ends_what_a_killed_one_left(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, sys; from newsroom.supervisor import Part, Supervisor\n"
        "one = Supervisor(pathlib.Path(sys.argv[1]), environ=os.environ, cwd=pathlib.Path('.'), say=print)\n"
        "with one.alone():\n"
        f"    one.start([Part('left', [sys.executable, '-c', {SLEEP!r}])]); one.watch()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=Path(__file__).parents[2]) as first:
        _eventually(lambda: (tmp_path / "up.mark").exists() and family((tmp_path / "up.mark").read_text()))
        left = family((tmp_path / "up.mark").read_text())
        first.kill()
    assert [process.is_running() for process in left] == [True]
    said: list[str] = []
    with _supervisor(tmp_path, said.append).alone():
        psutil.wait_procs(left, timeout=60)
        assert [process.is_running() for process in left] == [False]
    assert said == ["stopped 1 processes that an earlier run had left"]


def test_no_mark_is_nobodys_family() -> None:
    assert family("") == []
