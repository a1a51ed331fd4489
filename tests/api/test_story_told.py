"""The whole way through the API: articles in, claims out, an editor decides, the state at every moment."""

from collections.abc import Callable
from typing import Any

import pytest

from stories.domain.vocabulary import Role
from stories.eventlog.folding import STORIES
from stories.eventlog.read import stream_head
from stories.eventlog.streams import StreamRef

Pump = Callable[[], None]

POST: dict[str, Any] = {
    "source": {"name": "Fenwick Post"},
    "title": "Lake to be drained",
    "url": "https://fenwick.example/lake",
    "published_at": "2025-09-16T12:00:00Z",
    "text": (
        "The Orlan dam was opened in 2011, according to the water board.\n\n"
        "“We will drain the lake before the first frost comes to the valley,” Governor Ines Tarrega said on Monday.\n\n"
        "About 4,000 people live below the dam."
    ),
}
HERALD: dict[str, Any] = {
    "source": {"name": "Valley Herald"},
    "published_at": "2025-09-16T18:00:00Z",
    "text": (
        "The Orlan dam was opened in 2014, engineers said.\n\n"
        "“We will drain the lake before the first frost comes to the valley,” Ines Tarrega told reporters.\n\n"
        "The valley road stays closed to lorries until further notice."
    ),
}


@pytest.fixture
def told(caller: Callable[..., Any], pump: Pump) -> tuple[Any, str]:
    """An editor and a public story with two articles, analysed."""
    editor = caller(Role.EDITOR)
    story = editor.ok("stories/", {"title": "The Orlan dam", "public": True})["id"]
    for article in (POST, HERALD):
        filed = editor.post("articles/", article | {"story": story})
        assert filed.status == 201
        assert filed.headers["Location"] == f"/api/v1/articles/{filed.body['id']}/"
        assert filed.body["processing"] == {"state": "queued"}
        pump()
    return editor, story


def saying(editor: Any, story: str, words: str) -> Any:
    """The one claim with these words."""
    found = [one for one in editor.read(f"stories/{story}/claims/")["results"] if words in one["statement"]]
    assert len(found) == 1, [one["statement"] for one in found]
    return found[0]


def test_from_articles_to_a_state_with_its_past(told: tuple[Any, str], reader: Any, pump: Pump) -> None:
    editor, story = told
    articles = editor.read(f"stories/{story}/articles/")["results"]
    assert [one["status"] for one in articles] == ["processed", "processed"]
    assert all("text" not in one for one in articles)
    whole = editor.read(f"articles/{articles[0]['id']}/")
    claims = editor.read(f"stories/{story}/claims/")["results"]
    for claim in claims:
        for appearance in claim["appearances"]:
            text = editor.read(f"articles/{appearance['article']}/")["text"]
            assert "".join(text[start:end] for start, end in appearance["spans"]) == appearance["text"]
    assert whole["text"] == POST["text"]
    quoted = saying(editor, story, "drain the lake")
    assert len({one["article"] for one in quoted["appearances"]}) == 2
    [contradiction] = editor.read(f"stories/{story}/contradictions/?status=open")["results"]
    assert {side["value"] for side in contradiction["sides"]} == {"2011", "2014"}

    before = editor.read(f"stories/{story}/")
    assert before["known"] == before["reported"] == []
    opened = saying(editor, story, "2011")
    accepted = editor.act(opened["id"], "accept")
    assert (accepted["status"], accepted["publication"]) == ("reported", "usable")
    call = {"kind": "call", "summary": "the archive's log book", "terms": "on_record"}
    filed = editor.act(opened["id"], "evidence", call)
    verified = editor.act(opened["id"], "verify", {"evidence": [filed["evidence"][-1]["n"]]})
    then = editor.read(f"stories/{story}/")
    assert [one["id"] for one in then["known"]] == [opened["id"]]
    successor = saying(editor, story, "2014")
    corrected = editor.act(
        opened["id"],
        "correct",
        {
            "kind": "correction",
            "was": "The dam was opened in 2011.",
            "is": "The dam was opened in 2014.",
            "text": "An earlier version gave a wrong year.",
            "successor": successor["id"],
        },
    )
    assert corrected["status"] == "corrected"
    after = editor.read(f"stories/{story}/")
    assert after["known"] == []
    assert [one["id"] for one in after["corrections"]] == [opened["id"]]

    past = editor.get(f"stories/{story}/?at_version={then['version']}")
    assert {**past.body, "position": None} == {**then, "position": None}
    assert past.headers["ETag"] == f'"v{then["version"]}"'
    assert past.headers["Cache-Control"] == "private, max-age=60"
    as_of = editor.read(f"stories/{story}/?as_of={verified['last_changed']}")
    assert as_of["version"] == then["version"]
    for seen, known in ((before, 0), (then, 1), (after, 0)):
        shown = reader.read(f"stories/{story}/?at_version={seen['version']}")
        assert len(shown["known"]) == known
        same = editor.read(f"stories/{story}/?view=public&at_version={seen['version']}")
        assert same == shown

    difference = editor.read(f"stories/{story}/diff/?from={then['version']}&to={after['version']}")
    [changed] = difference["claims"]["changed"]
    assert changed["id"] == opened["id"]
    assert changed["fields"]["status"] == {"from": "verified", "to": "corrected"}
    assert [event["type"] for event in difference["events"]] == ["claim.corrected"]
    assert [one["actor"].split("/")[0] for one in difference["people"]] == [editor.person]
    added = editor.read(f"stories/{story}/diff/?from=0")["claims"]["added"]
    assert {one["id"] for one in added} == {one["id"] for one in claims}

    history = editor.read(f"claims/{opened['id']}/history/")["results"]
    kinds = [event["type"] for event in history]
    assert kinds[0] == "claim.extracted"
    assert [kind for kind in kinds if kind in {"claim.accepted", "claim.verified", "claim.corrected"}] == [
        "claim.accepted",
        "claim.verified",
        "claim.corrected",
    ]
    assert all(event["summary"] and event["envelope"]["id"] == event["id"] for event in history)
    why = editor.read(f"claims/{opened['id']}/provenance/")
    assert why["articles"][0]["appearances"][0]["text"] in POST["text"]
    assert why["evidence"][0]["summary"] == "the archive's log book"
    pump()
    sealed = editor.read(f"stories/{story}/")
    whole_log = editor.read("events/?limit=500")["results"]
    assert sealed["position"] == max(one["position"] for one in whole_log if one["stream"] == story)
    assert [one["position"] for one in whole_log] == list(range(len(whole_log)))


def test_readers_see_decisions_and_nothing_undecided(told: tuple[Any, str], reader: Any) -> None:
    editor, story = told
    claims = editor.read(f"stories/{story}/claims/")["results"]
    shown, hidden = claims[0]["id"], claims[1]["id"]
    editor.act(shown, "accept")
    editor.act(shown, "note", {"text": "ask the mayor again"})
    editor.ok(f"stories/{story}/note/", {"text": "a private thought"})
    editor.ok(f"stories/{story}/questions/", {"text": "Who pays for it?"})
    editor.act(hidden, "dismiss", {"reason": "opinion"})
    [seen] = reader.read(f"stories/{story}/claims/")["results"]
    assert seen["id"] == shown
    assert not {"work", "hold", "withdrawn_reason"} & set(seen)
    assert reader.get(f"claims/{hidden}/").status == 404
    assert reader.get(f"claims/{claims[2]['id']}/history/").status == 404
    addresses = ["", "claims/", "events/", "diff/", "sources/", "articles/", "contradictions/", "questions/"]
    told_readers = "".join(str(reader.read(f"stories/{story}/{one}")) for one in addresses)
    for secret in ("ask the mayor", "private thought", "usr_", "key_", POST["text"], claims[2]["statement"]):
        assert secret not in told_readers
    assert "Who pays for it?" in told_readers
    assert reader.get(f"articles/{seen['appearances'][0]['article']}/").status == 404
    editor.ok(f"stories/{story}/unpublish/", {"reason": "legal asks"})
    for address in ("", "claims/", f"?at_version={claims[0]['version']}"):
        assert reader.get(f"stories/{story}/{address}").status == 404
    assert reader.read("stories/")["results"] == []


def test_an_article_again_a_revision_and_a_late_retry(told: tuple[Any, str], pump: Pump) -> None:
    editor, story = told
    again = editor.post("articles/", POST | {"story": story})
    assert (again.status, again.body["duplicate_of"]) == (200, again.body["id"])
    text = POST["text"].replace("4,000", "5,000")
    revised = editor.post("articles/", POST | {"text": text, "modified_at": "2025-09-17T08:00:00Z"})
    assert (revised.status, revised.body["id"], revised.body["revision"]) == (201, again.body["id"], 2)
    pump()
    late = editor.post("articles/", POST | {"text": text + " More.", "modified_at": "2025-09-16T20:00:00Z"})
    assert late.body["revision"] == 3
    pump()
    shown = editor.read(f"articles/{again.body['id']}/")
    assert shown["revision"] == 2
    assert shown["text"] == text
    assert shown["revisions"][0]["kind"] is None
    assert shown["revisions"][1]["kind"] is not None


def test_readers_find_contradictions_across_stories_without_a_fold(
    told: tuple[Any, str], reader: Any, pump: Pump, django_assert_num_queries: Any
) -> None:
    editor, first = told
    second = editor.ok("stories/", {"title": "Another dam", "public": True})["id"]
    for article in (POST, HERALD):
        text = article["text"].replace("Orlan dam", "Vessel dam").replace("lake", "pond")
        editor.ok(
            "articles/", {**article, "url": f"https://{second}.example/{len(text)}", "text": text, "story": second}
        )
        pump()
    assert reader.read("contradictions/")["results"] == [], "nothing of it is public yet"
    for story in (first, second):
        for year in ("2011", "2014"):
            editor.act(saying(editor, story, year)["id"], "accept")
    STORIES.forget()
    with django_assert_num_queries(1):
        seen = reader.read("contradictions/")["results"]
    for story in (first, second):
        stream = StreamRef.parse(story)
        with STORIES.holding(stream, stream_head(stream).version) as folded:
            assert folded is None
        assert [one for one in seen if one["story"] == story] == reader.read(f"stories/{story}/contradictions/")[
            "results"
        ]
    assert len(seen) == 2
    editor.act(saying(editor, first, "2014")["id"], "hold", {"reason": "checking"})
    editor.ok(f"stories/{second}/unpublish/", {"reason": "legal asks"})
    assert reader.read("contradictions/")["results"] == []


def test_a_contradiction_is_resolved_with_its_verdicts(told: tuple[Any, str]) -> None:
    editor, _ = told
    [held] = editor.read("contradictions/?status=open")["results"]
    sides = {side["value"]: side["claim"] for side in held["sides"]}
    body = {
        "outcome": "side_stands",
        "side": sides["2014"],
        "new_evidence": [{"kind": "document", "summary": "the deed", "terms": "on_record"}],
        "verdicts": [{"claim": sides["2014"], "verb": "verify"}],
    }
    path = f"contradictions/{held['id']}/resolve/"
    assert editor.post(path, body).status == 428
    assert editor.post(path, body, if_match='"v1"').status == 412
    done = editor.post(path, body, if_match=f'"v{held["version"]}"')
    assert (done.status, done.body["status"]) == (200, "resolved"), done.body
    assert editor.read(f"claims/{sides['2014']}/")["status"] == "verified"


def test_a_merged_claim_leads_on_and_keeps_its_past(told: tuple[Any, str]) -> None:
    editor, story = told
    one, other = (saying(editor, story, words)["id"] for words in ("4,000", "valley road"))
    before = editor.read(f"stories/{story}/")["version"]
    merged = editor.act(one, "merge", {"into": other})
    assert merged["merged_into"] == other
    answer = editor.get(f"claims/{one}/history/")
    assert (answer.status, answer.headers["Location"]) == (308, f"/api/v1/claims/{other}/history/")
    past = editor.read(f"claims/{one}/?at_version={before}")
    assert (past["id"], past["merged_into"]) == (one, None)
    assert len(editor.read(f"claims/{other}/")["appearances"]) == 2
    assert one not in {claim["id"] for claim in editor.read(f"stories/{story}/claims/")["results"]}


def test_a_claim_is_split(told: tuple[Any, str]) -> None:
    editor, story = told
    quoted = saying(editor, story, "drain the lake")
    gone = quoted["appearances"][1]
    reference = {name: gone[name] for name in ("article", "revision", "spans")}
    done = editor.act(quoted["id"], "split", {"statement": "Another lake.", "appearances": [reference]})
    fresh = editor.read(f"claims/{done['into']}/")
    assert (fresh["status"], fresh["statement"], len(fresh["appearances"])) == ("detected", "Another lake.", 1)


def test_an_article_moves_with_its_claims(told: tuple[Any, str], pump: Pump) -> None:
    editor, story = told
    other = editor.ok("stories/", {"title": "The valley road"})["id"]
    herald = editor.read(f"stories/{story}/articles/")["results"][1]["id"]
    road = saying(editor, story, "valley road")["id"]
    moved = editor.ok(f"articles/{herald}/move/", {"to": other}, idempotency_key="move-1")
    assert moved["story"] == other
    again = editor.post(f"articles/{herald}/move/", {"to": other}, idempotency_key="move-1")
    assert (again.status, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert editor.read(f"claims/{road}/")["story"] == other
    history = editor.read(f"claims/{road}/history/")["results"]
    assert [one["type"] for one in history] == ["claim.extracted", "claim.moved_in"]
    pump()
    assert [one["id"] for one in editor.read(f"stories/{other}/articles/")["results"]] == [herald]
    assert len(editor.read(f"stories/{story}/articles/")["results"]) == 1
    events = editor.read(f"stories/{other}/events/?types=article.moved_in")["results"]
    out = editor.read(f"stories/{story}/events/?types=article.moved_out")["results"]
    assert [one["cause"] for one in events] == [out[0]["id"]]


def test_stories_merge_and_split(told: tuple[Any, str], pump: Pump) -> None:
    editor, story = told
    other = editor.ok("stories/", {"title": "All of the valley"})["id"]
    version = editor.read(f"stories/{story}/")["version"]
    claims = {one["id"] for one in editor.read(f"stories/{story}/claims/")["results"]}
    editor.ok(f"stories/{story}/merge/", {"into": other})
    answer = editor.get(f"stories/{story}/claims/?limit=5")
    assert (answer.status, answer.headers["Location"]) == (308, f"/api/v1/stories/{other}/claims/?limit=5")
    assert editor.read(f"stories/{story}/?at_version={version}")["title"] == "The Orlan dam"
    assert {one["id"] for one in editor.read(f"stories/{other}/claims/")["results"]} == claims
    pump()
    article = editor.read(f"stories/{other}/articles/")["results"][0]["id"]
    done = editor.ok(f"stories/{other}/split/", {"title": "The dam alone", "articles": [article]})
    shown = editor.read(f"stories/{done['into']}/")
    assert (shown["title"], shown["slug"], shown["status"]) == ("The dam alone", "the-dam-alone", "open")
    assert editor.read(f"articles/{article}/")["story"] == done["into"]


def test_waiting_for_the_analysis(told: tuple[Any, str]) -> None:
    editor, _ = told
    answer = editor.post("articles/", {"source": {"name": "x"}, "text": "Nobody reads this."}, prefer="wait=1")
    assert (answer.status, answer.headers["Preference-Applied"]) == (201, "wait=1")
    assert answer.body["processing"] == {"state": "queued"}


def test_a_source_is_known_by_all_its_names(told: tuple[Any, str], pump: Pump) -> None:
    editor, _ = told
    [post] = editor.read("sources/?q=fenwick")["results"]
    assert editor.post("sources/", {"name": "FENWICK  post"}).status == 422
    changed = editor.send("PATCH", f"sources/{post['id']}/", {"alias": "The Post", "owner": "Brill & Sons"})
    assert (changed.status, changed.body["aliases"], changed.body["owner"]) == (200, ["The Post"], "Brill & Sons")
    filed = editor.ok("articles/", {"source": {"name": "the post"}, "text": "The lake is low."})
    assert editor.read(f"articles/{filed['id']}/")["source"]["id"] == post["id"]
    gone = editor.ok(f"sources/{post['id']}/withdraw/", {"reason": "the outlet retracted everything"})
    assert len(gone["stories"]) == 2
    assert editor.read(f"articles/{filed['id']}/")["status"] == "withdrawn"


@pytest.mark.django_db
def test_the_address_of_a_merged_line_leads_readers_to_the_line_that_stayed(desk: Any, reader: Any) -> None:
    evidence = [{"kind": "call", "summary": "the warden", "terms": "on_record"}]
    made = desk.editor.ok(f"stories/{desk.story}/claims/", {"statement": "It still stands.", "evidence": evidence})
    for claim in (desk.claim, made["id"]):
        desk.editor.act(claim, "accept")
    desk.editor.act(made["id"], "merge", {"into": desk.claim})
    answer = reader.get(f"claims/{made['id']}/")
    assert (answer.status, answer.headers["Location"]) == (308, f"/api/v1/claims/{desk.claim}/")
    desk.editor.act(desk.claim, "hold", {"reason": "legal"})
    assert reader.get(f"claims/{made['id']}/").status == 404


@pytest.mark.django_db
def test_what_readers_may_know_comes_in_pages(caller: Callable[..., Any], reader: Any) -> None:
    """Whatever the length of a page: the same events, in order, published once; by type too."""
    editor = caller(Role.EDITOR)
    story = editor.ok("stories/", {"title": "The Orlan ferry"})["id"]
    call = {"kind": "call", "summary": "the harbour", "terms": "on_record"}
    claims = [
        editor.ok(f"stories/{story}/claims/", {"statement": f"Ferry {n} sails.", "evidence": [call]})["id"]
        for n in range(3)
    ]
    for claim in claims[:2]:
        editor.act(claim, "verify", {"evidence": [1]})
    for verb in ("publish", "unpublish", "publish"):
        editor.ok(f"stories/{story}/{verb}/", {"reason": "too early"} if verb == "unpublish" else {})
    editor.act(claims[2], "verify", {"evidence": [1]})
    whole = reader.read(f"stories/{story}/events/")["results"]
    assert [one["type"] for one in whole] == ["claim.verified"] * 2 + ["story.published", "claim.verified"]
    paged, address = [], f"stories/{story}/events/?limit=1"
    while address:
        page = reader.read(address)
        paged += page["results"]
        address = page["next"]
    assert paged == whole
    verified = reader.read(f"stories/{story}/events/?types=claim.verified&after_version={whole[0]['version']}")
    assert verified["results"] == [whole[1], whole[3]]
    assert reader.read(f"stories/{story}/events/?types=claim.extracted")["results"] == []


@pytest.mark.django_db
def test_a_corrected_line_that_is_held_is_nobody_elses(caller: Callable[..., Any], reader: Any) -> None:
    """A hold takes the line from readers, its correction included; a withdrawal leaves its notice and no word more."""
    editor, head = caller(Role.EDITOR), caller(Role.DESK_HEAD)
    story = editor.ok("stories/", {"title": "The Orlan ferry", "public": True})["id"]
    call = {"kind": "call", "summary": "the harbour", "terms": "on_record"}
    claim = editor.ok(f"stories/{story}/claims/", {"statement": "The ferry sails at dawn.", "evidence": [call]})["id"]
    editor.act(claim, "accept")
    editor.act(claim, "correct", {"kind": "correction", "was": "at dawn", "is": "at noon", "text": "It sails at noon."})
    assert len(reader.read(f"stories/{story}/corrections/")["results"]) == 1
    editor.act(claim, "hold", {"reason": "legal"})
    for part in ("corrections", "events", "claims"):
        assert "dawn" not in str(reader.read(f"stories/{story}/{part}/")), part
        assert "noon" not in str(reader.read(f"stories/{story}/{part}/")), part
    assert reader.get(f"claims/{claim}/").status == 404
    assert len(editor.read(f"stories/{story}/corrections/")["results"]) == 1
    editor.act(claim, "release")
    head.act(claim, "withdraw", {"reason": "a court", "notice": "A line on the ferry was taken back."})
    [gone] = reader.read(f"stories/{story}/corrections/")["results"]
    assert (gone["statement"], gone["notice"]) == (None, "A line on the ferry was taken back.")
    told = reader.read(f"stories/{story}/events/")["results"]
    assert [one["summary"] for one in told] == ["The story was published.", "A line on the ferry was taken back."]


def test_a_claim_has_every_key_of_the_contract(told: tuple[Any, str]) -> None:
    """null where there is no value, in the objects within it too; and the language of the text that it comes from."""
    editor, story = told
    people, quoted = saying(editor, story, "4,000"), saying(editor, story, "drain the lake")
    assert people["quantities"] == [
        {"start": 173, "end": 184, "low": "4000", "high": "4000", "comparator": "~"}
        | {"trend": None, "unit": None, "noun": "people", "text": "About 4,000 people"}
    ]
    assert set(quoted["speaker"]) == {"name", "role"}
    assert set(saying(editor, story, "2011")["dates"][0]) == {
        *("start", "end", "type", "value", "from", "to", "granularity", "anchor")
    }
    for claim in (people, quoted):
        assert claim["lang"] == "en"
        for appearance in claim["appearances"]:
            assert all(set(one) == {"speaker", "source", "cue", "act"} for one in appearance["attribution"])
