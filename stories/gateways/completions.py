"""One question to a language model behind an OpenAI-compatible address: tried again where that helps, never for long.

The address is an operator's own setting. It must be https in the public internet, or, where the setting says so, may
lie in our own network. No proxy, no redirect, an end to every wait and to every answer, as for all that goes out.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from urllib.parse import urlsplit

from stories.domain.assistance import Assisted
from stories.eventlog.strict import Parser, Refused
from stories.gateways.addresses import DEFAULT_PORTS, AddressRefused, Guard, NotResolved
from stories.gateways.pinned import Answer, Failed, exchange
from stories.gateways.webhooks import wait_of

ATTEMPTS = 3
PAUSE_SECONDS = 0.25  # doubled with each attempt, unless the server names another wait
LONGEST_ANSWER = 256 * 1024
_DEEPEST = 32
_VALUES = 20_000
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_PATH = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """url: up to /v1 or whole. inside: it may lie in our own network, and speak plain http there."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    inside: bool = False

    @property
    def address(self) -> str:
        plain = self.url.rstrip("/")
        return plain if plain.endswith(_PATH) else plain + _PATH

    @property
    def guard(self) -> Guard:
        schemes = frozenset({"http", "https"} if self.inside else {"https"})
        try:
            parts = urlsplit(self.url)
            port = parts.port or DEFAULT_PORTS.get(parts.scheme, 443)
        except ValueError:
            port = 443  # the guard says what is wrong with the address
        return Guard(schemes=schemes, ports=frozenset({port}), inside=self.inside)


class Unanswered(Exception):
    """No answer that can be used. outcome says why in a word, the text in a sentence."""

    def __init__(self, outcome: Assisted, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Question:
    """messages: (role, words). schema: of the answer, as the model is told; the caller checks it again."""

    messages: Sequence[tuple[str, str]]
    schema: Mapping[str, object]

    def body(self, model: str) -> bytes:
        return json.dumps(
            {
                "model": model,
                "messages": [{"role": role, "content": words} for role, words in self.messages],
                "temperature": 0,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "answer", "strict": True, "schema": self.schema},
                },
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")


def complete(endpoint: Endpoint, question: Question, *, seconds: float, may_ask: Callable[[], bool]) -> str:
    """What the model answers, as text. Raises Unanswered after `seconds` at the latest.

    may_ask: called before each attempt; where it says no, there is none.
    """
    deadline = monotonic() + seconds
    body = question.body(endpoint.model)
    failed = Unanswered(Assisted.OVER_BUDGET, "no question is left for today")
    for attempt in range(ATTEMPTS):
        if not may_ask():
            raise failed
        try:
            answer = _asked(endpoint, body, deadline)
        except Unanswered as exc:
            failed, wait = exc, None
            if exc.outcome is not Assisted.UNREACHABLE:
                raise
        else:
            if answer.status == 200:
                return _content(answer, late=monotonic() >= deadline)
            failed = Unanswered(Assisted.STATUS, f"answered {answer.status}")
            if answer.status not in _AGAIN:
                raise failed
            wait = wait_of(answer.headers.get("retry-after"), datetime.now(UTC))
        pause = PAUSE_SECONDS * 2**attempt if wait is None else wait
        if attempt + 1 == ATTEMPTS or monotonic() + pause >= deadline:
            break
        time.sleep(pause)
    raise failed


def _asked(endpoint: Endpoint, body: bytes, deadline: float) -> Answer:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "Slugline"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    try:
        target = endpoint.guard.target(endpoint.address, seconds=deadline - monotonic())
        left = deadline - monotonic()
        if left <= 0:
            raise Unanswered(Assisted.TIMEOUT, "no answer in time")
        return exchange(target, "POST", headers=headers, body=body, seconds=left, limit=LONGEST_ANSWER + 1)
    except AddressRefused as exc:
        raise Unanswered(Assisted.NOT_ALLOWED, str(exc)) from exc
    except NotResolved as exc:
        raise Unanswered(Assisted.UNREACHABLE, str(exc)[:200]) from exc
    except Failed as exc:
        kind = Assisted.TIMEOUT if exc.code == "timeout" else Assisted.UNREACHABLE
        raise Unanswered(kind, str(exc)) from exc


def _content(answer: Answer, *, late: bool) -> str:
    """The text of the first choice."""
    if len(answer.body) > LONGEST_ANSWER:
        raise Unanswered(Assisted.TOO_LARGE, f"an answer of more than {LONGEST_ANSWER:,} bytes")
    try:
        envelope = read_json(answer.body.decode("utf-8"))
    except (UnicodeDecodeError, Unanswered) as exc:
        if late:  # what came until the connection was cut
            raise Unanswered(Assisted.TIMEOUT, "the answer did not end in time") from exc
        raise Unanswered(Assisted.NOT_JSON, str(exc)[:200]) from exc
    match envelope:
        case {"choices": [{"message": {"content": str(content)}}, *_]}:
            return content
        case _:
            raise Unanswered(Assisted.SCHEMA, "no choice with a message")


def read_json(text: str) -> object:
    """One JSON value, strictly: no key twice, no NaN, no NUL, neither deep nor long. Raises Unanswered."""
    try:
        return Parser(text, max_depth=_DEEPEST, max_nodes=_VALUES, fractions=True).document()
    except Refused as exc:
        raise Unanswered(Assisted.NOT_JSON, exc.reason) from exc
