"""Keeps a set of processes running until told to stop, and leaves none behind.

Every process carries a mark in its environment, and the mark is recorded before the first one starts. So the whole
family of a part, grandchildren included, can be found by the next start even after this process was killed outright.
"""

import fcntl
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

MARK = "SLUGLINE_PART"
GRACE_SECONDS = 10.0  # then SIGKILL: what a worker had in hand is delivered again
CALM_SECONDS = 60.0  # a part that lived so long starts its backoff anew
LONGEST_PAUSE = 30.0
CHORE_SECONDS = 1.0
LOG_BYTES = 10_000_000


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this data folder."""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    command: Sequence[str]


@dataclass(slots=True)
class _Running:
    part: Part
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    next_start: float = field(default=0.0)


class Supervisor:
    """`data`: where the mark and the parts' logs lie. `say` hears of every death and restart.

    chore: what else has to be looked after while it watches; set it before.
    """

    def __init__(self, data: Path, *, environ: Mapping[str, str], cwd: Path, say: Callable[[str], None]) -> None:
        self.logs = data / "logs"
        self._data, self._environ, self._cwd, self._say = data, dict(environ), cwd, say
        self._mark = secrets.token_hex(8)
        self._parts: list[_Running] = []
        self._stopping = threading.Event()
        self.chore: Callable[[], None] = lambda: None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds the data folder, and first ends what a killed supervisor left. Raises AlreadyRunning."""
        lock = os.open(self._data / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunning(f"Slugline already runs on {self._data}.") from error
            record = self._data / "up.mark"
            if record.exists():
                left = end(family(record.read_text().strip()))
                if left:
                    self._say(f"stopped {left} processes that an earlier run had left")
            record.write_text(self._mark)
            yield
            record.unlink()
        finally:
            os.close(lock)

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Ctrl-C and SIGTERM end `watch`; nothing is interrupted half-way."""

        def stop(_signum: int, _frame: FrameType | None) -> None:
            self._stopping.set()

        before = {sign: signal.signal(sign, stop) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def start(self, parts: Sequence[Part]) -> None:
        self.logs.mkdir(mode=0o700, exist_ok=True)
        for part in parts:
            running = _Running(part)
            self._parts.append(running)
            self._start(running)

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Restarts what dies, and has `chore` done each second, until a signal comes or `until` says so."""
        next_chore = 0.0
        while not self._stopping.is_set() and not until():
            if time.monotonic() >= next_chore:
                next_chore = time.monotonic() + CHORE_SECONDS
                self.chore()
            for running in self._parts:
                self._look_after(running)
            self._stopping.wait(0.2)

    def stop(self) -> None:
        for running in self._parts:
            if running.process and running.process.poll() is None:
                running.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for running in self._parts:
            if running.process:
                try:
                    running.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self._say(f"{running.part.name} does not stop by itself")
        end(family(self._mark), patience=0.0)
        for running in self._parts:
            if running.process:
                running.process.wait()
        self._parts.clear()

    def _look_after(self, running: _Running) -> None:
        now = time.monotonic()
        if running.process is None:
            if now >= running.next_start:
                self._start(running)
            return
        code = running.process.poll()
        if code is None:
            return
        end(family(f"{self._mark}:{running.part.name}"), patience=0.0)  # children that outlived it
        running.failures = 0 if now - running.started > CALM_SECONDS else running.failures + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2**running.failures)
        self._say(f"{running.part.name} ended with {code}; again in {pause:g} s (see {self._log(running.part)})")
        running.process, running.next_start = None, now + pause

    def _start(self, running: _Running) -> None:
        environ = {**self._environ, MARK: f"{self._mark}:{running.part.name}"}
        path = self._log(running.part)
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        with path.open("ab") as log:
            running.process = subprocess.Popen(
                running.part.command,
                cwd=self._cwd,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the terminal's Ctrl-C is for us, who stop them in order
            )
        running.started = time.monotonic()

    def _log(self, part: Part) -> Path:
        return self.logs / f"{part.name}.log"


def family(mark: str) -> list[psutil.Process]:
    """All living processes whose mark begins so."""
    found = []
    for process in psutil.process_iter():
        try:
            # Zombies have no environment, and other people's is not ours to read.
            if process.pid != os.getpid() and mark and process.environ().get(MARK, "").startswith(mark):
                found.append(process)
        except psutil.Error:
            continue
    return found


def end(processes: Sequence[psutil.Process], *, patience: float = GRACE_SECONDS) -> int:
    """Asks, waits, then kills, each by its own pid. The number of processes there were."""
    if patience:
        _signal(processes, signal.SIGTERM)
    _, alive = psutil.wait_procs(processes, timeout=patience)
    _signal(alive, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=GRACE_SECONDS)
    return len(processes)


def _signal(processes: Sequence[psutil.Process], sign: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(sign)
        except psutil.NoSuchProcess:
            continue
