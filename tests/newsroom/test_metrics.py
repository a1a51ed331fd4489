"""What Prometheus is told, and whom nothing is told."""

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from stories.application.feeds import add
from stories.application.handle import Order, now
from stories.application.intake import SourceGiven, create_story
from stories.application.keys import create_key
from stories.domain.actors import MACHINE
from stories.domain.vocabulary import Scope
from stories.eventlog.seal import seal
from stories.gateways.addresses import GUARD

pytestmark = pytest.mark.django_db


def key(*scopes: Scope) -> dict[str, str]:
    made = create_key("prometheus", scopes, None, None, Order(MACHINE, now()))
    return {"Authorization": f"Bearer {made.secret}"}


def test_numbers_of_the_house() -> None:
    headers = key(Scope.OPS_RUN)
    create_story("Flood", None, Order(MACHINE, now()), public=False)
    add("https://feeds.example.org/rss", SourceGiven(name="Post"), MACHINE, now(), guard=GUARD)
    seal()
    answer = Client().get("/metrics", headers=headers)
    assert answer["Content-Type"].startswith("text/plain; version=")
    found = {one.name: one for one in text_string_to_metric_families(answer.content.decode())}
    assert found["slugline_log_events"].samples[0].value >= 2
    assert found["slugline_unsealed_events"].samples[0].value == 0
    size = found["slugline_log_events"].samples[0].value
    assert found["slugline_uncovered_events"].samples[0].value == size
    assert found["slugline_tampered"].samples[0].value == found["slugline_checkpoint_troubles"].samples[0].value == 0
    assert [(one.labels, one.value) for one in found["slugline_feeds"].samples] == [({"state": "new"}, 1.0)]
    assert {one.labels["subscription"] for one in found["slugline_subscription_lag_events"].samples} >= {"analysis"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nrk_wrong"}, {"Authorization": "Basic eDp5"}])
def test_nobody_is_told_nothing(headers: dict[str, str]) -> None:
    answer = Client().get("/metrics", headers=headers)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="slugline"')


def test_a_key_for_something_else_is_told_nothing() -> None:
    assert Client().get("/metrics", headers=key(Scope.STORIES_READ)).status_code == 403
