"""Values, ids, queries and headers that are not as they should be: 4xx with what to mend."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing

from tests.api.callers import small_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]

Refused = Callable[[Any, int, str], None]
LONG = "a" * 10_000


@pytest.fixture(scope="module")
def desk(standing: None) -> SimpleNamespace:
    """One for all: each test leaves it as it was."""
    return small_desk()


@pytest.mark.parametrize("field", ["verified", "pos", "ver", "actor", "at", "is_staff", "id", "version", "status"])
def test_fields_that_nobody_may_set(field: str, desk: SimpleNamespace, refused: Refused) -> None:
    for path, body in (
        ("stories/", {"title": "x"}),
        ("articles/", {"text": "x", "source": {"name": "x"}}),
        (f"claims/{desk.claim}/note/", {"text": "x", "expected_version": desk.version}),
    ):
        answer = desk.editor.post(path, body | {field: "1"})
        refused(answer, 400, "invalid-body")
        assert answer.body["errors"] == [
            {
                "pointer": f"/{field}",
                "code": "unknown-field",
                "detail": f"There is no field '{field}' here, or it is read-only",
            }
        ]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("stories/", {"title": {}}, "/title"),
        ("stories/", {"title": ["x"]}, "/title"),
        ("stories/", {"title": 1}, "/title"),
        ("stories/", {"title": None}, "/title"),
        ("stories/", {"title": "x", "public": 1}, "/public"),
        ("stories/", {"title": "x", "public": "true"}, "/public"),
        ("stories/", {"title": "x", "expected_version": True}, "/expected_version"),
        ("stories/", {"title": "x", "expected_version": "1"}, "/expected_version"),
        ("articles/", {"text": "x", "source": []}, "/source"),
        ("articles/", {"text": "x", "source": {"name": 5}}, "/source/name"),
        ("articles/", {"text": "x", "source": {"name": "x", "kind": "rumour"}}, "/source/kind"),
        ("articles/", {"text": "x", "source": {"name": "x"}, "pubstatus": "maybe"}, "/pubstatus"),
        ("stories/{story}/claims/", {"statement": "x", "evidence": {}}, "/evidence"),
        ("stories/{story}/claims/", {"statement": "x", "evidence": [{"kind": "call"}]}, "/evidence/0/summary"),
        ("claims/{claim}/verify/", {"evidence": ["1"], "expected_version": 1}, "/evidence/0"),
        ("claims/{claim}/correct/", {"kind": "correction", "was": "a", "text": "b"}, "/is"),
    ],
)
def test_wrong_types(path: str, body: Any, pointer: str, desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.post(path.format(story=desk.story, claim=desk.claim), body)
    refused(answer, 400, "invalid-body")
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("title", "good"),
    [
        ("", False),
        ("   \t\n", False),
        ("\u2003\u3000", False),
        ("a", True),
        ("a" * 500, True),
        ("a" * 501, False),
        ("e" + "\u0301" * 10_000, False),
        ("e" + "\u0301" * 31, False),
        ("Việt Nam, re\u0301sume\u0301", True),
        ("\r\n[ERROR] forged ${jndi:x} {{7*7}} ' OR 1=1--", True),
        ("<img src=x onerror=alert(1)>", True),
    ],
)
def test_limits_of_text(title: str, good: bool, desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.post("stories/", {"title": title})
    if good:
        assert answer.status == 201
        assert answer.body["title"] == title
    else:
        refused(answer, 400, "invalid-body")
        assert answer.body["errors"][0]["pointer"] == "/title"


@pytest.mark.parametrize(
    "when",
    [
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:60Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01",
        "yesterday",
        1767225600,
        "",
    ],
)
def test_times_that_are_none(when: object, desk: SimpleNamespace, refused: Refused) -> None:
    for field in ("published_at", "modified_at", "embargo_until"):
        answer = desk.editor.post("articles/", {"text": "x y", "source": {"name": "x"}, field: when})
        refused(answer, 400, "invalid-body")
        assert answer.body["errors"][0]["pointer"] == f"/{field}"


@pytest.mark.parametrize("when", ["2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
def test_odd_dates_are_kept_as_claimed(when: str, desk: SimpleNamespace) -> None:
    body = {"text": f"The gate opened. {when}", "source": {"name": "x"}, "published_at": when}
    filed = desk.editor.ok("articles/", body)
    shown = desk.editor.read(f"articles/{filed['id']}/")
    assert shown["published_at"] == when.replace("Z", ".000000Z")
    assert shown["received_at"][:4] not in {"2099", "1970"}


def test_a_change_that_lies_ahead_would_be_the_head_for_ever(desk: SimpleNamespace, refused: Refused) -> None:
    body = {"text": "x y", "source": {"name": "x"}, "modified_at": "2099-01-01T00:00:00Z"}
    answer = desk.editor.post("articles/", body)
    refused(answer, 400, "invalid-body")
    assert answer.body["errors"][0]["pointer"] == "/modified_at"


BAD_URLS = [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//news.example/a",
    "news.example/a",
    "http://user:secret@news.example/",
    "http://user@news.example/",
    "http://news.example/\r\nSet-Cookie: a=b",
    "ht\ttp://news.example/",
    "http://news.example\\@evil.example/",
    "http://news.example/a b",
    "http:///a",
    "http://",
    "http://news.example:99999/",
    "http://[::1/",
    "http://-news.example/",
    "http://news..example/",
    "http://n\u0435ws.example/",
    "http://xn--nws-qdd.example/",
    "http://news.example/" + LONG,
    "http://news.exam\u200bple/",
]


@pytest.mark.parametrize("url", BAD_URLS)
def test_addresses_that_are_none(url: str, desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.post("articles/", {"text": "x y", "source": {"name": "x"}, "url": url})
    refused(answer, 400, "invalid-body")
    assert answer.body["errors"][0]["pointer"] == "/url"
    nested = desk.editor.post("articles/", {"text": "x y", "source": {"name": "x", "url": url}})
    refused(nested, 400, "invalid-body")
    assert nested.body["errors"][0]["pointer"] == "/source/url"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c#d"),
        ("HTTPS://News.Example:8443/A", "https://news.example:8443/A"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä"),
        ("https://новости.example/", "https://xn--b1amnebsh.example/"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
    ],
)
def test_addresses_are_shown_in_plain_form(url: str, shown: str, desk: SimpleNamespace) -> None:
    filed = desk.editor.ok("articles/", {"text": f"x {url}", "source": {"name": "x"}, "url": url})
    assert desk.editor.read(f"articles/{filed['id']}/")["url"] == shown


BAD_IDS = [
    "x",
    "clm_",
    "clm_123",
    "clm_" + "g" * 32,
    "clm_" + "A" * 32,
    "clm_" + "0" * 32,
    "art_" + "0" * 32,
    "../stories",
    "%2e%2e%2f",
    "%00",
    "%ff",
    "a" * 3_000,
    "clm_" + "0" * 32 + "%0a",
]


@pytest.mark.parametrize("thing", BAD_IDS)
@pytest.mark.parametrize("room", ["claims", "articles", "stories", "contradictions", "sources", "events", "questions"])
def test_ids_that_lead_nowhere(room: str, thing: str, desk: SimpleNamespace, reader: Any, refused: Refused) -> None:
    answer = desk.editor.get(f"{room}/{thing}/")
    refused(answer, 404, "not-found")
    private = reader.get(f"articles/{desk.article}/")
    same = {"request_id": None}
    assert answer.body | same == private.body | same, "what is missing and what is not yours look alike"


@pytest.mark.parametrize("thing", BAD_IDS)
def test_verbs_on_ids_that_lead_nowhere(thing: str, desk: SimpleNamespace, refused: Refused) -> None:
    for path in (f"claims/{thing}/note/", f"articles/{thing}/hold/", f"questions/{thing}/answer/"):
        refused(desk.editor.post(path, {"text": "x", "expected_version": 1}), 404, "not-found")


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=0",
        "limit=501",
        "limit=1000000000",
        "limit=" + "9" * 5_000,
        "limit=abc",
        "limit=",
        "limit=1&limit=2",
        "cursor=abc",
        "cursor=",
        "cursor=WyJjbG1fMDAiXQ:1abcde:forged",
        "ordering=password",
        "x__regex=.*",
        "status__in=detected",
        "at_version=0",
        "at_version=-1",
        "at_version=latest",
        "as_of=yesterday",
        "as_of=2026-01-01T00:00:00",
        "as_of=0001-01-01T00:00:00%2B14:00",
        "as_of=1767225600",
        "as_of=2026-01-01T00:00:00Z&at_version=1",
        "view=private",
        "status=%00",
        "contradicted=perhaps",
    ],
)
def test_queries_outside_the_list(query: str, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.get(f"stories/{desk.story}/claims/?{query}"), 400, "invalid-query")


@pytest.mark.parametrize("query", ["q=%00", "status=gone", "updated_since=2026", "username=x", "cursor=x", "types=a"])
def test_queries_outside_the_list_of_stories(query: str, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.get(f"stories/?{query}"), 400, "invalid-query")


@pytest.mark.parametrize("query", ["after_version=-1", "after_version=x", "types=claim.imagined", "types=", "wait=1"])
def test_queries_outside_the_list_of_events(query: str, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.get(f"stories/{desk.story}/events/?{query}"), 400, "invalid-query")


@pytest.mark.parametrize("query", ["after_position=-2", "after_position=9223372036854775808", "wait=31", "wait=-1"])
def test_queries_outside_the_whole_log(query: str, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.get(f"events/?{query}"), 400, "invalid-query")


def test_a_cursor_belongs_to_its_list_and_is_not_made_up(desk: SimpleNamespace, refused: Refused) -> None:
    for n in range(3):
        desk.editor.ok("articles/", {"text": f"Gate {n} opened.", "source": {"name": "x"}, "story": desk.story})
    first = desk.editor.read(f"stories/{desk.story}/articles/?limit=2")
    cursor = first["next"].split("cursor=")[1]
    refused(desk.editor.get(f"stories/{desk.story}/claims/?cursor={cursor}"), 400, "invalid-query")
    refused(desk.editor.get(f"stories/{desk.story}/articles/?cursor={cursor[:-3]}"), 400, "invalid-query")
    forged = signing.dumps(["art_"], salt="cursor:/api/v1/stories/", key="guessed")
    refused(desk.editor.get(f"stories/?cursor={forged}"), 400, "invalid-query")
    second = desk.editor.read(first["next"])
    assert len(second["results"]) == 2
    assert second["next"] is None


@pytest.mark.parametrize("version", [-1, "latest", "1", True, 2**53 + 1, 2**63, 1.5, []])
def test_versions_that_are_none(version: object, desk: SimpleNamespace) -> None:
    answer = desk.editor.post(f"claims/{desk.claim}/note/", {"text": "x", "expected_version": version})
    assert answer.status == 400


def test_a_stale_version_is_told_what_has_changed(desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.post(f"claims/{desk.claim}/note/", {"text": "x", "expected_version": 1})
    refused(answer, 409, "version-conflict")
    assert answer.body["current_version"] == desk.version
    assert [event["type"] for event in answer.body["conflicting_events"]] == ["claim.created", "claim.evidence_added"]
    assert desk.editor.get(answer.body["diff_url"]).status == 200


@pytest.mark.parametrize("header", ['"v1"', 'W/"v1"', '"v999"', '"something"', '"v7.public"'])
def test_a_precondition_that_fails(header: str, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.post(f"claims/{desk.claim}/note/", {"text": "x"}, if_match=header), 412, "version-conflict")


@pytest.mark.parametrize("header", ["", "v7", "*", '"v1", "v2"', '"'])
def test_a_precondition_that_names_no_version(header: str, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.post(f"claims/{desk.claim}/note/", {"text": "x"}, if_match=header), 400, "bad-if-match")


def test_a_decision_names_what_it_rests_on(desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.post(f"claims/{desk.claim}/note/", {"text": "x"}), 428, "precondition-required")


@pytest.mark.parametrize("key", ["", "a" * 256, "a" * 10_000, "clé", "a b", "a\tb"])
def test_keys_of_idempotency_that_are_none(key: str, desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.post("stories/", {"title": "x"}, idempotency_key=key)
    refused(answer, 400, "bad-idempotency-key")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"])
def test_methods_that_are_none(method: str, desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.send(method, f"stories/{desk.story}/")
    refused(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["Allow"]


def test_methods_are_not_overridden(desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.post(f"stories/{desk.story}/", {}, x_http_method_override="GET")
    refused(answer, 405, "method-not-allowed")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/api/", "/api/v2/stories/", "/api/v1/", "/api/v1/storiesx/", "/api/v1/stories"])
def test_addresses_that_lead_nowhere(path: str, method: str, desk: SimpleNamespace, refused: Refused) -> None:
    refused(desk.editor.send(method, path), 404, "not-found")


def test_a_spoofed_host_is_refused_without_html(desk: SimpleNamespace) -> None:
    answer = desk.editor.get("stories/", host="evil.example")
    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["  ", "\u200b", "\u2060\u200d", " \u202e "])
def test_a_name_that_nobody_can_see_is_none(name: str, desk: SimpleNamespace, refused: Refused) -> None:
    answer = desk.editor.post("articles/", {"text": "The dam stands still.", "source": {"name": name}})
    refused(answer, 400, "invalid-body")
    assert answer.body["errors"][0]["pointer"] == "/source/name"


@pytest.mark.parametrize("other", ["art_" + "0" * 32, "zzz_" + "0" * 32, "sto_" + "0" * 31, "the-orlan-dam"])
def test_a_story_is_named_by_an_id_of_a_story(other: str, desk: SimpleNamespace, refused: Refused) -> None:
    article = {"source": {"name": "Fenwick Post"}, "text": "The dam stands still."}
    answer = desk.editor.post("articles/", article | {"story": other})
    refused(answer, 400, "invalid-body")
    assert answer.body["errors"][0]["pointer"] == "/story"
    versioned = desk.editor.post("articles/", article | {"story": other}, if_match='"v17"')
    assert versioned.status == 400
    absent = desk.editor.post("articles/", article | {"story": "sto_" + "0" * 32})
    refused(absent, 422, "no-such-story")


@pytest.mark.parametrize("prefix", ["art", "zzz", "sto"])
def test_a_source_of_another_kind_is_none(prefix: str, desk: SimpleNamespace) -> None:
    article = {"source": f"{prefix}_" + "0" * 32, "text": "The dam stands still."}
    assert desk.editor.post("articles/", article).code == "no-such-source"
