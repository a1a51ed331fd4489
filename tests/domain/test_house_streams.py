"""Sources, and the desk: keys, roles, erasures, holds by law."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from stories.domain.actors import MACHINE, By
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
from stories.domain.commands_story import ConfirmSuggestion, MakeSuggestion, RecordErasure
from stories.domain.decide_house import decide_desk, decide_source
from stories.domain.desk import Desk
from stories.domain.events import Meta
from stories.domain.events_story import SuggestionMade
from stories.domain.evolve_house import evolve_desk, evolve_source
from stories.domain.refusals import Refused
from stories.domain.source import Source
from stories.domain.values import EndpointId, ErasureId, EventId, KeyId, PersonId, SourceId, SuggestionId
from stories.domain.vocabulary import Role, Scope, SourceKind, SuggestionKind
from tests.domain.play import EDITOR, HEAD, OPERATOR, OTHER_HEAD, REPORTER, START

KEY, PERSON = KeyId("key_1"), PersonId("usr_new")
ERA = ErasureId("era_1")
SUG = SuggestionId("sug_1")


def tell(source: Source, command: SourceCommand, by: By = EDITOR) -> int:
    events = decide_source(command, source, by, START)
    for event in events:
        evolve_source(source, event, Meta(EventId("e"), source.version + 1, START, by.actor))
    return len(events)


def ask(desk: Desk, command: DeskCommand, by: By = OPERATOR) -> int:
    events = decide_desk(command, desk, by, START)
    for event in events:
        evolve_desk(desk, event, Meta(EventId("e"), desk.version + 1, START, by.actor))
    return len(events)


def refused(code: str, desk: Desk, command: DeskCommand, by: By = OPERATOR) -> None:
    with pytest.raises(Refused) as caught:
        ask(desk, command, by)
    assert caught.value.code == code


def test_a_source() -> None:
    source = Source(SourceId("src_1"))
    with pytest.raises(Refused, match="no-such-source"):
        tell(source, AddAlias("VH"))
    with pytest.raises(Refused, match="no-name"):
        tell(source, RegisterSource(" ", SourceKind.OUTLET))
    assert tell(source, RegisterSource("Velmora Herald", SourceKind.OUTLET), REPORTER) == 1
    with pytest.raises(Refused, match="source-known"):
        tell(source, RegisterSource("Velmora Herald", SourceKind.OUTLET))
    assert [tell(source, AddAlias("VH")), tell(source, AddAlias("VH"))] == [1, 0]
    with pytest.raises(Refused, match="alias-taken"):
        tell(source, AddAlias("velmora herald"))
    assert [tell(source, RemoveAlias("VH"))] == [1]
    with pytest.raises(Refused, match="no-such-alias"):
        tell(source, RemoveAlias("VH"))
    assert [tell(source, AmendSource(owner="Tarn Group")), tell(source, AmendSource(owner="Tarn Group"))] == [1, 0]
    assert source.copy.owner == "Tarn Group"
    with pytest.raises(Refused, match="role-missing"):
        tell(source, AmendSource(owner="X"), REPORTER)
    with pytest.raises(Refused, match="nothing-to-change"):
        tell(source, AmendSource())
    assert [tell(source, BlockArticle("d"), MACHINE), tell(source, BlockArticle("d"), MACHINE)] == [1, 0]
    erase = RecordErasure(EventId("e9"), "court order")
    assert [tell(source, erase, MACHINE), tell(source, erase, MACHINE)] == [1, 0]


def test_keys() -> None:
    desk = Desk()
    refused("no-scopes", desk, CreateKey(KEY, "wire", ()))
    refused("scope-needs-person", desk, CreateKey(KEY, "wire", (Scope.CLAIMS_ACT,)))
    refused("date-past", desk, CreateKey(KEY, "wire", (Scope.EVENTS_READ,), expires_at=START - timedelta(days=1)))
    refused("no-name", desk, CreateKey(KEY, "", (Scope.EVENTS_READ,)))
    refused("role-missing", desk, CreateKey(KEY, "wire", (Scope.EVENTS_READ,)), EDITOR)
    narrow = replace(OPERATOR, scopes=frozenset({Scope.OPS_RUN, Scope.STORIES_READ}))
    refused("beyond-own-key", desk, CreateKey(KEY, "wire", (Scope.EVENTS_READ,)), narrow)
    refused("beyond-own-key", desk, CreateKey(KEY, "wire", (Scope.STORIES_READ,), PERSON), narrow)
    assert ask(desk, CreateKey(KEY, "wire", (Scope.EVENTS_READ,))) == 1
    refused("id-taken", desk, CreateKey(KEY, "wire", (Scope.EVENTS_READ,)))
    assert [ask(desk, RotateKey(KEY)), ask(desk, RevokeKey(KEY)), ask(desk, RevokeKey(KEY))] == [1, 1, 0]
    refused("key-revoked", desk, RotateKey(KEY))
    refused("no-such-key", desk, RevokeKey(KeyId("key_0")))


def test_roles() -> None:
    desk = Desk()
    assert [ask(desk, GrantRole(PERSON, Role.OPERATOR)), ask(desk, GrantRole(PERSON, Role.OPERATOR))] == [1, 0]
    refused("last-admin", desk, RemoveRole(PERSON, Role.OPERATOR))
    assert ask(desk, RemoveRole(PERSON, Role.EDITOR)) == 0
    assert ask(desk, GrantRole(PersonId("usr_b"), Role.OPERATOR), MACHINE) == 1
    assert ask(desk, RemoveRole(PERSON, Role.OPERATOR)) == 1
    refused("own-role", desk, GrantRole(PersonId("usr_operator"), Role.DESK_HEAD))


def test_erasure_takes_two_and_respects_holds() -> None:
    desk = Desk()
    request = RequestErasure(ERA, (EventId("e1"),), "court", "order 12", ("art_1",))
    assert ask(desk, SetLegalHold(("art_1",), "inquiry"), HEAD) == 1
    assert ask(desk, SetLegalHold(("art_1",), "inquiry"), HEAD) == 0
    refused("legal-hold", desk, request, HEAD)
    assert [ask(desk, LiftLegalHold(("art_1",), "over"), HEAD), ask(desk, LiftLegalHold(("art_1",), "x"), HEAD)] == [
        1,
        0,
    ]
    assert [ask(desk, request, HEAD), ask(desk, request, HEAD)] == [1, 0]
    refused("own-erasure", desk, ApproveErasure(ERA), HEAD)
    refused("role-missing", desk, ApproveErasure(ERA), EDITOR)
    assert [ask(desk, ApproveErasure(ERA), OTHER_HEAD), ask(desk, ApproveErasure(ERA), OTHER_HEAD)] == [1, 0]
    refused("erasure-decided", desk, RejectErasure(ERA), OTHER_HEAD)
    refused("no-such-erasure", desk, ApproveErasure(ErasureId("era_0")), HEAD)


def test_what_the_machine_tells_the_desk() -> None:
    desk = Desk()
    gone = DisableEndpoint(EndpointId("whe_1"), "410", START)
    assert [ask(desk, gone, MACHINE), ask(desk, gone, MACHINE)] == [1, 0]
    again = DisableEndpoint(EndpointId("whe_1"), "410", START + timedelta(seconds=1))
    assert ask(desk, again, MACHINE) == 1
    assert [ask(desk, OpenEpoch(7, "0", 2), MACHINE), ask(desk, OpenEpoch(7, "0", 2), MACHINE)] == [1, 0]
    made = SuggestionMade(SUG, SuggestionKind.SAME_STORY, "sto_1", "sto_2", Decimal("0.7"), "same people", "g@1")
    assert [ask(desk, MakeSuggestion(made), MACHINE), ask(desk, MakeSuggestion(made), MACHINE)] == [1, 0]
    assert [ask(desk, ConfirmSuggestion(SUG), EDITOR), ask(desk, ConfirmSuggestion(SUG), EDITOR)] == [1, 0]
    erase = RecordErasure(EventId("e9"), "court order")
    assert [ask(desk, erase, MACHINE), ask(desk, erase, MACHINE)] == [1, 0]
