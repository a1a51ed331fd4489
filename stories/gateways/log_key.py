"""The keys that sign checkpoints: a private file outside the database, and beside it one that anybody may read.

Private seeds stand one a line in hexadecimal, the newest first; each of them signs, so that whoever knows the one
before goes on believing while a new one makes its way. The public file keeps every key that ever signed.
"""

import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HEX = 64  # characters of a key


class KeyTrouble(Exception):
    """There is no key to sign with, or it is not fit for it; says what would help."""


def private_keys(path: Path, *, make: bool) -> list[Ed25519PrivateKey]:
    """The keys to sign with. make: make the first one where there is none. Raises KeyTrouble."""
    try:
        if make and not path.exists():
            _make(path, [])
        mode = path.stat().st_mode
        keys = [Ed25519PrivateKey.from_private_bytes(seed) for seed in _lines(path)]
        if keys:
            _publish(path, keys)
    except FileNotFoundError:
        raise KeyTrouble(
            f"the key is gone: bring {path} back, or make another with `manage.py log_key --new`"
        ) from None
    except (OSError, ValueError) as error:
        raise KeyTrouble(f"the key cannot be used: {error}") from None
    if not keys:
        raise KeyTrouble(f"{path} is empty")
    if stat.S_IMODE(mode) & 0o077:
        raise KeyTrouble(f"others may read {path}: chmod 600, and make another with `manage.py log_key --new`")
    return keys


def public_keys(path: Path) -> list[bytes]:
    """Every key that has signed, the newest first; none before the first checkpoint."""
    try:
        return _lines(public_file(path))
    except (OSError, ValueError):
        return []


def add_key(path: Path) -> None:
    """A new key on top of those that there are. Raises KeyTrouble."""
    try:
        seeds = _lines(path) if path.exists() else []
        if seeds:
            os.replace(_written(path, [secrets.token_bytes(32), *seeds], mode=0o600), path)
        else:
            _make(path, seeds)
        _publish(path, [Ed25519PrivateKey.from_private_bytes(seed) for seed in _lines(path)])
    except (OSError, ValueError) as error:
        raise KeyTrouble(f"no key can be made: {error}") from None


def public_file(path: Path) -> Path:
    return path.with_name(path.name + ".pub")


def _make(path: Path, seeds: list[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _written(path, [secrets.token_bytes(32), *seeds], mode=0o600)
    try:
        os.link(fresh, path)  # whoever comes first has made the key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _publish(path: Path, keys: list[Ed25519PrivateKey]) -> None:
    known = public_keys(path)
    signing = [key.public_key().public_bytes_raw() for key in keys]
    listed = [*signing, *(key for key in known if key not in signing)]
    if listed != known:
        os.replace(_written(public_file(path), listed, mode=0o644), public_file(path))


def _written(path: Path, keys: list[bytes], *, mode: int) -> Path:
    """A new file beside the path."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(descriptor, mode)
        file.write("".join(f"{key.hex()}\n" for key in keys))
        file.flush()
        os.fsync(descriptor)
    return fresh


def _lines(path: Path) -> list[bytes]:
    lines = path.read_text(encoding="ascii").split()
    if any(len(line) != HEX for line in lines):
        raise ValueError(f"{path} holds a line that is not {HEX} hexadecimal digits")
    return [bytes.fromhex(line) for line in lines]
