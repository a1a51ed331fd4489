"""Rules for articles: what comes in, what is held, what is taken back."""

from datetime import datetime
from decimal import Decimal
from typing import assert_never

from stories.domain.actors import By
from stories.domain.checks import article_of, said
from stories.domain.commands_article import (
    AmendArticle,
    ArticleCommand,
    FileArticle,
    HoldArticle,
    ProposeOriginWithdrawal,
    ReclassifyRevision,
    ReleaseArticle,
    RequestReanalysis,
    WithdrawArticle,
    WithdrawOrigin,
)
from stories.domain.consequences import trial, with_consequences
from stories.domain.decide_filing import file_article
from stories.domain.decide_publication import ahead, over
from stories.domain.decide_question import suggested
from stories.domain.decisions import Hold
from stories.domain.events import StoryStreamEvent
from stories.domain.events_article import (
    ArticleAmended,
    ArticleHeld,
    ArticleReanalysisRequested,
    ArticleReclassified,
    ArticleReleased,
    ArticleWithdrawn,
    OriginWithdrawn,
)
from stories.domain.events_story import StorySourceUpdated, SuggestionMade
from stories.domain.origin_reach import resting_on
from stories.domain.permissions import Action, require
from stories.domain.records import AppearanceRef, ClaimAppearanceRef
from stories.domain.refusals import Refused
from stories.domain.state import Article, Revision
from stories.domain.story import Story
from stories.domain.vocabulary import (
    SuggestionKind,
    WithdrawScope,
)


def decide_article(command: ArticleCommand, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    match command:
        case FileArticle():
            require(by, Action.SUBMIT_ARTICLE)
            return file_article(command, story, by, at)
        case ReclassifyRevision(revision=n, kind=kind, reason=reason):
            require(by, Action.MOVE_OR_WITHDRAW_ARTICLE)
            revision = _revision(article_of(story, command.article), n)
            if revision.reclassified and revision.kind is kind:
                return []
            return [ArticleReclassified(command.article, n, kind, said(reason, "no-reason"))]
        case AmendArticle():
            require(by, Action.EDIT_ARTICLE)
            amended = _amend(article_of(story, command.article), command)
            return with_consequences(story, amended, at, by.actor)
        case RequestReanalysis(reason=reason):
            require(by, Action.EDIT_ARTICLE)
            if article_of(story, command.article).head_revision.reanalyse:
                return []
            return [ArticleReanalysisRequested(command.article, said(reason, "no-reason"))]
        case HoldArticle(reason=reason, until=until):
            require(by, Action.EDIT_ARTICLE)
            article = article_of(story, command.article)
            ahead(reason, until, at)
            if article.withdrawn is not None:
                raise Refused("article-withdrawn", article.id)
            return [] if article.held == Hold(reason, until) else [ArticleHeld(article.id, reason, until)]
        case ReleaseArticle(why=why):
            article = article_of(story, command.article)
            if by.is_machine:
                over(article.held, at)
            else:
                require(by, Action.EDIT_ARTICLE)
            return [] if article.held is None else [ArticleReleased(article.id, why)]
        case WithdrawArticle():
            require(by, Action.MOVE_OR_WITHDRAW_ARTICLE)
            return with_consequences(story, _withdraw(command, story), at, by.actor)
        case WithdrawOrigin(origin=origin, appearances=appearances, reason=reason):
            require(by, Action.MOVE_OR_WITHDRAW_ARTICLE)
            standing = tuple(ref for ref in appearances if _stands(story, ref))
            if not standing:
                return []
            withdrawn = OriginWithdrawn(origin, standing, said(reason, "no-reason"))
            return with_consequences(story, [withdrawn], at, by.actor)
        case ProposeOriginWithdrawal():
            require(by, Action.MOVE_OR_WITHDRAW_ARTICLE)
            return _propose_origin(command, story, by, at)
        case _:
            assert_never(command)


def _revision(article: Article, n: int) -> Revision:
    revision = article.revision(n)
    if revision is None:
        raise Refused("no-such-revision", str(n))
    return revision


def _amend(article: Article, command: AmendArticle) -> list[StoryStreamEvent]:
    wanted = {
        "title": command.title,
        "byline": command.byline,
        "url": command.url,
        "language": command.language,
        "published_at": command.published_at,
        "source": command.source,
    }
    if all(value is None for value in wanted.values()):
        raise Refused("nothing-to-change", article.id)
    if all(value in (None, getattr(article, name)) for name, value in wanted.items()):
        return []
    return [
        ArticleAmended(
            article.id,
            said(command.reason, "no-reason"),
            command.title,
            command.byline,
            command.url,
            command.language,
            command.published_at,
            command.source,
        )
    ]


def _withdraw(command: WithdrawArticle, story: Story) -> list[StoryStreamEvent]:
    article = article_of(story, command.article)
    reason = said(command.reason, "no-reason")
    gone = article.withdrawn is not None
    if command.revision is not None:
        gone = gone or _revision(article, command.revision).withdrawn
    events: list[StoryStreamEvent] = []
    if not gone:
        events.append(ArticleWithdrawn(article.id, command.by, reason, command.revision, command.notice))
    if command.scope is WithdrawScope.ORIGIN:
        if command.suggestion is None:
            raise Refused("no-such-suggestion")
        made = SuggestionMade(
            command.suggestion, SuggestionKind.WITHDRAW_ORIGIN, article.id, story.id, Decimal(1), reason, "desk"
        )
        events += suggested(story.suggestions, story.pairs, made)
    return events


def _propose_origin(command: ProposeOriginWithdrawal, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    """The story learns who the credited source is, so that what credits it by any of its names is found."""
    source, reason = command.source, said(command.reason, "no-reason")
    known: list[StoryStreamEvent] = [] if story.sources.get(source.id) == source else [StorySourceUpdated(source)]
    if not resting_on(trial(story, known, at, by.actor), source.id):
        return []
    kind = SuggestionKind.WITHDRAW_ORIGIN
    made = SuggestionMade(command.suggestion, kind, source.id, story.id, Decimal(1), reason, "desk")
    proposed = suggested(story.suggestions, story.pairs, made)
    return [*known, *proposed] if proposed else []


def _stands(story: Story, ref: ClaimAppearanceRef) -> bool:
    claim = story.claims.get(ref.claim)
    wanted = AppearanceRef(ref.article, ref.revision, ref.spans)
    return claim is not None and any(item.standing and item.ref == wanted for item in claim.appearances)
