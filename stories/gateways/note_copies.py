"""Copies of checkpoints in a folder that outlives the database: a file a note, only ever added to."""

import os
import re
from pathlib import Path

_NAMED = re.compile(r"[0-9]{19}\.note", re.ASCII)


class Differs(Exception):
    """What lies there under a note's name is another note."""


def newest_copy(folder: Path) -> tuple[int, bytes] | None:
    """Size and note of the checkpoint of the most events. Raises OSError."""
    names = [entry.name for entry in os.scandir(folder) if _NAMED.fullmatch(entry.name)]
    if not names:
        return None
    name = max(names)
    return int(name.removesuffix(".note")), (folder / name).read_bytes()


def keep_copy(folder: Path, size: int, note: bytes) -> None:
    """Writes the note under its size; goes on where a write was cut short. Works where files can only be added to.

    Raises Differs and OSError.
    """
    path = folder / f"{size:019d}.note"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    with os.fdopen(descriptor, "ab") as file:
        there = path.read_bytes()
        if there == note:
            return
        if not note.startswith(there):
            raise Differs(f"{path} holds another note than the database")
        file.write(note[len(there) :])
        file.flush()
        os.fsync(file.fileno())
