"""Who hears what: the wish of an endpoint, the rights of its owner, the one line for a chat."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from stories.application.endpoints import CHAT
from stories.application.handle import Order, handle_desk, handle_story, now
from stories.application.ids import new_id
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.application.keys import revoke_key
from stories.application.messages import line_of
from stories.domain.actors import MACHINE
from stories.domain.commands_article import WithdrawArticle
from stories.domain.commands_claim import CorrectClaim, WithdrawClaim
from stories.domain.commands_house import GrantRole
from stories.domain.commands_story import RecordErasure
from stories.domain.edits import Edit, EditKind
from stories.domain.events_article import ArticleAnalysed
from stories.domain.events_claim import ClaimHeld
from stories.domain.events_finding import ClaimChallenged
from stories.domain.values import ArticleId, ContradictionId, EventId, PersonId
from stories.domain.vocabulary import (
    CorrectionKind,
    HoldReason,
    RevisionKind,
    Role,
    Scope,
    WithdrawnBy,
)
from stories.eventlog.erase import erase_body
from stories.eventlog.folding import STORIES
from stories.eventlog.read import read_log
from stories.eventlog.streams import StreamRef
from stories.models import ApiKey, Delivery
from tests.application.listeners import ALL_READING, HEAD, House, a_public_claim, a_story, key_of, listening, note

pytestmark = pytest.mark.usefixtures("committed_db")


def test_it_hears_what_it_asked_for_and_what_comes_after_it(house: House, pump: Callable[[], None]) -> None:
    mine, other = a_story("mine"), a_story("other")
    pump()
    endpoint = listening(house, types=["story.noted"], stories=[mine])
    note(mine)
    note(other)
    pump()
    assert [(row.type, row.story) for row in Delivery.objects.filter(endpoint=endpoint)] == [("story.noted", mine)]


def test_a_public_ear_hears_what_readers_may_know(house: House, pump: Callable[[], None]) -> None:
    listening(house, key_of(Scope.WEBHOOKS_MANAGE))
    story = a_story()
    note(story, "a secret of the desk")
    claim = a_public_claim(story)
    hidden = a_public_claim(a_story("hidden"))
    assert hidden
    handle_story(story, lambda _state: [WithdrawClaim(claim, "forged", "We withdraw this.")], Order(HEAD, now()))
    pump()
    house.send()
    heard = [house.sinks[0].said(n) for n in range(len(house.sinks[0].got))]
    assert [one["type"] for one in heard if one["data"]["stream"] == story] == ["story.published", "claim.withdrawn"]
    assert "secret" not in str(heard)
    assert "warden" not in str(heard)
    assert not any("body" in one["data"] or "actor" in one["data"] for one in heard)


def test_what_was_killed_without_a_word_yet_is_not_repeated_by_its_kill(house: House, pump: Callable[[], None]) -> None:
    listening(house, key_of(Scope.WEBHOOKS_MANAGE), types=["claim.withdrawn"])
    claim = a_public_claim(story := a_story(), "The warden was drunk.")
    handle_story(story, lambda _state: [WithdrawClaim(claim, "forged")], Order(HEAD, now()))
    pump()
    house.send()
    said = house.sinks[0].said()["data"]
    assert (said["claim"], said["summary"]) == (claim, "We took a line back.")


def test_whoever_lost_the_right_hears_no_more(house: House, pump: Callable[[], None]) -> None:
    by = key_of(*ALL_READING)
    listening(house, by, types=["story.noted"])
    note(a_story())
    pump()
    revoke_key(ApiKey.objects.get(pk=by.actor.removeprefix("key_")), Order(MACHINE, now()))
    assert house.send() == 0
    assert [row.state for row in Delivery.objects.all()] == ["withheld"]
    note(a_story())
    pump()
    assert Delivery.objects.count() == 1


def test_the_desk_stream_is_for_readers_of_the_log(house: House, pump: Callable[[], None]) -> None:
    heads = listening(house, key_of(*ALL_READING), types=["role.granted"])
    listening(house, key_of(Scope.WEBHOOKS_MANAGE, Scope.STORIES_READ), types=["role.granted"])
    handle_desk([GrantRole(PersonId("usr_" + "3" * 32), Role.READER)], Order(MACHINE, now()))
    pump()
    assert [row.endpoint_id for row in Delivery.objects.all()] == [heads.id]


def test_an_erased_body_goes_out_no_more(house: House, pump: Callable[[], None]) -> None:
    listening(house, types=["story.noted"])
    story = a_story()
    note(story, "the name of a child")
    pump()
    house.sinks[0].answers = [500]
    house.send()
    assert "child" in str(house.sinks[0].said())
    (stored,) = read_log(-1, 10, ["story.noted"])
    erased = erase(story, stored.envelope.id, pump)
    assert erased
    house.clock.forward(minutes=1)
    house.send()
    assert house.sinks[0].said()["data"]["body"] is None
    assert "child" not in str(house.sinks[0].said())


def erase(story: str, event: str, pump: Callable[[], None]) -> bool:
    done = handle_story(story, lambda _state: [RecordErasure(EventId(event), "by law", None)], Order(HEAD, now()))
    pump()
    return erase_body(event, because=str(done.events[0]))


def test_chat_hears_one_line_of_what_cannot_wait(house: House, pump: Callable[[], None]) -> None:
    listening(house, format=CHAT)
    story = a_story("The <!channel> dam\nand @here")
    claim = a_public_claim(story)
    note(story)
    correct = CorrectClaim(
        claim, CorrectionKind.CORRECTION, "2011", "2014", "It was opened in 2014, not in 2011.", None
    )
    handle_story(story, lambda _state: [correct], Order(HEAD, now()))
    handle_story(story, lambda _state: [WithdrawClaim(claim, "forged", None)], Order(HEAD, now()))
    article = file_article(
        Incoming(source=SourceGiven(name="Fenwick Post"), text="The dam stands.", title="Dam", story=story),
        Order(MACHINE, now()),
    ).article
    kill = WithdrawArticle(ArticleId(article), reason="mandatory kill", by=WithdrawnBy.SOURCE)
    handle_story(story, lambda _state: [kill], Order(HEAD, now()))
    pump()
    house.send()
    lines = [house.sinks[0].said(n) for n in range(len(house.sinks[0].got))]
    assert all(list(one) == ["text"] for one in lines)
    texts = [one["text"] for one in lines]
    assert [text.split(":")[0] for text in texts] == ["Correction", "Kill", "Kill"]
    assert "It was opened in 2014" in texts[0]
    assert "Fenwick Post" in texts[2]
    for text in texts:
        assert "\n" not in text
        assert "<!channel>" not in text
        assert "@here" not in text
        assert "/stories/" in text


def test_what_a_chat_hears_and_what_not(house: House) -> None:
    story = a_story()
    claim = a_public_claim(story)
    article = file_article(
        Incoming(source=SourceGiven(name="Fenwick Post"), text="The dam stands.", title="Dam", story=story),
        Order(MACHINE, now()),
    ).article
    analysed = ArticleAnalysed(ArticleId(article), 2, "x@1", "en", (), (), (), ())
    with STORIES.reading(StreamRef.parse(story)) as state:
        heard = [
            line_of(state, event)
            for event in (
                ClaimChallenged(claim, ContradictionId(new_id("con"))),
                ClaimHeld(claim, HoldReason.SUPPORT_LOST),
                replace(analysed, kind=RevisionKind.STEALTH, edits=(Edit(EditKind.CHANGED, claims=(claim,)),)),
                replace(analysed, kind=RevisionKind.STEALTH, edits=(Edit(EditKind.CHANGED),)),
                replace(analysed, kind=RevisionKind.COSMETIC),
                ClaimHeld(claim, HoldReason.CHECKING),
            )
        ]
    assert [line.split(":")[0] if line else None for line in heard] == [
        "Challenged",
        "Support lost",
        "Stealth edit",
        None,
        None,
        None,
    ]
    assert "“The dam was opened in 2011.”" in str(heard[0])
