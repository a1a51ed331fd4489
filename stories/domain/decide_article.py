"""Rules for articles: what comes in, what is held, what is taken back."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
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
from stories.domain.decide_publication import ahead, over
from stories.domain.decide_question import suggested
from stories.domain.events import StoryStreamEvent
from stories.domain.events_article import (
    ArticleAmended,
    ArticleFiled,
    ArticleHeld,
    ArticleReanalysisRequested,
    ArticleReclassified,
    ArticleReleased,
    ArticleRevised,
    ArticleWithdrawn,
    OriginWithdrawn,
)
from stories.domain.events_story import StoryProposed, StorySourceUpdated, StoryWoke, SuggestionMade
from stories.domain.origin_reach import resting_on
from stories.domain.permissions import Action, require
from stories.domain.records import AppearanceRef, ClaimAppearanceRef
from stories.domain.refusals import Refused
from stories.domain.state import Article, Hold, Revision
from stories.domain.story import Story
from stories.domain.vocabulary import (
    HoldReason,
    Publication,
    StoryStatus,
    SuggestionKind,
    WithdrawnBy,
    WithdrawScope,
)


def decide_article(command: ArticleCommand, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    match command:
        case FileArticle():
            require(by, Action.SUBMIT_ARTICLE)
            return _file(command, story, by, at)
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


def _file(command: FileArticle, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    said(command.text, "empty-text")
    if sha256(command.text.encode("utf-8", "surrogatepass")).hexdigest() != command.sha256:
        raise Refused("digest-mismatch")
    known = story.articles.get(command.article)
    events: list[StoryStreamEvent] = []
    if known is None:
        if command.article in story.history:
            raise Refused("id-taken", command.article)
        if story.version == 0 and command.propose is not None:
            said(command.propose.title, "empty-title")
            said(command.propose.slug, "empty-slug")
            events.append(StoryProposed(command.propose.title, command.propose.slug, command.propose.split_from))
        if story.status is StoryStatus.DORMANT:
            events.append(StoryWoke(command.article))
        events += [_filed(command), *_by_pubstatus(command, None, at)]
        # The source may have changed its kind since the story last heard of it, and with it whose word counts.
        news = story.sources.get(command.source.id) not in (None, command.source)
        return with_consequences(story, events, at, by.actor) if news else events
    if known.source.id != command.source.id:
        raise Refused("source-differs", known.source.name)
    newest = known.head_revision.modified_at
    same = [item for item in known.revisions if _is_same(item, command)]
    if same:
        return with_consequences(story, _sent_again(command, known, same, at), at, by.actor)
    head = command.modified_at is None or newest is None or command.modified_at >= newest
    if story.status is StoryStatus.DORMANT:
        events.append(StoryWoke(command.article))
    events.append(_revised(command, len(known.revisions) + 1, head=head))
    if head:
        events += _by_pubstatus(command, known, at)
    return with_consequences(story, events, at, by.actor)


def _sent_again(command: FileArticle, known: Article, same: Sequence[Revision], at: datetime) -> list[StoryStreamEvent]:
    """A text that we have: a retry, unless the source says something else of the article with it.

    A kill or a hold is of the article, whichever of its texts it comes with, unless it is older than the head. It is
    lifted by the head's text without it; one that bears the head's own time is the first message once more.
    """
    newest = known.head_revision.modified_at
    wanted, stands = command.pubstatus, _at_source(known)
    late = command.modified_at is not None and newest is not None and command.modified_at < newest
    if wanted is stands or late:
        return []
    if wanted is not Publication.USABLE:
        return _by_pubstatus(command, known, at)
    head_again = any(item.n == known.head for item in same)
    if not head_again or (command.modified_at is not None and command.modified_at == newest):
        return []
    if stands is Publication.CANCELED:
        return [_revised(command, len(known.revisions) + 1, head=True)]
    return _by_pubstatus(command, known, at)


def _at_source(article: Article) -> Publication:
    """What the article's source last said of it, as far as it still stands."""
    if article.withdrawn is WithdrawnBy.SOURCE:
        return Publication.CANCELED
    held = article.held is not None and article.held.reason is HoldReason.SOURCE_HOLD
    return Publication.WITHHELD if held else Publication.USABLE


def _is_same(revision: Revision, command: FileArticle) -> bool:
    """The same text again: a retry. A newer modified_at, or another headline, makes a revision of its own."""
    newer = command.modified_at is not None and (
        revision.modified_at is None or command.modified_at > revision.modified_at
    )
    return revision.sha256 == command.sha256 and not newer and command.title in (None, revision.title)


def _by_pubstatus(command: FileArticle, known: Article | None, at: datetime) -> list[StoryStreamEvent]:
    """What the wire says about the whole article arrives as data, and is done."""
    held = known.held if known is not None else None
    match command.pubstatus:
        case Publication.CANCELED:
            if known is not None and known.withdrawn is not None:
                return []
            return [ArticleWithdrawn(command.article, WithdrawnBy.SOURCE, "canceled by its source")]
        case Publication.WITHHELD:
            wanted = Hold(HoldReason.SOURCE_HOLD)
        case Publication.USABLE if command.embargo_until is not None and command.embargo_until > at:
            wanted = Hold(HoldReason.EMBARGO, command.embargo_until)
        case Publication.USABLE:
            if held is not None and held.reason is HoldReason.SOURCE_HOLD:
                return [ArticleReleased(command.article, "usable again at its source")]
            return []
        case _:
            assert_never(command.pubstatus)
    if held == wanted or (held is not None and held.reason not in (HoldReason.SOURCE_HOLD, HoldReason.EMBARGO)):
        return []
    return [ArticleHeld(command.article, wanted.reason, wanted.until)]


def _filed(command: FileArticle) -> ArticleFiled:
    return ArticleFiled(
        command.article,
        command.source,
        1,
        command.text,
        command.sha256,
        command.pubstatus,
        command.html,
        command.title,
        command.url,
        command.external_id,
        command.published_at,
        command.modified_at,
        command.byline,
        command.language,
        command.embargo_until,
        command.declared,
    )


def _revised(command: FileArticle, n: int, *, head: bool) -> ArticleRevised:
    return ArticleRevised(
        command.article,
        command.source,
        n,
        head,
        command.text,
        command.sha256,
        command.pubstatus,
        command.html,
        command.title,
        command.url,
        command.external_id,
        command.published_at,
        command.modified_at,
        command.byline,
        command.language,
        command.embargo_until,
        command.declared,
    )


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
    """The story learns who the credited source is, so that what credits it is found under its id."""
    source, reason = command.source, said(command.reason, "no-reason")
    known: list[StoryStreamEvent] = [] if source.id in story.sources else [StorySourceUpdated(source)]
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
