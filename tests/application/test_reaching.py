"""What was taken back: whom it had reached, what rests on its origin, and the notice that goes out."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from stories.application import batches, taking_back
from stories.application.decisions import decide_in
from stories.application.digests import parts
from stories.application.endpoints import public_id
from stories.application.handle import Order, now
from stories.application.intake import create_story
from stories.application.notices import Notice, command_of
from stories.application.people import by_user, group_of
from stories.application.queries import NotThere
from stories.application.reaching import reach
from stories.application.sources import amend, register
from stories.application.taking_back import confirm, waiting, withdraw_source
from stories.application.tidying import tidy
from stories.domain.actors import MACHINE, By
from stories.domain.commands_article import WithdrawArticle
from stories.domain.commands_house import AmendSource
from stories.domain.commands_story import ConfirmSuggestion, RejectSuggestion
from stories.domain.refusals import Forbidden
from stories.domain.values import PersonId, SuggestionId
from stories.domain.vocabulary import NoticeKind, Role, Scope, SourceKind, WithdrawScope
from stories.eventlog.read import stream_head
from stories.eventlog.streams import StreamRef
from stories.models import ApiKey, Delivery, Job, JobLine, Person
from tests.application.listeners import HEAD, House, key_of, listening
from tests.application.reservoir import (
    LEAK,
    OWN,
    POWER,
    REPRINT,
    Pump,
    begun,
    claim_with,
    decide,
    filed,
    folded,
    make_public,
)


def test_the_reach_of_an_article_that_was_withdrawn(house: House, pump: Pump) -> None:
    story = begun()
    endpoint, deaf = listening(house, types=["claim.accepted"]), listening(house, types=["story.noted"])
    key = ApiKey.objects.get(pk=key_of(Scope.STORIES_READ).actor.removeprefix("key_"))
    wire = filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, title="Crack in Sorvel wall")
    ours = filed(story, "Our Paper", f"{LEAK}\n\n{OWN}", pump, SourceKind.OWN, title="Is Sorvel safe?")
    filed(story, "Sorvel Echo", f"{POWER}\n\nA meeting is planned for Friday.", pump)
    make_public(story)
    pump()
    house.send()
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=now())
    shown_at = folded(story).version
    decide(story, WithdrawArticle(wire, "the photographs were of another wall"))
    pump()
    before = stream_head(StreamRef.parse(story)).version
    told = reach(story, wire)
    assert stream_head(StreamRef.parse(story)).version == before

    crack = next(one for one in told["claims"] if "crack" in one["statement"])
    water = next(one for one in told["claims"] if "drinking water" in one["statement"])
    assert (crack["held"], crack["public_now"]) == ("support_lost", False)
    assert (water["held"], water["public_now"]) == (None, True)
    (seen,) = crack["public_versions"]
    assert (seen["first"], seen["last"]) == (shown_at, shown_at)
    assert seen["from"] < seen["until"]
    assert water["public_versions"][0]["last"] is None
    assert [one["id"] for one in told["own_articles"]] == [ours]
    assert any("eleven metres" in passage for passage in told["own_articles"][0]["copied"])
    assert {one["source"] for one in told["other_articles"]} == {"Sorvel Echo"}
    assert {one["endpoint"] for one in told["deliveries"]["listed"]} == {public_id(endpoint.id)}
    assert {one["state"] for one in told["deliveries"]["listed"]} == {"delivered"}
    assert key.name in [one["name"] for one in told["clients"]]
    assert told["exports"]["recorded"] is False
    assert told["not_known"]
    assert told["draft"]["kind"] == "kill"
    lines = told["draft"]["text"].splitlines()
    assert lines[:2] == ["KILL", "Slug: sorvel"]
    assert "Why: the photographs were of another wall" in lines
    assert any("1 of" in line and line.startswith("Is: ") for line in lines)
    assert "  Our Paper: Is Sorvel safe?" in lines
    assert [bool(one["public_versions"]) for one in told["claims"]] == [True, True]

    chosen = Notice(NoticeKind.KILL, told["draft"]["text"], (public_id(deaf.id),), articles=(wire,))
    decide_in(story, [command_of(chosen)], Order(HEAD, now()))
    pump()
    assert [row.endpoint_id for row in Delivery.objects.filter(type="notice.sent")] == [deaf.id]
    house.send()
    assert house.sinks[0].said()["data"]["body"]["text"] == told["draft"]["text"]
    assert [one["version"] for one in reach(story, wire)["notices"]] == [folded(story).version]
    with pytest.raises(NotThere):
        command_of(Notice(NoticeKind.KILL, "x", ("whe_" + "0" * 32,)))
    with pytest.raises(NotThere):
        reach(story, "art_" + "0" * 32)


def test_our_own_articles_in_other_stories_that_print_it_are_found(committed_db: object, pump: Pump) -> None:
    story, other = begun(), create_story("Rain", "rain", Order(MACHINE, now()), public=False).stream
    before = filed(other, "Our Paper", f"Rain fell.\n\n{LEAK.replace('dive', 'search')} {OWN}", pump, SourceKind.OWN)
    wire = filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, title="Crack in Sorvel wall")
    said = POWER.replace("The reservoir", "The Sorvel reservoir")
    after = filed(other, "Our Paper", f"Nothing moved.\n\n{said}", pump, title="A wet year")
    filed(other, "Sorvel Echo", f"It is wet.\n\n{LEAK}", pump)
    filed(other, "Our Paper", f"A dry day at the reservoir.\n\n{OWN}", pump)
    decide(story, WithdrawArticle(wire, "made up"))
    pump()
    told = reach(story, wire)
    listed = {one["id"]: one for one in told["own_articles"]}
    assert set(listed) == {before, after}
    assert {one["story"] for one in listed.values()} == {other}
    assert [one for one in listed[before]["copied"] if "eleven metres long" in one]
    assert len(listed[after]["claims"]) == 1
    assert "A wet year" in told["draft"]["text"]
    assert {one["id"] for one in reach(story, claim_with(story, "crack").id)["own_articles"]} == {before}


def test_a_wire_that_never_came_in_is_withdrawn_with_its_reprints_as_one_suggestion(
    committed_db: object, pump: Pump
) -> None:
    story = begun()
    wire, _ = register("Halyard Press", SourceKind.WIRE, None, None, Order(MACHINE, now()))
    filed(story, "Sorvel Echo", REPRINT, pump)
    anglers = "Two anglers left the shore on Sunday."
    partly = filed(story, "Tarn Times", f"SORVEL (Halyard Press) - {LEAK}\n\n{anglers}", pump)
    alone = filed(story, "Valley Voice", f"It was a cold day.\n\n{OWN}", pump)
    make_public(story)
    pump()
    withdraw_source(wire, "the wire has killed it", WithdrawScope.ORIGIN, Order(HEAD, now()))
    pump()
    (made,) = folded(story).suggestions.values()
    assert (made.a, made.b) == (wire, story)
    assert claim_with(story, "crack").publication.value == "usable"
    withdraw_source(wire, "the wire has killed it", WithdrawScope.ORIGIN, Order(HEAD, now()))
    assert len(folded(story).suggestions) == 1
    decide(story, ConfirmSuggestion(SuggestionId(made.id)))
    pump()
    state = folded(story)
    crack = claim_with(story, "crack")
    assert not crack.standing_appearances
    assert crack.hold.reason.value == "support_lost"
    standing = {one.article for claim in state.claims.values() for one in claim.standing_appearances}
    assert standing == {alone}
    assert all(article.withdrawn is None for article in state.articles.values())
    told = reach(story, wire)
    assert {one["id"] for one in told["other_articles"]} >= {partly}
    assert alone not in {one["id"] for one in told["other_articles"]}
    copied = {
        one.id for one in state.claims.values() if {item.appearance.article for item in one.appearances} - {alone}
    }
    assert {one["id"] for one in told["claims"]} == copied


def test_an_outlet_s_own_reporting_stands_beside_the_killed_copy(committed_db: object, pump: Pump) -> None:
    story = begun()
    wire = filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE)
    echo = filed(story, "Sorvel Echo", f"{LEAK}\n\n{OWN}", pump)
    make_public(story)
    suggestion = SuggestionId("sug_" + "1" * 32)
    decide(story, WithdrawArticle(wire, "killed", scope=WithdrawScope.ORIGIN, suggestion=suggestion))
    pump()
    assert [one.article for one in claim_with(story, "crack").standing_appearances] == [echo]
    decide(story, ConfirmSuggestion(suggestion))
    pump()
    assert not claim_with(story, "crack").standing_appearances
    assert [one.article for one in claim_with(story, "lorries").standing_appearances] == [echo]
    assert claim_with(story, "lorries").publication.value == "usable"


def test_an_origin_is_withdrawn_also_where_others_credit_it_by_another_name(committed_db: object, pump: Pump) -> None:
    story, other = begun(), create_story("Rain", "rain", Order(MACHINE, now()), public=False).stream
    wire, _ = register("Halyard Press Agency", SourceKind.WIRE, None, None, Order(MACHINE, now()))
    filed(other, "Valley Voice", REPRINT.replace("Halyard", "HALYARD").replace("\n\n", "\n\nRain.\n\n"), pump)
    filed(story, "Sorvel Echo", REPRINT, pump)
    make_public(story)
    nothing = AmendSource(None, None, None, None)
    amend(wire, nothing, "Halyard Press", Order(HEAD, now()))
    pump()
    withdraw_source(wire, "the wire has killed it", WithdrawScope.ORIGIN, Order(HEAD, now()))
    pump()
    for named in (story, other):
        (made,) = folded(named).suggestions.values()
        assert made.a == wire
        decide(named, ConfirmSuggestion(SuggestionId(made.id)))
        assert not any(one.standing_appearances for one in folded(named).claims.values())
    assert claim_with(story, "crack").hold.reason.value == "support_lost"


def _person() -> By:
    user = User.objects.create_user("head")
    user.groups.add(group_of(Role.DESK_HEAD))
    return by_user(user)


def _work_off() -> list[dict[str, Any]]:
    batches.work(taking_back.carry_line, others={taking_back.KIND: taking_back.carry_line})
    return [{"status": one.status} | one.result for one in JobLine.objects.order_by("line")]


def test_an_origin_is_withdrawn_in_all_stories_by_one_confirmation(committed_db: object, pump: Pump) -> None:
    head = _person()
    story, rain, third = (
        create_story(title, None, Order(MACHINE, now()), public=False).stream for title in ("Wall", "Rain", "Fish")
    )
    wire = filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE)
    filed(story, "Sorvel Echo", f"{LEAK}\n\n{OWN}", pump)
    filed(rain, "Tarn Times", f"It rains.\n\nSORVEL - {LEAK}\n\n{OWN}", pump)
    filed(third, "Valley Voice", f"Trout are few.\n\n{LEAK} {POWER}", pump)
    apart = filed(third, "Lake Letter", f"Trout are many.\n\n{OWN}", pump)
    for one in (story, rain, third):
        make_public(one)
    suggestion = SuggestionId("sug_" + "1" * 32)
    decide(story, WithdrawArticle(wire, "killed", scope=WithdrawScope.ORIGIN, suggestion=suggestion))
    pump()
    elsewhere = {one.story: one for one in waiting(wire, besides=story)}
    assert set(elsewhere) == {rain, third}
    assert {one.document["by"] for one in elsewhere.values()} == {None}
    (waits,) = [part for part in parts(Person.objects.get(), now(), now()) if "copied from it" in part.heading]
    assert [line.split("\n")[0] for line in waits.lines] == ["Halyard Press, in 3 stories: killed"]
    assert {one["source"] for one in reach(story, wire)["other_articles"]} >= {"Tarn Times", "Valley Voice"}
    assert len(reach(third, wire)["claims"]) == 2

    done = confirm(story, ConfirmSuggestion(suggestion), Order(head, now()))
    assert done.job is not None
    assert len(waiting(wire)) == 2
    role = group_of(Role.DESK_HEAD)
    role.user_set.clear()
    assert [(one["status"], one["code"]) for one in _work_off()] == [(422, "role-missing")] * 2
    role.user_set.set(User.objects.all())
    again = confirm(story, ConfirmSuggestion(suggestion), Order(head, now()))
    assert (again.done[0].events, again.job) == ((), done.job)
    told = _work_off()[2:]
    pump()
    assert [one["status"] for one in told] == [201, 201]
    assert {one["title"] for one in told} == {"Rain", "Fish"}
    assert not waiting(wire)
    for one in (story, rain, third):
        assert not claim_with(one, "crack").standing_appearances
        assert claim_with(one, "crack").hold.reason.value == "support_lost"
    assert not claim_with(third, "drinking water").standing_appearances
    assert [one.article for one in claim_with(third, "lorries").standing_appearances] == [apart]
    assert claim_with(rain, "lorries").publication.value == "usable"
    assert confirm(story, ConfirmSuggestion(suggestion), Order(head, now())).job is None


def test_what_a_person_says_of_one_story_stands_before_what_she_confirmed_for_all(
    committed_db: object, pump: Pump
) -> None:
    head = _person()
    story, rain = (create_story(title, None, Order(MACHINE, now()), public=False).stream for title in ("Wall", "Rain"))
    wire = filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE)
    filed(rain, "Tarn Times", f"It rains.\n\n{LEAK}\n\n{OWN}", pump)
    suggestion = SuggestionId("sug_" + "1" * 32)
    decide(story, WithdrawArticle(wire, "killed", scope=WithdrawScope.ORIGIN, suggestion=suggestion))
    pump()
    (waits,) = waiting(wire, besides=story)
    assert confirm(story, ConfirmSuggestion(suggestion), Order(head, now())).job is not None
    decide_in(rain, [RejectSuggestion(SuggestionId(waits.pk))], Order(head, now()))
    assert [(one["status"], one["judged"]) for one in _work_off()] == [(200, "rejected")]
    assert claim_with(rain, "crack").standing_appearances


def test_who_may_not_withdraw_has_nothing_looked_for(committed_db: object, pump: Pump) -> None:
    story = begun()
    filed(story, "Halyard Press", LEAK, pump, SourceKind.WIRE)
    someone = "usr_" + "7" * 32
    reporter = By(someone, PersonId(someone), frozenset({Role.REPORTER}))
    for one in folded(story).sources:
        with pytest.raises(Forbidden):
            withdraw_source(one, "I say so", WithdrawScope.ORIGIN, Order(reporter, now()))
    assert not JobLine.objects.exists()


def test_a_source_is_withdrawn_again_after_its_first_job_was_tidied_away(
    committed_db: object, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_back, "AT_ONCE", 0)
    head, story = _person(), begun()
    for words in (LEAK, POWER):
        article = filed(story, "Halyard Press", words, pump, SourceKind.WIRE)
        source = folded(story).source_of(folded(story).articles[article]).id
        withdraw_source(source, "invented", WithdrawScope.OWN, Order(head, now()))
        assert [one["status"] for one in _work_off()] == [201], words
        assert folded(story).articles[article].withdrawn
        tidy(lambda _said: None, at=now() + timedelta(days=1000))
        assert not Job.objects.exists()
