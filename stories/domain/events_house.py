"""Events of the source streams, of the one desk stream, and the erasure that may stand in any stream."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.values import EndpointId, ErasureId, EventId, KeyId, PersonId
from stories.domain.vocabulary import Role, Scope, SourceKind


@dataclass(frozen=True, slots=True)
class SourceRegistered:
    name: str
    kind: SourceKind
    owner: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SourceAmended:
    name: str | None = None
    kind: SourceKind | None = None
    owner: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SourceAliasAdded:
    alias: str


@dataclass(frozen=True, slots=True)
class SourceAliasRemoved:
    alias: str


@dataclass(frozen=True, slots=True)
class SourceArticleBlocked:
    """A text that was taken down does not come back. digest: salted, so that the text cannot be guessed from it."""

    digest: str


@dataclass(frozen=True, slots=True)
class KeyCreated:
    key: KeyId
    name: str
    scopes: tuple[Scope, ...]
    person: PersonId | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyRotated:
    key: KeyId


@dataclass(frozen=True, slots=True)
class KeyRevoked:
    key: KeyId


@dataclass(frozen=True, slots=True)
class RoleGranted:
    person: PersonId
    role: Role


@dataclass(frozen=True, slots=True)
class RoleRemoved:
    person: PersonId
    role: Role


@dataclass(frozen=True, slots=True)
class EndpointDisabled:
    endpoint: EndpointId
    why: str


@dataclass(frozen=True, slots=True)
class ErasureRequested:
    """basis: the ground in law; events: whose bodies shall go."""

    erasure: ErasureId
    events: tuple[EventId, ...]
    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class ErasureApproved:
    erasure: ErasureId


@dataclass(frozen=True, slots=True)
class ErasureRejected:
    erasure: ErasureId


@dataclass(frozen=True, slots=True)
class LegalHoldSet:
    """things: public ids that must not be erased."""

    things: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LegalHoldLifted:
    things: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LogEpochOpened:
    """After a restore: the log goes on from this size and root; lost: how many known events did not come back."""

    size: int
    root: str
    lost: int


@dataclass(frozen=True, slots=True)
class BodyErased:
    """In the stream of the erased event."""

    event: EventId
    reason: str
    erasure: ErasureId | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of an event whose body is gone: its type. Folds as nothing. Never appended."""

    type: str


SourceEvent = SourceRegistered | SourceAmended | SourceAliasAdded | SourceAliasRemoved | SourceArticleBlocked
DeskEvent = (
    KeyCreated
    | KeyRotated
    | KeyRevoked
    | RoleGranted
    | RoleRemoved
    | EndpointDisabled
    | ErasureRequested
    | ErasureApproved
    | ErasureRejected
    | LegalHoldSet
    | LegalHoldLifted
    | LogEpochOpened
)
AnyStreamEvent = BodyErased | Erased

SOURCE_TYPES: dict[str, type[SourceEvent]] = {
    "source.registered": SourceRegistered,
    "source.amended": SourceAmended,
    "source.alias_added": SourceAliasAdded,
    "source.alias_removed": SourceAliasRemoved,
    "source.article_blocked": SourceArticleBlocked,
}
DESK_TYPES: dict[str, type[DeskEvent]] = {
    "key.created": KeyCreated,
    "key.rotated": KeyRotated,
    "key.revoked": KeyRevoked,
    "role.granted": RoleGranted,
    "role.removed": RoleRemoved,
    "endpoint.disabled": EndpointDisabled,
    "erasure.requested": ErasureRequested,
    "erasure.approved": ErasureApproved,
    "erasure.rejected": ErasureRejected,
    "legal_hold.set": LegalHoldSet,
    "legal_hold.lifted": LegalHoldLifted,
    "log.epoch_opened": LogEpochOpened,
}
ANY_TYPES: dict[str, type[BodyErased]] = {"body.erased": BodyErased}
