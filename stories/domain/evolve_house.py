"""The fold steps of a source's stream and of the desk's."""

from typing import assert_never

from stories.domain.actors import person_of
from stories.domain.desk import Desk, Erasure, Key
from stories.domain.events import DeskStreamEvent, Meta, SourceStreamEvent
from stories.domain.events_house import (
    BodyErased,
    EndpointDisabled,
    Erased,
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
from stories.domain.events_story import SuggestionEvent
from stories.domain.evolve_question import judge
from stories.domain.source import Source


def evolve_source(source: Source, event: SourceStreamEvent, meta: Meta) -> None:
    source.version = meta.version
    match event:
        case SourceRegistered(name=name, kind=kind, owner=owner, url=url):
            source.name, source.kind, source.owner, source.url = name, kind, owner, url
        case SourceAmended(name=new_name, kind=new_kind, owner=new_owner, url=new_url):
            source.name = new_name or source.name
            source.kind = new_kind or source.kind
            source.owner = new_owner or source.owner
            source.url = new_url or source.url
        case SourceAliasAdded(alias=alias):
            source.aliases += (alias,)
        case SourceAliasRemoved(alias=alias):
            source.aliases = tuple(item for item in source.aliases if item != alias)
        case SourceArticleBlocked(digest=digest):
            source.blocked.add(digest)
        case BodyErased(event=erased):
            source.erased.add(erased)
        case Erased():
            pass
        case _:
            assert_never(event)


def evolve_desk(desk: Desk, event: DeskStreamEvent, meta: Meta) -> None:
    desk.version = meta.version
    if isinstance(event, SuggestionEvent):
        judge(desk.suggestions, desk.pairs, event, meta)
        return
    match event:
        case KeyCreated(key=id_, name=name, scopes=scopes, person=person, expires_at=expires_at):
            desk.keys[id_] = Key(id_, name, scopes, person, expires_at)
        case KeyRotated(key=id_):
            if id_ in desk.keys:
                desk.keys[id_].rotations += 1
        case KeyRevoked(key=id_):
            if id_ in desk.keys:
                desk.keys[id_].revoked = True
        case RoleGranted(person=person, role=role):
            desk.roles[person] = desk.roles.get(person, frozenset()) | {role}
        case RoleRemoved(person=person, role=role):
            desk.roles[person] = desk.roles.get(person, frozenset()) - {role}
        case EndpointDisabled(endpoint=endpoint):
            desk.disabled[endpoint] = meta.at
        case ErasureRequested(erasure=wanted, events=events, basis=basis, reason=reason):
            desk.erasures[wanted] = Erasure(wanted, events, basis, reason, person_of(meta.actor))
        case ErasureApproved(erasure=wanted):
            if wanted in desk.erasures:
                desk.erasures[wanted].approved = True
        case ErasureRejected(erasure=wanted):
            if wanted in desk.erasures:
                desk.erasures[wanted].approved = False
        case LegalHoldSet(things=things):
            desk.legal_holds.update(things)
        case LegalHoldLifted(things=things):
            desk.legal_holds.difference_update(things)
        case LogEpochOpened(size=size):
            desk.epochs += (size,)
        case BodyErased(event=erased):
            desk.erased.add(erased)
        case Erased():
            pass
        case _:
            assert_never(event)
