"""A story in every form: what each holds, who gets it, how it is cached; cells that are no formulas."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from stories.api.exports import FORMS, preferred
from stories.domain.vocabulary import Role
from stories.eventlog.seal import seal
from stories.projections.export_csv import harmless

SCHEMA = Path(__file__).parents[2] / "fixtures" / "schemas" / "ninjs-schema_3.1.json"
ATOM = "{http://www.w3.org/2005/Atom}"
CALL = {"kind": "call", "summary": "the warden", "terms": "on_record"}
HIDDEN = "The warden left in May."


@pytest.fixture
def told(db: None, caller: Callable[..., Any]) -> SimpleNamespace:
    """A public story with a verified, a reported, a corrected, a withdrawn and a hidden line."""
    head = caller(Role.DESK_HEAD)
    story = head.ok("stories/", {"title": "=Orlan dam", "slug": "orlan-dam", "public": True})["id"]

    def claim(words: str) -> str:
        return str(head.ok(f"stories/{story}/claims/", {"statement": words, "evidence": [CALL]})["id"])

    verified, reported, hidden = claim("+The dam stands."), claim("The dam was opened in 2011."), claim(HIDDEN)
    corrected, withdrawn = claim("The dam is 40 metres high."), claim("The mayor has resigned.")
    for one in (verified, corrected, withdrawn):
        head.act(one, "verify", {"evidence": [1]})
    head.act(reported, "accept")
    notice = {"kind": "correction", "was": "40 metres", "is": "44 metres", "text": "The dam is 44 metres high."}
    head.act(corrected, "correct", notice)
    head.act(withdrawn, "withdraw", {"reason": "a hoax", "notice": "We took back a line on the mayor."})
    while seal():
        pass
    return SimpleNamespace(
        head=head,
        story=story,
        verified=verified,
        reported=reported,
        hidden=hidden,
        corrected=corrected,
        withdrawn=withdrawn,
    )


def fetch(caller: Any, path: str, **headers: str) -> SimpleNamespace:
    extra = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    if caller.secret:
        extra["HTTP_AUTHORIZATION"] = f"Bearer {caller.secret}"
    answer = caller.client.get(f"/api/v1/{path}", **extra)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return SimpleNamespace(status=answer.status_code, text=body.decode(), headers=answer.headers)


@pytest.fixture(scope="session")
def ninjs() -> Draft202012Validator:
    """The schema of IPTC. Geometry, which it takes from elsewhere and we do not write, may be anything."""
    anything = Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema"})
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", anything)
    return Draft202012Validator(json.loads(SCHEMA.read_text()), registry=registry)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\0x", "＝1", "＠x"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_other_cells_are_as_they_were() -> None:
    assert [harmless(value) for value in ("a=b", "", None, 3, "“-1”", "'x")] == ["a=b", "", "", "3", "“-1”", "'x"]


def test_a_table_of_claims(told: SimpleNamespace, reader: Any) -> None:
    answer = fetch(reader, "stories/orlan-dam.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="orlan-dam-v')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert set(rows) == {told.verified, told.reported, told.corrected, told.withdrawn}
    assert rows[told.verified]["statement"] == "'+The dam stands."
    assert rows[told.verified]["section"] == "known"
    assert rows[told.withdrawn]["statement"] == ""
    assert rows[told.withdrawn]["notice"] == "We took back a line on the mayor."
    assert "The dam is 44 metres high." in rows[told.corrected]["notice"]


def test_the_item_of_a_version_is_ninjs(told: SimpleNamespace, reader: Any, ninjs: Draft202012Validator) -> None:
    for caller in (reader, told.head):
        item = json.loads(fetch(caller, f"stories/{told.story}.ninjs").text)
        assert [error.message for error in ninjs.iter_errors(item)] == []
        assert (item["type"], item["pubStatus"], item["title"]) == ("text", "usable", "=Orlan dam")
        extension = json.loads(next(body["value"] for body in item["bodies"] if body["role"] == "slugline:claims"))
        assert extension["known"][0]["id"] == told.verified
        named = {one["name"]: one for one in item["associations"]}
        assert named[told.verified]["headlines"][0]["value"] == "+The dam stands."
        assert named[told.withdrawn]["pubStatus"] == "canceled"
    assert "40 metres high" not in json.loads(fetch(reader, f"stories/{told.story}.ninjs").text)["bodies"][0]["value"]


def test_the_schema_would_tell(ninjs: Draft202012Validator) -> None:
    assert list(ninjs.iter_errors({"uri": "urn:x", "claims": {}}))


def test_only_public_verdicts_are_reviewed(told: SimpleNamespace, reader: Any) -> None:
    for caller in (reader, told.head):
        answer = fetch(caller, f"stories/{told.story}.claimreview")
        assert answer.headers["Content-Type"] == "application/ld+json"
        found = json.loads(answer.text)
        assert found["@context"] == "https://schema.org"
        assert [one["claimReviewed"] for one in found["@graph"]] == ["+The dam stands."]
        assert found["@graph"][0]["reviewRating"]["alternateName"] == "Verified"
        assert ".public.claimreview" in answer.headers["ETag"]
    told.head.act(told.verified, "hold", {"reason": "checking"})
    assert json.loads(fetch(told.head, f"stories/{told.story}.claimreview").text)["@graph"] == []


@pytest.mark.parametrize("address", ["/api/v1/stories/orlan-dam.atom", "/stories/orlan-dam.atom"])
def test_a_feed_of_changes(told: SimpleNamespace, reader: Any, address: str) -> None:
    answer = reader.client.get(address)
    assert answer.headers["Content-Type"] == "application/atom+xml"
    root = ET.fromstring(answer.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert "Correction: The dam is 44 metres high." in titles
    assert "Withdrawn: We took back a line on the mayor." in titles
    assert "Verified: +The dam stands." in titles
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    assert HIDDEN not in answer.text
    assert "mayor has resigned" not in answer.text
    again = reader.client.get(address, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_what_others_say_is_told_as_theirs_and_what_is_known_is_asked_no_more(
    told: SimpleNamespace, reader: Any
) -> None:
    head, said = told.head, {"statement": "The gates hold.", "evidence": [CALL], "speaker": {"name": "Ida Marsh"}}
    claim = head.ok(f"stories/{told.story}/claims/", said)["id"]
    head.act(claim, "accept")
    asked = [
        head.ok(f"stories/{told.story}/questions/", {"kind": "question", "text": text})["id"]
        for text in ("Who built it?", "Who paid for it?")
    ]
    head.ok(f"questions/{asked[0]}/answer/", {"answer": "Marsh and Sons."})
    text = json.loads(fetch(head, "stories/orlan-dam.ninjs").text)["bodies"][0]["value"]
    assert "- The gates hold (according to Ida Marsh) (reported)" in text
    assert "Who paid for it?" in text
    assert "Who built it?" not in text
    entries = ET.fromstring(fetch(reader, "stories/orlan-dam.atom").text).findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert "Reported: The gates hold (according to Ida Marsh)" in titles


def test_the_lines_are_those_of_the_log(told: SimpleNamespace) -> None:
    answer = fetch(told.head, f"stories/{told.story}.ndjson")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["env"]["ver"] for line in lines] == list(range(1, len(lines) + 1))
    assert sorted(line["pos"] for line in lines) == [line["pos"] for line in lines]
    previous = "0" * 64
    for line in lines:
        assert line["env"]["prev"] == previous
        envelope = json.dumps(line["env"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        previous = sha256(b"\0" + envelope).hexdigest()
        body = json.dumps(line["body"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert sha256(b"\2" + bytes.fromhex(line["salt"]) + body).hexdigest() == line["env"]["body"]


def test_readers_get_the_history_that_is_theirs(told: SimpleNamespace, reader: Any) -> None:
    text = fetch(reader, f"stories/{told.story}.ndjson").text
    lines = [json.loads(line) for line in text.splitlines()]
    assert "claim.corrected" in {line["type"] for line in lines}
    assert HIDDEN not in text
    assert not {"actor", "body", "env"} & {name for line in lines for name in line}


@pytest.mark.parametrize("form", FORMS)
def test_who_gets_it_and_when(told: SimpleNamespace, reader: Any, form: str) -> None:
    path = f"stories/{told.story}.{form}"
    now = fetch(reader, path)
    assert (now.status, HIDDEN in now.text) == (200, False)
    desk, past = fetch(told.head, path), fetch(told.head, f"{path}?at_version=1")
    tags = {now.headers["ETag"], desk.headers["ETag"], past.headers["ETag"]}
    assert len(tags) == (2 if form == "claimreview" else 3)
    assert not any(tag.startswith("W/") for tag in tags)
    assert desk.headers["Cache-Control"] == "private, no-cache"
    assert past.headers["Cache-Control"] == "private, max-age=60"
    assert "The dam stands" not in past.text
    fresh = fetch(reader, path, if_none_match=now.headers["ETag"])
    assert (fresh.status, fresh.text) == (304, "")
    assert fetch(told.head, f"{path}?view=public").headers["ETag"] == now.headers["ETag"]
    told.head.ok(f"stories/{told.story}/unpublish/", {"reason": "legal"})
    assert fetch(reader, path).status == 404
    assert fetch(told.head, path).status == 200
    assert fetch(told.head, f"stories/{told.story}.pdf").status == 404


def test_every_form_has_a_tag_of_its_own(told: SimpleNamespace, reader: Any) -> None:
    tags = {fetch(reader, f"stories/{told.story}.{form}").headers["ETag"] for form in FORMS}
    assert len(tags) == len(FORMS)


def test_accept_chooses(told: SimpleNamespace, reader: Any) -> None:
    answer = fetch(reader, f"stories/{told.story}/", accept="text/csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "Accept" in answer.headers["Vary"]
    assert json.loads(fetch(reader, f"stories/{told.story}/", accept="text/html").text)["id"] == told.story


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/html,application/atom+xml;q=0.9", "atom"),
        ("application/json;q=0.5, text/csv;q=0.6", "csv"),
        ("text/csv;q=0", "json"),
        ("application/ld+json, application/json", "claimreview"),
        ("application/x-ndjson;q=x", "json"),
        (";;,=,", "json"),
    ],
)
def test_what_accept_prefers(accept: str, form: str) -> None:
    assert preferred(accept) == form


def test_a_merged_story_leads_to_the_survivor_in_the_same_form(told: SimpleNamespace) -> None:
    other = told.head.ok("stories/", {"title": "The valley"})["id"]
    told.head.ok(f"stories/{other}/merge/", {"into": told.story})
    answer = fetch(told.head, f"stories/{other}.csv?view=public")
    assert answer.status == 308
    assert answer.headers["Location"] == f"/api/v1/stories/{told.story}.csv?view=public"
