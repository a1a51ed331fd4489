"""How often one may ask: by key, by address, and what a refusal says."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from stories.api.limits import REMEMBERED, Buckets, Rate

pytestmark = pytest.mark.django_db
RATE = Rate(10, 20)


@pytest.fixture
def strict(settings: Any) -> Any:
    """Limits that a test reaches; a fresh client has fresh buckets."""
    settings.API_RATE_KEY = (0.01, 3)
    settings.API_RATE_ADDRESS = (0.01, 6)
    return settings


def test_a_bucket_empties_and_fills() -> None:
    buckets = Buckets()
    assert [buckets.take("key", "a", RATE, 0).passes for _ in range(25)] == [True] * 20 + [False] * 5
    left = buckets.take("key", "a", RATE, 0.05)
    assert not left.passes
    assert left.wait == 1
    assert [buckets.take("key", "a", RATE, 1.0).passes for _ in range(11)] == [True] * 10 + [False]
    assert buckets.take("key", "b", RATE, 1.0).headers == {
        "RateLimit-Policy": '"key";q=20;w=2',
        "RateLimit": '"key";r=19;t=1',
    }
    assert buckets.take("key", "a", RATE, 100.0).tokens == 19


def test_many_askers_are_remembered_in_little_room() -> None:
    buckets = Buckets()
    for n in range(REMEMBERED + 500):
        buckets.take("address", f"2001:db8::{n:x}", RATE, n / 1000)
    assert len(buckets) == REMEMBERED


def test_threads_take_no_token_twice() -> None:
    buckets = Buckets()
    passed: list[bool] = []

    def ask() -> None:
        passed.extend(buckets.take("key", "a", Rate(0.001, 200), 0).passes for _ in range(100))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed.count(True) == 200


def test_one_key_is_told_to_wait_and_others_are_not(
    strict: Any, caller: Callable[..., Any], refused: Callable[..., None]
) -> None:
    eager, other = caller(), caller()
    other.client = eager.client  # one process, one address
    answers = [eager.get("stories/") for _ in range(4)]
    assert [one.status for one in answers] == [200, 200, 200, 429]
    assert [one.headers["RateLimit"][:9] for one in answers] == ['"key";r=2', '"key";r=1', '"key";r=0', '"key";r=0']
    refused(answers[-1], 429, "rate-limited")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 100
    assert other.get("stories/").status == 200


def test_made_up_keys_are_no_way_around(strict: Any, caller: Callable[..., Any]) -> None:
    stranger = caller()
    found = []
    for n in range(8):
        stranger.secret = f"nrk_made_up_{n}"
        found.append(stranger.get("stories/").status)
    assert found == [401] * 6 + [429] * 2
    assert stranger.client.get("/api/v1/docs/").status_code == 429
    assert stranger.client.get("/api/v1/docs/", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_pages_have_no_limit(strict: Any) -> None:
    client = Client()
    assert {client.get("/stories/").status_code for _ in range(10)} == {200}
    assert not client.get("/stories/").has_header("RateLimit")
