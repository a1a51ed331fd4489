"""IPTC ninjs items come in by POST and by file: which of its fields become which of ours."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from stories.domain.vocabulary import Role
from stories.gateways.files import Unreadable, from_ninjs, items
from stories.models import reading

FIXTURES = Path(__file__).parents[2] / "fixtures"
ITEMS = sorted((FIXTURES / "articles" / "ninjs").glob("*.json"))
PLAIN = FIXTURES / "articles" / "ninjs" / "plain.json"


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_our_items_are_ninjs(path: Path) -> None:
    schema = json.loads((FIXTURES / "schemas" / "ninjs-schema_3.1.json").read_text())
    anything = Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema"})
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", anything)
    assert list(Draft202012Validator(schema, registry=registry).iter_errors(json.loads(path.read_text()))) == []


def test_which_field_becomes_which() -> None:
    assert from_ninjs(json.loads(PLAIN.read_text()), source=None) == {
        "source": {"name": "Halden Press"},
        "external_id": "https://wire.halden-press.example/items/2025-09-16-bridge",
        "text": "The Skerry Bridge will close on 3 May for repairs, the harbour board said.",
        "title": "Skerry Bridge to close for repairs",
        "byline": "Orla Benning",
        "language": "en-GB",
        "modified_at": "2025-09-16T09:45:00+02:00",
        "published_at": "2025-09-16T08:10:00Z",
        "pubstatus": "usable",
        "embargo_until": "2031-01-01T06:00:00Z",
    }


@pytest.mark.parametrize(
    "item",
    [
        None,
        [],
        {},
        {"uri": "urn:x", "bodies": [{"value": "words"}]},
        {"uri": "https://a.example/1"},
        {"uri": "https://a.example/1", "bodies": "words", "infoSources": "x", "headlines": 3},
        {"uri": "https://[a/1", "bodies": [{"value": "words"}]},
    ],
)
def test_what_holds_no_article_says_why(item: Any) -> None:
    with pytest.raises(Unreadable):
        from_ninjs(item, source=None)


@pytest.mark.django_db
def test_items_are_posted_as_they_are(caller: Callable[..., Any], refused: Callable[..., None]) -> None:
    editor = caller(Role.EDITOR)

    def post(path: Path, kind: str) -> Any:
        return editor.send("POST", "articles/", raw=path.read_bytes(), kind=kind)

    for path in ITEMS:
        made = post(path, "application/vnd.iptc.ninjs+json")
        assert made.status == 201, (path.name, made.body)
        again = post(path, "application/vnd.iptc.ninjs+json")
        assert (again.status, again.body["duplicate_of"]) == (200, made.body["id"])
    refused(post(PLAIN, "application/json"), 400, "malformed-json")  # its map has fractions
    assert post(ITEMS[0], "application/json").status == 200
    refused(editor.post("articles/", {"uri": "https://a.example/1", "type": "text"}), 400, "invalid-body")
    refused(editor.post("articles/", {"uri": "x", "source": {"name": "A"}, "text": "t"}), 400, "invalid-body")


@pytest.mark.django_db
def test_items_are_taken_from_files(caller: Callable[..., Any], tmp_path: Path) -> None:
    copies = []
    for path in ITEMS:
        copies.append(tmp_path / path.name)
        copies[-1].write_bytes(path.read_bytes())
    call_command("ingest", *map(str, copies))
    named = {row.title: row for row in reading.Article.objects.all()}
    assert set(named) == {"Skerry Bridge to close for repairs", "Weiher bleibt gesperrt", "Lighthouse lit again"}
    broken = tmp_path / "broken.json"
    broken.write_text('{"uri": "urn:x"}')
    assert [item.error for item in items(broken, source=None)] != [None]
    with pytest.raises(CommandError):
        call_command("ingest", str(broken))
    assert caller(Role.READER).read("stories/")["results"][0]["status"] == "proposed"
