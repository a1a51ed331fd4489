"""A source as folded from its own stream."""

from dataclasses import dataclass, field

from stories.domain.records import SourceCopy
from stories.domain.values import EventId, SourceId
from stories.domain.vocabulary import SourceKind


@dataclass(slots=True)
class Source:
    """version 0 is a source that is not registered. blocked: digests of texts that do not come back."""

    id: SourceId
    version: int = 0
    name: str = ""
    kind: SourceKind = SourceKind.OUTLET
    owner: str | None = None
    url: str | None = None
    aliases: tuple[str, ...] = ()
    blocked: set[str] = field(default_factory=set)
    erased: set[EventId] = field(default_factory=set)

    @property
    def copy(self) -> SourceCopy:
        return SourceCopy(self.id, self.name, self.kind, self.owner, self.aliases or None)
