"""The same command twice is done once: keys of idempotency, alone and by fifty at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from stories.domain.vocabulary import Role, Scope
from stories.models import reading

TWINS = 50


@pytest.fixture
def editor(committed_db: object, caller: Callable[..., Any]) -> Any:
    return caller(Role.EDITOR)


def at_once(send: Callable[[int], Any]) -> list[Any]:
    def one(n: int) -> Any:
        try:
            return send(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TWINS) as pool:
        return list(pool.map(one, range(TWINS)))


def events_of(editor: Any, story: str, kind: str) -> list[Any]:
    return list(editor.read(f"stories/{story}/events/?types={kind}&limit=500")["results"])


def test_fifty_twins_make_one_story(editor: Any) -> None:
    body = {"title": "The Orlan dam", "slug": "orlan"}
    answers = at_once(lambda _n: editor.post("stories/", body, idempotency_key="once"))
    assert {answer.status for answer in answers} == {201}, {str(answer.body)[:200] for answer in answers}
    assert len({str(answer.body) for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == TWINS - 1
    assert len(editor.read("stories/")["results"]) == 1


def test_fifty_twins_file_one_article(editor: Any) -> None:
    body = {"source": {"name": "Fenwick Post"}, "text": "The dam stands.", "url": "https://fenwick.example/1"}
    answers = at_once(lambda _n: editor.post("articles/", body, idempotency_key="filed"))
    assert {answer.status for answer in answers} <= {200, 201}, {str(answer.body)[:200] for answer in answers}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert reading.Article.objects.count() == 1
    assert len(events_of(editor, answers[0].body["story"], "article.filed")) == 1


def test_fifty_twins_make_one_endpoint_with_one_secret(committed_db: object, caller: Callable[..., Any]) -> None:
    operator = caller(Role.OPERATOR)
    body = {"url": "https://hooks.example.org/in"}
    answers = at_once(lambda _n: operator.post("webhook-endpoints/", body, idempotency_key="hook"))
    assert {answer.status for answer in answers} == {201}, {str(answer.body)[:200] for answer in answers}
    assert len({answer.body["secret"] for answer in answers}) == 1
    assert len(operator.read("webhook-endpoints/")["results"]) == 1


def test_fifty_twins_decide_once_and_fifty_notes_are_fifty(editor: Any) -> None:
    story = editor.ok("stories/", {"title": "The Orlan dam"})["id"]
    evidence = [{"kind": "call", "summary": "the warden", "terms": "on_record"}]
    claim = editor.ok(f"stories/{story}/claims/", {"statement": "The dam stands.", "evidence": evidence})
    path = f"claims/{claim['id']}/verify/"
    etag = f'"v{claim["version"]}"'
    answers = at_once(lambda _n: editor.post(path, {"evidence": [1]}, idempotency_key="verdict", if_match=etag))
    assert {answer.status for answer in answers} == {200}, {str(answer.body)[:300] for answer in answers}
    assert len({str(answer.body) for answer in answers}) == 1
    assert len(events_of(editor, story, "claim.verified")) == 1
    one = at_once(lambda _n: editor.post(f"stories/{story}/note/", {"text": "same"}, idempotency_key="note"))
    assert {answer.status for answer in one} == {200}
    assert len(events_of(editor, story, "story.noted")) == 1
    many = at_once(lambda n: editor.post(f"stories/{story}/note/", {"text": "same"}, idempotency_key=f"note-{n}"))
    assert {answer.status for answer in many} == {200}
    assert len(events_of(editor, story, "story.noted")) == 1 + TWINS


@pytest.mark.django_db
def test_a_key_belongs_to_one_request_of_one_caller(caller: Callable[..., Any]) -> None:
    editor, other = caller(Role.EDITOR), caller(Role.EDITOR)
    first = editor.post("stories/", {"title": "One"}, idempotency_key="k")
    again = editor.post("stories/", {"title": "One"}, idempotency_key="k")
    assert (again.status, again.body) == (first.status, first.body)
    assert (again.headers["Idempotency-Replayed"], again.headers["Location"]) == ("true", first.headers["Location"])
    assert "Idempotency-Replayed" not in first.headers
    changed = editor.post("stories/", {"title": "Two"}, idempotency_key="k")
    assert (changed.status, changed.code) == (422, "idempotency-mismatch")
    elsewhere = editor.post("sources/", {"name": "One"}, idempotency_key="k")
    assert (elsewhere.status, elsewhere.code) == (422, "idempotency-mismatch")
    assert other.post("stories/", {"title": "Two"}, idempotency_key="k").status == 201


@pytest.mark.django_db
def test_the_answer_is_that_of_its_time(caller: Callable[..., Any]) -> None:
    editor = caller(Role.EDITOR)
    story = editor.ok("stories/", {"title": "One"})["id"]
    amended = editor.ok(f"stories/{story}/amend/", {"title": "Two"}, idempotency_key="a")
    editor.ok(f"stories/{story}/amend/", {"title": "Three"})
    assert editor.ok(f"stories/{story}/amend/", {"title": "Two"}, idempotency_key="a") == amended
    assert editor.read(f"stories/{story}/")["title"] == "Three"


@pytest.mark.django_db
def test_a_refusal_is_not_remembered(caller: Callable[..., Any]) -> None:
    editor = caller(Role.EDITOR)
    weak = caller(Role.EDITOR, (Scope.STORIES_READ,))
    assert weak.post("stories/", {"title": "One"}, idempotency_key="k").status == 403
    story = editor.ok("articles/", {"source": {"name": "Post"}, "text": "The dam stands."})["story"]
    refused = editor.post(f"stories/{story}/publish/", {}, idempotency_key="p")
    assert (refused.status, refused.code) == (422, "story-not-open")
    editor.ok(f"stories/{story}/open/", {})
    assert editor.post(f"stories/{story}/publish/", {}, idempotency_key="p").status == 200


@pytest.mark.django_db
def test_two_stories_do_not_share_a_slug(caller: Callable[..., Any]) -> None:
    editor = caller(Role.EDITOR)
    editor.ok("stories/", {"title": "One", "slug": "orlan"})
    taken = editor.post("stories/", {"title": "Two", "slug": "orlan"})
    assert (taken.status, taken.code) == (422, "name-taken")
    assert editor.read("stories/orlan/")["title"] == "One"


@pytest.mark.django_db
def test_what_had_nothing_to_do_stays_done(caller: Callable[..., Any]) -> None:
    """A repetition that comes late must not find something to do after all."""
    editor = caller(Role.EDITOR)
    story = editor.ok("stories/", {"title": "One", "public": True})["id"]
    first = editor.post(f"stories/{story}/publish/", {}, idempotency_key="p")
    assert (first.status, first.body["events"]) == (200, [])
    assert "Idempotency-Replayed" not in first.headers
    editor.ok(f"stories/{story}/unpublish/", {"reason": "legal"})
    again = editor.post(f"stories/{story}/publish/", {}, idempotency_key="p")
    assert (again.status, again.body) == (200, first.body)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert editor.read(f"stories/{story}/")["public"] is False
    other = editor.post(f"stories/{story}/close/", {}, idempotency_key="p")
    assert (other.status, other.code) == (422, "idempotency-mismatch")


@pytest.mark.django_db
def test_an_article_that_was_there_already(caller: Callable[..., Any]) -> None:
    editor = caller(Role.EDITOR)
    body = {"source": {"name": "Fenwick Post"}, "text": "The dam stands."}
    filed = editor.ok("articles/", body)
    twice = [editor.post("articles/", body, idempotency_key="dup") for _ in range(2)]
    assert [answer.status for answer in twice] == [200, 200]
    assert [answer.body["duplicate_of"] for answer in twice] == [filed["id"]] * 2
    assert twice[0].body == twice[1].body
    assert [answer.headers.get("Idempotency-Replayed") for answer in twice] == [None, "true"]
    changed = editor.post("articles/", body | {"text": "The dam fell."}, idempotency_key="dup")
    assert (changed.status, changed.code) == (422, "idempotency-mismatch")


@pytest.mark.django_db
def test_a_stale_decision_on_a_source_is_told_what_has_changed(caller: Callable[..., Any]) -> None:
    editor = caller(Role.EDITOR)
    source = editor.ok("sources/", {"name": "Fenwick Post"})
    path = f"sources/{source['id']}/"
    first = editor.send("PATCH", path, {"owner": "Fenwick Group"}, if_match=f'"v{source["version"]}"')
    assert first.status == 200, first.body
    late = editor.send("PATCH", path, {"owner": "Somebody"}, if_match=f'"v{source["version"]}"')
    assert (late.status, late.code, late.body["current_version"]) == (412, "version-conflict", 2)
    assert [event["type"] for event in late.body["conflicting_events"]] == ["source.amended"]
    body = {"owner": "Somebody", "expected_version": 1}
    assert editor.send("PATCH", path, body).status == 409


@pytest.mark.django_db
def test_who_may_not_read_is_not_told_what_has_changed(caller: Callable[..., Any]) -> None:
    editor, blind = caller(Role.EDITOR), caller(Role.EDITOR, (Scope.CLAIMS_ACT,))
    story = editor.ok("stories/", {"title": "One"})["id"]
    editor.ok(f"stories/{story}/note/", {"text": "a secret plan"})
    answer = blind.post(f"stories/{story}/note/", {"text": "x"}, if_match='"v1"')
    assert (answer.status, answer.code) == (412, "version-conflict")
    assert not {"conflicting_events", "diff_url"} & set(answer.body)
    nowhere = editor.post(
        "articles/", {"source": {"name": "x"}, "text": "y", "story": "sto_" + "0" * 32}, if_match='"v1"'
    )
    assert (nowhere.status, nowhere.code) == (422, "no-such-story")
