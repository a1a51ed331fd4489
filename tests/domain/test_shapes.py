"""Events survive a codec: every annotation is concrete, and what a play appended comes back equal."""

import re

import msgspec
import pytest

from stories.domain.commands_story import OpenQuestion
from stories.domain.events import EVENT_TYPES, SCHEMA, Event, type_of
from stories.domain.events_house import Erased
from stories.domain.moves import merge_stories
from stories.domain.story import Story
from stories.domain.values import QuestionId, StoryId
from stories.domain.vocabulary import QuestionKind
from tests.domain.play import HEAD, Play
from tests.domain.scenes import detected, second, verified


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_a_type_has_a_stable_name_and_a_shape(name: str) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", name)
    assert SCHEMA[name] == 1
    msgspec.json.schema(EVENT_TYPES[name])


def comes_back(event: Event) -> None:
    assert EVENT_TYPES[type_of(event)] is type(event)
    assert msgspec.json.decode(msgspec.json.encode(event), type=type(event)) == event


@pytest.mark.parametrize("play", [detected(), verified(), second(verified())])
def test_what_was_appended_comes_back(play: Play) -> None:
    for event, _ in play.log:
        comes_back(event)


def test_the_state_of_what_moves_comes_back() -> None:
    play = second(verified()).given(OpenQuestion(QuestionId("que_1"), QuestionKind.QUESTION, "Why now?"))
    moves = merge_stories(play.story, Story(StoryId("sto_2"), version=1), HEAD)
    for event in (*moves.out, *(item.event for item in moves.into)):
        comes_back(event)


def test_an_erased_body_keeps_its_name() -> None:
    assert type_of(Erased("claim.noted")) == "claim.noted"
