"""Reading a story now or in the past, as the desk or as readers see it: who may, which version, which validators."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeVar

import msgspec
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api.authentication import asker, reads_everything
from stories.api.fields import Count, Instant
from stories.api.fields import Moment as Zoned
from stories.api.parsing import bad_query
from stories.api.problems import Moved
from stories.application.queries import (
    Moment,
    NotThere,
    Standing,
    erased_since,
    position_at,
    standing_of,
    story_at,
    story_named,
    version_at,
)
from stories.domain.story import Story
from stories.eventlog.codec import plain

R = TypeVar("R", bound=HttpResponseBase)


class When(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Query parameters of every read of a story."""

    at_version: Count | None = None
    as_of: Instant | None = None
    view: Literal["public"] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What is read: a story at a version, for readers or the desk.

    may_know: the caller may see what is not public. etag: of this version and view, erasures since included.
    """

    standing: Standing
    version: int
    public: bool
    may_know: bool
    past: bool
    etag: str

    @property
    def story(self) -> str:
        return self.standing.id

    @contextmanager
    def folded(self) -> Iterator[Story]:
        """Raises NotThere for readers where the story was not public then."""
        with story_at(self.story, self.version) as state:
            if not self.may_know and not state.public:
                raise NotThere(self.story)
            yield state

    def fresh(self, request: Request) -> Response | None:
        """304 where the caller has this very version already; nothing is folded for that."""
        if self.past and not self.may_know:
            return None  # whether readers saw the story then is known to the fold alone
        return self.dressed(Response(status=304)) if matches(request, self.etag) else None

    def sealed(self) -> "View":
        """The same under an ETag that also says how far its events have their positions."""
        reached = position_at(self.story, self.version)
        return replace(self, etag=f'{self.etag[:-1]}.p{-1 if reached is None else reached}"')

    def dressed(self, response: R, etag: str | None = None) -> R:
        """With validators and with how long caches may keep it."""
        response["ETag"] = etag or self.etag
        scope = "private" if self.may_know else "public"
        response["Cache-Control"] = f"{scope}, max-age=60" if self.past else f"{scope}, no-cache"
        response["Vary"] = "Authorization, Cookie"
        return response


def matches(request: Request, etag: str) -> bool:
    header = request.META.get("HTTP_IF_NONE_MATCH", "")
    return header.strip() == "*" or etag.strip('"') in re.findall(r'"([^"]*)"', header)


def view_of(request: Request, name: str, when: When) -> View:
    """A story by id or slug. Raises NotThere, and Moved to the survivor of a merge unless its past is asked for."""
    return _view(request, story_named(name), when)


def view_of_home(request: Request, story: str, when: When) -> View:
    """The story that holds a thing."""
    return _view(request, standing_of(story), when)


def _view(request: Request, standing: Standing, when: When) -> View:
    may_know = reads_everything(asker(request))
    if not may_know and not standing.public:
        raise NotThere(standing.id)
    moment = _moment(when)
    if standing.merged_into and not moment.is_past:
        raise Moved(_elsewhere(request, standing))
    version = version_at(standing, moment)
    public = when.view == "public" or not may_know
    marks = [f"v{version}"]
    if moment.is_past and (erased := erased_since(standing.id, version)):
        marks.append(f"e{erased}")
    if public:
        marks.append("public")
    etag = '"' + ".".join(marks) + '"'
    return View(standing, version, public, may_know, moment.is_past, etag)


def survivor_of(request: Request, story: str) -> str | None:
    """The same address of the story that this one was merged into, if it was."""
    standing = standing_of(story)
    return _elsewhere(request, standing) if standing.merged_into else None


def _elsewhere(request: Request, standing: Standing) -> str:
    """The same address with the survivor's id, and the same form where it names one."""
    name, slash, rest = request.path.split("/stories/", 1)[-1].partition("/")
    form = "." + name.rpartition(".")[2] if "." in name else ""
    query = request.META.get("QUERY_STRING", "")
    return f"/api/v1/stories/{standing.merged_into}{form}{slash}{rest}" + (f"?{query}" if query else "")


def _moment(when: When) -> Moment:
    if when.at_version is not None and when.as_of is not None:
        raise bad_query("as_of", "conflicting", "Give at_version or as_of, not both")
    return Moment(when.at_version, None if when.as_of is None else time_of("as_of", when.as_of))


def time_of(name: str, text: str) -> datetime:
    """A time in a query. Raises Problem 400 for anything but RFC 3339 with a zone, as plain as in a body."""
    try:
        found: datetime = msgspec.convert(text, Zoned, strict=True)
        plain(found)
    except (msgspec.ValidationError, OverflowError) as exc:
        raise bad_query(name, "invalid", "Give a time as RFC 3339 with its zone, such as 2026-01-31T12:00:00Z") from exc
    return found
