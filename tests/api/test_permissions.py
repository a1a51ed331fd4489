"""Who may change what: a row an address, its value who may. Every address that takes a change stands here."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import resolve

from stories.api import articles, feed_urls, intake_urls, questions, stories, suggestions, webhook_urls
from stories.api.urls import urlpatterns
from stories.api.verbs import CLAIM_VERBS
from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.domain.actors import MACHINE
from stories.domain.commands_article import Findings, RecordComparison
from stories.domain.commands_story import MakeSuggestion
from stories.domain.events_contradiction import ContradictionDetected
from stories.domain.events_story import SuggestionMade
from stories.domain.records import Side
from stories.domain.values import Certainty, ClaimId, ConflictKind, ContradictionId, SuggestionId
from stories.domain.vocabulary import Role, Scope, SuggestionKind
from stories.models import Contact
from tests.api.callers import Caller, caller_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

NEWSROOM = frozenset({Role.REPORTER, Role.EDITOR, Role.DESK_HEAD})
EDITORS = frozenset({Role.EDITOR, Role.DESK_HEAD})
HEADS = frozenset({Role.DESK_HEAD})
OPERATORS = frozenset({Role.OPERATOR})
CALL = {"kind": "call", "summary": "the warden", "terms": "on_record"}
BODIES: dict[str, dict[str, Any]] = {
    "note": {"text": "look again"},
    "unpublish": {"reason": "legal"},
    "amend": {"title": "Another"},
    "hold": {"reason": "checking"},
    "dismiss": {"reason": "opinion"},
    "evidence": CALL,
    "mark_inconclusive": {"note": "nobody knows"},
    "verify": {"evidence": [1]},
    "refute": {"evidence": [1]},
    "approve": {"proposal": "01a20085-9226-7523-80bf-e38e381c4f7f"},
    "dispute": {"note": "they deny it"},
    "correct": {"kind": "correction", "was": "a", "is": "b", "text": "c"},
    "withdraw": {"reason": "wrong"},
    "reinstate": {"reason": "right after all"},
    "recheck": {"note": "still stands"},
    "reclassify": {"revision": 1, "kind": "update", "reason": "it is one"},
    "reanalyse": {"reason": "better extractor"},
    "answer": {"answer": "They do."},
    "close": {},
    "notice": {"kind": "kill", "text": "KILL"},
    "strike": {"reason": "wrong number"},
}

CLAIM_MAY = dict.fromkeys(CLAIM_VERBS, EDITORS) | {
    "assign": NEWSROOM,
    "note": NEWSROOM,
    "evidence": NEWSROOM,
    "withdraw": HEADS,
    "reinstate": HEADS,
}
STORY_MAY = dict.fromkeys([*stories.VERBS, "merge", "split"], EDITORS) | {"note": NEWSROOM}
ARTICLE_MAY = dict.fromkeys([*articles.VERBS, "move"], EDITORS)
QUESTION_MAY = dict.fromkeys(questions.QUESTION_VERBS, EDITORS) | {"assign": NEWSROOM}

MAY: dict[str, frozenset[Role]] = {
    "stories/": NEWSROOM,
    "stories/ public": EDITORS,
    **{f"stories/{{story}}/{verb}/": who for verb, who in STORY_MAY.items()},
    "stories/{story}/claims/": NEWSROOM,
    "stories/{story}/questions/": NEWSROOM,
    "articles/": NEWSROOM,
    **{f"articles/{{article}}/{verb}/": who for verb, who in ARTICLE_MAY.items()},
    **{f"claims/{{claim}}/{verb}/": who for verb, who in CLAIM_MAY.items()},
    "articles/{article}/notice/": EDITORS,
    "claims/{claim}/notice/": EDITORS,
    "claims/{claim}/evidence/1/strike/": NEWSROOM,
    "contradictions/{contradiction}/resolve/": EDITORS,
    "contradictions/{contradiction}/dismiss/": EDITORS,
    **{f"questions/{{question}}/{verb}/": who for verb, who in QUESTION_MAY.items()},
    **{f"suggestions/{{suggestion}}/{verb}/": EDITORS for verb in suggestions.VERBS},
    "sources/": NEWSROOM,
    "PATCH sources/{source}/": EDITORS,
    "sources/{source}/withdraw/": EDITORS,
    "keys/": OPERATORS,
    "keys/{key}/rotate/": OPERATORS,
    "keys/{key}/revoke/": OPERATORS,
}
READING = (Scope.STORIES_READ, Scope.EVENTS_READ)
KEY_ALONE = {"stories/": Scope.STORIES_WRITE, "articles/": Scope.ARTICLES_WRITE, "sources/": Scope.ARTICLES_WRITE}


@pytest.fixture(scope="module")
def people(standing: None) -> dict[Role, Caller]:
    """A key for everything of somebody in each role."""
    return {role: caller_with(role) for role in Role}


@pytest.fixture(scope="module")
def keys(standing: None) -> SimpleNamespace:
    """Keys of nobody, with every scope and with one alone; and one of a desk head who may only read."""
    return SimpleNamespace(
        of_nobody=caller_with(None),
        of_a_weak_head=caller_with(Role.DESK_HEAD, (Scope.STORIES_READ,)),
        alone={scope: caller_with(None, (scope,)) for scope in (*KEY_ALONE.values(), *READING)},
        all_but={
            scope: caller_with(None, tuple(one for one in Scope if one is not scope)) for scope in KEY_ALONE.values()
        },
    )


@pytest.fixture(scope="module")
def scene(standing: None, people: dict[Role, Caller]) -> SimpleNamespace:
    """One of everything; each test leaves it as it was."""
    editor = people[Role.EDITOR]
    story = editor.ok("stories/", {"title": "The Orlan dam"})["id"]
    other = editor.ok("stories/", {"title": "The valley road"})["id"]
    article = editor.ok("articles/", {"source": {"name": "Post"}, "text": "The dam stands.", "story": story})["id"]
    claim, second = (
        editor.ok(f"stories/{story}/claims/", {"statement": words, "evidence": [CALL]})["id"]
        for words in ("It was opened in 2011.", "It was opened in 2014.")
    )
    question = editor.ok(f"stories/{story}/questions/", {"text": "Who pays?"})["id"]
    contradiction, suggestion = ContradictionId(new_id("con")), SuggestionId(new_id("sug"))
    sides = (Side(ClaimId(claim), "2011", "2011"), Side(ClaimId(second), "2014", "2014"))
    detected = ContradictionDetected(
        contradiction, ConflictKind.DATE, "when it opened", Certainty.CERTAIN, "both years", sides, "test@1"
    )
    made = SuggestionMade(suggestion, SuggestionKind.SAME_CLAIM, claim, second, Decimal("0.8"), "alike", "test@1")
    commands: list[RecordComparison | MakeSuggestion] = [
        RecordComparison(Findings(detected=(detected,))),
        MakeSuggestion(made),
    ]
    handle_story(story, lambda _state: commands, Order(MACHINE, now()))
    source = editor.read(f"articles/{article}/")["source"]["id"]
    return SimpleNamespace(
        editor=editor,
        other=other,
        second=second,
        names={
            "story": story,
            "article": article,
            "claim": claim,
            "question": question,
            "contradiction": contradiction,
            "suggestion": suggestion,
            "source": source,
            "key": people[Role.OPERATOR].ok("keys/", {"name": "x", "scopes": ["stories:read"]})["id"],
        },
    )


def body_for(row: str, scene: SimpleNamespace) -> dict[str, Any]:
    names, verb = scene.names, row.rstrip("/").split("/")[-1]
    if row.startswith("stories/ public"):
        return {"title": "x", "public": True}
    if row in {"stories/", "articles/", "sources/", "PATCH sources/{source}/"}:
        name = f"x{new_id('src')}"
        fresh: dict[str, dict[str, Any]] = {
            "stories/": {"title": "x"},
            "articles/": {"source": {"name": "y"}, "text": name},
            "sources/": {"name": name},
            "PATCH sources/{source}/": {"owner": name},
        }
        return fresh[row]
    special: dict[str, dict[str, Any]] = {
        "stories/{story}/merge/": {"into": scene.other},
        "stories/{story}/split/": {"title": "x", "articles": [names["article"]]},
        "stories/{story}/claims/": {"statement": "x", "evidence": [CALL]},
        "stories/{story}/questions/": {"text": "x?"},
        "articles/{article}/move/": {"to": scene.other},
        "articles/{article}/amend/": {"title": "x", "reason": "typo"},
        "claims/{claim}/amend/": {"section": "lead"},
        "claims/{claim}/supersede/": {"successor": scene.second, "valid_from": "2026-01-01T00:00:00Z"},
        "claims/{claim}/merge/": {"into": scene.second},
        "claims/{claim}/split/": {
            "statement": "x",
            "appearances": [{"article": names["article"], "revision": 1, "spans": [[0, 1]]}],
        },
        "contradictions/{contradiction}/resolve/": {
            "outcome": "all_wrong",
            "evidence": [{"claim": names["claim"], "n": 1}],
        },
        "questions/{question}/close/": {"outcome": "answered"},
        "questions/{question}/assign/": {},
        "claims/{claim}/assign/": {},
        "keys/": {"name": "x", "scopes": ["stories:read"]},
    }
    if row in special:
        return special[row]
    return {} if verb in {"restore", "publish", "open"} else BODIES.get(verb, {})


def attempt(row: str, caller: Any, scene: SimpleNamespace) -> Any:
    method = "PATCH" if row.startswith("PATCH") else "POST"
    path = row.removeprefix("PATCH ").removesuffix(" public").format(**scene.names)
    body = body_for(row, scene)
    if row.startswith("claims/"):
        shown = scene.editor.get(f"claims/{scene.names['claim']}/").body or {"version": 1}
        body = body | {"expected_version": shown["version"]}
    if row.startswith("contradictions/"):
        shown = scene.editor.read(f"contradictions/{scene.names['contradiction']}/")
        body = body | {"expected_version": shown["version"]}
    return caller.send(method, path, body)


@pytest.mark.parametrize("row", MAY)
def test_who_may(
    row: str, scene: SimpleNamespace, people: dict[Role, Caller], keys: SimpleNamespace, reader: Any
) -> None:
    anonymous = attempt(row, reader, scene)
    assert (anonymous.status, anonymous.code) == (401, "not-authenticated")
    assert anonymous.headers["WWW-Authenticate"].startswith("Bearer")
    before = scene.editor.read("stories/")["results"]
    for role in Role:
        if role not in MAY[row]:
            answer = attempt(row, people[role], scene)
            assert (answer.status, answer.code) == (403, "role-missing"), (role, answer.body)
    weaker = attempt(row, keys.of_a_weak_head, scene)
    assert weaker.status == 403, weaker.body
    if row not in KEY_ALONE:
        assert attempt(row, keys.of_nobody, scene).status == 403
    assert scene.editor.read("stories/")["results"] == before, "a refusal writes nothing"
    if row in KEY_ALONE:
        assert attempt(row, keys.alone[KEY_ALONE[row]], scene).status == 201
        assert attempt(row, keys.all_but[KEY_ALONE[row]], scene).status == 403
    first = True
    for role in MAY[row]:
        answer = attempt(row, people[role], scene)
        good = {200, 201, 422} if first else {200, 201, 308, 404, 409, 422}  # after a merge the way leads on
        assert answer.status in good, (role, answer.body)
        first = False


ODD_VALUES: list[Any] = [
    None,
    -1,
    2**53 - 1,
    "x",
    "\ufeff\u202e\u200b",
    "clm_" + "0" * 32,
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "01a20085-9226-7523-80bf-e38e381c4f7f",
    [],
    [[0, 1]],
    {},
    {"": 1},
    {"quantities": [{"low": "1e999999999", "high": "NaN", "start": 0, "end": 1}]},
    {"quantities": [{"low": "0", "high": "0", "start": -5, "end": 2000000000000}]},
    {"polarity": "affirmed", "dates": [{"start": 0, "end": 1, "type": "DATE", "value": ""}]},
    [{"article": "art_" + "0" * 32, "revision": 1, "spans": [[5, 1], [0, 0]]}],
    [{"kind": "call", "summary": "x", "terms": "on_record", "contact": {"label": "an official", "name": "N"}}],
]


@pytest.mark.parametrize("row", MAY)
def test_no_value_fails_the_service(row: str, people: dict[Role, Caller], scene: SimpleNamespace) -> None:
    head = people[Role.DESK_HEAD]
    method = "PATCH" if row.startswith("PATCH") else "POST"
    path = row.removeprefix("PATCH ").removesuffix(" public").format(**scene.names)
    whole = body_for(row, scene) | {"expected_version": 1}
    optional = ("note", "values", "until", "evidence", "successor", "side", "about", "due", "published_at", "language")
    for field in dict.fromkeys([*whole, *optional]):
        for value in ODD_VALUES:
            answer = head.send(method, path, whole | {field: value})
            if answer.status == 409 and field != "expected_version":
                whole["expected_version"] = answer.body["current_version"]
                answer = head.send(method, path, whole | {field: value})
            assert answer.status < 500, (field, value, answer.body)
            if answer.status == 400 and answer.body["errors"][0]["code"] == "unknown-field":
                break
            if answer.status >= 400:
                assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_address_that_takes_a_change_stands_in_the_table() -> None:
    names = dict.fromkeys(
        ["story", "article", "claim", "question", "contradiction", "suggestion", "source", "key"], "x"
    )
    paths = [row.removeprefix("PATCH ").removesuffix(" public").format(**names) for row in MAY]
    listed = {resolve(f"/api/v1/{path}").func for path in paths}
    changing = {
        one.callback
        for one in urlpatterns
        if one not in intake_urls.urlpatterns  # bodies of other kinds: test_files, test_batches
        if one not in feed_urls.urlpatterns  # an operator's, all of them: test_feeds
        if one not in webhook_urls.urlpatterns  # whose rows depend on whose endpoint it is: test_webhooks
        and {"post", "patch", "put", "delete"} & set(dir(getattr(one.callback, "cls", None)))
    }
    assert changing == listed


def test_reading_needs_a_role_or_a_scope(
    scene: SimpleNamespace, people: dict[Role, Caller], keys: SimpleNamespace, reader: Any
) -> None:
    names = scene.names
    private = [
        f"stories/{names['story']}/",
        f"stories/{names['story']}/events/",
        f"claims/{names['claim']}/",
        f"articles/{names['article']}/",
        f"questions/{names['question']}/",
        f"contradictions/{names['contradiction']}/",
    ]
    for path in private:
        assert reader.get(path).status == 404
        assert keys.alone[Scope.ARTICLES_WRITE].get(path).status == 404
        assert keys.alone[Scope.STORIES_READ].get(path).status == 200
    for role in Role:
        assert [people[role].get(path).status for path in private] == [200] * len(private)
    for path in ("suggestions/", "sources/", "events/"):
        assert reader.get(path).status == 401
        assert keys.alone[Scope.ARTICLES_WRITE].get(path).status == 403


def test_the_whole_log_is_for_few(
    caller: Callable[..., Any], people: dict[Role, Caller], keys: SimpleNamespace
) -> None:
    assert keys.alone[Scope.EVENTS_READ].get("events/").status == 200
    assert keys.alone[Scope.STORIES_READ].get("events/").status == 403
    assert caller(Role.EDITOR, (Scope.STORIES_READ,)).get("events/").status == 403
    assert people[Role.AUDITOR].get("events/").status == 200


def test_keys_that_open_nothing(scene: SimpleNamespace, caller: Callable[..., Any]) -> None:
    editor = scene.editor
    path = f"stories/{scene.names['story']}/"
    for header in ("Bearer", "Bearer ", "Bearer nrk_wrong", "Basic dTpw", f"Token {editor.secret}", "Bearer \xe9"):
        stranger = caller(None)
        stranger.secret = None
        answer = stranger.get(path, authorization=header)
        assert answer.status == 401, header
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    for query in (f"key={editor.secret}", f"access_token={editor.secret}", f"q={editor.secret}"):
        answer = editor.get(f"stories/?{query}")
        assert (answer.status, answer.code) == (401, "key-in-address")
        assert editor.secret not in str(answer.body)


def test_a_contact_is_kept_only_for_evidence_that_was_filed(people: dict[Role, Caller], scene: SimpleNamespace) -> None:
    contact = {"label": "an official", "name": "Ines Tarrega", "reach": "after six"}
    body = CALL | {"contact": contact}
    path = f"claims/{scene.names['claim']}/evidence/"
    version = scene.editor.read(f"claims/{scene.names['claim']}/")["version"]
    assert people[Role.READER].post(path, body | {"expected_version": version}).status == 403
    assert scene.editor.post(path, body | {"expected_version": 1}).status == 409
    assert not Contact.objects.exists()
    filed = scene.editor.ok(path, body | {"expected_version": version})
    assert [one.name for one in Contact.objects.all()] == ["Ines Tarrega"]
    assert filed["evidence"][-1]["contact"]["label"] == "an official"
    events = scene.editor.read(f"stories/{scene.names['story']}/events/")
    assert "Tarrega" not in str(events)
    assert "Tarrega" not in str(filed)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nobody_edits_or_deletes_an_event(
    method: str,
    people: dict[Role, Caller],
    keys: SimpleNamespace,
    scene: SimpleNamespace,
    refused: Callable[..., None],
) -> None:
    event = (
        scene.editor.read("events/")["results"]
        or scene.editor.read(f"stories/{scene.names['story']}/events/")["results"]
    )
    for path in ("events/", f"events/{event[0]['id']}/", f"stories/{scene.names['story']}/events/"):
        for who in [*people.values(), keys.of_nobody]:
            refused(who.send(method, path, {"body": {}}), 405, "method-not-allowed")
