"""What time brings: embargoes end, quiet stories rest, messages go out. A job may be ticked twice, late, or by two."""

from collections.abc import Callable
from datetime import timedelta

from stories.application.deliveries import send_due
from stories.application.handle import Order, handle_story, now
from stories.domain.actors import MACHINE
from stories.domain.commands_article import ReleaseArticle
from stories.domain.commands_claim import ReleaseClaim
from stories.domain.commands_story import LetStoryRest
from stories.domain.refusals import Refused
from stories.domain.values import ArticleId, ClaimId
from stories.domain.vocabulary import HoldReason, StoryStatus
from stories.eventlog.codec import time_text
from stories.models import reading
from stories.projections.stories import refresh

QUIET = timedelta(days=7)


def release() -> None:
    """Ends embargoes whose time has come, of articles and of claims."""
    due = time_text(now())
    held = {"document__hold__reason": HoldReason.EMBARGO.value, "document__hold__until__lte": due}
    for claim in reading.Claim.objects.filter(**held):
        _carry_out(claim.story, ReleaseClaim(ClaimId(claim.id), "the embargo has ended"))
    held = {"document__held__reason": HoldReason.EMBARGO.value, "document__held__until__lte": due}
    for article in reading.Article.objects.filter(**held):
        _carry_out(article.story, ReleaseArticle(ArticleId(article.id), "the embargo has ended"))


def rest() -> None:
    """Open stories in which nothing has happened for a week become dormant; a matching article wakes them."""
    quiet = reading.Story.objects.filter(status=StoryStatus.OPEN.value, updated_at__lt=now() - QUIET)
    for story in quiet.values_list("id", flat=True):
        _carry_out(story, LetStoryRest())


def _carry_out(story: str, command: ReleaseClaim | ReleaseArticle | LetStoryRest) -> None:
    try:
        handle_story(story, lambda _state: [command], Order(MACHINE, now()))
    except Refused:
        return  # somebody was faster, or the story has moved on: the next tick looks again
    refresh(story)


def deliver() -> None:
    """Webhooks that are due. Also called as soon as new ones were written."""
    send_due()


JOBS: dict[str, Callable[[], None]] = {"release": release, "rest": rest, "deliver": deliver}


def tick(job: str) -> None:
    """One tick of the timetable. Raises KeyError for a job that nobody has."""
    JOBS[job]()
