"""The desk as folded from its one stream: keys, roles, pair decisions across stories, erasures, holds by law."""

from dataclasses import dataclass, field
from datetime import datetime

from stories.domain.state import Suggestion
from stories.domain.story import Pair
from stories.domain.values import EndpointId, ErasureId, EventId, KeyId, PersonId, SuggestionId
from stories.domain.vocabulary import Judgement, Role, Scope

DESK = "dsk_" + "0" * 32


@dataclass(slots=True)
class Key:
    id: KeyId
    name: str
    scopes: tuple[Scope, ...]
    person: PersonId | None = None
    expires_at: datetime | None = None
    revoked: bool = False
    rotations: int = 0


@dataclass(slots=True)
class Erasure:
    """approved: None while it waits for the second person."""

    id: ErasureId
    events: tuple[EventId, ...]
    basis: str
    reason: str
    requested_by: str
    approved: bool | None = None


@dataclass(slots=True)
class Desk:
    """epochs: the sizes at which the log went on after a restore. disabled: when each endpoint was last disabled."""

    version: int = 0
    keys: dict[KeyId, Key] = field(default_factory=dict)
    roles: dict[PersonId, frozenset[Role]] = field(default_factory=dict)
    suggestions: dict[SuggestionId, Suggestion] = field(default_factory=dict)
    pairs: dict[Pair, Judgement] = field(default_factory=dict)
    erasures: dict[ErasureId, Erasure] = field(default_factory=dict)
    disabled: dict[EndpointId, datetime] = field(default_factory=dict)
    legal_holds: set[str] = field(default_factory=set)
    epochs: tuple[int, ...] = ()
    erased: set[EventId] = field(default_factory=set)
