"""Things change their story: an article is moved, a story merged into another or split. One transaction over both."""

from collections.abc import Sequence

from stories.application.handle import Handled, Order, handle_moves
from stories.application.ids import new_id
from stories.application.intake import SLUG, free_slug
from stories.application.queries import show
from stories.application.watched import follow_merge
from stories.domain.journeys import Moves
from stories.domain.moves import merge_stories, move_articles, split_story, staying_claims
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId
from stories.eventlog.registry import RegistryKey


def move_article(story: str, target: str, article: ArticleId, order: Order) -> Handled:
    """What was written in the story that the article left."""

    def moves(leaving: Story, arriving: Story) -> Moves:
        names = _names(leaving, arriving, (article,))
        return move_articles(leaving, arriving, (article,), names, order.by, order.at)

    return _carried_out(story, target, handle_moves(story, target, moves, order))


def merge(loser: str, survivor: str, order: Order) -> Handled:
    """What was written in the loser."""
    done = handle_moves(loser, survivor, lambda leaving, arriving: merge_stories(leaving, arriving, order.by), order)
    follow_merge(loser, survivor)
    return _carried_out(loser, survivor, done)


def split(
    story: str,
    into: str,
    *,
    title: str,
    slug: str | None,
    articles: Sequence[ArticleId],
    claims: Sequence[ClaimId],
    order: Order,
) -> Handled:
    """into: the id of the story that begins. What was written in the story that gave something away."""
    chosen = slug or free_slug(title)
    taken = Order(
        order.by,
        order.at,
        order.idempotency,
        order.expected,
        (RegistryKey(SLUG, chosen, into),),
        cause=order.cause,
    )

    def moves(leaving: Story, arriving: Story) -> Moves:
        names = _names(leaving, arriving, articles)
        return split_story(leaving, arriving, title, chosen, tuple(articles), tuple(claims), names, order.by, order.at)

    return _carried_out(story, into, handle_moves(story, into, moves, taken))


def _names(leaving: Story, arriving: Story, articles: Sequence[ArticleId]) -> dict[ClaimId, ClaimId]:
    """For claims that also stand in articles that stay: the target's claim of the same words, or a new id."""
    there = {claim.statement.casefold(): claim.id for claim in arriving.claims.values() if claim.merged_into is None}
    return {
        one: there.get(leaving.claims[one].statement.casefold(), ClaimId(new_id("clm")))
        for one in staying_claims(leaving, articles)
    }


def _carried_out(story: str, target: str, done: tuple[Handled, Handled]) -> Handled:
    show(story)
    show(target)
    return done[0]
