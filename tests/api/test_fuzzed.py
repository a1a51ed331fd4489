"""Requests made of the description: its examples, and a few well-formed and malformed ones for every operation.

A long run against a service that stands, with every phase: see fuzzing.py.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from newsroom.wsgi import application
from stories.application.people import group_of
from stories.domain.vocabulary import Role
from stories.models import ApiKey
from tests.api import fuzzing

CONFIG = SchemathesisConfig.from_path(Path(__file__).with_name("schemathesis.toml"))
CONFIG.projects.default.phases.coverage.enabled = False  # thousands of cases: the long run has them
described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=CONFIG)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_connection() -> Iterator[None]:
    """Every case is a request, and the last thing that a request does is to let old connections go."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.fixture
def secret(caller: Callable[..., Any], settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key for everything, which no case may revoke."""
    settings.API_RATE_KEY = settings.API_RATE_ADDRESS = (1_000_000, 1_000_000)
    head = caller(Role.DESK_HEAD)
    User.objects.get(username__startswith=Role.DESK_HEAD.value).groups.add(group_of(Role.OPERATOR))
    monkeypatch.setattr(fuzzing, "OWN_KEY", f"key_{ApiKey.objects.get().id.hex}")
    return str(head.secret)


@described.parametrize()
@settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Any, secret: str) -> None:
    """No 500, no undescribed answer, nothing malformed taken, nothing well-formed refused for its form."""
    case.call_and_validate(headers={"Authorization": f"Bearer {secret}"})
