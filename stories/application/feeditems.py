"""Items of feeds on their way to being articles: taken in once, their pages fetched where they are summaries, filed.

An item is a row until the log has its article. A worker that dies half-way leaves the row as it was; filing the same
item again finds its article by its key, so each becomes one article and each change one revision.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from stories.application.handle import KeyTaken, Order, now
from stories.application.intake import file_article, incoming_of
from stories.application.rounds import Errand, run_round
from stories.application.timetable import Progress
from stories.application.visiting import Visit, keep_robots, turn
from stories.domain.actors import MACHINE
from stories.domain.refusals import Refused
from stories.gateways.addresses import Guard
from stories.gateways.feedshapes import MAX_TEXT, FeedFile
from stories.gateways.feedshapes import FeedItem as Found
from stories.gateways.feedtext import decoded
from stories.gateways.fetching import Conditions, Fetched
from stories.gateways.webpages import NoText, read_page
from stories.models import Feed, FeedItem

PAGE, WAITING, FILED, REFUSED = "page", "waiting", "filed", "refused"
ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9"
ATTEMPTS = 3  # for a page; then the summary has to do
GIVE_UP = 8  # at filing an item that no error explains
LEASE = timedelta(seconds=120)
AGAIN = timedelta(minutes=5)
PATIENCE = timedelta(hours=1)  # with a server that asks to wait; then the summary has to do
ROUND_SECONDS = 40.0
STORM = 20  # items under new keys that we have under other ones
_FOR_GOOD = frozenset({400, 401, 402, 403, 404, 405, 406, 410, 451})
_CLOSED = frozenset(
    {"robots-disallow", "address-not-allowed", "port-not-allowed", "scheme-not-allowed", "bad-url", "mixed-scripts"}
)
# What is to wait longer than this got its time from a clock that was ahead.
_LONGEST = {PAGE: 2 * PATIENCE, WAITING: 2 * LEASE}

log = logging.getLogger(__name__)

# An array is made once; a join may ask for its rows again and again, and lock others each time.
_TAKE = """
UPDATE stories_feeditem SET next_at = %(until)s, attempts = attempts + 1 WHERE id = ANY (ARRAY(
    SELECT id FROM stories_feeditem
    WHERE state = %(state)s AND (next_at <= %(now)s OR next_at > %(now)s + make_interval(secs => %(longest)s))
    ORDER BY next_at, id LIMIT %(many)s
    FOR UPDATE SKIP LOCKED
))
RETURNING id
"""


@dataclass(slots=True)
class Taken:
    """What a poll brought. doubts: what an operator should know of the feed, in words."""

    new: int = 0
    changed: int = 0
    doubts: list[str] = field(default_factory=list)


def take_in(feed: Feed, file: FeedFile, at: datetime) -> Taken:
    """Writes what is new in a feed's answer. To be called in the transaction that writes the feed's own row."""
    found = {_digest(item.key): item for item in file.items}
    known = {row.key_digest: row for row in FeedItem.objects.filter(source=feed.source, key_digest__in=found)}
    strangers = [item for key, item in found.items() if key not in known]
    elsewhere = set(
        FeedItem.objects.filter(source=feed.source, digest__in=[_said(item) for item in strangers]).values_list(
            "digest", flat=True
        )
    )
    taken = Taken()
    rows = [_row(feed, item, at) for item in strangers if _said(item) not in elsewhere]
    FeedItem.objects.bulk_create(rows, ignore_conflicts=True)
    taken.new = len(rows)
    for key, row in known.items():
        if row.digest != _said(found[key]):
            taken.changed += 1
            _say_again(feed, row, found[key], at)
    if (renamed := len(strangers) - len(rows)) >= STORM:
        taken.doubts.append(f"{renamed} items came again under new ids; they were not taken twice")
    return taken


def _row(feed: Feed, item: Found, at: datetime) -> FeedItem:
    return FeedItem(
        feed=feed, source=feed.source, key=item.key[:2_000], key_digest=_digest(item.key), digest=_said(item),
        state=_first_state(feed, item), fields=item.fields, url=item.url or "", next_at=at, seen_at=at,
    )  # fmt: skip


def _say_again(feed: Feed, row: FeedItem, item: Found, at: datetime) -> None:
    FeedItem.objects.filter(pk=row.pk).update(
        digest=_said(item), state=_first_state(feed, item), fields=item.fields, url=item.url or "", next_at=at,
        attempts=0, problem="",
    )  # fmt: skip


def _first_state(feed: Feed, item: Found) -> str:
    return PAGE if feed.full_text and not item.full and item.url else WAITING


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _said(item: Found) -> str:
    """What the item says, whatever it is called."""
    said = {name: value for name, value in item.fields.items() if name != "external_id"}
    return _digest(json.dumps(said, sort_keys=True))


def _take(state: str, many: int, at: datetime) -> list[FeedItem]:
    with connection.cursor() as cursor:
        longest = _LONGEST[state].total_seconds()
        cursor.execute(_TAKE, {"state": state, "now": at, "until": at + LEASE, "many": many, "longest": longest})
        ids = [row[0] for row in cursor.fetchall()]
    return list(FeedItem.objects.filter(pk__in=ids).select_related("feed").order_by("id"))


def fetch_pages(
    *, guard: Guard, pause: float, progress: Progress | None = None, clock: Callable[[], datetime] = now
) -> int:
    """One round over items whose text stands on their pages; how many pages were asked for."""

    def due(many: int, at: datetime) -> Iterator[Errand[FeedItem]]:
        for item in _polite(_take(PAGE, many, at), at, pause):
            yield Errand(item, item.url, ACCEPT_PAGE, Conditions())

    return run_round(due, _page_came, guard=guard, clock=clock, progress=progress)


def _polite(items: list[FeedItem], at: datetime, pause: float) -> Iterator[FeedItem]:
    """Those whose server is free; the others wait for their turn without losing an attempt."""
    for item in items:
        if turn(item.url, at, pause=pause):
            yield item
        else:
            later = at + timedelta(seconds=max(pause, 1.0))
            _as_taken(item).update(next_at=later, attempts=item.attempts - 1)


def _page_came(item: FeedItem, found: Visit, at: datetime) -> None:
    if found.robots is not None:
        keep_robots(item.url, found.robots, at)
    answer = found.fetched
    if answer is not None and answer.status == 200:
        html, reason = _readable(answer)
        if html is not None:
            fields = {name: value for name, value in item.fields.items() if name != "text"} | {"html": html}
            _now(item, WAITING, at, fields=fields, attempts=0)
            return
    elif answer is not None:
        reason = f"answered {answer.status}"
    else:
        reason = str(found.problem)
    lasting = answer is None or (answer.status not in _FOR_GOOD and answer.status != 200)
    closed = found.problem is not None and found.problem.code in _CLOSED
    if lasting and not closed and item.attempts < ATTEMPTS:
        wait_ = min(timedelta(seconds=answer.wait), PATIENCE) if answer and answer.wait else AGAIN * item.attempts
        _as_taken(item).update(next_at=at + wait_, problem=reason[:500])
    else:
        _now(item, WAITING, at, problem=f"only the feed's own words: {reason}"[:500], attempts=0)


def _readable(answer: Fetched) -> tuple[str | None, str]:
    if not answer.whole:
        return None, "the page broke off, or is larger than 5 MiB"
    html, _ = decoded(answer.body, answer.charset)
    try:
        page = read_page(html, url=answer.url)
    except NoText as exc:
        return None, str(exc)
    if len(page.text) > MAX_TEXT:
        return None, f"the page's text is longer than {MAX_TEXT:,} characters"
    return html, ""


def _now(item: FeedItem, state: str, at: datetime, **values: Any) -> None:
    _as_taken(item).update(state=state, next_at=at, **values)


def _as_taken(item: FeedItem) -> QuerySet[FeedItem]:
    """The item's row, unless its feed was removed or has said something else since: that is worked off in its turn."""
    return FeedItem.objects.filter(pk=item.pk, digest=item.digest, state=item.state)


def file_waiting(*, progress: Progress | None = None, clock: Callable[[], datetime] = now) -> int:
    """Files what waits, oldest first, until nothing does or the round is over; how many items were worked off."""
    filed, end = 0, monotonic() + ROUND_SECONDS
    while monotonic() < end:
        items = _take(WAITING, 20, clock())
        if not items:
            return filed
        for item in items:
            _file(item, clock())
            filed += 1
        if progress is not None:
            progress(f"{filed} items filed")
    return filed


def _file(item: FeedItem, at: datetime) -> None:
    """One item as an article, a revision of one, or a twin. What cannot be filed is kept with the reason."""
    fields = item.fields | {"source": {"id": item.source}}
    if item.feed.story:
        fields["story"] = item.feed.story
    try:
        filed = file_article(incoming_of(fields), Order(MACHINE, at))
    except (Refused, NoText, KeyTaken, ValueError) as exc:
        reason = getattr(exc, "code", "") or type(exc).__name__
        _now(item, REFUSED, at, problem=f"{reason}: {exc}"[:500].replace("\0", "\ufffd"))
        return
    except Exception:
        if item.attempts < GIVE_UP:
            raise
        log.exception("item %s of feed %s cannot be filed", item.pk, item.feed_id)
        _now(item, REFUSED, at, problem="it cannot be filed; the worker's log says why")
        return
    _now(item, FILED, at, fields={}, article=filed.article)
