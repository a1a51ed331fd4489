"""The reference says what the API does: every address stands in it, and every answer of a long walk fits its schema."""

import ast
import json
import os
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from django.test import Client, override_settings
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern

from stories.api import reference, urls
from stories.api.live import urls as live_urls
from stories.api.reference import openapi
from stories.api.reference.codes import CODES, OWN
from stories.api.reference.operations import OPERATIONS
from stories.application import proving
from stories.application.handle import Order, handle_desk, handle_story, now
from stories.application.ids import new_id
from stories.application.queries import show
from stories.application.timetable import run
from stories.domain.actors import MACHINE
from stories.domain.commands_article import Findings, RecordComparison
from stories.domain.commands_story import MakeSuggestion
from stories.domain.events import EVENT_TYPES, SCHEMA
from stories.domain.events_contradiction import ContradictionDetected
from stories.domain.events_story import SuggestionMade
from stories.domain.records import Side
from stories.domain.values import Certainty, ClaimId, ConflictKind, ContradictionId, SuggestionId
from stories.domain.vocabulary import Role, SuggestionKind
from stories.gateways import addresses as addresses_module
from stories.gateways.opml import Outline, write_opml
from stories.models import Feed
from tests.newsserver import item, news_server, rss

EXAMPLES = Path(str(reference.__file__)).with_name("examples.json")
MAKES_PROBLEMS = {"Problem", "plain", "_unauthorized", "AddressRefused"}
PLACE = re.compile(r"\{\w+\}")


def addresses(pattern: URLPattern) -> Iterator[str]:
    """The templates of one entry of the URLconf: a group of alternatives makes one each."""
    if isinstance(pattern.pattern, RoutePattern):
        yield "/" + re.sub(r"<[^>]+>", "{}", str(pattern.pattern))
        return
    route = re.sub(r"\(\?P<\w+>\[\^/.?\]\+\)", "{}", str(pattern.pattern).strip("^$")).replace("\\.", ".")
    group = re.search(r"\(\?P<\w+>([\w|]+)\)", route)
    for word in group[1].split("|") if group else [""]:
        yield "/" + (route.replace(group[0], word) if group else route)


def test_every_address_and_method_is_an_operation_and_nothing_else() -> None:
    served = {
        (method, address)
        for pattern in (*urls.urlpatterns, *live_urls.urlpatterns)
        for address in addresses(pattern)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if hasattr(getattr(pattern.callback, "cls", None), method.lower())
    }
    assert served == {(one.method, PLACE.sub("{}", one.path)) for one in OPERATIONS}
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)


def _words_in(*paths: Path) -> set[str]:
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text()))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_code_is_explained() -> None:
    """A code stands in a call that makes a problem, and such calls name no other."""
    room = Path(str(urls.__file__)).parent
    paths = [path for path in room.rglob("*.py") if path.parent.name != "reference"]
    paths.append(Path(str(addresses_module.__file__)))
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKES_PROBLEMS:
                found |= {arg.value for arg in node.args[:3] if isinstance(arg, ast.Constant)}
    named = {one for one in found if isinstance(one, str) and re.fullmatch(r"[a-z]+(-[a-z]+)*", one)}
    assert named - set(CODES) == set()
    assert set(OWN) - _words_in(*paths) == set()
    for code in CODES:
        page = Client().get(f"/problems/{code}/")
        assert page.status_code == 200
        assert f"<code>{code}</code>" in page.content.decode()
    assert Client().get("/problems/no-such-code/").status_code == 404


def test_the_document_is_whole() -> None:
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    assert document["openapi"] == "3.1.0"
    text = json.dumps(document)
    for ref in set(re.findall(r'"#/([^"]+)"', text)):
        found = document
        for step in ref.split("/"):
            found = found[step]
    recorded = openapi.examples()
    closed = openapi.build(closed=True)
    for operation in OPERATIONS:
        shown = document["paths"][operation.path][operation.method.lower()]
        assert shown["summary"]
        if operation.media == "application/json" and operation.answer is not None:
            assert {"answer", "address"} <= set(recorded[operation.name]), operation.name
            fits(recorded[operation.name]["answer"], closed, operation.name, str(operation.status))
        if operation.body is not None and operation.name in recorded:
            assert "body" in recorded[operation.name], operation.name
    assert set(recorded) <= {one.name for one in OPERATIONS}
    shown = {one["$ref"] for answer in closed["components"]["responses"].values() for one in _examples(answer)}
    assert shown == {f"#/components/examples/{code}" for code in CODES}


def test_every_operation_and_room_says_what_it_is_about() -> None:
    shown = openapi.document()
    told = {one["operationId"]: one["description"] for item in shown["paths"].values() for one in _operations(item)}
    assert set(told) == set(openapi.DESCRIPTIONS), "none is described that is not there"
    assert all(text.endswith(".") and len(text) < 500 for text in told.values())
    assert [one["name"] for one in shown["tags"]] == list(dict.fromkeys(one.room for one in OPERATIONS))
    whole = json.dumps(shown)
    for named in re.findall(r"`([a-z_]{4,})`", " ".join(told.values())):
        assert f'"{named}"' in whole or f"/{named}/" in whole, f"{named} is a field, a value or a verb"
    page = Client().get("/api/v1/docs/").content.decode()
    assert told["read_claim"].partition(":")[0] in page
    assert "<code>work.pending</code>" in page
    assert "`" not in page.partition("<pre")[0]


def _operations(item: Any) -> list[Any]:
    return [one for method, one in item.items() if method in {"get", "post", "patch", "delete"}]


def _examples(answer: Any) -> Any:
    return answer["content"]["application/problem+json"]["examples"].values()


def test_the_page_tells_every_operation_and_runs_no_script() -> None:
    answer = Client().get("/api/v1/docs/")
    page = answer.content.decode()
    for operation in OPERATIONS:
        assert f'id="{operation.name}"' in page
    assert "<script" not in page
    assert "style=" not in page
    assert re.findall(r'(?:src|href)="https?://', page) == []
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def fits(answer: Any, document: Any, name: str, status: str) -> None:
    """Whether an answer is as the document says."""
    operation = next(one for one in OPERATIONS if one.name == name)
    said = document["paths"][operation.path][operation.method.lower()]["responses"]
    assert status in said, (name, status, answer)
    told = said[status]
    if "$ref" in told:
        told = document["components"]["responses"][status]
    [media] = told["content"].values()
    schema = media["schema"] | {"components": document["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer)


class Walk:
    """Sends, and holds every answer against the document."""

    def __init__(self) -> None:
        self.document = openapi.build(closed=True)
        self.said: dict[str, dict[str, Any]] = {}
        self._known = sorted(OPERATIONS, key=lambda one: (one.path.count("{"), one.path.split("/")[-2].startswith("{")))

    def named(self, method: str, path: str) -> str:
        address = "/" + path.split("?")[0]
        for operation in self._known:
            pattern = PLACE.sub("[^/]+", operation.path).replace(".", r"\.")
            if operation.method == method and re.fullmatch(pattern, address):
                return operation.name
        raise AssertionError((method, path))

    def send(
        self,
        caller: Any,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        kind: str = "application/json",
        **headers: str,
    ) -> Any:
        answer = caller.send(method, path, body, raw=raw, kind=kind, **headers)
        name = self.named(method, path)
        fits(answer.body, self.document, name, str(answer.status))
        if answer.status < 300 and name not in self.said:
            self.said[name] = {"address": f"/{path}"} | ({} if body is None else {"body": body})
            self.said[name]["answer"] = answer.body
        if answer.status >= 400:
            assert answer.status in CODES[answer.code].status, answer.body
        return answer

    def ok(self, caller: Any, method: str, path: str, body: Any = None) -> Any:
        answer = self.send(caller, method, path, body)
        assert answer.status in {200, 201}, (method, path, answer.body)
        return answer.body

    def act(self, caller: Any, claim: str, verb: str, body: Any = None) -> Any:
        version = self.ok(caller, "GET", f"claims/{claim}/")["version"]
        return self.ok(caller, "POST", f"claims/{claim}/{verb}/", (body or {}) | {"expected_version": version})


FEEDS = "https://feeds.fenwick.example"
CALL = {"kind": "call", "summary": "the warden, twice", "terms": "on_record"}
DEED = {"kind": "document", "summary": "the deed of 2011", "terms": "background"}
TEXT = (
    "The Orlan dam was opened in 2011, according to the water board.\n\n"
    "“We will drain the lake before the first frost comes to the valley,” Governor Ines Tarrega said on Monday.\n\n"
    "About 4,000 people live below the dam."
)
HERALD = (
    "The Orlan dam was opened in 2014, engineers said.\n\n"
    "“We will drain the lake before the first frost comes to the valley,” Ines Tarrega told reporters."
)


def test_every_answer_of_a_walk_fits_the_document(
    caller: Callable[..., Any], reader: Any, pump: Callable[[], None], settings: Any
) -> None:
    walk = Walk()
    head, second = caller(Role.DESK_HEAD), caller(Role.EDITOR)

    def get(path: str, who: Any = head) -> Any:
        return walk.ok(who, "GET", path)

    def post(path: str, body: Any) -> Any:
        return walk.ok(head, "POST", path, body)

    def act(claim: str, verb: str, body: Any = None, who: Any = head) -> Any:
        return walk.act(who, claim, verb, body)

    story = post("stories/", {"title": "The Orlan dam", "public": True})["id"]
    other = post("stories/", {"title": "The valley road"})["id"]
    first = post(
        "articles/",
        {
            "source": {"name": "Fenwick Post"},
            "title": "Lake to be drained",
            "url": "https://fenwick.example/lake",
            "published_at": "2025-09-16T12:00:00Z",
            "text": TEXT,
            "story": story,
        },
    )["id"]
    pump()
    same = walk.send(head, "POST", "articles/", {"source": {"name": "Fenwick Post"}, "text": TEXT, "story": story})
    assert same.status in {200, 201}
    herald = post("articles/", {"source": {"name": "Valley Herald"}, "text": HERALD, "story": story})["id"]
    pump()

    claims = {one["statement"]: one["id"] for one in get(f"stories/{story}/claims/")["results"]}
    opened = next(id_ for words, id_ in claims.items() if "2011" in words)
    shared = next(id_ for words, id_ in claims.items() if "drain" in words)

    def made(words: str) -> str:
        return str(post(f"stories/{story}/claims/", {"statement": words, "evidence": [CALL]})["id"])

    act(opened, "accept", {"statement": "The dam was opened in 2011."})
    act(opened, "assign", {"assignee": head.person})
    act(opened, "note", {"text": "The board's archive opens on Tuesday."})
    evidence = act(opened, "evidence", CALL | {"contact": {"label": "an official", "name": "Ines Tarrega"}})["evidence"]
    act(opened, "evidence", DEED)
    version = get(f"claims/{opened}/")["version"]
    strike = {"reason": "it was another dam", "expected_version": version}
    post(f"claims/{opened}/evidence/{evidence[-1]['n']}/strike/", strike)
    act(opened, "verify", {"evidence": [DEED | {"summary": "the deed"}], "note": "seen by two of us"})
    act(opened, "undo")
    act(opened, "verify", {"evidence": [CALL]})
    act(opened, "recheck", {"note": "still stands"})
    act(opened, "hold", {"reason": "checking"})
    act(opened, "release", {"why": "checked"})
    act(opened, "amend", {"section": "lead", "rank": 1})
    at = get(f"stories/{story}/")["version"]
    notice = {"kind": "correction", "was": "opened in 2011", "is": "opened in 2014", "text": "We gave a wrong year."}
    act(opened, "correct", notice)

    act(shared, "dismiss", {"reason": "opinion"})
    act(shared, "restore")
    act(shared, "accept")
    refs = get(f"claims/{shared}/")["appearances"]
    part = [{name: refs[0][name] for name in ("article", "revision", "spans")}]
    act(shared, "split", {"statement": "The governor promised to drain it.", "appearances": part})
    taken = made("About 4,000 people live below it.")
    act(taken, "verify", {"evidence": [1]})
    act(taken, "withdraw", {"reason": "the count was of the whole valley", "notice": "We took a figure back."})
    act(taken, "reinstate", {"reason": "it was right"})
    act(made("The road is closed."), "refute", {"evidence": [1]})
    act(made("The bridge will hold."), "mark_inconclusive", {"note": "nobody can tell"})
    doubted, rival = made("The lake is empty."), made("The lake is full.")
    act(doubted, "verify", {"evidence": [1]})
    act(doubted, "dispute", {"by_claim": rival})
    older, newer = made("Six boats are out."), made("Eight boats are out.")
    act(older, "verify", {"evidence": [1]})
    act(older, "supersede", {"successor": newer, "valid_from": "2025-09-17T08:00:00Z"})
    act(made("Eight vessels are out."), "merge", {"into": newer})
    settings.NEWSROOM_APPROVALS = 2
    proposed = made("The sluice was opened by hand.")
    act(proposed, "verify", {"evidence": [1]}, who=second)
    third = caller(Role.DESK_HEAD)
    pending = get(f"claims/{proposed}/")["work"]["pending"]
    act(proposed, "approve", {"proposal": pending["proposal"]}, who=third)
    settings.NEWSROOM_APPROVALS = 1

    sides = [made(f"It was finished in {year}.") for year in (2001, 2002, 2003)]
    found = [_contradict(story, sides[0], one) for one in sides[1:]]
    suggested = [_suggest(story, sides[0], one) for one in (sides[1], sides[2], newer)]
    across = _suggest_across(story, other)
    show(story)
    for name in ("status=open", "kind=date", f"story={story}", "limit=1"):
        get(f"contradictions/?{name}")
        get(f"contradictions/?{name}", reader)
    version = get(f"contradictions/{found[0]}/")["version"]
    chosen = {"outcome": "side_stands", "side": sides[0], "evidence": [{"claim": sides[0], "n": 1}]}
    post(f"contradictions/{found[0]}/resolve/", chosen | {"expected_version": version})
    version = get(f"contradictions/{found[1]}/")["version"]
    post(f"contradictions/{found[1]}/dismiss/", {"reason": "two wings", "expected_version": version})
    get("suggestions/")
    for id_, verb in zip((*suggested[1:], across), ("reject", "unsure", "reject"), strict=True):
        post(f"suggestions/{id_}/{verb}/", {"note": "looked at both"})
    post(f"suggestions/{suggested[0]}/confirm/", {})

    asked = post(f"stories/{story}/questions/", {"text": "Who pays for the road?", "about": newer})["id"]
    post(f"questions/{asked}/assign/", {"owner": head.person, "due": "2026-12-01T12:00:00Z"})
    get(f"questions/{asked}/")
    get(f"questions/{asked}/", reader)
    get(f"stories/{story}/questions/")
    get(f"stories/{story}/questions/", reader)
    post(f"questions/{asked}/answer/", {"answer": "The board does.", "claim": newer})
    complaint = post(f"stories/{story}/questions/", {"text": "My name is spelt wrong.", "kind": "complaint"})["id"]
    post(f"questions/{complaint}/close/", {"outcome": "upheld", "note": "mended"})

    for who in (head, reader):
        for part_ in ("", "claims/", "contradictions/", "corrections/", "articles/", "sources/", "events/"):
            get(f"stories/{story}/{part_}", who)
            get(f"stories/{story}/{part_}?at_version={at}&view=public", who)
        get(f"stories/{story}/diff/?from={at}", who)
        get("stories/?limit=1", who)
        get(f"stories/{story}.json", who)
        for id_ in (opened, sides[1], newer):
            for part_ in ("", "history/", "provenance/"):
                walk.send(who, "GET", f"claims/{id_}/{part_}")
        get(f"claims/{opened}/provenance/", who)

    article = f"articles/{first}/"
    get(article)
    post(f"{article}amend/", {"title": "The lake is to be drained", "reason": "a word was missing"})
    post(f"{article}hold/", {"reason": "legal"})
    post(f"{article}release/", {"why": "cleared"})
    post(f"{article}reanalyse/", {"reason": "a better extractor"})
    again = {"source": {"name": "Fenwick Post"}, "url": "https://fenwick.example/lake", "text": TEXT + " More to come."}
    revised = post("articles/", again)
    assert (revised["id"], revised["revision"]) == (first, 2)
    post(f"{article}reclassify/", {"revision": 2, "kind": "update", "reason": "it says so"})
    pump()
    get(article)
    moved = post("articles/", {"source": {"name": "Post"}, "text": "The road was closed on Monday.", "story": story})
    post(f"articles/{moved['id']}/move/", {"to": other})
    post(f"articles/{herald}/withdraw/", {"reason": "they took it back", "by": "source"})
    get(f"articles/{herald}/")
    for thing in (f"articles/{herald}/", f"claims/{opened}/"):
        told = get(f"{thing}reach/")
        post(f"{thing}notice/", told["draft"] | {"to": []})
        nobody = {"kind": "kill", "text": "KILL", "to": ["whe_" + "0" * 32]}
        assert walk.send(head, "POST", f"{thing}notice/", nobody).code == "no-such-endpoint"
    get(f"sources/{get(f'articles/{herald}/')['source']['id']}/reach/?limit=1")

    source = post("sources/", {"name": "Agencia Litoral", "kind": "wire"})["id"]
    walk.ok(head, "PATCH", f"sources/{source}/", {"owner": "Litoral Group", "alias": "Litoral"})
    get(f"sources/{source}/")
    get("sources/?kind=wire")
    named = get(f"articles/{first}/")["source"]["id"]
    post(f"sources/{named}/withdraw/", {"reason": "the outlet closed its archive"})

    for verb, body in (
        ("note", {"text": "The archive calls back."}),
        ("amend", {"title": "The Orlan dam and its lake"}),
        ("unpublish", {"reason": "legal asked"}),
        ("publish", {}),
        ("close", {"reason": "nothing new for weeks"}),
        ("reopen", {}),
    ):
        post(f"stories/{story}/{verb}/", body)
    proposed_story = post("articles/", {"source": {"name": "Post"}, "text": "A bus was found in the lake."})["story"]
    post(f"stories/{proposed_story}/open/", {})
    part_story = post(f"stories/{story}/split/", {"title": "The boats", "claims": [rival, doubted]})["into"]
    post(f"stories/{part_story}/merge/", {"into": other})
    assert head.get(f"stories/{part_story}/").status == 308

    _doors(walk, caller(), head)
    _keys(walk, caller(Role.OPERATOR))
    _feeds(walk, caller(Role.OPERATOR))
    pump()
    _proofs(walk, head)
    listed = get("events/?limit=3")["results"]
    get(f"events/{listed[0]['id']}/")
    get("openapi.json")
    get("schemas/events/")
    _problems(walk, head, reader, story, opened)
    told = {one.name for one in OPERATIONS if one.media == "application/json"}
    assert told - set(walk.said) == set()
    if os.environ.get("SLUGLINE_RECORD"):
        recorded = {one.name: walk.said[one.name] for one in OPERATIONS if one.name in walk.said}
        recorded["read_openapi"] = recorded["read_openapi"] | {"answer": {"openapi": "3.1.0"}}
        text = json.dumps(_short(recorded), ensure_ascii=False, indent=1) + "\n"
        EXAMPLES.write_text(re.sub(r"http://127\.0\.0\.1:(?!8000\b)\d+", FEEDS, text), encoding="utf-8")


def _doors(walk: Walk, keeper: Any, head: Any) -> None:
    hook = {"url": "https://hooks.fenwick.example/slugline", "types": ["contradiction.detected"], "format": "standard"}
    made = walk.ok(keeper, "POST", "webhook-endpoints/", hook)
    one = f"webhook-endpoints/{made['id']}/"
    assert walk.send(keeper, "POST", "webhook-endpoints/", hook | {"url": "https://127.0.0.1/"}).status == 400
    walk.ok(keeper, "GET", one)
    walk.ok(keeper, "GET", "webhook-endpoints/")
    walk.ok(keeper, "PATCH", one, {"types": ["contradiction.detected", "claim.challenged"]})
    walk.ok(keeper, "POST", f"{one}rotate/", {})
    sent = walk.send(keeper, "POST", f"{one}ping/", {}).body["id"]
    walk.ok(keeper, "GET", f"deliveries/{sent}/")
    walk.ok(keeper, "GET", "deliveries/?state=pending")
    walk.send(keeper, "POST", f"deliveries/{sent}/redeliver/", {})
    walk.send(keeper, "POST", f"{one}redeliver/", {"from_position": 0, "to_position": 5})
    assert keeper.send("DELETE", one).status == 204
    walk.said["remove_endpoint"] = {"address": f"/{one}"}

    lines = b'{"source": {"name": "Fenwick Post"}, "text": "The ferry is late."}\n'
    batch = walk.send(head, "POST", "article-batches/", raw=lines, kind="application/x-ndjson").body
    walk.said["send_batch"]["body"] = lines.decode()
    walk.ok(head, "GET", f"jobs/{batch['id']}/")
    walk.ok(head, "POST", f"jobs/{batch['id']}/cancel/", {})
    boundary = "part-4711"
    file = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="log.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\nThe archive's log.\r\n--{boundary}--\r\n"
    )
    kind = f"multipart/form-data; boundary={boundary}"
    kept = walk.send(head, "POST", "files/", raw=file.encode(), kind=kind).body
    walk.said["send_file"]["body"] = {"file": "@log.txt"}
    walk.ok(head, "GET", f"files/{kept['id']}/")


def _proofs(walk: Walk, head: Any) -> None:
    newer = walk.ok(head, "GET", "integrity/")["size"]
    with TemporaryDirectory() as folder, override_settings(NEWSROOM_LOG_KEY=Path(folder) / "log_key"):
        assert walk.send(head, "GET", "log/proof/inclusion?position=0").code == "no-checkpoint"
        proving.checkpoint()
        walk.said.pop("read_integrity")
        walk.ok(head, "GET", "integrity/")
    walk.ok(head, "GET", "log/proof/inclusion?position=3")
    walk.ok(head, "GET", "log/proof/consistency?from=5")
    assert walk.send(head, "GET", f"log/proof/consistency?to={newer + 1}").code == "beyond-log"
    assert walk.send(head, "GET", "log/proof/inclusion?position=5&size=5").code == "not-covered"


def _feeds(walk: Walk, keeper: Any) -> None:
    with news_server() as news, override_settings(NEWSROOM_FETCH_INSIDE=frozenset({("127.0.0.1", news.port)})):
        news.put("/feed", rss(item("a", title="The ferry is late"), title="Fenwick Post"))
        assert walk.ok(keeper, "POST", "feeds/test/", {"url": news.url + "/feed"})["feed"]["items"] == 1
    body = {"url": "https://feeds.fenwick.example/rss", "source": {"name": "Fenwick Post"}}
    one = f"feeds/{walk.send(keeper, 'POST', 'feeds/', body).body['id']}/"
    assert walk.send(keeper, "POST", "feeds/", body).code == "feed-taken"
    walk.ok(keeper, "GET", "feeds/")
    walk.ok(keeper, "GET", one)
    walk.ok(keeper, "PATCH", one, {"full_text": False})
    walk.ok(keeper, "GET", f"{one}runs/")
    walk.ok(keeper, "POST", f"{one}poll/", {})
    walk.ok(keeper, "POST", f"{one}pause/", {})
    assert walk.send(keeper, "POST", f"{one}poll/", {}).code == "feed-rests"
    walk.ok(keeper, "POST", f"{one}resume/", {})
    assert walk.send(keeper, "POST", f"{one}follow/", {}).code == "feed-not-moved"
    Feed.objects.update(moved_to="https://feeds.fenwick.example/new")
    walk.ok(keeper, "POST", f"{one}follow/", {})
    assert keeper.send("DELETE", one).status == 204
    walk.said["remove_feed"] = {"address": f"/{one}"}
    outlines = write_opml([Outline("https://feeds.fenwick.example/a", "Fenwick Post")]).encode()
    assert walk.send(keeper, "POST", "feeds/opml/", raw=b"<opml", kind="text/x-opml").code == "no-opml"
    walk.send(keeper, "POST", "feeds/opml/", raw=outlines, kind="text/x-opml")
    walk.said["import_feeds"]["body"] = outlines.decode()
    run("feeds", lambda _: None, every=10.0)
    walk.ok(keeper, "GET", "timetable/")
    for verb in ("pause", "resume", "run"):
        walk.send(keeper, "POST", f"timetable/feeds/{verb}/", {})


def _keys(walk: Walk, operator: Any) -> None:
    made = walk.ok(operator, "POST", "keys/", {"name": "wire desk", "scopes": ["articles:write", "stories:read"]})
    walk.ok(operator, "GET", "keys/?revoked=false")
    walk.ok(operator, "GET", f"keys/{made['id']}/")
    walk.ok(operator, "POST", f"keys/{made['id']}/rotate/", {"overlap_hours": 24})
    walk.ok(operator, "POST", f"keys/{made['id']}/revoke/", {})
    assert walk.send(operator, "POST", f"keys/{made['id']}/rotate/", {}).code == "key-revoked"
    for name in ("create_key", "rotate_key"):
        shown = walk.said[name]["answer"]
        walk.said[name]["answer"] = shown | {"secret": shown["prefix"] + "…"}


def _short(value: Any) -> Any:
    """Lists of things cut to the first, so that an example can be read."""
    if isinstance(value, dict):
        return {name: _short(one) for name, one in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_short(value[0])]
    return value


def _problems(walk: Walk, head: Any, reader: Any, story: str, claim: str) -> None:
    for caller, method, path, body, status in (
        (reader, "POST", "stories/", {"title": "x"}, 401),
        (head, "POST", "stories/", {"titel": "x"}, 400),
        (head, "GET", "stories/?limit=0", None, 400),
        (head, "GET", "stories/?status=null", None, 400),
        (head, "POST", "articles/", {"source": {"name": "Post"}, "text": "A boat sank.", "expected_version": 3}, 400),
        (head, "GET", "claims/nothing/", None, 404),
        (head, "POST", f"claims/{claim}/note/", {"text": "x"}, 428),
        (head, "POST", f"claims/{claim}/note/", {"text": "x", "expected_version": 1}, 409),
        (head, "POST", f"stories/{story}/reopen/", {"expected_version": 1}, 409),
        (head, "POST", f"stories/{story}/merge/", {"into": story}, 422),
    ):
        assert walk.send(caller, method, path, body).status == status, (method, path)
    stale = walk.send(head, "POST", f"claims/{claim}/note/", {"text": "x"}, if_match='"v1"')
    assert stale.status == 412


def _contradict(story: str, one: str, other: str) -> str:
    id_ = ContradictionId(new_id("con"))
    sides = (Side(ClaimId(one), "2001", "2001"), Side(ClaimId(other), "another year", "2002"))
    detected = ContradictionDetected(
        id_, ConflictKind.DATE, "when it was finished", Certainty.CERTAIN, "two years", sides, "test@1"
    )
    handle_story(story, lambda _state: [RecordComparison(Findings(detected=(detected,)))], Order(MACHINE, now()))
    return id_


def _suggest(story: str, one: str, other: str) -> str:
    made = _suggestion(SuggestionKind.SAME_CLAIM, one, other)
    handle_story(story, lambda _state: [MakeSuggestion(made)], Order(MACHINE, now()))
    return made.suggestion


def _suggest_across(one: str, other: str) -> str:
    made = _suggestion(SuggestionKind.SAME_STORY, one, other)
    handle_desk([MakeSuggestion(made)], Order(MACHINE, now()))
    return made.suggestion


def _suggestion(kind: SuggestionKind, one: str, other: str) -> SuggestionMade:
    return SuggestionMade(SuggestionId(new_id("sug")), kind, one, other, Decimal("0.8"), "alike", "test@1")


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_event_schemas_are_served(type_: str) -> None:
    schema = json.loads(Client().get(f"/api/v1/schemas/events/{type_}/{SCHEMA[type_]}/").content)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == type_
    assert Client().get(f"/api/v1/schemas/events/{type_}/99/").status_code == 404
