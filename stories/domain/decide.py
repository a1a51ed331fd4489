"""The newsroom's rules: `decide(command, story, by, at)` answers with events, or raises Refused.

Time and ids come in with the command; the same state verb twice yields nothing.
"""

from datetime import datetime
from typing import assert_never

from stories.domain.actors import By, Policy
from stories.domain.ageing import rechecks
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_article import ArticleCommand, FileArticle, FindingCommand
from stories.domain.commands_claim import CareCommand, PublicationCommand, VerdictCommand
from stories.domain.commands_story import (
    ContradictionCommand,
    CreateStory,
    ProposeStory,
    QuestionCommand,
    RecordErasure,
    StoryCommand,
    SuggestionCommand,
    UpdateStorySource,
)
from stories.domain.consequences import with_consequences
from stories.domain.decide_article import decide_article
from stories.domain.decide_care import decide_care
from stories.domain.decide_contradiction import decide_contradiction
from stories.domain.decide_findings import decide_findings
from stories.domain.decide_publication import decide_publication
from stories.domain.decide_question import decide_question, decide_suggestion
from stories.domain.decide_story import decide_story
from stories.domain.decide_verdict import Sitting, decide_verdict
from stories.domain.events import StoryStreamEvent
from stories.domain.refusals import Refused
from stories.domain.story import Story

ONE_EDITOR = Policy()


def decide(
    command: StoryStreamCommand, story: Story, by: By, at: datetime, policy: Policy = ONE_EDITOR
) -> list[StoryStreamEvent]:
    _is_there(command, story)
    if isinstance(command, VerdictCommand):
        verdict = decide_verdict(command, Sitting(story, by, at, policy))
        return [*verdict, *rechecks(story, verdict, at)]
    if isinstance(command, PublicationCommand):
        return decide_publication(command, story, by, at)
    if isinstance(command, CareCommand):
        return decide_care(command, story, by, at)
    if isinstance(command, FindingCommand):
        return decide_findings(command, story, by, at)
    if isinstance(command, ArticleCommand):
        return decide_article(command, story, by, at)
    if isinstance(command, ContradictionCommand):
        return decide_contradiction(command, Sitting(story, by, at, policy))
    if isinstance(command, QuestionCommand):
        return decide_question(command, story, by)
    if isinstance(command, SuggestionCommand):
        return decide_suggestion(command, story, by, at)
    if isinstance(command, StoryCommand):
        decided = decide_story(command, story, by)
        return with_consequences(story, decided, at, by.actor) if isinstance(command, UpdateStorySource) else decided
    assert_never(command)


def _is_there(command: StoryStreamCommand, story: Story) -> None:
    """Only what begins a story may meet an empty stream, and a merged story is only erased from."""
    begins = isinstance(command, CreateStory | ProposeStory) or (
        isinstance(command, FileArticle) and command.propose is not None
    )
    if story.version == 0 and not begins:
        raise Refused("no-such-story", story.id)
    if story.merged_into is not None and not isinstance(command, RecordErasure):
        raise Refused("story-merged", story.merged_into)
