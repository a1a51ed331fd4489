"""Plays the life of a few sources: they publish, change, fall silent and withdraw, and the newsroom hears of it.

The outlets do what their script has, at its seconds; an operator's "poll now" stands in for the minutes between polls.
What the script says will be heard is waited for, and said to be missing where it does not come.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from newsroom.newsstand import Newsstand
from newsroom.player import Player, PlayStopped
from stories.application import feeds, watching
from stories.application.handle import now
from stories.application.intake import SourceGiven
from stories.application.reaching import reach
from stories.application.visiting import house_guard
from stories.domain.actors import MACHINE
from stories.models import Feed, reading

LOOK_SECONDS = 2.0
PATIENCE_SECONDS = 90.0  # for what was to be heard, after the last moment: a page is gone after three looks
OURS = frozenset({"act", "reach"})  # what is done in the newsroom, not by an outlet
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


@dataclass(frozen=True, slots=True)
class _Awaited:
    """What a moment should make the newsroom hear: words of a line that is told after it."""

    words: str
    since: float


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
        self._types: set[str] = set()
        self._awaited: list[_Awaited] = []
        self._begun = now()

    def run(self) -> None:
        """Adds the feeds and plays to the end. Raises PlayStopped where a step fails or something is not heard."""
        if Feed.objects.filter(url__startswith=self._address, deleted_at=None).exists():
            self._show_the_end()
            return
        for key, outlet in self._stand.outlets.items():
            url = self._address + self._stand.feed_path(key)
            feeds.add(url, SourceGiven(name=outlet.name), MACHINE, now(), guard=house_guard())
            self._say(f"feed added: {outlet.name}, {url}")
        start = time.monotonic()
        waiting = sorted(self._script["moments"], key=lambda moment: moment["at"])
        end = waiting[-1]["at"] + PATIENCE_SECONDS
        while self._alive() and (waiting or self._awaited):
            if time.monotonic() - start > end:
                missing = [one.words for one in self._awaited] + [moment["do"] for moment in waiting]
                raise PlayStopped(f"the newsroom has not heard of {'; '.join(missing)}. See manage.py doctor")
            while waiting and self._is_due(waiting[0], time.monotonic() - start):
                self._take(waiting.pop(0))
            self._hurry()
            self._tell()
            time.sleep(LOOK_SECONDS)

    def _show_the_end(self) -> None:
        """For a second time on the same data: the outlets show what they showed in the end."""
        for moment in self._script["moments"]:
            if moment["do"] not in OURS:
                self._stand.take(moment)
        self._say("The play was seen before on this data folder, and its story is still here.")
        self._say("NEWSROOM_DATA=another-folder plays it from the beginning.")

    def _is_due(self, moment: Mapping[str, Any], seconds: float) -> bool:
        return bool(moment["at"] <= seconds) and moment.get("after", "") in {"", *self._types}

    def _take(self, moment: Mapping[str, Any]) -> None:
        if "heard" in moment:
            self._awaited.append(_Awaited(moment["heard"], time.monotonic()))
        match moment["do"]:
            case "act":
                self._player.story = self._story()
                for step in moment["steps"]:
                    self._say(self._player.take(step))
            case "reach":
                self._tell_reach(moment["slug"])
            case _:
                self._say(self._stand.take(moment))

    def _story(self) -> str:
        """Where the articles have gathered."""
        article = reading.Article.objects.filter(filed_at__gte=self._begun).order_by("filed_at").first()
        if article is None:
            raise PlayStopped("no article has come in yet; see manage.py doctor")
        return article.story

    def _tell_reach(self, slug: str) -> None:
        """Whom the withdrawn article had reached, as the desk has it."""
        article = reading.Article.objects.get(url__startswith=self._address, url__endswith=f"/{slug}.html")
        report = reach(article.story, article.id)
        self._say(f"The reach of “{article.title}”:")
        public = [claim for claim in report["claims"] if claim["public_versions"]]
        for claim in public:
            seen = ", ".join(f"{one['first']} to {one['last'] or 'now'}" for one in claim["public_versions"])
            held = f", now held ({claim['held']})" if claim["held"] else ""
            self._say(f"   “{claim['statement']}”: readers saw it in versions {seen}{held}")
        self._say(f"   {len(report['claims']) - len(public)} more claims that readers never saw")
        for own in report["own_articles"]:
            self._say(f"   our own article: {own['source']}: “{own['title']}”")
        self._say(f"   keys that may have read it: {', '.join(one['name'] for one in report['clients']) or 'none'}")
        self._say(f"   the {report['draft']['kind']} notice is drafted; an editor edits and sends it from the desk")

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
                self._types.add(event.type)
                if not _still_says_it(event):
                    self._hear(event, event.summary or event.type)

    def _hear(self, event: reading.StoryEvent, line: str) -> None:
        known = next((one for one in self._awaited if one.words in line), None)
        noticed = f"  (noticed after {time.monotonic() - known.since:.0f} s)" if known else ""
        if known:
            self._awaited.remove(known)
        self._say(f"   {event.at:%H:%M:%S}  {line}{noticed}")


def _still_says_it(event: reading.StoryEvent) -> bool:
    """Whether a claim that an article dropped came again with the same append: it was worded anew, no more."""
    if event.type != "claim.appearance_dropped":
        return False
    again = reading.StoryEvent.objects.filter(story=event.story, type="claim.appeared", at=event.at)
    return again.filter(about__contains=event.about).exists()
