"""What was taken back: whom it had reached, what rests on its origin, and the notice that goes out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from stories.application import batches, taking_back
from stories.application.decisions import decide_in
from stories.application.digests import parts
from stories.application.endpoints import public_id
from stories.application.handle import Order, handle_story, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.notices import Notice, command_of
from stories.application.people import by_user, group_of
from stories.application.queries import NotThere
from stories.application.reaching import reach
from stories.application.sources import amend, register
from stories.application.taking_back import confirm, waiting, withdraw_source
from stories.application.tidying import tidy
from stories.domain.actors import MACHINE, By
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_article import WithdrawArticle
from stories.domain.commands_claim import AcceptClaim
from stories.domain.commands_house import AmendSource
from stories.domain.commands_story import ConfirmSuggestion, PublishStory, RejectSuggestion
from stories.domain.refusals import Forbidden
from stories.domain.story import Story
from stories.domain.values import ArticleId, PersonId, SuggestionId
from stories.domain.vocabulary import NoticeKind, Role, Scope, SourceKind, Status, WithdrawScope
from stories.eventlog.folding import STORIES
from stories.eventlog.read import stream_head
from stories.eventlog.streams import StreamRef
from stories.models import ApiKey, Delivery, Job, JobLine, Person
from tests.application.listeners import HEAD, House, key_of, listening

Pump = Callable[[], None]
DAY = datetime(2025, 10, 7, 12, tzinfo=UTC)
LEAK = "Inspectors found a crack eleven metres long in the east wall of the Sorvel reservoir during a dive in August."
POWER = "The reservoir was filled in 1931 and gave drinking water to 240,000 people last year."
OWN = "Our reporter saw two lorries with cement at the east gate on Monday morning."
REPRINT = f"SORVEL (Halyard Press) - {LEAK}\n\n{POWER}"


def _story() -> str:
    return create_story("The Sorvel reservoir", "sorvel", Order(MACHINE, now()), public=False).stream


def _filed(story: str, name: str, text: str, pump: Pump, kind: SourceKind | None = None, **more: Any) -> ArticleId:
    given = SourceGiven(name=name, kind=kind) if kind else SourceGiven(name=name)
    sent = Incoming(source=given, text=text, published_at=DAY, story=story, **more)
    filed = file_article(sent, Order(MACHINE, now())).article
    pump()
    return ArticleId(filed)


def _folded(story: str) -> Story:
    return STORIES.at_version(StreamRef.parse(story), 2**31 - 1).state


def _decide(story: str, *commands: StoryStreamCommand) -> None:
    handle_story(story, lambda _state: commands, Order(HEAD, now()))


def _all_public(story: str) -> None:
    fresh = [AcceptClaim(one.id) for one in _folded(story).claims.values() if one.status is Status.DETECTED]
    _decide(story, *fresh, PublishStory())


def _claim(story: str, words: str) -> Any:
    return next(one for one in _folded(story).claims.values() if words in one.statement)


def test_the_reach_of_an_article_that_was_withdrawn(house: House, pump: Pump) -> None:
    story = _story()
    endpoint, deaf = listening(house, types=["claim.accepted"]), listening(house, types=["story.noted"])
    key = ApiKey.objects.get(pk=key_of(Scope.STORIES_READ).actor.removeprefix("key_"))
    wire = _filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, title="Crack in Sorvel wall")
    ours = _filed(story, "Our Paper", f"{LEAK}\n\n{OWN}", pump, SourceKind.OWN, title="Is Sorvel safe?")
    _filed(story, "Sorvel Echo", f"{POWER}\n\nA meeting is planned for Friday.", pump)
    _all_public(story)
    pump()
    house.send()
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=now())
    shown_at = _folded(story).version
    _decide(story, WithdrawArticle(wire, "the photographs were of another wall"))
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
    assert [one["version"] for one in reach(story, wire)["notices"]] == [_folded(story).version]
    with pytest.raises(NotThere):
        command_of(Notice(NoticeKind.KILL, "x", ("whe_" + "0" * 32,)))
    with pytest.raises(NotThere):
        reach(story, "art_" + "0" * 32)


def test_our_own_articles_in_other_stories_that_print_it_are_found(committed_db: object, pump: Pump) -> None:
    story, other = _story(), create_story("Rain", "rain", Order(MACHINE, now()), public=False).stream
    before = _filed(other, "Our Paper", f"Rain fell.\n\n{LEAK.replace('dive', 'search')} {OWN}", pump, SourceKind.OWN)
    wire = _filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, title="Crack in Sorvel wall")
    said = POWER.replace("The reservoir", "The Sorvel reservoir")
    after = _filed(other, "Our Paper", f"Nothing moved.\n\n{said}", pump, title="A wet year")
    _filed(other, "Sorvel Echo", f"It is wet.\n\n{LEAK}", pump)
    _filed(other, "Our Paper", f"A dry day at the reservoir.\n\n{OWN}", pump)
    _decide(story, WithdrawArticle(wire, "made up"))
    pump()
    told = reach(story, wire)
    listed = {one["id"]: one for one in told["own_articles"]}
    assert set(listed) == {before, after}
    assert {one["story"] for one in listed.values()} == {other}
    assert [one for one in listed[before]["copied"] if "eleven metres long" in one]
    assert len(listed[after]["claims"]) == 1
    assert "A wet year" in told["draft"]["text"]
    assert {one["id"] for one in reach(story, _claim(story, "crack").id)["own_articles"]} == {before}


def test_a_wire_that_never_came_in_is_withdrawn_with_its_reprints_as_one_suggestion(
    committed_db: object, pump: Pump
) -> None:
    story = _story()
    wire, _ = register("Halyard Press", SourceKind.WIRE, None, None, Order(MACHINE, now()))
    _filed(story, "Sorvel Echo", REPRINT, pump)
    anglers = "Two anglers left the shore on Sunday."
    partly = _filed(story, "Tarn Times", f"SORVEL (Halyard Press) - {LEAK}\n\n{anglers}", pump)
    alone = _filed(story, "Valley Voice", f"It was a cold day.\n\n{OWN}", pump)
    _all_public(story)
    pump()
    withdraw_source(wire, "the wire has killed it", WithdrawScope.ORIGIN, Order(HEAD, now()))
    pump()
    (made,) = _folded(story).suggestions.values()
    assert (made.a, made.b) == (wire, story)
    assert _claim(story, "crack").publication.value == "usable"
    withdraw_source(wire, "the wire has killed it", WithdrawScope.ORIGIN, Order(HEAD, now()))
    assert len(_folded(story).suggestions) == 1
    _decide(story, ConfirmSuggestion(SuggestionId(made.id)))
    pump()
    state = _folded(story)
    crack = _claim(story, "crack")
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
    story = _story()
    wire = _filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE)
    echo = _filed(story, "Sorvel Echo", f"{LEAK}\n\n{OWN}", pump)
    _all_public(story)
    suggestion = SuggestionId("sug_" + "1" * 32)
    _decide(story, WithdrawArticle(wire, "killed", scope=WithdrawScope.ORIGIN, suggestion=suggestion))
    pump()
    assert [one.article for one in _claim(story, "crack").standing_appearances] == [echo]
    _decide(story, ConfirmSuggestion(suggestion))
    pump()
    assert not _claim(story, "crack").standing_appearances
    assert [one.article for one in _claim(story, "lorries").standing_appearances] == [echo]
    assert _claim(story, "lorries").publication.value == "usable"


def test_an_origin_is_withdrawn_also_where_others_credit_it_by_another_name(committed_db: object, pump: Pump) -> None:
    story, other = _story(), create_story("Rain", "rain", Order(MACHINE, now()), public=False).stream
    wire, _ = register("Halyard Press Agency", SourceKind.WIRE, None, None, Order(MACHINE, now()))
    _filed(other, "Valley Voice", REPRINT.replace("Halyard", "HALYARD").replace("\n\n", "\n\nRain.\n\n"), pump)
    _filed(story, "Sorvel Echo", REPRINT, pump)
    _all_public(story)
    nothing = AmendSource(None, None, None, None)
    amend(wire, nothing, "Halyard Press", Order(HEAD, now()))
    pump()
    withdraw_source(wire, "the wire has killed it", WithdrawScope.ORIGIN, Order(HEAD, now()))
    pump()
    for named in (story, other):
        (made,) = _folded(named).suggestions.values()
        assert made.a == wire
        _decide(named, ConfirmSuggestion(SuggestionId(made.id)))
        assert not any(one.standing_appearances for one in _folded(named).claims.values())
    assert _claim(story, "crack").hold.reason.value == "support_lost"


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
    wire = _filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE)
    _filed(story, "Sorvel Echo", f"{LEAK}\n\n{OWN}", pump)
    _filed(rain, "Tarn Times", f"It rains.\n\nSORVEL - {LEAK}\n\n{OWN}", pump)
    _filed(third, "Valley Voice", f"Trout are few.\n\n{LEAK} {POWER}", pump)
    apart = _filed(third, "Lake Letter", f"Trout are many.\n\n{OWN}", pump)
    for one in (story, rain, third):
        _all_public(one)
    suggestion = SuggestionId("sug_" + "1" * 32)
    _decide(story, WithdrawArticle(wire, "killed", scope=WithdrawScope.ORIGIN, suggestion=suggestion))
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
        assert not _claim(one, "crack").standing_appearances
        assert _claim(one, "crack").hold.reason.value == "support_lost"
    assert not _claim(third, "drinking water").standing_appearances
    assert [one.article for one in _claim(third, "lorries").standing_appearances] == [apart]
    assert _claim(rain, "lorries").publication.value == "usable"
    assert confirm(story, ConfirmSuggestion(suggestion), Order(head, now())).job is None


def test_what_a_person_says_of_one_story_stands_before_what_she_confirmed_for_all(
    committed_db: object, pump: Pump
) -> None:
    head = _person()
    story, rain = (create_story(title, None, Order(MACHINE, now()), public=False).stream for title in ("Wall", "Rain"))
    wire = _filed(story, "Halyard Press", f"{LEAK}\n\n{POWER}", pump, SourceKind.WIRE)
    _filed(rain, "Tarn Times", f"It rains.\n\n{LEAK}\n\n{OWN}", pump)
    suggestion = SuggestionId("sug_" + "1" * 32)
    _decide(story, WithdrawArticle(wire, "killed", scope=WithdrawScope.ORIGIN, suggestion=suggestion))
    pump()
    (waits,) = waiting(wire, besides=story)
    assert confirm(story, ConfirmSuggestion(suggestion), Order(head, now())).job is not None
    decide_in(rain, [RejectSuggestion(SuggestionId(waits.pk))], Order(head, now()))
    assert [(one["status"], one["judged"]) for one in _work_off()] == [(200, "rejected")]
    assert _claim(rain, "crack").standing_appearances


def test_who_may_not_withdraw_has_nothing_looked_for(committed_db: object, pump: Pump) -> None:
    story = _story()
    _filed(story, "Halyard Press", LEAK, pump, SourceKind.WIRE)
    someone = "usr_" + "7" * 32
    reporter = By(someone, PersonId(someone), frozenset({Role.REPORTER}))
    for one in _folded(story).sources:
        with pytest.raises(Forbidden):
            withdraw_source(one, "I say so", WithdrawScope.ORIGIN, Order(reporter, now()))
    assert not JobLine.objects.exists()


def test_a_source_is_withdrawn_again_after_its_first_job_was_tidied_away(
    committed_db: object, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_back, "AT_ONCE", 0)
    head, story = _person(), _story()
    for words in (LEAK, POWER):
        article = _filed(story, "Halyard Press", words, pump, SourceKind.WIRE)
        source = _folded(story).source_of(_folded(story).articles[article]).id
        withdraw_source(source, "invented", WithdrawScope.OWN, Order(head, now()))
        assert [one["status"] for one in _work_off()] == [201], words
        assert _folded(story).articles[article].withdrawn
        tidy(lambda _said: None, at=now() + timedelta(days=1000))
        assert not Job.objects.exists()
