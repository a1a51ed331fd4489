"""What happened in a story: its events for the desk, its decisions for readers, what touched one thing."""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

import msgspec
from django.db.models import Q

from stories.application.people import names_of
from stories.application.queries import show, story_at
from stories.domain.events import EVENT_TYPES, type_of
from stories.domain.events_claim import (
    ClaimCorrected,
    ClaimDisputed,
    ClaimMarkedInconclusive,
    ClaimRefuted,
    ClaimSuperseded,
    ClaimVerified,
    ClaimWithdrawn,
)
from stories.domain.publication import is_public, is_remembered
from stories.domain.state import Contradiction
from stories.domain.story import Story
from stories.domain.vocabulary import Publication
from stories.eventlog.folding import event_of
from stories.eventlog.merkle import leaf
from stories.eventlog.read import Stored, read_event, read_stream, read_versions, versions_of
from stories.eventlog.streams import StreamRef
from stories.models import reading

Document = dict[str, Any]

Decision = (
    ClaimVerified
    | ClaimRefuted
    | ClaimMarkedInconclusive
    | ClaimDisputed
    | ClaimSuperseded
    | ClaimCorrected
    | ClaimWithdrawn
)

_DECISIONS = tuple(name for name, kind in EVENT_TYPES.items() if issubclass(kind, Decision))
_PUBLISHED = "story.published"
PAGE = 500


def event_document(stored: Stored) -> Document:
    """An event as it lies in the log: envelope, body (null once erased), and the hashes that prove both."""
    return {
        "id": stored.envelope.id,
        "type": stored.envelope.type,
        "stream": stored.envelope.stream,
        "version": stored.version,
        "position": stored.position,
        "at": stored.envelope.at,
        "actor": stored.envelope.actor,
        "cause": stored.envelope.cause,
        "envelope": msgspec.json.decode(stored.data),
        "body": None if stored.body is None else msgspec.json.decode(stored.body),
        "salt": None if stored.salt is None else stored.salt.hex(),
        "leaf": leaf(stored.data).hex(),
    }


def story_events(
    story: str, *, after: int, upto: int, limit: int, types: Sequence[str] | None = None
) -> list[Document]:
    """Events of a story in order, each with its one-sentence summary."""
    stream = StreamRef.parse(story)
    versions: Iterable[int] = range(after + 1, min(after + limit, upto) + 1)
    if types is not None:
        versions = versions_of(stream, types, after=after, upto=upto, limit=limit)
    return _summarised(read_versions(stream, versions))


def events_about(story: Story, thing: str) -> list[Document]:
    """The events that touched a thing up to the story's version, those of its time in another story included."""
    ids = set(story.history.get(thing, ()))
    here = [one for one in read_stream(StreamRef.parse(story.id), upto=story.version) if one.envelope.id in ids]
    return _summarised([one for stored in here for one in (*_before(stored), stored)])


def _before(stored: Stored) -> Iterator[Stored]:
    """What happened to a thing before it moved in, in whichever stories that was."""
    if not stored.envelope.type.endswith(".moved_in") or stored.body is None:
        return
    for id_ in msgspec.json.decode(stored.body)["events"]:
        earlier = read_event(id_)
        if earlier is not None:
            yield from _before(earlier)
            yield earlier


def _summarised(stored: Sequence[Stored]) -> list[Document]:
    rows = reading.StoryEvent.objects.filter(id__in=[one.envelope.id for one in stored])
    said = {str(row.id): row.summary for row in rows}
    names = names_of({one.envelope.actor for one in stored})
    return [
        event_document(one) | {"summary": said.get(one.envelope.id), "actor_name": names.get(one.envelope.actor)}
        for one in stored
    ]


def public_events(
    story: Story, *, after: int, limit: int, claim: str | None = None, types: Sequence[str] | None = None
) -> list[Document]:
    """The decisions that readers may know of, on claims that they may see: what and when, not who and why."""
    stream = StreamRef.parse(story.id)
    wanted = [name for name in _DECISIONS if types is None or name in types]
    told: list[Document] = []
    reached, together = after, min(max(limit, 100), PAGE)
    while len(told) < limit:
        versions = versions_of(stream, wanted, after=reached, upto=story.version, limit=together)
        told += [one for one in _readable(story, read_versions(stream, versions)) if claim in (None, one["claim"])]
        if len(versions) < together:
            break
        reached = versions[-1]
    if claim is None and (types is None or _PUBLISHED in types):
        told = sorted([*_first_published(story, after), *told], key=lambda one: int(one["version"]))
    return told[:limit]


def _first_published(story: Story, after: int) -> list[Document]:
    """When the story first came to its readers, if that was after a version."""
    stream = StreamRef.parse(story.id)
    first = versions_of(stream, [_PUBLISHED], after=0, upto=story.version, limit=1)
    return [_told(one, "The story was published.", None) for one in read_versions(stream, first) if one.version > after]


def _readable(story: Story, events: Iterable[Stored]) -> Iterator[Document]:
    for stored in events:
        event = event_of(stored)
        if isinstance(event, Decision) and _seen(story, event):
            yield _told(stored, _sentence(story, event), event.claim)


def _seen(story: Story, event: Decision) -> bool:
    """Of a line that was taken back, readers learn that and nothing else."""
    claim = story.claims.get(event.claim)
    if claim is None:
        return False
    whole = claim.publication is not Publication.CANCELED or isinstance(event, ClaimWithdrawn)
    return is_public(story, claim) or (whole and is_remembered(story, claim))


def _sentence(story: Story, event: Decision) -> str:
    if isinstance(event, ClaimCorrected):
        return event.text
    if isinstance(event, ClaimWithdrawn):
        return event.notice or "A line was taken back."
    verb = type_of(event).split(".")[1].replace("_", " ")
    return f"{verb.capitalize()}: “{story.claims[event.claim].statement}”"


def _told(stored: Stored, summary: str, claim: str | None) -> Document:
    return {
        "id": stored.envelope.id,
        "type": stored.envelope.type,
        "version": stored.version,
        "position": stored.position,
        "at": stored.envelope.at,
        "claim": claim,
        "summary": summary,
    }


def conflicting(story: str, thing: str, after: int) -> list[Document]:
    """What touched a thing (or the story itself) after a version: what a late decision has to look at."""
    show(story)  # whoever was faster may not have come to it yet
    rows = reading.StoryEvent.objects.filter(story=story, version__gt=after).order_by("version")
    if thing != story:
        with story_at(story) as state:
            about = [thing, *(one.id for one in state.contradictions.values() if _is_side(thing, one))]
        rows = rows.filter(reduce(or_, (Q(about__contains=[one]) for one in about)))
    return [
        {"id": str(row.id), "type": row.type, "version": row.version, "actor": row.actor, "summary": row.summary}
        for row in rows[:50]
    ]


def _is_side(thing: str, contradiction: Contradiction) -> bool:
    return any(side.claim == thing for side in contradiction.sides)


def written_with(stream: StreamRef, version: int) -> list[Stored]:
    """The events of the append that ended at this version: they share time and actor."""
    found: list[Stored] = []
    upto = version
    while upto > 0:
        chunk = list(read_stream(stream, after=max(upto - 50, 0), upto=upto))
        for stored in reversed(chunk):
            last = found[-1].envelope if found else stored.envelope
            if (stored.envelope.at, stored.envelope.actor) != (last.at, last.actor):
                return found[::-1]
            found.append(stored)
        upto -= 50
    return found[::-1]
