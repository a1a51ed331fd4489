"""Plays the life of a few sources: they publish, change, fall silent and withdraw, and the newsroom hears of it.

The outlets do what their script has, at its seconds; an operator's "poll now" stands in for the minutes between polls.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from newsroom.newsstand import Newsstand
from newsroom.player import Player, PlayStopped
from stories.application import feeds, watching
from stories.application.handle import now
from stories.application.intake import SourceGiven
from stories.application.visiting import house_guard
from stories.domain.actors import MACHINE
from stories.models import Feed, reading

LOOK_SECONDS = 2.0
TAIL_SECONDS = 45.0  # after the last moment: a page is gone after three looks
TOLD = (
    "article.filed",
    "article.revised",
    "article.analysed",
    "article.withdrawn",
    "story.merged_in",
    "contradiction.detected",
    "contradiction.lapsed",
    "claim.accepted",
    "claim.challenged",
    "claim.held",
    "claim.appearance_dropped",
    "story.published",
)


class LivePlay:
    """say: hears every line. alive: false ends the play."""

    def __init__(
        self,
        script: Mapping[str, Any],
        player: Player,
        *,
        stand: Newsstand,
        address: str,
        say: Callable[[str], None],
        alive: Callable[[], bool],
    ) -> None:
        self._script, self._player, self._stand, self._address = script, player, stand, address
        self._say, self._alive = say, alive
        self._told: set[Any] = set(reading.StoryEvent.objects.values_list("id", flat=True))
        self._begun = now()

    def run(self) -> None:
        """Adds the feeds and plays to the end. Raises PlayStopped where an editor's step cannot be taken."""
        for key, outlet in self._stand.outlets.items():
            url = self._address + self._stand.feed_path(key)
            feeds.add(url, SourceGiven(name=outlet.name), MACHINE, now(), guard=house_guard())
            self._say(f"feed added: {outlet.name}, {url}")
        start = time.monotonic()
        waiting = sorted(self._script["moments"], key=lambda moment: moment["at"])
        end = waiting[-1]["at"] + TAIL_SECONDS
        while self._alive() and time.monotonic() - start < end:
            while waiting and waiting[0]["at"] <= time.monotonic() - start:
                self._take(waiting.pop(0))
            self._hurry()
            self._tell()
            time.sleep(LOOK_SECONDS)

    def _take(self, moment: Mapping[str, Any]) -> None:
        if moment["do"] != "act":
            self._say(self._stand.take(moment))
            return
        self._player.story = self._story()
        for step in moment["steps"]:
            self._say(self._player.take(step))

    def _story(self) -> str:
        """Where the articles have gathered."""
        article = reading.Article.objects.filter(filed_at__gte=self._begun).order_by("filed_at").first()
        if article is None:
            raise PlayStopped("no article has come in yet; see manage.py doctor")
        return article.story

    def _hurry(self) -> None:
        """As if the minutes between two polls had passed."""
        at = now()
        for feed in Feed.objects.filter(url__startswith=self._address, deleted_at=None):
            if feed.next_at > at and (feed.asked_at is None or at - feed.asked_at > timedelta(seconds=8)):
                feeds.poll_now(feed, at)
        watching.look_soon(self._address, at)

    def _tell(self) -> None:
        """What the newsroom has noticed since the last time."""
        for event in reading.StoryEvent.objects.filter(at__gte=self._begun, type__in=TOLD).order_by("at", "version"):
            if event.id not in self._told:
                self._told.add(event.id)
                if not _still_says_it(event):
                    self._say(f"   {event.at:%H:%M:%S}  {event.summary or event.type}")


def _still_says_it(event: reading.StoryEvent) -> bool:
    """Whether a claim that an article dropped came again with the same append: it was worded anew, no more."""
    if event.type != "claim.appearance_dropped":
        return False
    again = reading.StoryEvent.objects.filter(story=event.story, type="claim.appeared", at=event.at)
    return again.filter(about__contains=event.about).exists()
