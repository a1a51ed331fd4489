"""What an open stream was admitted to, and how many are open: for each caller, each address and in all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stories.api.live.audience import Sees

MOST_PER_CALLER = 200
MOST_PER_ADDRESS = 500
MOST = 5_000
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Opening:
    """after: the position from which to tell; is_new: the client named none; is_reset: it named one of no use.

    caller: the key and the person whose rights these are, empty for an anonymous reader. until: when a key expires.
    """

    sees: Sees
    story: str | None
    after: int
    is_new: bool
    is_reset: bool
    caller: tuple[str, ...]
    address: str
    until: datetime | None

    @property
    def counted(self) -> tuple[str, ...]:
        return (_ALL, f"address {self.address}", *(f"caller {self.caller[0]}" for _ in self.caller[:1]))


class Open:
    """How many streams are open in this process. Changed in the event loop alone, looked at from threads."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def enter(self, names: Iterable[str]) -> None:
        self._counts.update(names)

    def leave(self, names: Iterable[str]) -> None:
        for name in names:
            self._counts[name] -= 1
            if not self._counts[name]:
                del self._counts[name]

    def is_full(self) -> bool:
        return self._counts[_ALL] >= MOST

    def is_too_many(self, names: Iterable[str]) -> bool:
        """Whether one of these has all the streams it may have."""
        limits = {"address": MOST_PER_ADDRESS, "caller": MOST_PER_CALLER}
        return any(self._counts[name] >= limits.get(name.split(" ")[0], MOST) for name in names)


OPEN = Open()
