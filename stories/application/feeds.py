"""Feeds: added after a look at them, paused, resumed, moved, let go; and what the desk sees of each."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from stories.application.handle import Order
from stories.application.ids import is_public_id, new_id, uuid_of
from stories.application.intake import SourceGiven
from stories.application.lookalikes import lookalike
from stories.application.queries import NotThere
from stories.application.sources import known_by_name, source_by_id
from stories.application.visiting import known_robots, visit
from stories.domain.actors import MACHINE, By
from stories.domain.permissions import Action, require
from stories.eventlog.codec import plain as shown
from stories.gateways.addresses import Guard
from stories.gateways.feedfiles import read_feed
from stories.gateways.feedshapes import FeedFile, NoFeed
from stories.gateways.fetching import DEADLINE_SECONDS, Conditions, NotFetched, masked
from stories.models import Feed, FeedItem

SHORTEST, FIRST, LONGEST = 60.0, 300.0, 3_600.0  # seconds between two polls: at most often, at first, at least often
DOWN_AFTER = 5  # failures in a row
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.5"
)


class FeedTaken(ValueError):
    """Some feed has this address already."""

    def __init__(self, feed: str) -> None:
        super().__init__(f"{feed} asks this address already")
        self.feed = feed


@dataclass(frozen=True, slots=True)
class Look:
    """What an address gives when it is tried: a feed, or the reason why there is none."""

    feed: FeedFile | None
    url: str
    code: str = ""
    reason: str = ""


def look(url: str, *, guard: Guard, at: datetime, seconds: float = DEADLINE_SECONDS) -> Look:
    """Asks the address once and keeps nothing."""
    known = known_robots(url, at)
    found = visit(url, accept=ACCEPT, conditions=Conditions(), robots=known, guard=guard, at=at, seconds=seconds)
    if found.fetched is None:
        problem = found.problem or NotFetched("broken", "no answer")
        return Look(None, url, problem.code, str(problem))
    answer = found.fetched
    if answer.status != 200:
        return Look(None, answer.url, "status", f"answered {answer.status}")
    try:
        feed = read_feed(answer.body, url=answer.url, charset=answer.charset, whole=answer.whole)
    except NoFeed as exc:
        return Look(None, answer.url, exc.code, str(exc))
    return Look(replace(feed, degraded=[*feed.degraded, *lookalike(feed.title)]), answer.url)


def look_document(look_: Look) -> dict[str, Any]:
    """What a person sees before she adds it: kind, title, the first items, doubts."""
    if look_.feed is None:
        return {"url": masked(look_.url), "feed": None, "code": look_.code, "reason": look_.reason}
    feed = look_.feed
    return {
        "url": masked(look_.url),
        "feed": {
            "kind": feed.kind,
            "title": feed.title,
            "items": len(feed.items),
            "full_text": sum(item.full for item in feed.items),
            "degraded": feed.degraded,
            "first": [
                {"key": item.key, "url": item.url, "title": item.fields.get("title"), "full": item.full}
                for item in feed.items[:5]
            ],
        },
        "code": None,
        "reason": None,
    }


def add(
    url: str, source: SourceGiven, by: By, at: datetime, *, guard: Guard, story: str = "", full_text: bool = True
) -> Feed:
    """A new feed, due at once. Raises Forbidden, AddressRefused, FeedTaken, and Refused for the source."""
    require(by, Action.RUN_FEEDS)
    guard.named(url)
    if twin := Feed.objects.filter(url=url, deleted_at=None).first():
        raise FeedTaken(public_id(twin))
    order = Order(MACHINE, at)  # an operator submits nothing; who added the feed stands in its row
    copy = (
        source_by_id(source.id)
        if source.id is not None
        else known_by_name(source.name, source.kind, source.url, source.owner, order).copy
    )
    try:
        with transaction.atomic():
            return Feed.objects.create(
                id=uuid_of(new_id("fee")), source=copy.id, source_name=copy.name, url=url, story=story,
                full_text=full_text, interval=FIRST, next_at=at, added_by=by.actor, created_at=at,
            )  # fmt: skip
    except IntegrityError as exc:
        raise FeedTaken(public_id(Feed.objects.get(url=url, deleted_at=None))) from exc


def feeds_for(by: By) -> QuerySet[Feed]:
    """All that are asked, newest last. Raises Forbidden."""
    require(by, Action.RUN_FEEDS)
    return Feed.objects.filter(deleted_at=None)


def feed_named(id_: str, by: By) -> Feed:
    """Raises Forbidden, NotThere."""
    require(by, Action.RUN_FEEDS)
    found = Feed.objects.filter(pk=uuid_of(id_), deleted_at=None).first() if is_public_id(id_, "fee") else None
    if found is None:
        raise NotThere(id_)
    return found


def pause(feed: Feed, at: datetime) -> None:
    _set(feed, paused_at=feed.paused_at or at)


def resume(feed: Feed, at: datetime) -> None:
    """Due at once, with a clean slate; also one that had said it was gone."""
    _set(feed, paused_at=None, gone_at=None, failures=0, problem="", next_at=at)


def poll_now(feed: Feed, at: datetime) -> None:
    """The next round takes it, within seconds."""
    _set(feed, next_at=at)


def follow_move(feed: Feed, at: datetime, *, guard: Guard) -> None:
    """A person confirms that the feed lives where it says. Raises AddressRefused, FeedTaken, NotThere for no move."""
    if not feed.moved_to:
        raise NotThere("moved_to")
    change(feed, {"url": feed.moved_to}, at, guard=guard)


def change(feed: Feed, values: dict[str, Any], at: datetime, *, guard: Guard) -> None:
    """values: url, story, full_text. A new address is asked at once, with nothing kept of the old one."""
    if "url" in values and values["url"] != feed.url:
        guard.named(values["url"])
        if twin := Feed.objects.filter(url=values["url"], deleted_at=None).first():
            raise FeedTaken(public_id(twin))
        values = values | {
            "moved_to": "", "etag": "", "last_modified": "", "digest": "", "failures": 0, "problem": "",
            "gone_at": None, "next_at": at,
        }  # fmt: skip
    _set(feed, **values)


def drop(feed: Feed, at: datetime) -> None:
    """No more polls. Its items stay known, so that the same feed added again brings nothing twice."""
    _set(feed, deleted_at=at)
    FeedItem.objects.filter(feed=feed, state__in=["page", "waiting"]).update(state="refused", problem="feed removed")


def _set(feed: Feed, **values: Any) -> None:
    Feed.objects.filter(pk=feed.pk).update(**values)
    feed.refresh_from_db()


def public_id(feed: Feed) -> str:
    return f"fee_{feed.id.hex}"


def state_of(feed: Feed, at: datetime) -> str:
    """paused, gone, new, up, late, down: late from the first failure, or when a poll is overdue; down after five."""
    if feed.paused_at:
        return "paused"
    if feed.gone_at:
        return "gone"
    if feed.failures >= DOWN_AFTER:
        return "down"
    overdue = at > feed.next_at + timedelta(seconds=max(300.0, feed.interval))
    if feed.failures or overdue:
        return "late"
    return "up" if feed.good_at else "new"


def feed_document(feed: Feed, at: datetime) -> dict[str, Any]:
    times = {name: getattr(feed, name) for name in ("next_at", "asked_at", "good_at", "changed_at", "paused_at")}
    return {
        "id": public_id(feed),
        "url": masked(feed.url),
        "source": feed.source,
        "source_name": feed.source_name,
        "title": feed.title,
        "kind": feed.kind or None,
        "story": feed.story or None,
        "full_text": feed.full_text,
        "state": state_of(feed, at),
        "interval": round(feed.interval),
        "failures": feed.failures,
        "problem": feed.problem or None,
        "degraded": feed.degraded,
        "moved_to": masked(feed.moved_to) if feed.moved_to else None,
        "created_at": shown(feed.created_at),
        **{name: shown(when) if when else None for name, when in times.items()},
    }


def runs_document(feed: Feed) -> list[dict[str, Any]]:
    """The last hundred times of asking, newest first."""
    return [
        {
            "at": shown(run.at),
            "milliseconds": run.milliseconds,
            "status": run.status,
            "outcome": run.outcome,
            "items": run.items,
            "new": run.new,
            "problem": run.problem or None,
        }
        for run in feed.runs.all()[:100]
    ]
