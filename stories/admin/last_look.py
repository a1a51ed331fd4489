"""What happened in a story since somebody last said that she has seen it. The mark is hers, and no event."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from stories.admin.asked import Look
from stories.admin.rights import may_look
from stories.admin.rooms import stream_named, version_asked
from stories.application.handle import now
from stories.application.ids import uuid_of
from stories.application.people import person_of
from stories.domain.state import Claim
from stories.domain.values import ClaimId
from stories.eventlog.folding import STORIES
from stories.models import LastLook, reading

NEW = frozenset({"claim.extracted", "claim.created", "claim.moved_in", "claim.split"})
DISPUTED = frozenset({"claim.disputed", "claim.challenged", "contradiction.detected", "contradiction.reopened"})
CHANGED = frozenset(
    {
        "claim.accepted", "claim.dismissed", "claim.restored", "claim.verified", "claim.refuted",
        "claim.marked_inconclusive", "claim.superseded", "claim.corrected", "claim.decision_undone", "claim.held",
        "claim.released", "claim.withdrawn", "claim.reinstated",
    }
)  # fmt: skip
EVENTS = 2_000
LISTED = 12


@dataclass(frozen=True, slots=True)
class Group:
    """claims: the first of them; count: how many there are."""

    claims: list[Claim]
    count: int


@dataclass(frozen=True, slots=True)
class Since:
    """version and at: of the mark, both None where she never set one. more: too much has happened to tell it apart."""

    version: int | None = None
    at: datetime | None = None
    new: Group = field(default_factory=lambda: Group([], 0))
    changed: Group = field(default_factory=lambda: Group([], 0))
    disputed: Group = field(default_factory=lambda: Group([], 0))
    articles: int = 0
    more: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.new.count or self.changed.count or self.disputed.count or self.articles)


def since_last_look(look: Look) -> Since:
    story = look.story
    mark = LastLook.objects.filter(user__person__id=uuid_of(str(look.by.person)), story=story.id).first()
    if mark is None:
        return Since()
    rows = list(
        reading.StoryEvent.objects.filter(
            story=story.id, version__gt=mark.version, type__in=[*NEW, *DISPUTED, *CHANGED, "article.filed"]
        )
        .order_by("-version")
        .values_list("type", "about")[:EVENTS]
    )
    told: dict[str, dict[str, Any]] = {"new": {}, "changed": {}, "disputed": {}}
    for kind, about in rows:
        group = "new" if kind in NEW else "disputed" if kind in DISPUTED else "changed"
        if kind != "article.filed":
            told[group].update(dict.fromkeys(one for one in about if one.startswith("clm_")))
    changed = {one: None for one in told["changed"] if one not in told["new"]}
    return Since(
        mark.version,
        mark.at,
        _group(look, told["new"]),
        _group(look, changed),
        _group(look, told["disputed"]),
        sum(kind == "article.filed" for kind, _ in rows),
        len(rows) == EVENTS,
    )


def _group(look: Look, ids: dict[str, Any]) -> Group:
    held = [claim for one in ids if (claim := look.story.claims.get(ClaimId(one))) and claim.merged_into is None]
    return Group(held[:LISTED], len(held))


def looked(request: HttpRequest, thing: str) -> HttpResponse:
    """Sets the mark: she has seen the story up to the version that her page showed."""
    if request.method != "POST" or not may_look(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    with STORIES.reading(stream_named(thing)) as story:
        newest = story.version
    if not newest:
        raise Http404
    asked = version_asked(request.POST.get("version"))
    person_of(request.user)
    LastLook.objects.update_or_create(
        user=request.user, story=thing, defaults={"version": min(asked or newest, newest), "at": now()}
    )
    return HttpResponseRedirect(reverse("admin:stories_story_page", args=[thing]), status=303)
