"""Two versions of a story side by side: which claims came, changed or went, and what happened between."""

from collections.abc import Mapping
from typing import Any

from stories.application.history import Document, public_events, story_events
from stories.application.queries import story_at
from stories.domain.publication import is_public
from stories.domain.story import Story
from stories.domain.values import StoryId
from stories.projections.documents import claim_document, contradiction_document, readable_sides

BETWEEN = 500  # events shown; the rest is behind `events_url`
_HEAD = ("title", "slug", "status", "public")
_BOOKKEEPING = frozenset({"version", "last_changed"})


def diff(story: str, older: int, newer: int, *, public: bool) -> Document:
    """older may be 0, the story before its first event."""
    before = _side(story, older, public=public)
    after = _side(story, newer, public=public)
    with story_at(story, newer) as state:
        events = (
            public_events(state, after=older, limit=BETWEEN)
            if public
            else story_events(story, after=older, upto=newer, limit=BETWEEN)
        )
    people = {event["actor"]: event["actor_name"] for event in events if event.get("actor") not in {None, "sys"}}
    return {
        "story": story,
        "from": older,
        "to": newer,
        "head": changed(before["head"], after["head"]),
        "claims": compared(before["claims"], after["claims"]),
        "contradictions": compared(before["contradictions"], after["contradictions"]),
        "events": events,
        "events_url": f"/api/v1/stories/{story}/events/?after_version={older}",
        "people": [{"actor": actor, "name": name} for actor, name in people.items()],
    }


def _side(story: str, version: int, *, public: bool) -> Mapping[str, Mapping[str, Any]]:
    if version == 0:
        return _drawn(Story(StoryId(story)), public=public)
    with story_at(story, version) as state:
        return _drawn(state, public=public)


def _drawn(story: Story, *, public: bool) -> Mapping[str, Mapping[str, Any]]:
    return {
        "head": {name: getattr(story, name) for name in _HEAD} if story.version else {},
        "claims": {
            claim.id: claim_document(story, claim, public=public)
            for claim in story.claims.values()
            if claim.merged_into is None and (not public or is_public(story, claim))
        },
        "contradictions": {
            item.id: contradiction_document(story, item, public=public)
            for item in story.contradictions.values()
            if not public or readable_sides(story, item) is not None
        },
    }


def compared(before: Mapping[str, Document], after: Mapping[str, Document]) -> Document:
    """Added and gone things whole, changed ones field by field."""
    both = [(one, changed(before[one], after[one])) for one in after if one in before]
    return {
        "added": [after[one] for one in after if one not in before],
        "changed": [{"id": one, "fields": fields} for one, fields in both if fields],
        "gone": [before[one] for one in before if one not in after],
    }


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Document:
    return {
        name: {"from": before.get(name), "to": after.get(name)}
        for name in dict.fromkeys([*before, *after])
        if name not in _BOOKKEEPING and before.get(name) != after.get(name)
    }
