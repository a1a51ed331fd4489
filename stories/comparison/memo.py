"""What was worked out of a wording is kept: a story's claims are compared anew at every arrival, and do not change.

Kept by identity, since to hash a whole analysis costs more than it saves; what is kept holds its candidate, so that an
identity is never used twice.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from stories.analysis.record import Candidate
from stories.comparison.reading import Wording

LARGEST = 8192  # wordings; some thirty megabytes
Value = TypeVar("Value")


def remembered(work_out: Callable[[Wording], Value]) -> Callable[[Wording], Value]:
    """For pure functions of a wording."""
    held: dict[tuple[object, ...], tuple[Candidate, Value]] = {}

    @wraps(work_out)
    def asked(wording: Wording) -> Value:
        reading = wording.reading
        key = (
            id(wording.candidate),
            wording.claim,
            reading.article,
            reading.source,
            reading.published_at,
            reading.received_at,
        )
        found = held.get(key)
        if found is None:
            if len(held) >= LARGEST:
                held.clear()
            found = held[key] = (wording.candidate, work_out(wording))
        return found[1]

    return asked
