"""Rules for a story as a whole: its life, its publication, its notes and notices."""

from typing import assert_never

from stories.domain.actors import By
from stories.domain.checks import article_of, claim_of, said
from stories.domain.commands_story import (
    AmendStory,
    CloseStory,
    CreateStory,
    LetStoryRest,
    NoteStory,
    OpenStory,
    ProposeStory,
    PublishStory,
    RecordErasure,
    RecordNotice,
    ReopenStory,
    StoryCommand,
    UnpublishStory,
    UpdateStorySource,
)
from stories.domain.events import StoryStreamEvent
from stories.domain.events_house import BodyErased
from stories.domain.events_story import (
    NoticeSent,
    StoryAmended,
    StoryClosed,
    StoryNoted,
    StoryOpened,
    StoryProposed,
    StoryPublished,
    StoryReopened,
    StorySourceUpdated,
    StoryUnpublished,
    StoryWentDormant,
)
from stories.domain.permissions import Action, require
from stories.domain.refusals import Refused
from stories.domain.story import Story
from stories.domain.vocabulary import Publication, StoryStatus


def decide_story(command: StoryCommand, story: Story, by: By) -> list[StoryStreamEvent]:
    match command:
        case ProposeStory(title=title, slug=slug, split_from=split_from):
            require(by, Action.CREATE_STORY)
            return [_begin(story, title, slug, ProposeStory(title, slug, split_from))]
        case CreateStory(title=title, slug=slug, public=public):
            require(by, Action.CREATE_STORY)
            begun = _begin(story, title, slug, ProposeStory(title, slug))
            if not public:
                return [begun, StoryOpened()]
            require(by, Action.PUBLISH_STORY)
            return [begun, StoryOpened(), StoryPublished()]
        case OpenStory():
            require(by, Action.EDIT_STORY)
            if story.status is StoryStatus.CLOSED:
                raise Refused("story-closed", story.id)
            return [StoryOpened()] if story.status is StoryStatus.PROPOSED else []
        case ReopenStory():
            require(by, Action.EDIT_STORY)
            if story.status is StoryStatus.PROPOSED:
                raise Refused("story-not-open", story.id)
            return [] if story.status is StoryStatus.OPEN else [StoryReopened()]
        case CloseStory(reason=reason):
            require(by, Action.PUBLISH_STORY)
            return [] if story.status is StoryStatus.CLOSED else [StoryClosed(reason)]
        case LetStoryRest():
            require(by, Action.RECORD_FINDINGS)
            return [StoryWentDormant()] if story.status is StoryStatus.OPEN else []
        case PublishStory():
            require(by, Action.PUBLISH_STORY)
            if story.status is StoryStatus.PROPOSED:
                raise Refused("story-not-open", story.id)
            return [] if story.public else [StoryPublished()]
        case UnpublishStory(reason=reason):
            require(by, Action.PUBLISH_STORY)
            return [StoryUnpublished(said(reason, "no-reason"))] if story.public else []
        case AmendStory():
            require(by, Action.EDIT_STORY)
            return _amend(story, command)
        case NoteStory(text=text):
            require(by, Action.CARE_FOR_CLAIM)
            return [StoryNoted(said(text, "empty-text"))]
        case UpdateStorySource(source=source):
            require(by, Action.RECORD_FINDINGS)
            known = story.sources.get(source.id)
            return [] if known in (None, source) else [StorySourceUpdated(source)]
        case RecordNotice():
            if not by.is_machine:
                require(by, Action.MOVE_OR_WITHDRAW_ARTICLE)
            return [_notice(story, command)]
        case RecordErasure(event=event, reason=reason, erasure=erasure):
            return [*erase(event in story.erased, BodyErased(event, said(reason, "no-reason"), erasure), by)]
        case _:
            assert_never(command)


def _notice(story: Story, command: RecordNotice) -> NoticeSent:
    """Of things that are named, at least one must have been taken back or corrected: a kill of what stands is none."""
    articles = [article_of(story, one) for one in command.articles or ()]
    claims = [claim_of(story, one) for one in command.claims or ()]
    gone = any(one.withdrawn is not None or any(text.withdrawn for text in one.revisions) for one in articles)
    gone = gone or any(one.corrections or one.publication is Publication.CANCELED for one in claims)
    if (articles or claims) and not gone:
        raise Refused("nothing-taken-back", ", ".join([*(command.articles or ()), *(command.claims or ())]))
    return NoticeSent(command.kind, said(command.text, "empty-text"), command.to, command.articles, command.claims)


def erase(done: bool, event: BodyErased, by: By) -> list[BodyErased]:  # noqa: FBT001 - a fact, not a switch
    if not by.is_machine:
        require(by, Action.APPROVE_ERASURE)
    return [] if done else [event]


def _begin(story: Story, title: str, slug: str, wanted: ProposeStory) -> StoryProposed:
    if story.version > 0:
        raise Refused("id-taken", story.id)
    return StoryProposed(said(title, "empty-title"), said(slug, "empty-slug"), wanted.split_from)


def _amend(story: Story, command: AmendStory) -> list[StoryStreamEvent]:
    if (command.title, command.slug, command.origins_needed) == (None, None, None):
        raise Refused("nothing-to-change", story.id)
    if command.title is not None:
        said(command.title, "empty-title")
    if command.slug is not None:
        said(command.slug, "empty-slug")
    if command.origins_needed is not None and command.origins_needed < 1:
        raise Refused("bad-number", str(command.origins_needed))
    changed = StoryAmended(
        command.title if command.title != story.title else None,
        command.slug if command.slug != story.slug else None,
        command.origins_needed if command.origins_needed != story.origins_needed else None,
    )
    return [] if changed == StoryAmended() else [changed]
