"""What time brings: embargoes end, quiet stories rest, messages go out. A job may be ticked twice, late, or by two."""

import contextlib
from datetime import timedelta
from time import monotonic

from django.conf import settings

from stories.application import proving, timetable
from stories.application.auditing import SLICE_SECONDS, VERIFY, audit_due
from stories.application.deliveries import send_due
from stories.application.digests import send_digests
from stories.application.feeditems import fetch_pages, file_waiting
from stories.application.handle import Order, handle_story, now
from stories.application.housework import REBUILD, REPLAY, work
from stories.application.polling import poll_due
from stories.application.tidying import tidy
from stories.application.timetable import Progress, Work, alone, each
from stories.application.visiting import house_guard
from stories.application.watching import look_again
from stories.domain.actors import MACHINE
from stories.domain.commands_article import ReleaseArticle
from stories.domain.commands_claim import ReleaseClaim
from stories.domain.commands_story import LetStoryRest
from stories.domain.refusals import Refused
from stories.domain.values import ArticleId, ClaimId
from stories.domain.vocabulary import HoldReason, StoryStatus
from stories.eventlog.codec import time_text
from stories.eventlog.snapshots import keep, wanting
from stories.models import reading
from stories.projections.stories import refresh

QUIET = timedelta(days=7)
Brought = ReleaseClaim | ReleaseArticle | LetStoryRest


def release(_: Progress) -> None:
    """Ends embargoes whose time has come, of articles and of claims."""
    due = time_text(now())
    held = {"document__hold__reason": HoldReason.EMBARGO.value, "document__hold__until__lte": due}
    ended: list[tuple[str, Brought]] = [
        (claim.story, ReleaseClaim(ClaimId(claim.id), "the embargo has ended"))
        for claim in reading.Claim.objects.filter(**held)
    ]
    held = {"document__held__reason": HoldReason.EMBARGO.value, "document__held__until__lte": due}
    ended += [
        (article.story, ReleaseArticle(ArticleId(article.id), "the embargo has ended"))
        for article in reading.Article.objects.filter(**held)
    ]
    each(ended, _carry_out)


def rest(_: Progress) -> None:
    """Open stories in which nothing has happened for a week become dormant; a matching article wakes them."""
    quiet = reading.Story.objects.filter(status=StoryStatus.OPEN.value, updated_at__lt=now() - QUIET)
    each([(story, LetStoryRest()) for story in quiet.values_list("id", flat=True)], _carry_out)


def _carry_out(brought: tuple[str, Brought]) -> None:
    story, command = brought
    try:
        handle_story(story, lambda _state: [command], Order(MACHINE, now()))
    except Refused:
        return  # somebody was faster, or the story has moved on: the next tick looks again
    refresh(story)


def deliver(_: Progress) -> None:
    """Webhooks that are due."""
    send_due()


def feeds(progress: Progress) -> None:
    """Feeds that are due."""
    with alone("feeds") as free:
        if free:
            poll_due(guard=house_guard(), pause=settings.NEWSROOM_FETCH_PAUSE, progress=progress)


def pages(progress: Progress) -> None:
    """Pages of items whose feeds have only a summary."""
    with alone("pages") as free:
        if free:
            fetch_pages(guard=house_guard(), pause=settings.NEWSROOM_FETCH_PAUSE, progress=progress)


def items(progress: Progress) -> None:
    """Items of feeds that are to be filed."""
    file_waiting(progress=progress)


def watches(progress: Progress) -> None:
    """Pages of articles, for what was changed or taken away."""
    with alone("watches") as free:
        if free:
            look_again(guard=house_guard(), pause=settings.NEWSROOM_FETCH_PAUSE, progress=progress)


def house(_: Progress) -> None:
    """Long work: what an operator asked for, and audits."""
    work(REBUILD, VERIFY)


def replays(_: Progress) -> None:
    """Parked events that an operator wants to be taken up again."""
    while work(REPLAY):
        pass


def checkpoint(_: Progress, *, at_once: bool = False) -> None:
    """Signs the log's checkpoints when they are due, and copies them."""
    with contextlib.suppress(proving.Busy):
        proving.checkpoint(at_once=at_once)


def audit(_: Progress) -> None:
    """Has the whole log verified each hour."""
    audit_due(now())


def snapshots(progress: Progress) -> None:
    """Long stories at every so many versions, so that their past is near; also after the code that folds changed."""
    with alone("snapshots") as free:
        end = monotonic() + SLICE_SECONDS
        for stream, version in wanting() if free else ():
            for done in keep(stream, version):
                progress(f"{stream.public}: {done} of {version}")
                if monotonic() > end:
                    return  # the next tick goes on


def tidying(progress: Progress) -> None:
    """Old batches, deliveries and answers, of which nobody asks any more."""
    with alone("tidying") as free:
        if free:
            tidy(progress)


def digests(_: Progress) -> None:
    """A mail to everybody at the beginning of each shift."""
    with alone("digests") as free:
        if free:
            send_digests(now())


JOBS: dict[str, Work] = {
    "release": release,
    "rest": rest,
    "deliver": deliver,
    "feeds": feeds,
    "pages": pages,
    "items": items,
    "watches": watches,
    "house": house,
    "replays": replays,
    "checkpoint": checkpoint,
    "audit": audit,
    "snapshots": snapshots,
    "tidying": tidying,
    "digests": digests,
}


def tick(job: str, *, every: float, asked: bool = False) -> None:
    """One tick of the timetable. Raises KeyError for a job that nobody has."""
    timetable.run(job, JOBS[job], every=every, asked=asked)
