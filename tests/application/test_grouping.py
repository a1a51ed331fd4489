"""Articles that come without a story: joined to the one they tell, asked of a person, or left alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pytest_django.fixtures import Settings

from stories.application.decisions import decide_on_desk, desk_suggestions
from stories.application.grouping import gather
from stories.application.handle import Order, handle_desk, handle_story, now
from stories.application.ids import new_event_id, new_id
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.application.moving import merge, move_article, split
from stories.application.whereabouts import story_of
from stories.domain.actors import MACHINE, By
from stories.domain.commands_claim import AcceptClaim
from stories.domain.commands_story import ConfirmSuggestion, LetStoryRest, OpenStory, RejectSuggestion
from stories.domain.origins import sourcing
from stories.domain.story import Story
from stories.domain.values import ArticleId, EventId, PersonId
from stories.domain.vocabulary import Role, Status, StoryStatus, SuggestionKind
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.models import reading

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


def _opened(article: ArticleId) -> str:
    story = story_of(article)
    handle_story(story, lambda _: [OpenStory()], Order(EDITOR, now()))
    return story


def test_a_confirmed_article_goes_to_its_story_with_its_claims(pump: Pump, settings: Settings) -> None:
    settings.NEWSROOM_GROUPING = (0.05, 0.99)
    first, second = file("Fenwick Post", DAM, pump), file("Valley Herald", DAM_AGAIN, pump)
    target, left = story_of(first), story_of(second)
    claims = set(folded(left).claims)
    ((asked, _),) = desk_suggestions().items()
    for _ in range(2):  # said twice, done once
        decide_on_desk(ConfirmSuggestion(asked), Order(EDITOR, now()))
        pump()
    assert (story_of(second), folded(left).merged_into) == (target, target)
    story = folded(target)
    assert claims <= set(story.claims)
    (quoted,) = [one for one in story.claims.values() if "first frost" in one.statement and one.standing_appearances]
    assert {one.article for one in quoted.standing_appearances} == {first, second}
    assert set(reading.Article.objects.filter(story=target).values_list("id", flat=True)) == {first, second}


def test_a_confirmed_article_leaves_the_rest_of_a_story_that_people_opened(pump: Pump, settings: Settings) -> None:
    settings.NEWSROOM_GROUPING = (0.05, 0.99)
    first, second = file("Fenwick Post", DAM, pump), file("Valley Herald", DAM_AGAIN, pump)
    left = _opened(second)
    ((asked, _),) = desk_suggestions().items()
    decide_on_desk(ConfirmSuggestion(asked), Order(EDITOR, now()))
    pump()
    assert story_of(second) == story_of(first) != left
    assert (folded(left).merged_into, list(folded(left).articles)) == (None, [])
    assert [one for one in folded(left).claims.values() if one.standing_appearances] == []


def test_an_article_of_two_stories_suggests_that_they_are_one_and_a_split_is_a_no(
    pump: Pump, settings: Settings
) -> None:
    settings.NEWSROOM_GROUPING = (1.0, 1.0)
    first, second = file("Fenwick Post", DAM, pump), file("Valley Herald", DAM_AGAIN, pump)
    older, newer = _opened(first), _opened(second)
    settings.NEWSROOM_GROUPING = (0.05, 0.05)
    file("Northern Wire", DAM.replace("seeping", "leaking"), pump)
    ((asked, made),) = desk_suggestions().items()
    assert (made.kind, made.a, made.b) == (SuggestionKind.SAME_STORY, older, newer)
    decide_on_desk(ConfirmSuggestion(asked), Order(EDITOR, now()))
    pump()
    assert folded(newer).merged_into == older
    assert set(folded(newer).moved_out) >= {second}
    assert len(folded(older).articles) == 3
    into = new_id("sto")
    split(older, into, title="The valley packs", slug=None, articles=[second], claims=[], order=Order(EDITOR, now()))
    pump()
    file("Tarn Courier", DAM.replace("seeping", "dripping"), pump, day=1)
    assert [one.kind for one in desk_suggestions().values()] == [SuggestionKind.SAME_STORY]
    assert folded(into).merged_into is None


def test_a_quiet_story_is_woken_by_an_article_that_tells_it(pump: Pump) -> None:
    first = file("Fenwick Post", DAM, pump)
    story = _opened(first)
    handle_story(story, lambda _: [LetStoryRest()], Order(MACHINE, now()))
    pump()
    assert folded(story).status is StoryStatus.DORMANT
    other = file("Fenwick Post", VIOLINS, pump)
    assert folded(story).status is StoryStatus.DORMANT
    second = file("Valley Herald", DAM_AGAIN, pump, day=1)
    assert (story_of(second), folded(story).status) == (story, StoryStatus.OPEN)
    assert story_of(other) != story


def test_a_no_to_a_story_holds_where_that_story_was_merged(pump: Pump, settings: Settings) -> None:
    settings.NEWSROOM_GROUPING = (0.05, 0.99)
    first, other = file("Fenwick Post", DAM, pump), file("Fenwick Post", VIOLINS, pump)
    sent = Incoming(source=SourceGiven(name="Valley Herald"), text=DAM_AGAIN, published_at=MONDAY)
    second = ArticleId(file_article(sent, Order(MACHINE, now())).article)
    pump()
    ((asked, _),) = desk_suggestions().items()
    handle_desk([RejectSuggestion(asked)], Order(EDITOR, now()))
    gone, stays = story_of(first), story_of(other)
    merge(gone, stays, Order(EDITOR, now()))
    pump()
    settings.NEWSROOM_GROUPING = (0.05, 0.05)
    assert not gather(story_of(second), second, EventId(new_event_id()))
    assert story_of(second) != stays
