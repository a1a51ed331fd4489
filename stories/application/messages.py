"""What a webhook says of an event: the event itself, what readers may know of it, or one line for a chat."""

import json
import re
from typing import Any

import msgspec
from django.conf import settings

from stories.application.history import public_events
from stories.domain.decide_findings import survivor
from stories.domain.edits import MATERIAL
from stories.domain.events import Event
from stories.domain.events_article import ArticleAnalysed, ArticleWithdrawn
from stories.domain.events_claim import ClaimCorrected, ClaimHeld, ClaimWithdrawn
from stories.domain.events_finding import ClaimChallenged
from stories.domain.events_story import NoticeSent
from stories.domain.publication import is_tracked
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId
from stories.domain.vocabulary import HoldReason, RevisionKind
from stories.eventlog.folding import STORIES, event_of
from stories.eventlog.read import Stored
from stories.models import reading
from stories.projections.summaries import shortened, summary

LONGEST_BODY = 64 * 1024
CHAT_TYPES = frozenset(
    {"claim.challenged", "claim.withdrawn", "article.withdrawn", "article.analysed", "claim.held", "claim.corrected"}
    | {"notice.sent"}
)
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")

Document = dict[str, Any]


def standard(stored: Stored) -> str:
    """The event for those who may read all. A body above 64 KiB is left out, to be fetched where `url` says."""
    body = stored.body if stored.body is not None and len(stored.body) <= LONGEST_BODY else None
    envelope = stored.envelope
    data = {
        "id": envelope.id,
        "type": envelope.type,
        "stream": envelope.stream,
        "version": stored.version,
        "position": stored.position,
        "at": envelope.at,
        "actor": envelope.actor,
        "cause": envelope.cause,
        "body": None if body is None else msgspec.json.decode(body),
        "body_left_out": body is None and stored.body is not None,
        "summary": _summary(stored),
        "url": f"{settings.PUBLIC_URL}/api/v1/events/evt_{envelope.id.replace('-', '')}/",
    }
    return _message(envelope.type, envelope.at, data)


def public(stored: Stored, told: Document) -> str:
    """told: what `readers_hear` gave."""
    return _message(stored.envelope.type, stored.envelope.at, {**told, "stream": stored.envelope.stream})


def chat(line: str) -> str:
    """The one member that chat tools with incoming webhooks agree on."""
    return json.dumps({"text": line}, ensure_ascii=False)


def ping(endpoint: str, at: str) -> str:
    return _message("ping", at, {"endpoint": endpoint, "summary": "Slugline can reach this endpoint."})


def readers_hear(story: Story, stored: Stored) -> Document | None:
    """The event as readers may know of it: decisions on public claims, and the kill of what they once could read."""
    event = event_of(stored)
    if isinstance(event, ClaimWithdrawn):
        claim = story.claims.get(event.claim)
        if claim is None or not (story.public and claim.ever_public):
            return None
        return {
            "id": stored.envelope.id,
            "type": stored.envelope.type,
            "version": stored.version,
            "position": stored.position,
            "at": stored.envelope.at,
            "claim": event.claim,
            "summary": event.notice or "We took a line back.",  # its words go out no more
        }
    if isinstance(event, NoticeSent):
        return {
            "id": stored.envelope.id,
            "type": stored.envelope.type,
            "version": stored.version,
            "position": stored.position,
            "at": stored.envelope.at,
            "kind": event.kind.value,
            "summary": event.text,
        }
    found = public_events(story, after=stored.version - 1, limit=1)
    return found[0] if found and found[0]["id"] == stored.envelope.id else None


def line_of(story: Story, event: Event) -> str | None:
    """One line for a chat, or None for what a chat does not hear."""
    match event:
        case ClaimChallenged(claim=claim):
            said = f"Challenged: another origin contradicts our public line {_claim(story, claim)}"
        case ClaimWithdrawn(claim=claim, reason=reason):
            said = f"Kill: {_claim(story, claim)} is withdrawn ({reason})"
        case ArticleWithdrawn(article=article, reason=reason, by=by):
            said = f"Kill: {_article(story, article)} was withdrawn by the {by.value} ({reason})"
        case ArticleAnalysed(article=article, kind=RevisionKind.STEALTH):
            told = _tracked_edit(story, event)
            if told is None:
                return None
            said = f"Stealth edit: {_article(story, article)} changed a claim without a note: {told}"
        case ClaimHeld(claim=claim, reason=HoldReason.SUPPORT_LOST):
            said = f"Support lost: {_claim(story, claim)} is on hold, nothing that supported it stands"
        case ClaimCorrected(claim=claim, text=text):
            said = f"Correction: {_claim(story, claim)}: {text}"
        case NoticeSent(kind=kind, text=text):
            said = f"{kind.value.capitalize()} notice: {text}"
        case _:
            return None
    where = f" — {settings.PUBLIC_URL}/stories/{story.slug}/" if story.public else ""
    return f"{_plain(f'{said} [{story.title}]', 600)}{where}"


def _tracked_edit(story: Story, event: ArticleAnalysed) -> str | None:
    """The first edit that takes its words from a claim that we carry, in words; None where none does."""
    for edit in event.edits or ():
        if edit.kind not in MATERIAL:
            continue
        for claim in edit.claims:
            found = story.claims.get(survivor(story, claim))
            if found is not None and is_tracked(found):
                what = f", {edit.detail}" if edit.detail else ""
                return f"{edit.kind.value}{what}: {_claim(story, found.id)}"
    return None


def _claim(story: Story, claim: ClaimId) -> str:
    found = story.claims.get(claim)
    return f"“{shortened(found.statement, 200)}”" if found else "a claim"


def _article(story: Story, article: ArticleId) -> str:
    found = story.articles.get(article)
    if found is None:
        return "an article"
    name = story.source_of(found).name
    return f"{name}, “{shortened(found.title, 120)}”" if found.title else name


def _plain(text: str, length: int) -> str:
    """One line in which nothing is a command to the chat: no markup, no call for everybody's attention."""
    line = shortened(_SPACE.sub(" ", text).strip(), length)
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("@", "@\u2060")


def _message(kind: str, at: str, data: Document) -> str:
    return json.dumps({"type": kind, "timestamp": at, "data": data}, ensure_ascii=False)


def _summary(stored: Stored) -> str | None:
    if stored.stream.kind != "story":
        return None
    said = reading.StoryEvent.objects.filter(pk=stored.envelope.id).values_list("summary", flat=True).first()
    if said is not None and stored.body is not None:
        return said
    with STORIES.reading(stored.stream) as story:
        return summary(story, event_of(stored))
