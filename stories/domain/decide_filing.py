"""Rules for what comes in: a new article, a further text of one that we have, a retry; what its source says of it."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any, assert_never

from stories.domain.actors import By
from stories.domain.checks import said
from stories.domain.commands_article import FileArticle
from stories.domain.consequences import with_consequences
from stories.domain.decisions import Hold
from stories.domain.events import StoryStreamEvent
from stories.domain.events_article import (
    ArticleFiled,
    ArticleHeld,
    ArticleReleased,
    ArticleRevised,
    ArticleWithdrawn,
)
from stories.domain.events_story import StoryProposed, StoryWoke
from stories.domain.refusals import Refused
from stories.domain.state import Article, Revision
from stories.domain.story import Story
from stories.domain.vocabulary import HoldReason, Publication, StoryStatus, WithdrawnBy

_KILLED = "canceled by its source"


def file_article(command: FileArticle, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
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
        return with_consequences(story, _sent_again(command, known, same, by, at), at, by.actor)
    head = command.modified_at is None or newest is None or command.modified_at >= newest
    if story.status is StoryStatus.DORMANT:
        events.append(StoryWoke(command.article))
    events.append(_revised(command, len(known.revisions) + 1, head=head))
    if head and _stays_killed(command, known, by):
        events.append(ArticleWithdrawn(known.id, WithdrawnBy.SOURCE, known.withdrawn_reason or _KILLED))
    elif head:
        events += _by_pubstatus(command, known, at)
    return with_consequences(story, events, at, by.actor)


def _sent_again(
    command: FileArticle, known: Article, same: Sequence[Revision], by: By, at: datetime
) -> list[StoryStreamEvent]:
    """A text that we have: a retry, unless the source says something else of the article with it.

    A kill or a hold is of the article, whichever of its texts it comes with, unless it is older than the head. A hold
    is lifted by the head's text without it; one that bears the head's own time is the first message once more.
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
        return [] if _stays_killed(command, known, by) else [_revised(command, len(known.revisions) + 1, head=True)]
    return _by_pubstatus(command, known, at)


def _stays_killed(command: FileArticle, known: Article, by: By) -> bool:
    """Whether a kill by the source outlasts this message: what a page or a feed still shows is no word of its source.

    A person lifts it, or a text that is newer: by its own time, or for want of one by words that we never had.
    """
    if known.withdrawn is not WithdrawnBy.SOURCE or command.pubstatus is not Publication.USABLE or by.person:
        return False
    if command.modified_at is not None:
        return known.withdrawn_at is not None and command.modified_at <= known.withdrawn_at
    return any(item.sha256 == command.sha256 for item in known.revisions)


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
            why = command.declared.note.strip() if command.declared is not None else ""
            return [ArticleWithdrawn(command.article, WithdrawnBy.SOURCE, why or _KILLED)]
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
    return ArticleFiled(revision=1, **_as_it_came(command))


def _revised(command: FileArticle, n: int, *, head: bool) -> ArticleRevised:
    return ArticleRevised(revision=n, head=head, **_as_it_came(command))


def _as_it_came(command: FileArticle) -> dict[str, Any]:
    """What the event of every text keeps: all of the command but the story that may begin with it."""
    return {one.name: getattr(command, one.name) for one in fields(command) if one.name != "propose"}
