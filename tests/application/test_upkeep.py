"""What time brings by itself: an embargo ends, a quiet story rests. Ticked twice, it happens once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.application.upkeep import QUIET, tick
from stories.domain.actors import MACHINE
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import AcceptClaim, CreateClaim, HoldClaim, VerifyClaim
from stories.domain.records import NewEvidence
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.domain.vocabulary import EvidenceKind, HoldReason, StoryStatus, Terms
from stories.eventlog.codec import Undecodable
from stories.eventlog.folding import STORIES
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.models import reading
from tests.application.listeners import HEAD, from_the_future

Pump = Callable[[], None]
TEXT = "The ferry Alma will sail again on Friday, the harbour board of Tarn Head said."


def folded(story: str) -> Story:
    return STORIES.at_version(StreamRef.parse(story), 2**31 - 1).state


def types(story: str) -> list[str]:
    return [stored.envelope.type for stored in read_stream(StreamRef.parse(story))]


def test_an_article_under_embargo_is_read_and_comes_out_when_its_time_has_come(pump: Pump) -> None:
    begun = now() - timedelta(hours=3)
    story = create_story("The Alma", None, Order(HEAD, begun), public=True).stream
    for hours in (1, 6):
        text, until = f"{TEXT}\n\nThat was edition {hours}.", begun + timedelta(hours=hours)
        sent = Incoming(source=SourceGiven(name=f"Paper {hours}"), text=text, embargo_until=until, story=story)
        file_article(sent, Order(MACHINE, begun))
    pump()
    (claim, *_rest) = folded(story).claims
    handle_story(story, lambda _state: [AcceptClaim(claim)], Order(HEAD, now()))
    pump()
    assert not reading.Claim.objects.get(pk=claim).public
    for _ in range(2):
        tick("release", every=30.0, asked=True)
    assert types(story).count("article.released") == 1
    assert sorted(article.held is None for article in folded(story).articles.values()) == [False, True]
    assert reading.Claim.objects.get(pk=claim).public


def test_a_claim_under_embargo_comes_out_when_its_time_has_come(pump: Pump) -> None:
    begun = now() - timedelta(hours=3)
    story = create_story("The Alma", None, Order(HEAD, begun), public=True).stream
    call = NewEvidence(EvidenceKind.CALL, "the harbour board", Terms.ON_RECORD, begun)
    due, later = ClaimId(new_id("clm")), ClaimId(new_id("clm"))
    commands: list[StoryStreamCommand] = []
    for claim, hours in ((due, 1), (later, 6)):
        embargo = HoldClaim(claim, HoldReason.EMBARGO, begun + timedelta(hours=hours))
        words = f"The Alma sails again in {hours} hours."
        commands += [CreateClaim(claim, words, (call,)), VerifyClaim(claim, (1,)), embargo]
    for command in commands:
        handle_story(story, lambda _state, one=command: [one], Order(HEAD, begun))  # type: ignore[misc]
    pump()
    for _ in range(2):
        tick("release", every=30.0, asked=True)
    assert types(story).count("claim.released") == 2 + 1  # each with its verdict, and the one whose time has come
    assert [reading.Claim.objects.get(pk=one).public for one in (due, later)] == [True, False]


def test_a_story_in_which_nothing_happens_rests(pump: Pump) -> None:
    long_ago = now() - QUIET - timedelta(hours=1)
    quiet = create_story("The Alma", None, Order(HEAD, long_ago), public=True).stream
    busy = create_story("The Orla", None, Order(HEAD, now()), public=True).stream
    pump()
    for _ in range(2):
        tick("rest", every=3600.0, asked=True)
    assert (folded(quiet).status, folded(busy).status) == (StoryStatus.DORMANT, StoryStatus.OPEN)
    assert types(quiet).count("story.went_dormant") == 1
    sent = Incoming(source=SourceGiven(name="Tarn Times"), text=TEXT, story=quiet)
    file_article(sent, Order(MACHINE, now()))
    assert folded(quiet).status is StoryStatus.OPEN


def test_a_story_that_cannot_be_read_keeps_no_other_from_its_time(pump: Pump) -> None:
    long_ago = now() - QUIET - timedelta(hours=1)
    stories = [create_story(f"The Alma {n}", None, Order(HEAD, long_ago), public=True).stream for n in range(3)]
    pump()
    from_the_future(stories[1])
    with pytest.raises(Undecodable):  # the job shows that something is wrong
        tick("rest", every=3600.0, asked=True)
    assert [folded(one).status for one in (stories[0], stories[2])] == [StoryStatus.DORMANT] * 2
