"""A reservoir with a crack in its wall: the texts and the steps of the tests on what is taken back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from stories.application.handle import Order, handle_story, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.domain.actors import MACHINE
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import AcceptClaim
from stories.domain.commands_story import PublishStory
from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.domain.vocabulary import SourceKind, Status
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from tests.application.listeners import HEAD

Pump = Callable[[], None]
DAY = datetime(2025, 10, 7, 12, tzinfo=UTC)
LEAK = "Inspectors found a crack eleven metres long in the east wall of the Sorvel reservoir during a dive in August."
POWER = "The reservoir was filled in 1931 and gave drinking water to 240,000 people last year."
OWN = "Our reporter saw two lorries with cement at the east gate on Monday morning."
REPRINT = f"SORVEL (Halyard Press) - {LEAK}\n\n{POWER}"


def begun() -> str:
    return create_story("The Sorvel reservoir", "sorvel", Order(MACHINE, now()), public=False).stream


def filed(story: str, name: str, text: str, pump: Pump, kind: SourceKind | None = None, **more: Any) -> ArticleId:
    given = SourceGiven(name=name, kind=kind) if kind else SourceGiven(name=name)
    sent = Incoming(source=given, text=text, published_at=DAY, story=story, **more)
    article = file_article(sent, Order(MACHINE, now())).article
    pump()
    return ArticleId(article)


def folded(story: str) -> Story:
    return STORIES.at_version(StreamRef.parse(story), 2**31 - 1).state


def decide(story: str, *commands: StoryStreamCommand) -> None:
    handle_story(story, lambda _state: commands, Order(HEAD, now()))


def make_public(story: str) -> None:
    fresh = [AcceptClaim(one.id) for one in folded(story).claims.values() if one.status is Status.DETECTED]
    decide(story, *fresh, PublishStory())


def claim_with(story: str, words: str) -> Any:
    return next(one for one in folded(story).claims.values() if words in one.statement)
