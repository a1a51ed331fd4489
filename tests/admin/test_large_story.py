"""A story of any size costs the desk the same number of queries, and none of its screens grows without end."""

from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stories.application.public_changes import forget
from stories.models import reading
from tests.pages.large import large_story

BYTES = 300_000
MOST = 28  # queries of a page, those of the session and of who looks included
TABS = (
    "", "claims/", "claims/?status=detected&page=2", "history/", "history/?public=1", "history/?actor=people",
    "contradictions/", "articles/", "questions/", "export/", "preview/", "compare/", "compare/?from=40&to=110",
    "blame/", "timeline/?before=100", "?at_version=60", "claims/?at_version=60",
)  # fmt: skip
SCREENS = ("intake/", "handover/", "operations/", "help/", "feeds/", "jump/?q=flood", "keys/", "stories/story/new/")
LISTS = ("story", "claim", "article", "contradiction", "question", "suggestion", "source", "storyevent", "event",
         "appearance", "parked", "apikey")  # fmt: skip
STORY_FORMS = ("claim/", "ask/", "note/", "amend/", "merge/")
CLAIM_FORMS = ("verify/", "dispute/", "correct/", "supersede/", "merge/", "split/", "evidence/", "amend/", "assign/")


def addresses(story: str) -> list[str]:
    claim = reading.Claim.objects.filter(story=story, public=True).order_by("pk").values_list("pk", flat=True)[0]
    event = reading.StoryEvent.objects.get(story=story, version=100).pk
    return [f"/admin/stories/story/{story}/{tab}" for tab in (*TABS, *STORY_FORMS)] + [
        f"/admin/stories/claim/{claim}/",
        f"/admin/stories/claim/{claim}/timeline/?before=100000",
        f"/admin/stories/event/{event}/change/",
        *(f"/admin/stories/claim/{claim}/{form}" for form in CLAIM_FORMS),
        *(f"/admin/stories/{one}/" for one in LISTS),
        *(f"/admin/{one}" for one in SCREENS),
    ]


def asked(client: Client, address: str) -> tuple[int, int]:
    """Queries and bytes of a page."""
    with CaptureQueriesContext(connection) as seen:
        answer: Any = client.get(address)
    assert answer.status_code == 200, address
    return len(seen), len(answer.content)


def test_queries_and_bytes_do_not_grow_with_the_story(newsroom: Any, client: Client) -> None:
    forget()
    client.force_login(User.objects.get(username="hedda"))
    queries: dict[int, list[int]] = {}
    for slug, claims, events in (("small-flood", 10, 120), ("great-flood", 500, 5_000)):
        large_story(claims=claims, events=events, slug=slug)
        listed = addresses(reading.Story.objects.get(slug=slug).pk)
        for address in listed[0], listed[TABS.index("history/?public=1")]:
            client.get(address)  # the story is folded by the first who asks
        for number, address in enumerate(listed):
            count, size = asked(client, address)
            queries.setdefault(number, []).append(count)
            assert size < BYTES, (address, size)
    named = [*TABS, *(f"story/{one}" for one in STORY_FORMS), "claim", "claim/timeline", "event"]
    named += [*(f"claim/{one}" for one in CLAIM_FORMS), *(f"list of {one}" for one in LISTS), *SCREENS]
    told = dict(zip(named, queries.values(), strict=True))
    assert not {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    assert not {name: pair for name, pair in told.items() if max(pair) > MOST}
