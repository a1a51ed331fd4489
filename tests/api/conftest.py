"""The small newsroom that the API's tests speak to, and what they check of every refusal."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.api.callers import Answer, Caller, caller_with, small_desk


@pytest.fixture
def caller() -> Callable[..., Caller]:
    """A caller with a key: of a person in a role, or, without a role, of nobody."""
    return caller_with


@pytest.fixture
def reader() -> Caller:
    return Caller()


def _refused(answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.body["code"]) == (status, code), answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == status
    assert answer.body["title"]
    assert answer.body["detail"]
    assert answer.body["type"].endswith(f"/problems/{code}/")
    assert answer.body["request_id"] == answer.headers["X-Request-Id"]


@pytest.fixture
def refused() -> Callable[[Answer, int, str], None]:
    """Checks that an answer is a whole problem document of this status and code."""
    return _refused


@pytest.fixture
def desk() -> SimpleNamespace:
    """An editor's key, a story, an article and a claim."""
    return small_desk()


@pytest.fixture
def unhurried(settings: Any) -> None:
    """Nobody asks too often: where many tests share a key."""
    settings.API_RATE_KEY = settings.API_RATE_ADDRESS = (1_000_000, 1_000_000)
