"""Lists of the desk: what can be done in place, times as everywhere, and what stands on a page stands in the API."""

import re
from html import unescape
from typing import Any

import pytest

from stories.models import reading


def test_stories_are_made_merged_and_exported_from_their_list(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    page = ana.get("/admin/stories/story/")
    assert "/admin/stories/story/new/" in page
    assert f'{newsroom.page}export/"' in page
    assert f'hx-get="{newsroom.page}merge/"' in page
    assert re.search(r'<time datetime="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ">', page)


def test_every_export_that_a_story_offers_is_there(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    offered = re.findall(r'href="(/api/v1/stories/sto_[0-9a-f]{32}\.(\w+))"', ana.get(f"{newsroom.page}export/"))
    assert [form for _address, form in offered] == ["json", "csv", "ndjson", "ninjs", "claimreview", "atom", "bundle"]
    for address, form in offered:
        answer = ana.client.get(address)
        assert answer.status_code == (404 if form == "bundle" else 200), address
    assert "signed" in answer.json()["detail"]  # no proof yet, at the right address


@pytest.mark.parametrize("kind", ["claim", "article", "question", "storyevent", "parked", "apikey"])
def test_every_list_with_a_time_opens(analysed: Any, signed_in: Any, kind: str) -> None:
    page = signed_in("hedda").get(f"/admin/stories/{kind}/")
    assert "Nov. " not in page


def test_each_page_says_where_the_same_stands_in_the_api(analysed: Any, signed_in: Any) -> None:
    ana, claim = signed_in("ana"), analysed.claim("rescued")
    (article,) = analysed.state().articles
    wanted = {
        analysed.page: f"stories/{analysed.story}/",
        f"{analysed.page}?at_version=1": f"stories/{analysed.story}/?at_version=1",
        f"{analysed.page}claims/": f"stories/{analysed.story}/claims/",
        f"{analysed.page}compare/?from=1&to=2": f"stories/{analysed.story}/diff/?from=1&to=2",
        analysed.address(claim): f"claims/{claim.id}/",
        f"{analysed.address(claim)}timeline/": f"claims/{claim.id}/history/",
        f"/admin/stories/article/{article}/": f"articles/{article}/",
    }
    for address, place in wanted.items():
        page = ana.get(address)
        box = page[page.index('<textarea id="api-call"') :].partition("</textarea>")[0]
        call = unescape(box.partition(">")[2])
        assert call == f'curl -H "Authorization: Bearer $SLUGLINE_KEY" "http://127.0.0.1:8000/api/v1/{place}"', address
        found = re.search(r'"http://127\.0\.0\.1:8000(/api/v1/[^"]+)"', call)
        assert found
        assert ana.client.get(found[1]).status_code == 200, found[1]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?status__exact=open", True),
        ("?status__exact=closed", False),
        ("?status__exact=odd", True),
        ("?public__exact=0", False),
    ],
)
def test_lists_are_filtered_by_the_words_that_there_can_be(
    newsroom: Any, signed_in: Any, query: str, shown: bool
) -> None:
    page = signed_in("ana").get(f"/admin/stories/story/{query}")
    assert ("Flood in Port Ilva" in page) is shown
    assert "status__exact=dormant" in page


def test_what_waits_is_counted_alike_in_the_list_and_on_the_desk(analysed: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    row = re.search(r'<td class="field-waiting">(\d+)</td>', ana.get("/admin/stories/story/"))
    assert row
    assert f"{row[1]} to decide</a>" in ana.get("/admin/")
    reading.Appearance.objects.filter(claim=analysed.claim("rescued").id).update(standing=False)
    assert f'<td class="field-waiting">{int(row[1]) - 1}</td>' in ana.get("/admin/stories/story/")
    assert f"{int(row[1]) - 1} to decide</a>" in ana.get("/admin/")


def test_a_moment_among_the_reasons_of_an_event_is_a_time(newsroom: Any, signed_in: Any) -> None:
    ana = signed_in("ana")
    ana.send(newsroom.page, "ask", text="When does the market open?", kind="question", due="2031-03-02T08:00")
    for tab in ("", "history/"):
        page = ana.get(f"{newsroom.page}{tab}")
        assert '<time datetime="2031-03-02T08:00:00Z">' in page
        assert "<bdi>2031" not in page
