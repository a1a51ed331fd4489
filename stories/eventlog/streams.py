"""How a stream is named inside and outside, and which partition it lies in."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self
from uuid import UUID

PARTITIONS = 64  # fixed: checkpoints are kept per partition
PREFIXES = {"story": "sto_", "source": "src_", "desk": "dsk_"}
NO_PREVIOUS = "0" * 64  # the `prev` of a stream's first event
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


@dataclass(frozen=True, slots=True, order=True)
class StreamRef:
    kind: str  # story, source or desk
    id: UUID

    def __post_init__(self) -> None:
        if self.kind not in PREFIXES:
            raise ValueError(f"no kind of stream: {self.kind!r}")

    @classmethod
    def parse(cls, public: str) -> Self:
        """From the public id. Raises ValueError on anything but its one spelling."""
        kind, digits = _KINDS.get(public[:4]), public[4:]
        if kind is None or len(digits) != 32 or UUID(hex=digits).hex != digits:
            raise ValueError(f"no stream id: {public!r}")
        return cls(kind, UUID(hex=digits))

    @property
    def public(self) -> str:
        return PREFIXES[self.kind] + self.id.hex

    @property
    def partition(self) -> int:
        return int.from_bytes(sha256(self.public.encode()).digest()[:8], "big") % PARTITIONS
