"""The embedded servers: as root and as a user, killed and started again, several at once."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import redis

from newsroom import embedded, wheels


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="slugline-test-", dir="/tmp"))
    yield folder
    embedded.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _count(where: embedded.Addresses) -> int:
    with psycopg.connect(where.database(role=embedded.OWNER_ROLE)) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_what_was_committed_outlives_a_killed_server(data: Path) -> None:
    with embedded.running(data) as where:
        with psycopg.connect(where.database(role=embedded.OWNER_ROLE), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            for n in range(20):
                connection.execute("INSERT INTO kept VALUES (%s)", [n])
        with redis.Redis.from_url(where.broker) as client:
            client.set("kept", "yes")
            client.execute_command("WAITAOF", 1, 0, 60_000)
        for process in (embedded.postgres_process(data), embedded.valkey_process(data)):
            assert process is not None
            process.kill()
            psutil.wait_procs([process], timeout=60)
        with embedded.running(data) as again:
            assert _count(again) == 20
            with redis.Redis.from_url(again.broker) as client:
                assert client.get("kept") == b"yes"


def test_what_died_is_started_again_where_it_was(data: Path) -> None:
    said: list[str] = []
    with embedded.running(data) as where:
        environ = {"DATABASE_URL": where.database(role=embedded.APP_ROLE), "REDIS_URL": where.broker}
        with psycopg.connect(where.database(role=embedded.OWNER_ROLE), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
        embedded.revive(data, environ, said.append)
        assert said == []
        for process in (embedded.postgres_process(data), embedded.valkey_process(data)):
            assert process is not None
            process.kill()
            psutil.wait_procs([process], timeout=60)
        embedded.revive(data, environ, said.append)
        assert said == ["starting PostgreSQL", "starting Valkey"]
        assert _count(where) == 1
        embedded.revive(
            data, {"DATABASE_URL": "postgresql://elsewhere/x", "REDIS_URL": "redis://elsewhere"}, said.append
        )
        assert len(said) == 2


def test_stopping_leaves_nothing(data: Path) -> None:
    with embedded.running(data) as where:
        started = [embedded.postgres_process(data), embedded.valkey_process(data)]
        family = [one for process in started if process for one in [process, *process.children(recursive=True)]]
        assert len(family) > 2
    assert not [process for process in family if process.is_running()]
    assert not where.sockets.exists()


def test_many_starts_at_once_share_one_pair_and_the_last_one_stops_it(data: Path) -> None:
    pids: list[int] = []
    together = threading.Barrier(4)

    def use() -> None:
        together.wait()
        with embedded.running(data, broker=False):
            process = embedded.postgres_process(data)
            assert process is not None
            pids.append(process.pid)
            together.wait()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 4
    assert len(set(pids)) == 1
    assert embedded.postgres_process(data) is None


def test_a_killed_process_leaves_servers_that_the_next_one_takes_over(data: Path) -> None:
    program = (
        "import sys, time, pathlib; from newsroom import embedded\n"
        "with embedded.running(pathlib.Path(sys.argv[1])):\n"
        "    print('running', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(data)], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "running\n"
        left = embedded.postgres_process(data)
        first.kill()
    assert left is not None
    with embedded.running(data):
        assert embedded.postgres_process(data) == left
    assert embedded.postgres_process(data) is None


def test_sockets_that_were_swept_away_are_made_again(data: Path) -> None:
    with embedded.running(data, broker=False) as where:
        shutil.rmtree(where.sockets)
        with (
            embedded.running(data, broker=False) as again,
            psycopg.connect(again.database(role=embedded.OWNER_ROLE)) as connection,
        ):
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_socket_folder_of_somebody_else_is_not_used(data: Path) -> None:
    foreign = Path(tempfile.mkdtemp(dir="/tmp"))
    foreign.chmod(0o777)
    (data / "sockets").write_text(str(foreign))
    assert embedded.addresses(data).sockets != foreign
    foreign.rmdir()


def test_a_pid_that_is_now_another_process_is_not_the_server(data: Path) -> None:
    (data / "valkey").mkdir()
    (data / "valkey" / "pid").write_text(str(os.getpid()))
    assert embedded.valkey_process(data) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_starts_the_pair_too() -> None:
    """The same checkout, another account, a data folder of that account's own."""
    somebody = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    identity: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="slugline-test-", dir="/tmp"))
    if os.geteuid() == 0:
        identity = {"user": somebody.pw_uid, "group": somebody.pw_gid, "extra_groups": []}
        os.chown(folder, somebody.pw_uid, somebody.pw_gid)
    program = (
        "import os, pathlib, psycopg; from newsroom import embedded\n"
        "with embedded.running(embedded.data_folder()) as where:\n"
        "    with psycopg.connect(where.database(role=embedded.OWNER_ROLE)) as connection:\n"
        "        print(os.geteuid(), connection.execute('SELECT 1').fetchone())\n"
    )
    root = Path(__file__).parents[2]
    try:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={"PATH": os.defpath, "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            cwd=root,
            **identity,
        )
    except PermissionError:
        pytest.skip(f"{sys.executable} or {root} lies where another account cannot reach it")
    finally:
        shutil.rmtree(folder)
    assert done.stdout == f"{somebody.pw_uid} (1,)\n", done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only for root is there another account")
def test_a_folder_that_the_servers_cannot_reach_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with (
        pytest.raises(wheels.Unavailable, match="NEWSROOM_DATA"),
        embedded.running(closed / "data", broker=False),
    ):
        pass


def test_a_platform_without_a_wheel_learns_both_variables(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(wheels.Unavailable, match=r"DATABASE_URL.*REDIS_URL"), embedded.running(data):
        pass


def test_given_servers_are_used_and_nothing_is_started(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "postgresql://x/y", "REDIS_URL": "redis://z", "NEWSROOM_DATA": str(tmp_path / "none")}
    before = dict(environ)
    with embedded.provided(environ):
        assert environ == before
    assert not (tmp_path / "none").exists()


def test_what_is_started_is_named_for_the_duration(data: Path) -> None:
    environ = {"NEWSROOM_DATA": str(data), "REDIS_URL": "redis://given"}
    with embedded.provided(environ):
        assert "slugline_app@" in environ["DATABASE_URL"]
        assert "slugline_owner@" in environ["DATABASE_OWNER_URL"]
        assert environ["REDIS_URL"] == "redis://given"
        assert embedded.valkey_process(data) is None
    assert environ == {"NEWSROOM_DATA": str(data), "REDIS_URL": "redis://given"}


def test_an_empty_home_still_has_a_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() or 65534)
    assert embedded.data_folder({"HOME": ""}).is_absolute()
    assert embedded.data_folder({"HOME": "/home/desk"}) == Path("/home/desk/.local/share/slugline")


def test_a_command_starts_the_pair_for_its_duration_and_stops_it_on_sigterm(data: Path) -> None:
    environ = {
        **{k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}},
        "NEWSROOM_DATA": str(data),
    }
    program = "import time; print('inside', flush=True); time.sleep(60)"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", program]
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "inside\n"
        assert embedded.postgres_process(data) is not None
        one.send_signal(signal.SIGTERM)
        assert one.wait(60) == 128 + signal.SIGTERM
    assert embedded.postgres_process(data) is None
    assert embedded.valkey_process(data) is None
