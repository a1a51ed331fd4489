"""Receivers of webhooks on loopback, a house that sends to them by a clock of its own, and things to tell them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from stories.application.deliveries import send_due
from stories.application.endpoints import Wish, create_endpoint
from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_event_id, new_id
from stories.application.intake import create_story
from stories.application.keys import by_key, create_key
from stories.application.people import by_user, group_of
from stories.domain.actors import MACHINE, By
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import CreateClaim, VerifyClaim
from stories.domain.commands_story import NoteStory, PublishStory
from stories.domain.records import NewEvidence
from stories.domain.values import ClaimId, PersonId
from stories.domain.vocabulary import (
    EvidenceKind,
    Role,
    Scope,
    Terms,
)
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import time_text
from stories.eventlog.read import read_log, stream_head
from stories.eventlog.streams import StreamRef
from stories.gateways.addresses import Guard
from stories.models import ApiKey, WebhookEndpoint

HEAD = By(
    "usr_" + "2" * 32,
    person=PersonId("usr_" + "2" * 32),
    roles=frozenset({Role.DESK_HEAD}),
)
ALL_READING = (Scope.WEBHOOKS_MANAGE, Scope.STORIES_READ, Scope.EVENTS_READ)


@dataclass
class Sink:
    """A receiver. answers: statuses to give, in turn, then 200; a header dictionary may stand beside a status."""

    url: str = ""
    port: int = 0
    answers: list[int | tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]

    def said(self, n: int = -1) -> Any:
        return json.loads(self.got[n][1])


class Clock:
    """Ahead of the writers by a minute: what they wrote is due."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class House:
    """Sends with an allowance for its sinks and a clock of its own."""

    sinks: list[Sink]
    clock: Clock

    def send(self) -> int:
        made = 0
        allowed = frozenset(("127.0.0.1", sink.port) for sink in self.sinks)
        while once := send_due(guard=Guard(allow=allowed), clock=self.clock):
            made += once
        return made


def key_of(*scopes: Scope, role: Role | None = None) -> By:
    person = None
    if role is not None:
        user = User.objects.create_user(f"{role.value}-{User.objects.count()}")
        user.groups.add(group_of(role))
        by_user(user)
        person = user.person
    made = create_key("desk", scopes, person, None, Order(MACHINE, now()))
    return by_key(ApiKey.objects.get(pk=made.id.removeprefix("key_")))


def listening(house: House, by: By | None = None, **wish: Any) -> WebhookEndpoint:
    return create_endpoint(Wish(house.sinks[0].url, **wish), by or key_of(*ALL_READING), now())


def a_story(title: str = "The Orlan dam") -> str:
    return create_story(title, None, Order(MACHINE, now()), public=False).stream


def note(story: str, text: str = "look again") -> None:
    handle_story(story, lambda _state: [NoteStory(text)], Order(HEAD, now()))


def a_public_claim(story: str, words: str = "The dam was opened in 2011.") -> ClaimId:
    claim = ClaimId(new_id("clm"))
    call = NewEvidence(EvidenceKind.CALL, "the warden", Terms.ON_RECORD, now())
    commands: list[StoryStreamCommand] = [
        CreateClaim(claim, words, (call,)),
        VerifyClaim(claim, (1,)),
        PublishStory(),
    ]
    handle_story(story, lambda _state: commands, Order(HEAD, now()))
    return claim


def from_the_future(story: str) -> None:
    """Appends an event of a version that this code has not heard of: the story cannot be read any more."""
    stream = StreamRef.parse(story)
    head = stream_head(stream)
    event = NewEvent(new_event_id(), "article.filed", 99, time_text(now()), "sys", None, b'{"article":"unheard of"}')
    append(stream, expected=head.version, prev=head.head, events=[event])


def read_log_of(kind: str, pump: Callable[[], None]) -> list[Any]:
    pump()
    return [json.loads(stored.body or b"") for stored in read_log(-1, 1000, [kind])]
