"""Looks again at pages that articles came from: often while they are young, seldom later, never once the story closed.

A change becomes a revision like any other; what kind it is, the analysis finds. A page that is gone withdraws its
article, after it was gone several times.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from django.db import connection

from stories.application.handle import KeyTaken, Order, now
from stories.application.intake import Incoming, SourceGiven, file_article
from stories.application.rounds import Errand, run_round
from stories.application.timetable import Progress
from stories.application.visiting import Visit, keep_robots, turn
from stories.domain.actors import MACHINE
from stories.domain.records import Declared
from stories.domain.refusals import Refused
from stories.domain.vocabulary import Publication, RevisionKind, StoryStatus
from stories.gateways.addresses import Guard
from stories.gateways.feedtext import decoded
from stories.gateways.fetching import Conditions, Fetched
from stories.gateways.webpages import NoText, Page, read_page
from stories.models import Watch, reading

MISSES = 3  # 404s or 410s in a row; a page that is moved about is away for a moment
ACCEPT = "text/html, application/xhtml+xml;q=0.9"
LEASE = timedelta(seconds=120)
MOST = timedelta(hours=6)
LOOK_PAUSE = timedelta(seconds=8)  # between two looks that somebody asked for

# How long after an article came its page is looked at how often.
FALLING = (
    (timedelta(hours=6), timedelta(minutes=5)),
    (timedelta(days=2), timedelta(hours=1)),
    (timedelta(days=14), MOST),
)

# An array is made once; a join may ask for its rows again and again, and lock others each time.
_TAKE = """
UPDATE stories_watch SET next_at = %(until)s WHERE article = ANY (ARRAY(
    SELECT article FROM stories_watch
    WHERE next_at <= %(now)s OR next_at > %(now)s + interval '13 hours'
        OR (next_at IS NOT NULL AND asked_at > %(now)s + interval '2 minutes')
    ORDER BY next_at LIMIT %(many)s
    FOR UPDATE SKIP LOCKED
))
RETURNING article
"""
_BEGIN = """
INSERT INTO stories_watch (article, source, url, since, next_at, misses, failures, problem, etag, last_modified,
    digest, title)
SELECT article.id, article.source, article.url, article.filed_at, %(now)s, 0, 0, '', '', '', '', ''
FROM stories_article AS article JOIN stories_story AS story ON story.id = article.story
WHERE article.filed_at > %(oldest)s AND article.status <> 'withdrawn' AND story.status <> 'closed'
    AND article.url LIKE 'http%%' AND jsonb_typeof(article.document #> '{revisions,0,html}') = 'object'
    AND NOT EXISTS (SELECT FROM stories_watch WHERE article = article.id)
ON CONFLICT (article) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class _Now:
    """An article as it stands: what a look at its page is compared with."""

    text: str
    title: str | None
    published_at: datetime | None
    byline: str | None
    language: str | None


def interval_at(age: timedelta) -> timedelta | None:
    """The wait until the next look at the page of an article of this age; None where there is none any more."""
    return next((every for until, every in FALLING if age < until), None)


def begin(at: datetime) -> int:
    """Watches articles that came as HTML with an address: their texts can be compared with their pages."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"now": at, "oldest": at - FALLING[-1][0]})
        return int(cursor.rowcount)


def look_soon(under: str, at: datetime) -> None:
    """Pages below this address are looked at in the next round, where they are still watched."""
    begin(at)
    Watch.objects.filter(url__startswith=under, next_at__gt=at).exclude(asked_at__gt=at - LOOK_PAUSE).update(next_at=at)


def look_again(
    *, guard: Guard, pause: float, progress: Progress | None = None, clock: Callable[[], datetime] = now
) -> int:
    """One round over the pages that are due; how many were asked for."""
    begin(clock())

    def due(many: int, at: datetime) -> Iterator[Errand[Watch]]:
        for watch in _due(many, at, pause):
            yield Errand(watch, watch.url, ACCEPT, Conditions(watch.etag, watch.last_modified))

    return run_round(due, _seen, guard=guard, clock=clock, progress=progress)


def _due(many: int, at: datetime, pause: float) -> list[Watch]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"now": at, "until": at + LEASE, "many": many})
        taken = [row[0] for row in cursor.fetchall()]
    rows = {row.pk: row for row in reading.Article.objects.filter(pk__in=taken).only("id", "story", "status")}
    closed = set(
        reading.Story.objects.filter(
            pk__in={row.story for row in rows.values()}, status=StoryStatus.CLOSED.value
        ).values_list("id", flat=True)
    )
    due = []
    for watch in Watch.objects.filter(pk__in=taken).order_by("since"):
        row = rows.get(watch.pk)
        if row is None or row.status == "withdrawn" or row.story in closed:
            _set(watch, next_at=None)
        elif turn(watch.url, at, pause=pause):
            due.append(watch)
        else:
            _set(watch, next_at=at + timedelta(seconds=max(pause, 1.0)))
    return due


def _seen(watch: Watch, found: Visit, at: datetime) -> None:
    if found.robots is not None:
        keep_robots(watch.url, found.robots, at)
    answer = found.fetched
    if answer is None:
        return _failed(watch, str(found.problem), at)
    if answer.status == 304:
        return _set(watch, **_next(watch, at), misses=0, failures=0, problem="", asked_at=at)
    if answer.status in {404, 410}:
        return _missed(watch, answer.status, at)
    if answer.status != 200 or not answer.whole:
        return _failed(watch, f"answered {answer.status}" if answer.whole else "the page broke off", at)
    return _read(watch, answer, at)


def _read(watch: Watch, answer: Fetched, at: datetime) -> None:
    html, _ = decoded(answer.body, answer.charset)
    try:
        page = read_page(html, url=answer.url)
    except NoText as exc:
        return _failed(watch, str(exc), at)
    digest = sha256(f"{page.title}\0{page.text}".encode()).hexdigest()
    changed: dict[str, Any] = {}
    if digest != watch.digest:
        changed = {"changed_at": at} if _revise(watch, html, page, at) else {}
    kept = {"etag": answer.conditions.etag, "last_modified": answer.conditions.last_modified}
    seen = {"digest": digest, "title": (page.title or watch.title)[:1_000], "misses": 0, "failures": 0, "problem": ""}
    return _set(watch, **_next(watch, at), **kept, **changed, **seen, asked_at=at)


def _revise(watch: Watch, html: str, page: Page, at: datetime) -> bool:
    """Files what the page says now; whether that is something new.

    A page may always have had another title than its feed gives: only one that changes is a new headline. What is seen
    now is dated now, so that a page which returns to its former words is no retry of them.
    """
    known = _known(watch.pk)
    if known is None:
        return False
    title = page.title if watch.title and page.title not in (None, watch.title) else known.title
    if (page.text, title) == (known.text, known.title):
        return False
    incoming = Incoming(
        source=SourceGiven(id=watch.source),
        html=html,
        title=title,
        url=watch.url,
        published_at=known.published_at,
        modified_at=at,
        byline=page.byline or known.byline,
        language=known.language,
    )
    try:
        return bool(file_article(incoming, Order(MACHINE, at)).handled.events)
    except (Refused, NoText, KeyTaken) as exc:
        _set(watch, problem=str(exc)[:500])
        return False


def _missed(watch: Watch, status: int, at: datetime) -> None:
    """A page that is gone several times in a row: its source has withdrawn it."""
    misses = watch.misses + 1
    if misses < MISSES:
        return _set(watch, misses=misses, asked_at=at, next_at=at + FALLING[0][1], problem=f"answered {status}")
    known = _known(watch.pk)
    if known is not None:
        gone = Incoming(
            source=SourceGiven(id=watch.source),
            text=known.text,
            title=known.title,
            url=watch.url,
            pubstatus=Publication.CANCELED,
            declared=Declared(RevisionKind.UPDATE, f"its page is gone: it answered {status}, {misses} times in a row"),
        )
        try:
            file_article(gone, Order(MACHINE, at))
        except (Refused, NoText, KeyTaken) as exc:
            return _set(watch, misses=misses, asked_at=at, next_at=None, problem=f"answered {status}: {exc}"[:500])
    return _set(watch, misses=misses, asked_at=at, next_at=None, problem=f"answered {status} {misses} times: withdrawn")


def _known(article: str) -> _Now | None:
    row = reading.Article.objects.filter(pk=article).values_list("document", flat=True).first()
    return msgspec.convert(row, _Now, strict=False) if row is not None else None


def _failed(watch: Watch, problem: str, at: datetime) -> None:
    """Twice as long after each failure, up to the longest interval; a page that cannot be read is not gone."""
    failures = watch.failures + 1
    pause = min(FALLING[0][1] * 2 ** min(failures, 10), MOST)
    _set(watch, failures=failures, problem=problem[:500], asked_at=at, next_at=at + pause)


def _next(watch: Watch, at: datetime) -> dict[str, Any]:
    every = interval_at(at - watch.since)
    return {"next_at": at + every if every is not None else None}


def _set(watch: Watch, **values: Any) -> None:
    Watch.objects.filter(pk=watch.pk).update(**values)
