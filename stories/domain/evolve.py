"""The fold step of a story: `evolve(story, event, meta)` changes the story in place.

Events about things unknown are skipped, never an error: what began them may have been erased or moved away.
"""

from typing import assert_never

from stories.domain.events import Meta, StoryStreamEvent
from stories.domain.events_article import ArticleEvent
from stories.domain.events_claim import CareEvent, PublicationEvent, VerdictEvent
from stories.domain.events_contradiction import ContradictionEvent
from stories.domain.events_finding import FindingEvent
from stories.domain.events_house import BodyErased, Erased
from stories.domain.events_story import (
    NoticeSent,
    QuestionEvent,
    StoryAmended,
    StoryClosed,
    StoryEvent,
    StoryMerged,
    StoryMergedIn,
    StoryNoted,
    StoryOpened,
    StoryProposed,
    StoryPublished,
    StoryReopened,
    StorySourceUpdated,
    StorySplit,
    StoryUnpublished,
    StoryWentDormant,
    StoryWoke,
    SuggestionEvent,
)
from stories.domain.evolve_article import evolve_article
from stories.domain.evolve_care import evolve_care
from stories.domain.evolve_claim import evolve_publication, evolve_verdict
from stories.domain.evolve_contradiction import evolve_contradiction
from stories.domain.evolve_finding import evolve_finding
from stories.domain.evolve_question import evolve_question, evolve_suggestion
from stories.domain.fold import see_public
from stories.domain.story import Story
from stories.domain.vocabulary import StoryStatus


def evolve(story: Story, event: StoryStreamEvent, meta: Meta) -> None:
    story.version = meta.version
    story.updated_at = meta.at
    if isinstance(event, FindingEvent):
        evolve_finding(story, event, meta)
    elif isinstance(event, ArticleEvent):
        evolve_article(story, event, meta)
    elif isinstance(event, VerdictEvent):
        evolve_verdict(story, event, meta)
    elif isinstance(event, PublicationEvent):
        evolve_publication(story, event, meta)
    elif isinstance(event, CareEvent):
        evolve_care(story, event, meta)
    elif isinstance(event, ContradictionEvent):
        evolve_contradiction(story, event, meta)
    elif isinstance(event, QuestionEvent):
        evolve_question(story, event, meta)
    elif isinstance(event, SuggestionEvent):
        evolve_suggestion(story, event, meta)
    elif isinstance(event, StoryEvent):
        _evolve_story(story, event, meta)
    elif isinstance(event, BodyErased):
        story.erased.add(event.event)
    elif isinstance(event, Erased):
        pass
    else:
        assert_never(event)


def _evolve_story(story: Story, event: StoryEvent, meta: Meta) -> None:
    match event:
        case StoryProposed(title=title, slug=slug, split_from=split_from):
            story.title, story.slug, story.split_from, story.created_at = title, slug, split_from, meta.at
        case StoryOpened() | StoryReopened() | StoryWoke():
            story.status = StoryStatus.OPEN
        case StoryClosed():
            story.status = StoryStatus.CLOSED
        case StoryWentDormant():
            story.status = StoryStatus.DORMANT
        case StoryPublished():
            story.public = story.ever_public = True
            for claim in story.claims.values():
                see_public(story, claim)
        case StoryUnpublished():
            story.public = False
        case StoryAmended(title=title, slug=slug, origins_needed=needed):
            story.title = title or story.title
            story.slug = slug or story.slug
            story.origins_needed = needed if needed is not None else story.origins_needed
        case StoryMerged(into=into):
            story.merged_into = into
        case StorySourceUpdated(source=source):
            story.sources[source.id] = source
        case StoryNoted() | StoryMergedIn() | StorySplit() | NoticeSent():
            pass
        case _:
            assert_never(event)
