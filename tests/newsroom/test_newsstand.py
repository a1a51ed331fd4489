"""The local news server: what its outlets show, read back by the code that reads real feeds and pages."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from newsroom.liveplay import OURS
from newsroom.newsstand import Newsstand, serving
from newsroom.player import Client, Player
from stories.application.handle import now
from stories.gateways.addresses import Guard
from stories.gateways.feedfiles import read_feed
from stories.gateways.fetching import Conditions, Fetched, fetch
from stories.gateways.webpages import read_page

ROOT = Path(__file__).resolve().parents[2]
SCRIPT: dict[str, Any] = json.loads((ROOT / "fixtures/live/dunmore-bridge.json").read_text(encoding="utf-8"))


def get(address: str, path: str, conditions: Conditions | None = None) -> Fetched:
    host, port = address.removeprefix("http://").split(":")
    guard = Guard(allow=frozenset({(host, int(port))}))
    return fetch(address + path, guard=guard, at=now(), conditions=conditions)


def test_the_whole_script_can_be_played_and_read() -> None:
    stand = Newsstand(SCRIPT)
    with serving(stand, 0) as address:
        for moment in SCRIPT["moments"]:
            if moment["do"] in OURS:
                continue
            assert stand.take(moment)
            for key, outlet in stand.outlets.items():
                found = get(address, stand.feed_path(key))
                if outlet.down:
                    assert found.status == 503
                    continue
                feed = read_feed(found.body, url=found.url)
                assert feed.kind == outlet.feed
                assert len(feed.items) == sum(not piece.gone for piece in outlet.pieces.values())
                assert get(address, stand.feed_path(key), found.conditions).status == 304
                for piece in outlet.pieces.values():
                    page = get(address, f"/{key}/{piece.slug}.html")
                    assert page.status == (410 if piece.gone else 200)
                    if not piece.gone:
                        text = read_page(page.body.decode(), url=page.url).text
                        assert all(paragraph in text for paragraph in piece.text)
        assert get(address, "/nobody/feed.rss").status == 404


def test_a_script_that_changes_what_nobody_said_is_wrong() -> None:
    stand = Newsstand(SCRIPT)
    stand.take(SCRIPT["moments"][0])
    with pytest.raises(ValueError, match="does not say"):
        stand.take(
            {"outlet": "dunmore-echo", "do": "revise", "slug": "bridge-closed", "replace": {"no such words": ""}}
        )


class Heard:
    """A client that everything succeeds for."""

    def __init__(self) -> None:
        self.posted: list[str] = []

    def post(self, path: str, _body: Any, **_headers: str) -> dict[str, Any]:
        self.posted.append(path)
        return {}


def test_a_story_that_articles_began_is_opened_before_it_is_published() -> None:
    heard = Heard()
    player = Player({"title": "Bridge"}, folder=ROOT, client=cast("Client", heard))
    player.story = "sto_1"
    player.take({"do": "publish_story"})
    assert heard.posted == ["/stories/sto_1/open/", "/stories/sto_1/publish/"]
