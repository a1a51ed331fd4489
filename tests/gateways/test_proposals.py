"""A language model that errs, lies or means harm: what comes through stands in the article, or nothing comes through.

Each cassette is one exchange: what the server answers, request by request, and what must come of it.
"""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stories.analysis.grounding import ground
from stories.domain.assistance import Assisted
from stories.gateways.completions import LONGEST_ANSWER, Endpoint, Unanswered
from stories.gateways.proposals import prompt_hash, propose

CASSETTES = sorted((Path(__file__).parent / "cassettes").glob("*.json"))
ARTICLE = (Path(__file__).parent / "cassettes" / "article.txt").read_text(encoding="utf-8")
KEY = "sk-of-the-desk"


def recorded(answer: dict[str, Any]) -> bytes:
    """An answer of a cassette as it goes over the wire."""
    content = json.dumps({"claims": answer["claims"]}) if "claims" in answer else answer.get("content")
    body: bytes = answer.get("body", "").encode()
    if content is not None:
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 412, "completion_tokens": 96, "seconds": 0.75}
        body = json.dumps({"id": "cmpl-1", "created": 1772000000, "choices": [choice], "usage": usage}).encode()
    if "latin1" in answer:
        body = answer["latin1"].encode("latin-1")
    head = [f"HTTP/1.1 {answer['status']} Answer", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in answer.get("headers", {}).items()]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def playing(answers: list[dict[str, Any]]) -> Callable[[socket.socket, bytes], None]:
    left = list(answers)
    return lambda connected, _request: connected.sendall(recorded(left.pop(0)))


def ask(sink: Any, *, seconds: float = 5.0, may_ask: Callable[[], bool] = lambda: True) -> Any:
    endpoint = Endpoint(f"http://127.0.0.1:{sink.port}/v1/", "small-one", KEY, inside=True)
    return propose(endpoint, ARTICLE, seconds=seconds, may_ask=may_ask)


def words(spans: tuple[tuple[int, int], ...]) -> str | None:
    return "".join(ARTICLE[start:end] for start, end in spans) if spans else None


@pytest.mark.parametrize("path", CASSETTES, ids=lambda path: path.stem)
def test_what_comes_through_stands_in_the_article(server: Any, path: Path) -> None:
    cassette = json.loads(path.read_text(encoding="utf-8"))
    expect = cassette["expect"]
    sink = server(playing(cassette["answers"]))
    outcome, grounding = Assisted.READ, ground(ARTICLE, ())
    try:
        grounding = ground(ARTICLE, ask(sink).proposals)
    except Unanswered as exc:
        outcome = exc.outcome
    assert outcome.value == expect["outcome"]
    found = [[words(one.spans), words(one.source), words(one.cue)] for one in grounding.pointed]
    assert found == expect["pointed"]
    assert {one.reason: one.count for one in grounding.rejected} == expect["rejected"]
    assert len(sink.requests) == len(cassette["answers"])


def test_the_question_names_model_and_schema_and_numbers_the_paragraphs(server: Any) -> None:
    sink = server(playing([{"status": 200, "claims": []}]))
    ask(sink)
    head, _, body = sink.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/chat/completions HTTP/1.1\r\n")
    assert f"Authorization: Bearer {KEY}".encode() in head
    sent = json.loads(body)
    assert sent["model"] == "small-one"
    assert sent["response_format"]["json_schema"]["strict"] is True
    system, user = sent["messages"]
    assert "[3] Her deputy’s view" in user["content"]
    assert ARTICLE[:40] not in system["content"]


def test_the_prompt_is_known_by_its_hash() -> None:
    assert len(prompt_hash()) == 64
    assert KEY not in repr(Endpoint("https://models.example/v1", "small-one", KEY))


def _flood(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n{"choices": "')
    while True:
        connected.sendall(b"a" * 65536)


def _drip_head(connected: socket.socket, _request: bytes) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
        connected.sendall(bytes([byte]))
        time.sleep(0.05)


def _drip_body(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    while True:
        connected.sendall(b" ")
        time.sleep(0.05)


def _hang(connected: socket.socket, _request: bytes) -> None:
    connected.recv(1)


def _cut_off(connected: socket.socket, _request: bytes) -> None:
    whole = recorded({"status": 200, "claims": []})
    connected.sendall(whole[:-20])


def _go_away(connected: socket.socket, _request: bytes) -> None:
    connected.close()


def _no_http(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"220 mail.example ESMTP\r\n")


@pytest.mark.parametrize(
    ("behave", "outcome"),
    [
        (_flood, Assisted.TOO_LARGE),
        (_drip_head, Assisted.TIMEOUT),
        (_drip_body, Assisted.TIMEOUT),
        (_hang, Assisted.TIMEOUT),
        (_cut_off, Assisted.NOT_JSON),
        (_go_away, Assisted.UNREACHABLE),
        (_no_http, Assisted.UNREACHABLE),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)).strip("_"),
)
def test_a_hostile_server_ends_the_question(server: Any, behave: Any, outcome: Assisted) -> None:
    sink = server(behave)
    with pytest.raises(Unanswered) as raised:
        ask(sink, seconds=0.5 if outcome is Assisted.TIMEOUT else 30.0)
    assert raised.value.outcome is outcome


def test_an_answer_as_long_as_allowed_is_read(server: Any) -> None:
    content = json.dumps({"claims": []}) + " " * (LONGEST_ANSWER - 1000)
    assert ask(server(playing([{"status": 200, "content": content}]))).proposals == ()


def test_every_attempt_is_counted_and_the_last_one_refused(server: Any) -> None:
    sink = server(playing([{"status": 500, "headers": {"Retry-After": "0"}}] * 3))
    left = [True, True, False]
    with pytest.raises(Unanswered) as raised:
        ask(sink, may_ask=lambda: left.pop(0))
    assert raised.value.outcome is Assisted.STATUS
    assert len(sink.requests) == 2
    with pytest.raises(Unanswered) as raised:
        ask(sink, may_ask=lambda: False)
    assert raised.value.outcome is Assisted.OVER_BUDGET
    assert len(sink.requests) == 2


def test_our_own_network_is_closed_until_a_setting_opens_it(server: Any) -> None:
    sink = server(playing([]))
    for url in (f"http://127.0.0.1:{sink.port}/v1", f"https://127.0.0.1:{sink.port}/v1", "https://localhost/v1"):
        with pytest.raises(Unanswered) as raised:
            propose(Endpoint(url, "small-one"), ARTICLE, seconds=20, may_ask=lambda: True)
        assert raised.value.outcome is Assisted.NOT_ALLOWED
    assert sink.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/v1",
        "http://[fe80::1]/v1",
        "http://[::ffff:169.254.169.254]/v1",
        "http://0.0.0.0:8080/v1",
        "ftp://127.0.0.1/v1",
        "http://key@127.0.0.1/v1",
        "http://127.1/v1",
        "http://127.0.0.1:99999/v1",
        "nonsense",
    ],
)
def test_no_setting_opens_the_clouds_own_addresses(url: str) -> None:
    with pytest.raises(Unanswered) as raised:
        propose(Endpoint(url, "small-one", inside=True), ARTICLE, seconds=20, may_ask=lambda: True)
    assert raised.value.outcome is Assisted.NOT_ALLOWED


def test_no_proxy_of_the_environment_is_used(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, sink = server(playing([])), server(playing([{"status": 200, "claims": []}]))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert ask(sink).proposals == ()
    assert proxy.requests == []
