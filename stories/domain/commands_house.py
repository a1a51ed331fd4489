"""Intents about sources and about the desk: keys, roles, erasures, holds by law."""

from dataclasses import dataclass
from datetime import datetime

from stories.domain.commands_story import (
    ConfirmSuggestion,
    MakeSuggestion,
    MarkSuggestionUnsure,
    RecordErasure,
    RejectSuggestion,
)
from stories.domain.values import EndpointId, ErasureId, EventId, KeyId, PersonId
from stories.domain.vocabulary import Role, Scope, SourceKind


@dataclass(frozen=True, slots=True)
class RegisterSource:
    name: str
    kind: SourceKind
    owner: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AmendSource:
    name: str | None = None
    kind: SourceKind | None = None
    owner: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AddAlias:
    alias: str


@dataclass(frozen=True, slots=True)
class RemoveAlias:
    alias: str


@dataclass(frozen=True, slots=True)
class BlockArticle:
    """By machine, after a text was taken down."""

    digest: str


@dataclass(frozen=True, slots=True)
class CreateKey:
    key: KeyId
    name: str
    scopes: tuple[Scope, ...]
    person: PersonId | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RotateKey:
    key: KeyId


@dataclass(frozen=True, slots=True)
class RevokeKey:
    key: KeyId


@dataclass(frozen=True, slots=True)
class GrantRole:
    person: PersonId
    role: Role


@dataclass(frozen=True, slots=True)
class RemoveRole:
    person: PersonId
    role: Role


@dataclass(frozen=True, slots=True)
class DisableEndpoint:
    """By machine, after a receiver has refused for too long.

    failing_since: tells one disabling from the next, for somebody may have enabled the endpoint again between them.
    """

    endpoint: EndpointId
    why: str
    failing_since: datetime


@dataclass(frozen=True, slots=True)
class RequestErasure:
    """things: public ids of what the events are about, for the check against legal holds."""

    erasure: ErasureId
    events: tuple[EventId, ...]
    basis: str
    reason: str
    things: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApproveErasure:
    erasure: ErasureId
    things: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectErasure:
    erasure: ErasureId


@dataclass(frozen=True, slots=True)
class SetLegalHold:
    things: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class LiftLegalHold:
    things: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class OpenEpoch:
    """By machine, after a restore."""

    size: int
    root: str
    lost: int


SourceCommand = RegisterSource | AmendSource | AddAlias | RemoveAlias | BlockArticle | RecordErasure
DeskCommand = (
    CreateKey
    | RotateKey
    | RevokeKey
    | GrantRole
    | RemoveRole
    | DisableEndpoint
    | RequestErasure
    | ApproveErasure
    | RejectErasure
    | SetLegalHold
    | LiftLegalHold
    | OpenEpoch
    | MakeSuggestion
    | ConfirmSuggestion
    | RejectSuggestion
    | MarkSuggestionUnsure
    | RecordErasure
)
