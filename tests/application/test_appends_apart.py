"""Commands that overtook each other are told apart afterwards, so that a repetition is answered with its own events."""

from datetime import timedelta
from typing import Any

from stories.application.handle import Order, handle_story, now
from stories.application.history import written_with
from stories.application.intake import create_story
from stories.domain.actors import By
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_story import NoteStory
from stories.domain.story import Story
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.eventlog.streams import StreamRef

EDITOR = By("usr_" + "4" * 32, PersonId("usr_" + "4" * 32), frozenset({Role.EDITOR}))


def _noted(_state: Story) -> list[StoryStreamCommand]:
    return [NoteStory("the pier is closed")]


def test_an_older_order_that_came_second_keeps_its_events_to_itself(db: Any) -> None:
    begun = now()
    story = create_story("The pier", None, Order(EDITOR, begun), public=False).stream
    orders = [Order(EDITOR, begun + timedelta(seconds=1)), Order(EDITOR, begun), Order(EDITOR, begun)]
    written = [handle_story(story, _noted, one) for one in orders]
    for done in written:
        found = written_with(StreamRef.parse(story), done.version)
        assert tuple(stored.envelope.id for stored in found) == done.events
