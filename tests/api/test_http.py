"""What HTTP itself promises of every address: methods, validators, who may keep an answer."""

import gc
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils.translation import gettext_lazy

from newsroom.wsgi import application
from stories.api.reference.codes import CODES
from stories.api.rendering import JSONRenderer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["stories/", "stories/{story}/", "stories/{story}.csv", "stories/{story}.ndjson", "articles/{article}/", "events/"],
)
def test_what_answers_get_answers_head(path: str, desk: SimpleNamespace) -> None:
    address = f"/api/v1/{path.format(story=desk.story, article=desk.article)}"
    secret = {"HTTP_AUTHORIZATION": f"Bearer {desk.editor.secret}"}
    whole, head = desk.editor.client.get(address, **secret), desk.editor.client.head(address, **secret)
    assert (head.status_code, head.getvalue()) == (200, b"")
    for name in ("Content-Type", "ETag", "Cache-Control", "Vary"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_allow_names_what_is_answered(desk: SimpleNamespace, reader: Any) -> None:
    refused = desk.editor.send("PUT", f"stories/{desk.story}/")
    assert {one.strip() for one in refused.headers["Allow"].split(",")} == {"GET", "HEAD"}
    refused = desk.editor.get(f"claims/{desk.claim}/accept/")
    assert refused.headers["Allow"] == "POST"
    assert reader.send("HEAD", f"claims/{desk.claim}/accept/").status == 405


@pytest.mark.parametrize("path", ["stories/", "contradictions/", "sources/", "suggestions/"])
def test_a_list_is_kept_by_nobody_else(path: str, desk: SimpleNamespace) -> None:
    answer = desk.editor.get(path)
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Authorization" in answer.headers["Vary"]


def test_answers_are_written_as_the_contract_has_them() -> None:
    made = JSONRenderer().render({"score": Decimal("0.820"), "said": gettext_lazy("Title"), "words": "é “x”\u2028"})
    assert made == '{"score":"0.820","said":"Title","words":"é “x”\u2028"}'.encode()
    assert JSONRenderer().render(None) == b""
    with pytest.raises(TypeError):
        JSONRenderer().render({"thing": object()})


def test_what_went_into_another_one_leads_there(desk: SimpleNamespace) -> None:
    """With method and body (308). Whoever follows meets the version of the other thing, not the one she has read."""
    editor = desk.editor
    call = {"kind": "call", "summary": "the warden", "terms": "on_record"}
    other = editor.ok(f"stories/{desk.story}/claims/", {"statement": "The dam is standing.", "evidence": [call]})
    merging = {"into": other["id"], "expected_version": desk.version}
    merged = editor.post(f"claims/{desk.claim}/merge/", merging, idempotency_key="merge-1")
    assert merged.status == 200
    for verb, body in (
        ("note", {"text": "x"}),
        ("accept", {}),
        ("evidence", call),
        ("evidence/1/strike", {"reason": "x"}),
    ):
        answer = editor.post(f"claims/{desk.claim}/{verb}/", {**body, "expected_version": merged.body["version"]})
        assert (answer.status, answer.headers["Location"]) == (308, f"/api/v1/claims/{other['id']}/{verb}/")
        assert answer.headers["Cache-Control"] == "private, no-cache"
    followed = editor.post(f"claims/{other['id']}/note/", {"text": "x", "expected_version": desk.version})
    assert followed.status == 409
    again = editor.post(f"claims/{desk.claim}/merge/", merging, idempotency_key="merge-1")
    assert (again.status, again.headers["Idempotency-Replayed"]) == (200, "true")


def test_verbs_of_a_merged_story_lead_to_the_survivor(desk: SimpleNamespace) -> None:
    editor = desk.editor
    into = editor.ok("stories/", {"title": "The Orlan valley"})["id"]
    editor.ok(f"stories/{desk.story}/merge/", {"into": into})
    call = {"kind": "call", "summary": "the warden", "terms": "on_record"}
    for part, body in (
        ("note", {"text": "x"}),
        ("close", {}),
        ("claims", {"statement": "It stands.", "evidence": [call]}),
        ("questions", {"text": "Who built it?"}),
    ):
        answer = editor.post(f"stories/{desk.story}/{part}/", body)
        assert (answer.status, answer.headers["Location"]) == (308, f"/api/v1/stories/{into}/{part}/")
    assert editor.post(f"stories/{desk.story}/merge/", {"into": into}).status == 200
    third = editor.ok("stories/", {"title": "The Orlan road"})["id"]
    assert editor.post(f"stories/{desk.story}/merge/", {"into": third}).code == "story-merged"


@pytest.mark.parametrize("code", ["second-person-needed", "own-claim", "own-role", "own-erasure"])
def test_codes_of_rules_come_with_their_status(code: str) -> None:
    assert CODES[code].status == (422,)


def test_what_is_not_there_may_be_there_in_a_moment(desk: SimpleNamespace, reader: Any) -> None:
    for path in ("stories/the-next-one/", "articles/x/", "nowhere/", f"stories/{desk.story}"):
        answer = reader.get(path)
        assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")
        assert ("slash" in answer.body["detail"]) is not path.endswith("/")


def test_an_answer_of_any_size_leaves_nothing_for_the_collector(desk: SimpleNamespace) -> None:
    """What was drawn is gone as soon as it is sent; else all requests wait while a large one is collected."""

    def unreachable(claims: int) -> int:
        factory = RequestFactory(HTTP_AUTHORIZATION=f"Bearer {desk.editor.secret}")
        answer = application.get_response(factory.get(f"/api/v1/stories/{desk.story}/claims/"))
        assert answer.getvalue().count(b'"statement"') == claims
        del answer
        return gc.collect()

    found = []
    for claims in (1, 6, 11):
        gc.collect()
        gc.disable()
        try:
            found.append(unreachable(claims))
        finally:
            gc.enable()
        for n in range(5):
            evidence = [{"kind": "call", "summary": "the warden", "terms": "on_record"}]
            desk.editor.ok(f"stories/{desk.story}/claims/", {"statement": f"Gate {n} stands.", "evidence": evidence})
    assert found[2] - found[1] < 5, "not even one thing for each claim"
