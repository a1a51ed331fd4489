"""The versions of a story at which something that readers see changed, and how to leaf through them."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from stories.models import reading
from stories.pages.wording import time_element, time_in_words

SELECTABLE = 60
_TOLD = (
    "claim.accepted",
    "claim.amended",
    "claim.corrected",
    "claim.disputed",
    "claim.marked_inconclusive",
    "claim.notice_amended",
    "claim.refuted",
    "claim.released",
    "claim.superseded",
    "claim.verified",
    "claim.withdrawn",
    "question.opened",
)
_OF_THE_STORY = ("story.published", "story.unpublished", "story.amended", "story.closed", "story.reopened")


@dataclass(frozen=True, slots=True)
class Version:
    n: int
    at: SafeString
    said: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a version stands among those that readers may leaf through. near: for a list to choose from."""

    before: int | None
    after: int | None
    near: list[Version]


def versions(story: str, visible: Collection[str]) -> list[Version]:
    """visible: what readers see today; a version is told only for that, and only while the story was public."""
    rows = reading.StoryEvent.objects.filter(story=story, type__in=(*_TOLD, *_OF_THE_STORY)).order_by("version")
    found: list[Version] = []
    is_public = False
    for n, at, kind, about in rows.values_list("version", "at", "type", "about"):
        if kind in {"story.published", "story.unpublished"}:
            is_public = kind == "story.published"
        elif kind in _TOLD and not any(one in visible for one in about):
            continue
        if is_public:
            found.append(Version(n, time_element(at), time_in_words(at)))
    return found


def around(listed: Sequence[Version], version: int) -> Leaf:
    """The version itself is among those near, whether or not readers saw anything change with it."""
    numbers = [one.n for one in listed]
    before, after = bisect_left(numbers, version), bisect_right(numbers, version)
    near = list(listed)
    if version not in numbers:
        near.insert(before, Version(version, SafeString(""), ""))
    first = max(0, min(before - SELECTABLE // 2, len(listed) - SELECTABLE))
    return Leaf(
        numbers[before - 1] if before else None,
        numbers[after] if after < len(numbers) else None,
        near[first : first + SELECTABLE][::-1],
    )
