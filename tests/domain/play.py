"""Given / when / then without a store: events fold into a story, a command meets it, events or a refusal come out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from stories.domain.actors import MACHINE, By, Policy
from stories.domain.commands import StoryStreamCommand
from stories.domain.decide import decide
from stories.domain.events import Meta, StoryStreamEvent
from stories.domain.evolve import evolve
from stories.domain.refusals import REFUSALS, Refused
from stories.domain.story import Story
from stories.domain.values import EventId, PersonId, StoryId
from stories.domain.vocabulary import Role

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STORY = StoryId("sto_" + "1" * 32)


def person(name: str, *roles: Role) -> By:
    id_ = PersonId("usr_" + name)
    return By(id_, id_, frozenset(roles))


READER = person("reader", Role.READER)
REPORTER = person("reporter", Role.REPORTER)
EDITOR = person("editor", Role.EDITOR)
SECOND = person("second", Role.EDITOR)
HEAD = person("head", Role.DESK_HEAD)
OTHER_HEAD = person("otherhead", Role.DESK_HEAD)
OPERATOR = person("operator", Role.OPERATOR)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@dataclass
class Play:
    """A story under way. Each command is a minute later than the one before, unless told otherwise."""

    story: Story = field(default_factory=lambda: Story(STORY))
    now: datetime = START
    policy: Policy = field(default_factory=Policy)
    log: list[tuple[StoryStreamEvent, Meta]] = field(default_factory=list)
    last: list[StoryStreamEvent] = field(default_factory=list)

    def given(self, *commands: StoryStreamCommand, by: By = HEAD) -> "Play":
        for command in commands:
            self.when(command, by=by)
            assert self.last, f"{command} made no event"
        return self

    def when(self, command: StoryStreamCommand, *, by: By = EDITOR, after: timedelta = timedelta(minutes=1)) -> "Play":
        self.now += after
        self.last = decide(command, self.story, by, self.now, self.policy)
        for event in self.last:
            meta = Meta(EventId(f"e{len(self.log) + 1}"), len(self.log) + 1, self.now, by.actor)
            evolve(self.story, event, meta)
            self.log.append((event, meta))
        return self

    def then(self, *kinds: type[StoryStreamEvent]) -> "Play":
        assert [type(event) for event in self.last] == list(kinds)
        return self

    def nothing(self, command: StoryStreamCommand, *, by: By = EDITOR) -> "Play":
        return self.when(command, by=by).then()

    def refused(
        self, code: str, command: StoryStreamCommand, *, by: By = EDITOR, after: timedelta = timedelta(minutes=1)
    ) -> "Play":
        assert code in REFUSALS
        with pytest.raises(Refused) as caught:
            decide(command, self.story, by, self.now + after, self.policy)
        assert caught.value.code == code
        return self

    def replayed(self) -> Story:
        story = Story(STORY)
        for event, meta in self.log:
            evolve(story, event, meta)
        return story


__all__ = [
    "EDITOR",
    "HEAD",
    "MACHINE",
    "OPERATOR",
    "OTHER_HEAD",
    "READER",
    "REPORTER",
    "SECOND",
    "START",
    "Play",
    "digest",
]
