"""Whom something that was taken back had reached: claims, public versions, deliveries, clients, our own articles.

What the log and the tables know is listed; what nobody recorded is said to be unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings

from stories.application.carrying import Carrier, copiers, our_carriers
from stories.application.endpoints import public_id
from stories.application.late_reprints import asked_of, copied_from
from stories.application.notices import draft
from stories.application.queries import NotThere
from stories.application.reprints import borrowed, printed_by
from stories.domain.origin_reach import resting_on
from stories.domain.publication import is_public
from stories.domain.records import ClaimAppearanceRef
from stories.domain.state import Article, Claim
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId
from stories.domain.vocabulary import Scope, SourceKind, Status
from stories.eventlog.codec import plain
from stories.eventlog.folding import STORIES, event_of, meta_of
from stories.eventlog.read import read_stream
from stories.eventlog.streams import StreamRef
from stories.models import ApiKey, Delivery, WebhookEndpoint, reading

LISTED = 500  # deliveries; above that the report gives the number alone
EXPORTS = ("json", "csv", "ndjson", "ninjs", "claimreview", "atom")
NOT_KNOWN = (
    "What a key read is not recorded: a key that was used since may have read the claims, and may not.",
    "Readers without a key, search engines and those who embed the page leave no trace here.",
    "Which exports were fetched is not recorded; the addresses below gave the claims while they were public.",
    "Copies in other stories are found by their words, eight in a row or more; what was retold in other words is not.",
)

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A stretch of versions in which readers saw a claim as ours, and not as corrected.

    until: None while they still do; last: the last of them.
    """

    first: int
    at: datetime
    words: str
    last: int | None = None
    until: datetime | None = None


def reach(story_id: str, thing: str) -> Document:
    """The report on an article, an origin (an article, a source or a claim) or a claim. Raises NotThere.

    thing: a public id. Nothing is written.
    """
    with STORIES.reading(StreamRef.parse(story_id)) as story:
        claims = _claims(story, thing)
        texts = set() if thing.startswith("clm_") else set(printed_by(story, thing))
        seen = _seen(story.id, story.version, {claim.id for claim in claims})
        article = story.articles.get(ArticleId(thing))
        events = _events(story, thing, [claim.id for claim in claims])
        since = min((one.at for shown in seen.values() for one in shown), default=None)
        document: Document = {
            "story": story.id,
            "about": thing,
            "article": _article(story, article) if article is not None else None,
            "claims": [_claim(story, one, seen[one.id]) for one in sorted(claims, key=lambda one: not seen[one.id])],
            "public": any(seen.values()),
            "deliveries": _deliveries(events),
            "clients": _clients(since, _begun(article, claims)),
            "exports": _exports(story, since),
            "own_articles": _copies(story, thing, claims, own=True)
            + _elsewhere(thing, our_carriers(story, claims, texts)),
            "other_articles": _copies(story, thing, claims, own=False) + _elsewhere(thing, copiers(story, texts)),
            "notices": _notices(events),
            "not_known": list(NOT_KNOWN),
        }
        return document | {"draft": draft(story, document)}


def _claims(story: Story, thing: str) -> list[Claim]:
    """Those that the thing carries or carried, in the order in which the story met them."""
    claim = story.claims.get(ClaimId(thing))
    if claim is not None:
        return [claim]
    late = [ref for refs in _late(story, thing).values() for ref in refs]
    named = {ref.claim for ref in (*resting_on(story, thing, fallen=True), *borrowed(story, thing), *late)}
    if not (named or ArticleId(thing) in story.articles or any(one == thing for one in story.sources)):
        raise NotThere(thing)
    return [one for one in story.claims.values() if one.id in named and one.merged_into is None]


def _late(story: Story, thing: str) -> dict[ArticleId, set[ClaimAppearanceRef]]:
    """What single articles took from the thing after it was taken back."""
    articles = [ArticleId(one.b) for one in asked_of(story, thing)]
    return {one: copied_from(story, one, thing, standing=False) for one in articles}


def _seen(story: str, upto: int, claims: Iterable[ClaimId]) -> dict[ClaimId, list[_Shown]]:
    """When readers saw each claim: the story folded once more, from its first event."""
    found: dict[ClaimId, list[_Shown]] = {claim: [] for claim in claims}
    stream = StreamRef.parse(story)
    folded = STORIES.empty(stream)
    # What was written in one append was never seen in parts.
    for _, together in groupby(read_stream(stream, upto=upto), key=lambda stored: stored.envelope.at):
        before = folded.version
        for stored in together:
            meta = meta_of(stored)
            STORIES.apply(folded, event_of(stored), meta)
            folded.version = stored.version
        for id_, shown in found.items():
            claim = folded.state.claims.get(id_)
            visible = claim is not None and is_public(folded.state, claim) and claim.status is not Status.CORRECTED
            begun = bool(shown) and shown[-1].until is None
            changed = begun and claim is not None and claim.statement != shown[-1].words
            if begun and (not visible or changed):
                shown[-1] = replace(shown[-1], last=before, until=meta.at)
            if visible and claim is not None and (not begun or changed):
                shown.append(_Shown(folded.version, meta.at, claim.statement))
    return found


def _article(story: Story, article: Article) -> Document:
    return {
        "id": article.id,
        "story": story.id,
        "source": story.source_of(article).name,
        "title": article.title,
        "url": article.url,
        "received_at": plain(article.received_at),
        "withdrawn": plain(article.withdrawn),
        "reason": article.withdrawn_reason,
    }


def _claim(story: Story, claim: Claim, seen: Sequence[_Shown]) -> Document:
    return {
        "id": claim.id,
        "statement": claim.statement,
        "status": claim.status.value,
        "publication": claim.publication.value,
        "held": plain(claim.hold.reason) if claim.hold else None,
        "public_now": is_public(story, claim),
        "standing_appearances": len(claim.standing_appearances),
        "public_versions": [
            {
                "first": one.first,
                "from": plain(one.at),
                "last": one.last,
                "until": plain(one.until),
                "statement": one.words,
                "address": f"{settings.PUBLIC_URL}/stories/{story.slug}/v/{one.first}/",
            }
            for one in seen
        ],
        "corrections": plain(claim.corrections),
        "notice": claim.notice,
        "withdrawn_reason": claim.withdrawn_reason,
    }


def _events(story: Story, thing: str, claims: Sequence[str]) -> list[reading.StoryEvent]:
    """What the log told of the thing or its claims."""
    rows = reading.StoryEvent.objects.filter(story=story.id, about__has_any_keys=[thing, *claims])
    return list(rows.order_by("version"))


def _deliveries(events: Sequence[reading.StoryEvent]) -> Document:
    told = {one.id: one for one in events if one.type != "notice.sent"}
    rows = Delivery.objects.filter(event__in=list(told)).select_related("endpoint").order_by("created_at", "id")
    found = list(rows[: LISTED + 1])
    return {
        "number": len(found) if len(found) <= LISTED else rows.count(),
        "listed": [
            {
                "id": f"dlv_{row.id.hex}",
                "endpoint": public_id(row.endpoint_id),
                "url": row.endpoint.url,
                "type": row.type,
                "summary": told[row.event].summary if row.event in told else "",
                "state": row.state,
                "at": plain(row.last_at or row.created_at),
            }
            for row in found[:LISTED]
        ],
        "endpoints": sorted({public_id(row.endpoint_id) for row in found}),
    }


def _begun(article: Article | None, claims: Sequence[Claim]) -> datetime | None:
    """From when on those who read unpublished matter could read it."""
    if article is not None:
        return article.received_at
    return min((claim.first_seen for claim in claims), default=None)


def _clients(public_since: datetime | None, since: datetime | None) -> list[Document]:
    """Keys that were used after they could have read it."""
    found = []
    for key in ApiKey.objects.exclude(last_used_at=None).order_by("-last_used_at"):
        unpublished = Scope.STORIES_READ.value in key.scopes or Scope.EVENTS_READ.value in key.scopes
        could = since if unpublished else public_since
        if could is None or key.last_used_at is None or key.last_used_at < could:
            continue
        found.append(
            {
                "key": f"key_{key.id.hex}",
                "name": key.name,
                "prefix": key.prefix,
                "last_used_at": plain(key.last_used_at),
                "reads_unpublished": unpublished,
                "revoked": key.revoked_at is not None,
            }
        )
    return found


def _exports(story: Story, since: datetime | None) -> Document:
    base = f"{settings.PUBLIC_URL}/api/v1/stories/{story.id}"
    return {
        "recorded": False,
        "public_since": plain(since),
        "addresses": [f"{base}.{form}" for form in EXPORTS] if since is not None else [],
    }


def _copies(story: Story, thing: str, claims: Sequence[Claim], *, own: bool) -> list[Document]:
    """Articles that state the claims or have passages of the article: our own, or those of others."""
    carrying: dict[ArticleId, list[str]] = {}
    for claim in claims:
        for item in claim.appearances:
            told = carrying.setdefault(item.appearance.article, [])
            if claim.id not in told:
                told.append(claim.id)
    found, late = [], _late(story, thing)
    for article in story.articles.values():
        source = story.source_of(article)
        passages = _passages(story, article, thing) or _words(article, late.get(article.id, ()))
        carried = carrying.get(article.id, [])
        if article.id == thing or source.id == thing or (source.kind is SourceKind.OWN) is not own:
            continue
        if carried or passages:
            row = _article(story, article)
            found.append(row | {"claims": carried, "copied": passages})
    return found


def _elsewhere(thing: str, carriers: Iterable[Carrier]) -> list[Document]:
    """Articles in other stories, in the same form."""
    found = []
    for one in carriers:
        with STORIES.reading(StreamRef.parse(one.row.story)) as other:
            held = other.articles.get(ArticleId(one.row.pk))
            if held is not None and other.source_of(held).id != thing:
                found.append(_article(other, held) | {"claims": list(one.claims), "copied": list(one.copied)})
    return found


def _passages(story: Story, article: Article, thing: str) -> list[str]:
    """Words of the article that also stand in the thing, whichever of the two came later."""
    origin = story.articles.get(ArticleId(thing))
    head = article.head_revision
    spans = {copy.passage for copy in head.lineage if copy.article == thing}
    if origin is not None:
        spans |= {copy.their_passage for copy in origin.head_revision.lineage if copy.article == article.id}
    return [head.text[start:end] for start, end in sorted(spans)]


def _words(article: Article, refs: Iterable[ClaimAppearanceRef]) -> list[str]:
    head = article.head_revision
    spans = {span for ref in refs if ref.revision == head.n for span in ref.spans}
    return [head.text[start:end] for start, end in sorted(spans)]


def _notices(events: Sequence[reading.StoryEvent]) -> list[Document]:
    return [
        {"event": str(one.id), "version": one.version, "at": plain(one.at), "by": one.actor, "summary": one.summary}
        for one in events
        if one.type == "notice.sent"
    ]


def endpoints() -> list[tuple[str, str]]:
    """Whom a notice can be sent to: id and address."""
    living = WebhookEndpoint.objects.filter(deleted_at=None, disabled_at=None)
    return [(public_id(one.id), one.url) for one in living]
