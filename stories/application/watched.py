"""Stories that somebody watches: a setting of hers and no event. It leads to her desk and to her digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from stories.models import WatchedStory, reading

MOST = 200  # stories that one person watches
TOLD = 6  # of what happened in each story
WORTH_TELLING = (
    "article.filed",
    "article.revised",
    "article.withdrawn",
    "claim.accepted",
    "claim.challenged",
    "claim.corrected",
    "claim.disputed",
    "claim.held",
    "claim.marked_inconclusive",
    "claim.refuted",
    "claim.released",
    "claim.superseded",
    "claim.verified",
    "claim.withdrawn",
    "contradiction.detected",
    "contradiction.resolved",
    "question.answered",
    "question.opened",
    "story.closed",
    "story.published",
    "story.reopened",
    "story.unpublished",
)


@dataclass(frozen=True, slots=True)
class Happened:
    """articles: new ones and new texts; others: all else worth telling; newest: the last of these, newest first."""

    story: reading.Story
    articles: int
    others: int
    newest: list[reading.StoryEvent]


def watch(user: User, story: str, at: datetime) -> bool:
    """Whether she watches it now: not where she watches as many as there may be."""
    if WatchedStory.objects.filter(user=user).exclude(story=story).count() >= MOST:
        return False
    WatchedStory.objects.get_or_create(user=user, story=story, defaults={"since": at})
    return True


def stop_watching(user: User, story: str) -> None:
    WatchedStory.objects.filter(user=user, story=story).delete()


def watched_by(user: int | None) -> QuerySet[WatchedStory, str]:
    """Ids of stories, for a query to stand in another."""
    return WatchedStory.objects.filter(user=user).order_by().values_list("story", flat=True)


def follow_merge(loser: str, survivor: str) -> None:
    """Who watched a story watches the one that it went into."""
    there = WatchedStory.objects.filter(story=survivor).values("user")
    WatchedStory.objects.filter(story=loser).exclude(user__in=there).update(story=survivor)
    WatchedStory.objects.filter(story=loser).delete()


def happened(user: User, actor: str, since: datetime) -> list[Happened]:
    """What others did in the stories that she watches, those with news alone, busiest first. Three queries.

    actor: herself, whose own deeds are no news to her.
    """
    rows = reading.StoryEvent.objects.filter(
        story__in=list(watched_by(user.pk)), at__gte=since, type__in=WORTH_TELLING
    ).exclude(actor=actor)
    came = Count("pk", filter=Q(type__startswith="article."))
    counted = {row["story"]: row for row in rows.order_by().values("story").annotate(all=Count("pk"), came=came)}
    place = Window(RowNumber(), partition_by=F("story"), order_by=F("version").desc())
    newest: dict[str, list[reading.StoryEvent]] = {}
    for row in rows.exclude(type="article.filed").annotate(place=place).filter(place__lte=TOLD).order_by("-version"):
        newest.setdefault(row.story, []).append(row)
    return [
        Happened(one, row["came"], row["all"] - row["came"], newest.get(one.pk, []))
        for one in _busiest(counted)
        for row in (counted[one.pk],)
    ]


def _busiest(counted: dict[str, dict[str, int]]) -> Iterable[reading.Story]:
    found = reading.Story.objects.filter(pk__in=counted)
    return sorted(found, key=lambda one: (-counted[one.pk]["all"], one.title, one.pk))
