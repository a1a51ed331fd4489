"""The versions of a story at which something that readers see changed, and how to leaf through them."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from stories.models import reading
from stories.pages.wording import time_element, time_in_words, word

SELECTABLE = 60
RELEASED = "released"
_MOVED_IN = "claim.moved_in"  # readers may have seen it where it was
# By type of event: what is said of it.
_TOLD = {
    "claim.accepted": "reported",
    "claim.amended": "amended",
    "claim.corrected": "correction",
    "claim.disputed": "disputed",
    "claim.held": "held",
    "claim.marked_inconclusive": "inconclusive",
    "claim.notice_amended": "amended",
    "claim.refuted": "refuted",
    "claim.released": RELEASED,
    "claim.superseded": "superseded",
    "claim.verified": "verified",
    "claim.withdrawn": "withdrawn",
    "question.opened": "question",
}
_OF_THE_STORY = {
    "story.published": RELEASED,
    "story.unpublished": "held",
    "story.amended": "amended",
    "story.closed": "closed",
    "story.reopened": "reopened",
}
_SHOWN_BY = frozenset({"claim.released", "question.opened", _MOVED_IN})


@dataclass(frozen=True, slots=True)
class Said:
    """words: of the line or question that the version is about; None: of the story, or not to be repeated."""

    mark: str
    word: str
    words: str | None
    lang: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What readers see today: a line with its words and their language, or the kind of the notice in its place."""

    words: str | None = None
    lang: str | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """time: in words, for where no element may stand."""

    n: int
    at: SafeString
    time: str
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a version stands among those that readers may leaf through. near: for a list to choose from."""

    before: int | None
    after: int | None
    near: list[Version]


def versions(story: str, visible: Mapping[str, Seen]) -> list[Version]:
    """visible: what readers see today, by id; a version is told only for that, from when it was first shown, and only
    while the story was public. What was decided at once is one version, the last.
    """
    types = (*_TOLD, *_OF_THE_STORY, _MOVED_IN)
    rows = reading.StoryEvent.objects.filter(story=story, type__in=types).order_by("version")
    found: list[Version] = []
    is_public = False
    shown: set[str] = set()
    for at, together in groupby(rows.values_list("at", "version", "type", "about"), key=lambda row: row[0]):
        said: dict[str, Said] = {}
        last = 0
        events = [(n, kind, about[0] if about else "") for _, n, kind, about in together]
        shown.update(thing for _, kind, thing in events if kind in _SHOWN_BY)
        for n, kind, thing in events:
            if kind in {"story.published", "story.unpublished"}:
                is_public = kind == "story.published"
            seen = kind in _TOLD and thing in visible and thing in shown
            if is_public and (kind in _OF_THE_STORY or seen):
                last = n
                _say(said, kind, thing if seen else "", visible)
        if last:
            found.append(Version(last, time_element(at), time_in_words(at), list(said.values())))
    return found


def _say(said: dict[str, Said], kind: str, about: str, visible: Mapping[str, Seen]) -> None:
    """about: the line or question; empty for the story. A release that came with a verdict says nothing of its own."""
    mark = _OF_THE_STORY.get(kind) or _TOLD[kind]
    shown = visible.get(about, Seen())
    if mark == "correction" and shown.notice:
        mark = shown.notice
    if mark != RELEASED or about not in said:
        said[about] = Said(mark, word(mark), shown.words, shown.lang)


def around(listed: Sequence[Version], version: int) -> Leaf:
    """The version itself is among those near, whether or not readers saw anything change with it."""
    numbers = [one.n for one in listed]
    before, after = bisect_left(numbers, version), bisect_right(numbers, version)
    near = list(listed)
    if version not in numbers:
        near.insert(before, Version(version, SafeString(""), "", []))
    first = max(0, min(before - SELECTABLE // 2, len(listed) - SELECTABLE))
    return Leaf(
        numbers[before - 1] if before else None,
        numbers[after] if after < len(numbers) else None,
        near[first : first + SELECTABLE][::-1],
    )
