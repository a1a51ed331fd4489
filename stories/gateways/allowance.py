"""How often something may be done in a day, counted in a file, for all processes of one machine together."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path


def spend(path: Path, most: int) -> bool:
    """Takes one of the day's allowance; False where none is left, or where the file cannot be kept.

    path: holds the day (UTC) and the number spent on it.
    """
    today = datetime.now(UTC).date().isoformat()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+", encoding="ascii") as kept:
            fcntl.flock(kept, fcntl.LOCK_EX)
            day, _, count = kept.read(100).partition(" ")
            spent = int(count) if day == today and count.strip().isdecimal() else 0
            if spent >= most:
                return False
            kept.seek(0)
            kept.truncate()
            kept.write(f"{today} {spent + 1}")
            return True
    except (OSError, ValueError):
        return False
