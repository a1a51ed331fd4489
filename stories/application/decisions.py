"""A person's decision on something in a story: found, decided, written, and shown to whoever decided it."""

from collections.abc import Sequence
from dataclasses import replace

from stories.application.handle import Handled, Order, handle_desk, handle_story
from stories.application.ids import new_id
from stories.application.intake import SLUG, url_key
from stories.application.moving import merge, move_article
from stories.application.queries import show
from stories.application.whereabouts import story_of, survivor_of
from stories.domain.commands import DeskCommand, StoryStreamCommand
from stories.domain.commands_article import AmendArticle
from stories.domain.commands_story import AmendStory, ConfirmSuggestion
from stories.domain.desk import DESK as DESK_ID
from stories.domain.state import Suggestion
from stories.domain.values import ArticleId, SuggestionId
from stories.domain.vocabulary import Judgement, StoryStatus, SuggestionKind, WithdrawScope
from stories.eventlog.folding import DESK, STORIES
from stories.eventlog.registry import RegistryKey, holder
from stories.eventlog.streams import StreamRef
from stories.models import reading


def decide_in(story: str, commands: Sequence[StoryStreamCommand], order: Order) -> Handled:
    """One append for all of the commands. Raises as handle_story does, and KeyTaken for a slug or address in use."""
    claims = [*order.claims, *_names_taken(story, commands)]
    done = handle_story(story, lambda _state: commands, replace(order, claims=claims))
    show(story)
    return done


def _names_taken(story: str, commands: Sequence[StoryStreamCommand]) -> list[RegistryKey]:
    """Names that the commands give: they lead to the thing from now on, beside those that it had before."""
    found = []
    for command in commands:
        match command:
            case AmendStory(slug=str(slug)):
                found.append(RegistryKey(SLUG, slug, story))
            case AmendArticle(article=article, url=str(url)):
                row = reading.Article.objects.filter(pk=article).only("source").first()
                if row is not None:
                    found.append(url_key(row.source, url, article))
    return [key for key in found if holder(key.kind, key.key) != key.id]


def decide_on_desk(command: DeskCommand, order: Order) -> Handled:
    """What was suggested between two stories is done before it is said: who repeats a half-done one finishes it."""
    if isinstance(command, ConfirmSuggestion):
        held = desk_suggestions().get(command.suggestion)
        if held is not None and held.judgement is not Judgement.CONFIRMED:
            _bring_together(held, replace(order, idempotency=None, expected=None))
    return handle_desk([command], order)


def _bring_together(held: Suggestion, order: Order) -> None:
    """The article goes to the story, or the second story into the first; an id that was merged leads on."""
    target = survivor_of(held.b if held.kind is SuggestionKind.ARTICLE_IN_STORY else held.a)
    if held.kind is SuggestionKind.SAME_STORY:
        loser = survivor_of(held.b)
        if loser != target:
            merge(loser, target, order)
        return
    article = ArticleId(held.a)
    home = story_of(article)
    if home == target:
        return
    with STORIES.reading(StreamRef.parse(home)) as state:
        begun_for_it = state.status is StoryStatus.PROPOSED and list(state.articles) == [article]
    if begun_for_it:
        merge(home, target, order)  # nothing stays behind, and its id leads on
    else:
        move_article(home, target, article, order)


def desk_suggestions() -> dict[SuggestionId, Suggestion]:
    """Suggestions across stories, which no single story holds."""
    with DESK.reading(StreamRef.parse(DESK_ID)) as state:
        return dict(state.suggestions)


def suggestion_for(scope: WithdrawScope) -> SuggestionId | None:
    """The id of the suggestion that a withdrawal with its origin makes."""
    return SuggestionId(new_id("sug")) if scope is WithdrawScope.ORIGIN else None
