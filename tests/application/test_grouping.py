"""Articles that come without a story: joined to the one they tell, asked of a person, or left alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pytest_django.fixtures import Settings

from stories.application.decisions import desk_suggestions
from stories.application.handle import Order, handle_desk, handle_story, now
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.application.moving import move_article
from stories.application.whereabouts import story_of
from stories.domain.actors import MACHINE, By
from stories.domain.commands_claim import AcceptClaim
from stories.domain.commands_story import OpenStory, RejectSuggestion
from stories.domain.origins import sourcing
from stories.domain.story import Story
from stories.domain.values import ArticleId, PersonId
from stories.domain.vocabulary import Role, Status, SuggestionKind
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef

Pump = Callable[[], None]

MONDAY = datetime(2025, 9, 15, 9, tzinfo=UTC)
EDITOR = By("usr_" + "1" * 32, PersonId("usr_" + "1" * 32), frozenset({Role.EDITOR}))
DAM = (
    "Water is seeping through the wall of the Orlan dam, and Governor Ines Tarrega has told 4,000 people in the valley "
    "to pack. The water board closed the road below the wall on Monday.\n\n"
    "“We will drain the lake before the first frost comes to the valley,” Tarrega said."
)
DAM_AGAIN = (
    "Governor Ines Tarrega walked the wall of the Orlan dam, where water has been seeping since Sunday, and told "
    "the people of the valley to pack.\n\n"
    "“We will drain the lake before the first frost comes to the valley,” Tarrega told reporters at the water board."
)
VIOLINS = (
    "Penmarra’s library will lend violins to children from the first day of spring. Forty instruments were given by a "
    "widow whose husband built them in a cellar on Harbour Street."
)


def file(name: str, text: str, pump: Pump, *, day: int = 0) -> ArticleId:
    sent = Incoming(source=SourceGiven(name=name), text=text, published_at=MONDAY + timedelta(days=day))
    filed = file_article(sent, Order(MACHINE, now()))
    pump()
    return ArticleId(filed.article)


def folded(story: str) -> Story:
    return STORIES.at_version(StreamRef.parse(story), 10_000).state


def test_an_article_joins_the_story_that_it_tells_and_its_claims_join_what_is_said_there(pump: Pump) -> None:
    first, second = file("Fenwick Post", DAM, pump), file("Valley Herald", DAM_AGAIN, pump)
    other = file("Fenwick Post", VIOLINS, pump)
    assert story_of(first) == story_of(second) != story_of(other)
    story = folded(story_of(first))
    (quoted,) = [claim for claim in story.claims.values() if "first frost" in claim.statement]
    assert sourcing(story, quoted).outlets == 2


def test_where_it_is_unsure_a_person_is_asked_and_her_no_is_kept(pump: Pump, settings: Settings) -> None:
    settings.NEWSROOM_GROUPING = (0.05, 0.99)
    first, second = file("Fenwick Post", DAM, pump), file("Valley Herald", DAM_AGAIN, pump)
    assert story_of(first) != story_of(second)
    ((id_, asked),) = desk_suggestions().items()
    assert (asked.kind, asked.a, asked.b) == (SuggestionKind.ARTICLE_IN_STORY, second, story_of(first))
    handle_desk([RejectSuggestion(id_)], Order(EDITOR, now()))
    settings.NEWSROOM_GROUPING = (0.05, 0.05)
    third = file("Northern Wire", DAM.replace("seeping", "leaking"), pump)
    assert story_of(third) in (story_of(first), story_of(second))
    assert story_of(first) != story_of(second)


def test_what_a_person_has_opened_is_not_gathered(pump: Pump) -> None:
    sent = Incoming(source=SourceGiven(name="Valley Herald"), text=DAM_AGAIN, published_at=MONDAY)
    file("Fenwick Post", DAM, pump)
    opened = file_article(sent, Order(MACHINE, now())).story
    handle_story(opened, lambda _: [OpenStory()], Order(EDITOR, now()))
    pump()
    assert folded(opened).merged_into is None


def test_an_article_moved_by_hand_is_compared_with_its_new_neighbours(pump: Pump, settings: Settings) -> None:
    settings.NEWSROOM_GROUPING = (1.0, 1.0)
    first, second = file("Fenwick Post", DAM, pump), file("Valley Herald", DAM_AGAIN, pump)
    left, target = story_of(second), story_of(first)
    accepted = next(claim.id for claim in folded(left).claims.values() if "walked" in claim.statement)
    handle_story(left, lambda _: [AcceptClaim(accepted)], Order(EDITOR, now()))
    move_article(left, target, second, Order(EDITOR, now()))
    pump()
    story = folded(target)
    (quoted,) = [one for one in story.claims.values() if "first frost" in one.statement and one.standing_appearances]
    assert {one.article for one in quoted.standing_appearances} == {first, second}
    assert (story.claims[accepted].status, len(story.claims[accepted].standing_appearances)) == (Status.REPORTED, 1)
    assert not any(revision.reanalyse for article in story.articles.values() for revision in article.revisions)
