"""A story of any size costs the same number of queries, and its page stays small enough for a phone."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stories.eventlog.folding import STORIES
from stories.models import reading
from stories.pages import drawing
from tests.pages.large import large_story

BYTES = 300_000
PAGES = ("", "changes/", "corrections/", "embed/", "v/", "v/{version}/", "lines/{claim}/")


def queries(client: Client, address: str, **headers: str) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address, headers=headers)
    return answer, len(seen)


def places(slug: str) -> list[str]:
    row = reading.Story.objects.get(slug=slug)
    claim = reading.Claim.objects.filter(story=row.pk).order_by("-first_seen").values_list("id", flat=True)[0]
    return [f"/stories/{slug}/{page.format(version=row.version - 3, claim=claim)}" for page in PAGES]


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_story(client: Client) -> None:
    asked: dict[str, list[int]] = {page: [] for page in PAGES}
    for slug, claims, events in (("small-flood", 10, 120), ("great-flood", 500, 5_000)):
        large_story(claims=claims, events=events, slug=slug)
        for page, address in zip(PAGES, places(slug), strict=True):
            drawing.page.cache_clear()
            client.get(address)  # the story is folded by the first who asks
            drawing.page.cache_clear()
            answer, number = queries(client, address)
            assert answer.status_code == 200, address
            asked[page].append(number)
    assert all(small == large for small, large in asked.values()), asked
    assert max(number for pair in asked.values() for number in pair) <= 8, asked
    the_page_holds_every_line_and_stays_small(client, "great-flood", 500)
    nothing_is_folded_for_a_reader_who_has_the_version(client, "great-flood")


def the_page_holds_every_line_and_stays_small(client: Client, slug: str, claims: int) -> None:
    for name in ("", "v/4900/"):
        answer = client.get(f"/stories/{slug}/{name}")
        assert len(answer.content) < BYTES, len(answer.content)
        assert len(set(re.findall(r'<li class="line[^"]*" id="(clm_[0-9a-f]{32})"', answer.content.decode()))) == claims


def nothing_is_folded_for_a_reader_who_has_the_version(client: Client, slug: str) -> None:
    first = client.get(f"/stories/{slug}/")
    STORIES.forget()
    drawing.page.cache_clear()
    again, number = queries(client, f"/stories/{slug}/", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert number <= 3
    assert drawing.page.cache_info().currsize == 0
