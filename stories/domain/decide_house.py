"""Rules of the source streams and of the desk's stream."""

from datetime import datetime
from typing import assert_never

from stories.domain.actors import By
from stories.domain.checks import said
from stories.domain.commands_house import (
    AddAlias,
    AmendSource,
    ApproveErasure,
    BlockArticle,
    CreateKey,
    DeskCommand,
    DisableEndpoint,
    GrantRole,
    LiftLegalHold,
    OpenEpoch,
    RegisterSource,
    RejectErasure,
    RemoveAlias,
    RemoveRole,
    RequestErasure,
    RevokeKey,
    RotateKey,
    SetLegalHold,
    SourceCommand,
)
from stories.domain.commands_story import RecordErasure, SuggestionCommand
from stories.domain.decide_question import judged
from stories.domain.decide_story import erase
from stories.domain.desk import Desk, Erasure, Key
from stories.domain.events import DeskStreamEvent, SourceStreamEvent
from stories.domain.events_house import (
    BodyErased,
    EndpointDisabled,
    ErasureApproved,
    ErasureRejected,
    ErasureRequested,
    KeyCreated,
    KeyRevoked,
    KeyRotated,
    LegalHoldLifted,
    LegalHoldSet,
    LogEpochOpened,
    RoleGranted,
    RoleRemoved,
    SourceAliasAdded,
    SourceAliasRemoved,
    SourceAmended,
    SourceArticleBlocked,
    SourceRegistered,
)
from stories.domain.permissions import Action, require
from stories.domain.refusals import Forbidden, Refused
from stories.domain.source import Source
from stories.domain.values import ErasureId, KeyId, PersonId
from stories.domain.vocabulary import Role, Scope


def decide_source(command: SourceCommand, source: Source, by: By, at: datetime) -> list[SourceStreamEvent]:  # noqa: ARG001
    if isinstance(command, RegisterSource):
        require(by, Action.SUBMIT_ARTICLE)
        if source.version > 0:
            raise Refused("source-known", source.id)
        return [SourceRegistered(said(command.name, "no-name"), command.kind, command.owner, command.url)]
    if source.version == 0:
        raise Refused("no-such-source", source.id)
    match command:
        case AmendSource():
            require(by, Action.AMEND_SOURCE)
            return _amend(source, command)
        case AddAlias(alias=alias):
            require(by, Action.AMEND_SOURCE)
            folded = said(alias, "no-name").casefold()
            if alias in source.aliases:
                return []
            if folded in {source.name.casefold(), *(item.casefold() for item in source.aliases)}:
                raise Refused("alias-taken", alias)
            return [SourceAliasAdded(alias)]
        case RemoveAlias(alias=alias):
            require(by, Action.AMEND_SOURCE)
            if alias not in source.aliases:
                raise Refused("no-such-alias", alias)
            return [SourceAliasRemoved(alias)]
        case BlockArticle(digest=digest):
            require(by, Action.RECORD_FINDINGS)
            return [] if digest in source.blocked else [SourceArticleBlocked(digest)]
        case RecordErasure(event=event, reason=reason, erasure=erasure):
            return [*erase(event in source.erased, BodyErased(event, said(reason, "no-reason"), erasure), by)]
        case _:
            assert_never(command)


def _amend(source: Source, command: AmendSource) -> list[SourceStreamEvent]:
    if (command.name, command.kind, command.owner, command.url) == (None, None, None, None):
        raise Refused("nothing-to-change", source.id)
    if command.name is not None:
        said(command.name, "no-name")
    changed = SourceAmended(
        command.name if command.name != source.name else None,
        command.kind if command.kind != source.kind else None,
        command.owner if command.owner != source.owner else None,
        command.url if command.url != source.url else None,
    )
    return [] if changed == SourceAmended() else [changed]


def decide_desk(command: DeskCommand, desk: Desk, by: By, at: datetime) -> list[DeskStreamEvent]:
    if isinstance(command, SuggestionCommand):
        return [*judged(command, desk.suggestions, desk.pairs, by)]
    match command:
        case CreateKey():
            require(by, Action.RUN_HOUSE)
            _within_own_key(command, by)
            return _create_key(command, desk, at)
        case RotateKey(key=id_):
            require(by, Action.RUN_HOUSE)
            if _key(desk, id_).revoked:
                raise Refused("key-revoked", id_)
            return [KeyRotated(id_)]
        case RevokeKey(key=id_):
            require(by, Action.RUN_HOUSE)
            return [] if _key(desk, id_).revoked else [KeyRevoked(id_)]
        case GrantRole(person=person, role=role):
            _roles_of_others(by, person)
            return [] if role in desk.roles.get(person, frozenset()) else [RoleGranted(person, role)]
        case RemoveRole(person=person, role=role):
            _roles_of_others(by, person)
            if role not in desk.roles.get(person, frozenset()):
                return []
            if role is Role.OPERATOR and sum(1 for held in desk.roles.values() if role in held) == 1:
                raise Refused("last-admin", role)
            return [RoleRemoved(person, role)]
        case DisableEndpoint(endpoint=endpoint, why=why, failing_since=since):
            require(by, Action.RECORD_FINDINGS)
            told = desk.disabled.get(endpoint)
            return [] if told is not None and told >= since else [EndpointDisabled(endpoint, why)]
        case RequestErasure():
            require(by, Action.REQUEST_ERASURE)
            return _request_erasure(command, desk)
        case ApproveErasure(erasure=id_, things=things):
            require(by, Action.APPROVE_ERASURE)
            return _approve_erasure(_erasure(desk, id_), things, desk, by)
        case RejectErasure(erasure=id_):
            require(by, Action.APPROVE_ERASURE)
            erasure = _erasure(desk, id_)
            if erasure.approved is True:
                raise Refused("erasure-decided", id_)
            return [] if erasure.approved is False else [ErasureRejected(id_)]
        case SetLegalHold(things=things, reason=reason):
            require(by, Action.APPROVE_ERASURE)
            new = tuple(thing for thing in things if thing not in desk.legal_holds)
            return [LegalHoldSet(new, said(reason, "no-reason"))] if new else []
        case LiftLegalHold(things=things, reason=reason):
            require(by, Action.APPROVE_ERASURE)
            held = tuple(thing for thing in things if thing in desk.legal_holds)
            return [LegalHoldLifted(held, said(reason, "no-reason"))] if held else []
        case OpenEpoch(size=size, root=root, lost=lost):
            require(by, Action.RECORD_FINDINGS)
            return [] if size in desk.epochs else [LogEpochOpened(size, root, lost)]
        case RecordErasure(event=event, reason=reason, erasure=wanted):
            return [*erase(event in desk.erased, BodyErased(event, said(reason, "no-reason"), wanted), by)]
        case _:
            assert_never(command)


def _create_key(command: CreateKey, desk: Desk, at: datetime) -> list[DeskStreamEvent]:
    if command.key in desk.keys:
        raise Refused("id-taken", command.key)
    if not command.scopes:
        raise Refused("no-scopes")
    if Scope.CLAIMS_ACT in command.scopes and command.person is None:
        raise Refused("scope-needs-person", Scope.CLAIMS_ACT)
    if command.expires_at is not None and command.expires_at <= at:
        raise Refused("date-past")
    name = said(command.name, "no-name")
    return [KeyCreated(command.key, name, command.scopes, command.person, command.expires_at)]


def _within_own_key(command: CreateKey, by: By) -> None:
    """A stolen key must not become a better one. In her own session an operator makes keys for anybody."""
    if by.scopes is None:
        return
    if not set(command.scopes) <= by.scopes or command.person not in (None, by.person):
        raise Forbidden("beyond-own-key", command.key)


def _key(desk: Desk, id_: KeyId) -> Key:
    key = desk.keys.get(id_)
    if key is None:
        raise Refused("no-such-key", id_)
    return key


def _roles_of_others(by: By, person: PersonId) -> None:
    require(by, Action.RUN_HOUSE)
    if by.person == person:
        raise Refused("own-role", person)


def _erasure(desk: Desk, id_: ErasureId) -> Erasure:
    erasure = desk.erasures.get(id_)
    if erasure is None:
        raise Refused("no-such-erasure", id_)
    return erasure


def _not_on_hold(desk: Desk, things: tuple[str, ...]) -> None:
    held = [thing for thing in things if thing in desk.legal_holds]
    if held:
        raise Refused("legal-hold", ", ".join(held))


def _request_erasure(command: RequestErasure, desk: Desk) -> list[DeskStreamEvent]:
    _not_on_hold(desk, (*command.things, *command.events))
    known = desk.erasures.get(command.erasure)
    if known is not None:
        if known.events == command.events:
            return []
        raise Refused("id-taken", command.erasure)
    said(command.basis, "no-reason")
    return [ErasureRequested(command.erasure, command.events, command.basis, said(command.reason, "no-reason"))]


def _approve_erasure(erasure: Erasure, things: tuple[str, ...], desk: Desk, by: By) -> list[DeskStreamEvent]:
    if erasure.approved is True:
        return []
    if erasure.approved is False:
        raise Refused("erasure-decided", erasure.id)
    if erasure.requested_by == by.person:
        raise Refused("own-erasure", erasure.id)
    _not_on_hold(desk, (*things, *erasure.events))
    return [ErasureApproved(erasure.id)]
