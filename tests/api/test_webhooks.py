"""Webhooks through the API: addresses that are refused, secrets shown once, whose is what, and what is sent again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import resolve

from stories.api import webhook_urls
from stories.domain.vocabulary import Role, Scope
from stories.eventlog.seal import seal
from stories.models import Delivery, WebhookEndpoint

pytestmark = pytest.mark.django_db

URL = "https://hooks.example.org/slugline"
ABSENT = "whe_" + "0" * 32

REFUSED = [
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://①②⑦.0.0.1/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[::127.0.0.1]/",
    "http://224.0.0.1/",
    "http://100.64.0.1/",
    "http://localhost/",
    "http://redis/",
]
OTHERWISE_REFUSED = {
    "http://hooks.example.org:22/": "port-not-allowed",
    "http://hooks.example.org:25/": "port-not-allowed",
    "http://hooks.example.org:6379/": "port-not-allowed",
    "http://[fe80::1%25eth0]/": "address-not-allowed",
    "ftp://hooks.example.org/": "bad-url",
    "javascript:alert(1)": "bad-url",
    "http://u:p@hooks.example.org/": "bad-url",
    "http://p\u0430yments.example.org/": "mixed-scripts",
}


@pytest.fixture
def operator(caller: Callable[..., Any]) -> Any:
    return caller(Role.OPERATOR)


def made(by: Any, **body: Any) -> Any:
    return by.ok("webhook-endpoints/", {"url": URL} | body)


@pytest.mark.parametrize("url", REFUSED)
def test_closed_addresses_are_refused(operator: Any, url: str) -> None:
    answer = operator.post("webhook-endpoints/", {"url": url})
    assert (answer.status, answer.code) == (400, "address-not-allowed"), answer.body
    assert answer.body["errors"][0]["pointer"] == "/url"
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize(("url", "code"), OTHERWISE_REFUSED.items())
def test_addresses_that_are_none(operator: Any, url: str, code: str) -> None:
    answer = operator.post("webhook-endpoints/", {"url": url})
    assert answer.status == 400
    assert answer.body["errors"][0]["code"] == code


def test_a_secret_is_shown_once(operator: Any) -> None:
    endpoint = made(operator, types=["claim.corrected", "claim.corrected"])
    assert endpoint["secret"].startswith("whsec_")
    assert endpoint["id"].startswith("whe_")
    assert (endpoint["types"], endpoint["stories"], endpoint["format"]) == (["claim.corrected"], [], "standard")
    shown = operator.read(f"webhook-endpoints/{endpoint['id']}/")
    assert shown == {name: value for name, value in endpoint.items() if name != "secret"}
    assert "whsec_" not in json.dumps(operator.read("webhook-endpoints/"))
    rotated = operator.ok(f"webhook-endpoints/{endpoint['id']}/rotate/")
    assert rotated["secret"] not in {endpoint["secret"], None}
    assert rotated["old_secret_until"] is not None
    row = WebhookEndpoint.objects.get()
    assert (row.secret, row.old_secret) == (rotated["secret"], endpoint["secret"])
    changed = operator.send("PATCH", f"webhook-endpoints/{endpoint['id']}/", {"format": "chat", "types": []})
    assert (changed.status, changed.body["format"]) == (200, "chat")
    assert "secret" not in changed.body


def test_an_endpoint_is_removed_with_its_secrets(operator: Any) -> None:
    endpoint = made(operator)["id"]
    assert operator.send("DELETE", f"webhook-endpoints/{endpoint}/").status == 204
    assert operator.get(f"webhook-endpoints/{endpoint}/").status == 404
    assert operator.post(f"webhook-endpoints/{endpoint}/ping/").status == 404
    assert operator.read("webhook-endpoints/")["results"] == []
    assert (WebhookEndpoint.objects.get().secret, WebhookEndpoint.objects.get().old_secret) == ("", "")


def test_a_pause_and_its_end(operator: Any) -> None:
    path = f"webhook-endpoints/{made(operator)['id']}/"
    paused = operator.send("PATCH", path, {"enabled": False}).body
    assert (paused["enabled"], paused["disabled_why"]) == (False, "paused by its owner")
    assert operator.post(f"{path}ping/").code == "endpoint-disabled"
    assert operator.post(f"{path}redeliver/", {"from_position": 0, "to_position": 1}).code == "endpoint-disabled"
    assert operator.send("PATCH", path, {"enabled": True}).body["enabled"] is True


def test_the_same_request_twice_makes_one_endpoint(operator: Any) -> None:
    body = {"url": URL}
    first = operator.post("webhook-endpoints/", body, idempotency_key="one")
    again = operator.post("webhook-endpoints/", body, idempotency_key="one")
    assert (first.status, again.status) == (201, 201)
    assert again.body == first.body
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert WebhookEndpoint.objects.count() == 1
    other = operator.post("webhook-endpoints/", body | {"format": "chat"}, idempotency_key="one")
    assert (other.status, other.code) == (422, "idempotency-mismatch")
    path = f"webhook-endpoints/{first.body['id']}/"
    rotated = [operator.post(f"{path}rotate/", idempotency_key="two").body for _ in range(2)]
    assert rotated[0] == rotated[1]
    pings = [operator.post(f"{path}ping/", idempotency_key="three").body["id"] for _ in range(2)]
    assert pings[0] == pings[1]
    assert Delivery.objects.count() == 1
    assert operator.post(f"{path}ping/", idempotency_key="\u00e9").status == 400


def test_a_key_of_a_command_with_events_is_not_taken_over(caller: Callable[..., Any]) -> None:
    key = caller(None)
    assert key.post("stories/", {"title": "The Orlan dam"}, idempotency_key="one").status == 201
    answer = key.post("webhook-endpoints/", {"url": URL}, idempotency_key="one")
    assert (answer.status, answer.code) == (422, "idempotency-mismatch")


BAD_BODIES: list[tuple[Any, str]] = [
    ({}, "/url"),
    ({"url": 1}, "/url"),
    ({"url": ""}, "/url"),
    ({"url": URL, "secret": "whsec_mine"}, "/secret"),
    ({"url": URL, "owner": "usr_" + "0" * 32}, "/owner"),
    ({"url": URL, "types": "claim.corrected"}, "/types"),
    ({"url": URL, "types": ["claim.corrected", "claim.forged"]}, "/types/1"),
    ({"url": URL, "types": ["story.noted"], "format": "chat"}, "/types/0"),
    ({"url": URL, "format": "carrier pigeon"}, "/format"),
    ({"url": URL, "enabled": True}, "/enabled"),
]


@pytest.mark.parametrize(("body", "pointer"), BAD_BODIES)
def test_bodies_that_do_not_fit(operator: Any, body: Any, pointer: str) -> None:
    answer = operator.post("webhook-endpoints/", body)
    assert answer.status == 400, answer.body
    assert answer.body["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("story", ["sto_" + "0" * 32, "clm_" + "0" * 32])
def test_stories_that_are_none(operator: Any, story: str) -> None:
    answer = operator.post("webhook-endpoints/", {"url": URL, "stories": [story]})
    assert (answer.status, answer.code) == (422, "no-such-story")
    assert answer.body["errors"][0]["pointer"] == "/stories/0"


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b'{"url":', b'{"url":"a","url":"b"}', b'{"url":"\\ud800"}'])
def test_what_is_no_object(operator: Any, raw: bytes) -> None:
    assert operator.send("POST", "webhook-endpoints/", raw=raw).status == 400


def requests_on(endpoint: str, delivery: str) -> list[tuple[str, str, Any]]:
    """One for each address and method."""
    return [
        ("GET", "webhook-endpoints/", None),
        ("POST", "webhook-endpoints/", {"url": URL}),
        ("GET", f"webhook-endpoints/{endpoint}/", None),
        ("PATCH", f"webhook-endpoints/{endpoint}/", {"format": "chat"}),
        ("POST", f"webhook-endpoints/{endpoint}/ping/", None),
        ("POST", f"webhook-endpoints/{endpoint}/rotate/", None),
        ("POST", f"webhook-endpoints/{endpoint}/redeliver/", {"from_position": 0, "to_position": 0}),
        ("GET", "deliveries/", None),
        ("GET", f"deliveries/{delivery}/", None),
        ("POST", f"deliveries/{delivery}/redeliver/", None),
        ("DELETE", f"webhook-endpoints/{endpoint}/", None),
    ]


def test_every_address_and_method_stands_in_the_list() -> None:
    asked = {(resolve(f"/api/v1/{path}").func, method.lower()) for method, path, _ in requests_on("x", "y")}
    methods = ("get", "post", "put", "patch", "delete")
    views = {one.callback for one in webhook_urls.urlpatterns}
    assert asked == {(view, one) for view in views for one in methods if hasattr(view.cls, one)}  # type: ignore[attr-defined]


def test_who_has_webhooks(caller: Callable[..., Any], reader: Any, operator: Any) -> None:
    endpoint = made(operator)["id"]
    pinged = operator.post(f"webhook-endpoints/{endpoint}/ping/").body["id"]
    requests = requests_on(endpoint, pinged)
    before = WebhookEndpoint.objects.values().get()
    others = [caller(role) for role in Role if role is not Role.OPERATOR]
    weak = [
        caller(Role.OPERATOR, (Scope.STORIES_READ, Scope.FEEDS_MANAGE)),
        caller(None, tuple(scope for scope in Scope if scope is not Scope.WEBHOOKS_MANAGE)),
    ]
    for method, path, body in requests:
        assert reader.send(method, path, body).status == 401
        for one in (*others, *weak):
            answer = one.send(method, path, body)
            assert (answer.status, answer.code) == (403, "role-missing"), (method, path)
    assert WebhookEndpoint.objects.values().get() == before
    stranger = caller(None)
    for method, path, body in requests:
        if endpoint in path or pinged in path:
            assert stranger.send(method, path, body).status == 404, (method, path)
    assert stranger.read("webhook-endpoints/")["results"] == []
    assert stranger.read("deliveries/")["results"] == []
    colleague = caller(Role.OPERATOR)
    assert [colleague.send(method, path, body).status for method, path, body in requests] == [
        200, 201, 200, 200, 202, 200, 202, 200, 200, 202, 204,
    ]  # fmt: skip


def test_a_key_has_its_own(caller: Callable[..., Any]) -> None:
    one, other = caller(None, (Scope.WEBHOOKS_MANAGE,)), caller(None, (Scope.WEBHOOKS_MANAGE,))
    mine = made(one)
    assert mine["owner"].startswith("key_")
    assert [row["id"] for row in one.read("webhook-endpoints/")["results"]] == [mine["id"]]
    theirs, none = (other.get(f"webhook-endpoints/{name}/") for name in (mine["id"], ABSENT))
    assert (theirs.status, theirs.body["detail"]) == (none.status, none.body["detail"])
    assert none.status == 404


def test_stories_that_are_not_yours_to_read(caller: Callable[..., Any]) -> None:
    editor = caller(Role.EDITOR)
    hidden = editor.ok("stories/", {"title": "hidden"})["id"]
    shown = editor.ok("stories/", {"title": "shown", "public": True})["id"]
    narrow = caller(None, (Scope.WEBHOOKS_MANAGE,))
    assert narrow.post("webhook-endpoints/", {"url": URL, "stories": [hidden]}).code == "no-such-story"
    assert made(narrow, stories=[shown])["stories"] == [shown]
    assert made(caller(None), stories=[hidden, shown])["stories"] == [hidden, shown]


@pytest.mark.parametrize("name", ["x", "..%2f", "whe_", ABSENT, "whe_" + "g" * 32, "clm_" + "0" * 32, "%00"])
def test_ids_that_name_nothing(operator: Any, name: str) -> None:
    for path in (f"webhook-endpoints/{name}/", f"deliveries/{name}/"):
        assert operator.get(path).status == 404


def test_deliveries_are_listed_and_sent_again(operator: Any) -> None:
    endpoint, other = made(operator)["id"], made(operator)["id"]
    ids = [operator.post(f"webhook-endpoints/{endpoint}/ping/").body["id"] for _ in range(3)]
    operator.post(f"webhook-endpoints/{other}/ping/")
    page = operator.read(f"deliveries/?endpoint={endpoint}&limit=2&state=pending")
    assert [row["id"] for row in page["results"]] == ids[:0:-1]
    rest = operator.send("GET", page["next"]).body
    assert [row["id"] for row in rest["results"]] == ids[:1]
    assert rest["next"] is None
    Delivery.objects.update(state="dead", attempts=10, next_at=None)
    assert operator.read("deliveries/?state=pending")["results"] == []
    again = operator.post(f"deliveries/{ids[0]}/redeliver/")
    assert (again.status, again.body["state"], again.body["attempts"]) == (202, "pending", 0)
    assert again.body["id"] == ids[0]
    for query in ("state=lost", "endpoint=" + "x" * 40, "limit=0", "cursor=forged", "url=x"):
        assert operator.get(f"deliveries/?{query}").status in {400, 404}


def test_a_range_of_the_log_is_told_again(operator: Any, caller: Callable[..., Any]) -> None:
    editor = caller(Role.EDITOR)
    story = editor.ok("stories/", {"title": "The Orlan dam"})["id"]
    editor.ok(f"stories/{story}/note/", {"text": "look again"})
    seal()
    endpoint = made(operator, types=["story.noted"])["id"]
    path = f"webhook-endpoints/{endpoint}/redeliver/"
    for _ in range(2):
        answer = operator.post(path, {"from_position": 0, "to_position": 99})
        assert (answer.status, answer.body) == (202, {"endpoint": endpoint, "waiting": 1})
    assert Delivery.objects.count() == 1
    for low, high in ((5, 4), (0, 2_000), (-1, 3), (0, 2**60)):
        assert operator.post(path, {"from_position": low, "to_position": high}).status == 400
