"""The report on whom something had reached, and its notice: who may, in pages, to those who listen."""

from collections.abc import Callable
from typing import Any

import pytest

from stories.application import batches, taking_back
from stories.domain.vocabulary import Role, Scope
from stories.models import ApiKey, Delivery, JobLine

Pump = Callable[[], None]
TEXT = "The Orlan dam was opened in 2011, according to the water board.\n\nAbout 4,000 people live below the dam."
WAITING = "suggestions/?kind=withdraw_origin&judgement=suggested"


@pytest.fixture
def reached(pump: Pump, caller: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """An article with a public claim, of which a webhook heard."""
    monkeypatch.setattr("stories.api.webhooks._reachable", lambda url: url)
    editor, keeper = caller(Role.EDITOR), caller(Role.OPERATOR)
    hook = {"url": "https://hooks.fenwick.example/a-secret-path", "types": ["claim.accepted", "notice.sent"]}
    editor.hook = keeper.ok("webhook-endpoints/", hook)["id"]
    editor.story = editor.ok("stories/", {"title": "The Orlan dam", "public": True})["id"]
    article = {"source": {"name": "Fenwick Post"}, "text": TEXT, "story": editor.story}
    editor.article = editor.ok("articles/", article)["id"]
    pump()
    editor.claim = editor.read(f"stories/{editor.story}/claims/")["results"][0]["id"]
    editor.act(editor.claim, "accept")
    pump()
    editor.ok(f"articles/{editor.article}/withdraw/", {"reason": "it was another dam"})
    pump()
    return editor


def test_an_article_that_was_withdrawn_tells_whom_it_had_reached(reached: Any, pump: Pump) -> None:
    told = reached.read(f"articles/{reached.article}/reach/")
    assert told["article"]["withdrawn"] == "desk"
    [line] = [one for one in told["claims"] if one["public_versions"]]
    assert (line["id"], line["held"], line["public_now"]) == (reached.claim, "support_lost", False)
    assert [one["endpoint"] for one in told["deliveries"]["listed"]] == [reached.hook]
    assert {one["url"] for one in told["deliveries"]["listed"]} == {"hooks.fenwick.example"}
    assert reached.read(f"claims/{reached.claim}/reach/")["public"] is True

    notice = told["draft"] | {"to": told["deliveries"]["endpoints"]}
    assert notice["text"].startswith("KILL")
    sent = reached.ok(f"articles/{reached.article}/notice/", notice, idempotency_key="one")
    assert (sent["to"], len(sent["events"])) == ([reached.hook], 1)
    again = reached.post(f"articles/{reached.article}/notice/", notice, idempotency_key="one")
    assert (again.headers["Idempotency-Replayed"], again.body["events"]) == ("true", sent["events"])
    pump()
    assert [row.type for row in Delivery.objects.order_by("-id")[:1]] == ["notice.sent"]
    assert len(reached.read(f"articles/{reached.article}/reach/")["notices"]) == 1


def test_an_article_is_withdrawn_so_that_its_words_come_in_no_more(reached: Any, pump: Pump) -> None:
    words = "The weir at Orlan has a leak, said the warden."
    sent = {"source": {"name": "Fenwick Post"}, "text": words, "url": "https://fenwick.example/weir"}
    article = reached.ok("articles/", sent)["id"]
    withdraw = f"articles/{article}/withdraw/"
    again = sent | {"text": words.upper(), "url": "https://fenwick.example/weir-2"}
    reached.ok(withdraw, {"reason": "not ours", "block": False})
    assert reached.post("articles/", again).status == 201
    assert reached.ok(withdraw, {"reason": "not ours", "block": True})["events"] == []
    assert reached.post("articles/", again | {"url": "https://fenwick.example/3"}).code == "taken-down"
    assert reached.post("articles/", sent | {"text": f"{words} It grows."}).status == 201


def test_what_was_copied_into_other_stories_is_withdrawn_by_one_confirmation(reached: Any, pump: Pump) -> None:
    rain, fish = (reached.ok("stories/", {"title": title})["id"] for title in ("Rain", "Fish"))
    sluice = "The sluice of the dam at Orlan has been stuck since the frost in May and cannot be opened by hand."
    ferry = "The ferry below the dam has carried nobody since Friday, and 300 people walk to the bridge."
    sources = reached.ok("sources/", {"name": "Orlan Wire", "kind": "wire"})["id"], {"name": "Voice"}, {"name": "Times"}
    for source, story in zip(sources, (reached.story, rain, fish), strict=True):
        reached.ok("articles/", {"source": source, "text": f"{ferry}\n\n{sluice}", "story": story})
    pump()
    wire = sources[0]
    withdraw = {"reason": "killed", "scope": "origin"}
    told = reached.ok(f"sources/{wire}/withdraw/", withdraw)
    assert told["stories"] == [reached.story]
    batches.work(taking_back.carry_line)
    assert sorted(JobLine.objects.get().result["copied_in"]) == sorted([rain, fish])
    waiting = {one["story"]: one["id"] for one in reached.read(WAITING)["results"]}
    assert set(waiting) == {rain, fish}
    assert fish in {one["story"] for one in reached.read(f"sources/{wire}/reach/?limit=20")["results"]}
    confirm = f"suggestions/{waiting[rain]}/confirm/"
    confirmed = reached.ok(confirm, {}, idempotency_key="all")
    assert reached.read(f"jobs/{confirmed['job']}/")["state"] == "queued"
    assert reached.post(confirm, {}, idempotency_key="all").body["job"] == confirmed["job"]
    batches.work(taking_back.carry_line)
    job = reached.read(f"jobs/{confirmed['job']}/")
    assert (job["kind"], job["state"], job["progress"]["filed"]) == ("withdrawal", "done", 2)
    assert not reached.read(WAITING)["results"]
    for story in (rain, fish):
        assert not [one for one in reached.read(f"stories/{story}/claims/")["results"] if one["sourcing"]["outlets"]]


def test_a_source_tells_story_by_story(reached: Any, pump: Pump) -> None:
    source = reached.read(f"articles/{reached.article}/")["source"]["id"]
    other = {"source": source, "text": "The valley road stays closed, said the mayor."}
    other_story = reached.ok("articles/", other)["story"]
    pump()
    first = reached.read(f"sources/{source}/reach/?limit=1")
    second = reached.read(first["next"])
    assert [one["story"] for one in first["results"] + second["results"]] == sorted([reached.story, other_story])
    assert second["next"] is None
    assert reached.get(f"sources/{source}/reach/?limit=21").status == 400


def test_who_may(reached: Any, caller: Callable[..., Any], reader: Any) -> None:
    paths = [f"articles/{reached.article}/reach/", f"claims/{reached.claim}/reach/"]
    may = {Role.EDITOR, Role.DESK_HEAD, Role.AUDITOR}
    for role in Role:
        who = caller(role)
        assert {who.get(path).status for path in paths} == ({200} if role in may else {403}), role
    assert {reader.get(path).status for path in paths} == {401}
    assert caller(None, (Scope.STORIES_READ,)).get(paths[0]).status == 403
    absent = "articles/art_" + "0" * 32
    assert reached.get(f"{absent}/reach/").status == 404
    assert reached.post(f"{absent}/notice/", {"kind": "kill", "text": "x"}).status == 404
    assert caller(Role.REPORTER).post(f"articles/{reached.article}/notice/", {}).status == 403
    whole = caller(Role.DESK_HEAD)
    assert "secret" not in {key for one in whole.read(paths[0])["clients"] for key in one}
    assert ApiKey.objects.exists()
    assert reached.post(f"claims/{reached.claim}/notice/", {"kind": "kill", "text": " "}).status == 400
    gone = {"kind": "kill", "text": "KILL", "to": ["whe_" + "0" * 32]}
    assert reached.post(f"claims/{reached.claim}/notice/", gone).code == "no-such-endpoint"
