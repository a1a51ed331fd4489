"""Folded streams remember their newest events, and say the same of them as the log."""

from typing import Any

from stories.application.handle import Order, handle_story, now
from stories.application.intake import create_story
from stories.domain.actors import By
from stories.domain.commands_story import NoteStory
from stories.domain.values import PersonId
from stories.domain.vocabulary import Role
from stories.eventlog.folding import RECENT, STORIES, event_of, meta_of
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef

EDITOR = By("usr_" + "4" * 32, PersonId("usr_" + "4" * 32), frozenset({Role.EDITOR}))


def test_what_is_remembered_is_what_the_log_has(db: Any) -> None:
    story = create_story("The pier", None, Order(EDITOR, now()), public=False).stream
    notes = [NoteStory(f"lamp {n} is lit") for n in range(RECENT)]
    handle_story(story, lambda _state: notes[:5], Order(EDITOR, now()))
    handle_story(story, lambda _state: notes[5:], Order(EDITOR, now()))
    stream = StreamRef.parse(story)
    logged = [(event_of(stored), meta_of(stored)) for stored in read_stream(stream)]
    written = STORIES.take(stream)
    for folded in (written, STORIES.at_version(stream, written.version)):
        assert len(logged) == folded.version > len(folded.recent) == RECENT
        assert [folded.since(version) for version in range(folded.version + 1)] == [
            logged[version:] for version in range(folded.version + 1)
        ]
