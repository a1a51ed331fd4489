"""Long lists lead on, by links alone: every story and every correction is met once, the newest first."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import pytest

from stories.application.handle import now
from stories.application.ids import new_id
from stories.models import reading
from stories.pages.leafing import PAGE, key_in, key_of
from stories.projections.export_atom import ENTRIES, feed

ATOM = "{http://www.w3.org/2005/Atom}"
MANY = 2 * PAGE + 7


@pytest.fixture
def many(desk: Any) -> Any:
    """Public stories, several of them of one moment, each with a line that was corrected."""
    start = now()
    for n in range(MANY):
        at, story = start - timedelta(minutes=n // 3), new_id("sto")
        reading.Story.objects.create(
            id=story, slug=f"s-{n}", title=f"Story {n}.", status="open", public=True, updated_at=at
        )
        told = {
            "event": f"e{n}", "at": at.isoformat(), "kind": "correction", "was": "a", "is": "b", "text": f"Notice {n}.",
            "amends": None,
        }  # fmt: skip
        reading.Claim.objects.create(
            id=new_id("clm"), story=story, statement="", status="corrected", publication="usable", public=True,
            sourcing="none", version=1, first_seen=at, last_changed=at, told_at=at,
            document={"corrections": [told], "notice": None, "ever_public": True},
        )  # fmt: skip
    return desk


def walked(client: Any, address: str, rel: str, words: str) -> tuple[list[list[str]], str]:
    """What stands on each page on the way, and where it ends."""
    pages = []
    for _ in range(MANY):
        page = client.get(address).content.decode()
        pages.append(re.findall(words, page))
        links = re.findall(rf'<(?:a|link) rel="{rel}" href="([^"]*)"', page)
        if not links:
            break
        assert len(set(links)) == 1
        address = links[0]
    return pages, address


@pytest.mark.parametrize(("address", "words"), [("/stories/", r"Story \d+\."), ("/corrections/", r"Notice \d+\.")])
def test_there_and_back_without_a_gap_or_a_double(many: Any, client: Any, address: str, words: str) -> None:
    there, last = walked(client, address, "next", words)
    every = [one for page in there for one in page]
    assert [len(page) for page in there] == [PAGE, PAGE, 7] if "corr" in address else len(there) == 3
    assert len(every) == len(set(every)) == MANY
    back, first = walked(client, last, "prev", words)
    assert [set(page) for page in back[::-1]] == [set(page) for page in there]
    assert first == address
    numbers = [int(re.sub(r"\D", "", one)) // 3 for one in every]
    assert numbers == sorted(numbers)


def test_the_feed_of_corrections_leads_on(many: Any, client: Any) -> None:
    seen, address = [], "/corrections.atom"
    while address:
        root = ET.fromstring(client.get(address).content)
        links = {str(one.get("rel")): str(one.get("href")) for one in root.findall(f"{ATOM}link")}
        assert links["self"].endswith(address.replace("&", "&amp;"))
        seen += [one.findtext(f"{ATOM}id") for one in root.iter(f"{ATOM}entry")]
        address = links.get("next", "").removeprefix("http://127.0.0.1:8000")
    assert len(seen) == len(set(seen)) == MANY


@pytest.mark.parametrize(
    "query",
    [
        "before=x", "before=2026-01-01,sto_1", "after=%00", "before=1", "after=" + "9" * 500,
        *(
            f"{which}={time},{prefix}_{'0' * 32}"
            for which, time in (("before", "0001-01-01T00:00:00%2B23:59"), ("after", "9999-12-31T23:59:59-23:59"))
            for prefix in ("sto", "clm")
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/stories/", "/corrections/", "/corrections.atom", "/stories/lamp-strike.atom"])
def test_an_odd_key_gives_the_first_page(desk: Any, client: Any, address: str, query: str) -> None:
    assert client.get(f"{address}?{query}").content == client.get(address).content


def test_behind_the_last_there_is_nothing(desk: Any, client: Any) -> None:
    oldest = key_of(now() - timedelta(days=9), "sto_" + "f" * 32)
    page = client.get(f"/stories/?before={oldest}").content.decode()
    assert "Nothing is older." in page
    assert 'rel="prev" href="/stories/"' in page


def test_a_key_is_read_as_it_was_written() -> None:
    at, name = now(), new_id("clm")
    assert key_in(key_of(at, name), "clm") == (at, name)
    assert key_in(key_of(at, name), "sto") is None


def test_a_story_s_feed_leads_on_and_back() -> None:
    at = now()
    lines: list[Any] = [
        {
            "id": f"clm_{n:032x}", "status": "verified", "statement": f"Line {n}", "superseded": [], "notice": None,
            "speaker": None, "quotation": False,
            "last_changed": (at - timedelta(minutes=n // 2)).isoformat(), "sourcing": {"explanation": "seen"},
        }
        for n in range(2 * ENTRIES + 9)
    ]  # fmt: skip
    state: Any = {
        "id": "sto_1", "slug": "s", "title": "S", "updated_at": at.isoformat(), "corrections": [], "known": lines,
        "reported": [], "disputed": [],
    }  # fmt: skip
    seen: list[Any] = []
    query, hrefs = "", [""]
    for _ in range(3):
        root = ET.fromstring(feed(state, base="http://x", before=key_in(query.removeprefix("before="), "clm")))
        links = {str(one.get("rel")): str(one.get("href")).partition("?")[2] for one in root.findall(f"{ATOM}link")}
        assert links["self"] == query
        assert links.get("previous", "") == (hrefs[-2] if len(hrefs) > 1 else "")
        seen += [one.findtext(f"{ATOM}title") for one in root.iter(f"{ATOM}entry")]
        query = links.get("next", "")
        hrefs.append(query)
    assert len(seen) == len(set(seen)) == len(lines)
