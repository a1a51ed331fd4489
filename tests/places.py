"""Where servers of the tests keep their data."""

import os
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")
ENOUGH = 8 * 2**30  # bytes that are free


def place() -> str:
    """Memory where there is plenty, so that hundreds of databases are made and dropped without a disk; else /tmp."""
    if not os.access(MEMORY, os.W_OK):
        return "/tmp"
    state = os.statvfs(MEMORY)
    free = min(state.f_bavail * state.f_frsize, psutil.virtual_memory().available)
    return "/tmp" if state.f_flag & os.ST_NOEXEC or free < ENOUGH else str(MEMORY)
