"""What follows from a decision elsewhere: names lead on, copies of a source are renewed, late texts are told apart."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from stories.application.decisions import decide_in
from stories.application.handle import KeyTaken, Order, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article, slug_of
from stories.application.queries import story_named
from stories.application.sources import amend
from stories.domain.actors import MACHINE, By
from stories.domain.commands_house import AmendSource
from stories.domain.commands_story import AmendStory
from stories.domain.origins import sourcing
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef

Pump = Callable[[], None]
EDITOR = By("usr_" + "3" * 32, PersonId("usr_" + "3" * 32), frozenset({Role.EDITOR}))
NOON = datetime(2025, 9, 16, 12, tzinfo=UTC)


@pytest.fixture
def story(committed_db: object) -> str:
    return create_story("The Orlan dam", None, Order(EDITOR, now()), public=False).stream


def file(story: str, outlet: str, text: str, **more: object) -> str:
    incoming = Incoming(source=SourceGiven(name=outlet), text=text, published_at=NOON, story=story, **more)  # type: ignore[arg-type]
    return file_article(incoming, Order(MACHINE, now())).article


def test_one_owner_makes_two_outlets_one_origin(story: str, pump: Pump) -> None:
    file(story, "Fenwick Post", "The Orlan dam was closed on Monday. Rain is forecast for the whole of the week.")
    file(story, "Valley Herald", "Nobody may walk on the crest any more. The Orlan dam was closed on Monday.")
    pump()

    def origins() -> set[int]:
        with STORIES.reading(StreamRef.parse(story)) as state:
            return {sourcing(state, claim).origins for claim in state.claims.values() if "closed" in claim.statement}

    before = origins()
    with STORIES.reading(StreamRef.parse(story)) as state:
        sources = list(state.sources)
    for source in sources:
        amend(source, AmendSource(owner="Vale Media"), None, Order(EDITOR, now()))
    pump()
    assert before == {2}
    assert origins() == {1}


def test_an_amended_slug_leads_to_the_story_and_the_old_one_still_does(story: str) -> None:
    decide_in(story, [AmendStory(slug="orlan")], Order(EDITOR, now()))
    assert story_named("orlan").id == story
    assert story_named(slug_of("The Orlan dam")).id == story


def test_a_slug_is_one_storys(story: str) -> None:
    other = create_story("The Orlan valley", None, Order(EDITOR, now()), public=False).stream
    with pytest.raises(KeyTaken):
        decide_in(other, [AmendStory(slug="the-orlan-dam")], Order(EDITOR, now()))
    decide_in(story, [AmendStory(title="Orlan, the dam", slug="the-orlan-dam")], Order(EDITOR, now()))


def test_a_text_that_comes_late_is_an_older_revision_with_a_kind(story: str, pump: Pump) -> None:
    url = "https://fenwickpost.example/dam"
    newest = "The dam was closed on Monday. Nobody was hurt."
    older = "The dam was closed on Monday."
    article = file(story, "Fenwick Post", newest, url=url, modified_at=NOON)
    assert file(story, "Fenwick Post", older, url=url, modified_at=NOON - timedelta(hours=2)) == article
    pump()
    with STORIES.reading(StreamRef.parse(story)) as state:
        (held,) = state.articles.values()
        assert held.head == 1
        assert held.revisions[1].kind is not None
