"""What the doctor says of the log's proofs."""

from pathlib import Path
from typing import Any

import pytest

from newsroom.checkup import Finding, examine_part
from stories.application import housework, proving
from stories.application.auditing import VERIFY
from stories.application.handle import Order, now
from stories.application.intake import create_story
from stories.domain.actors import MACHINE
from stories.eventlog.seal import seal
from stories.models import HouseJob

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _somewhere(settings: Any, tmp_path: Path) -> None:
    settings.NEWSROOM_LOG_KEY = tmp_path / "log_key"
    settings.NEWSROOM_CHECKPOINTS = None


def states(part: str) -> list[str]:
    return [finding.state for finding in examine_part(part)]


def only(part: str) -> Finding:
    [finding] = examine_part(part)
    return finding


def test_checkpoints_without_a_copy_are_weaker(settings: Any, tmp_path: Path) -> None:
    create_story("The Orlan dam", None, Order(MACHINE, now()), public=False)
    seal()
    assert only("checkpoints").detail == "none yet, with no copy elsewhere"
    proving.checkpoint()
    found = only("checkpoints")
    assert (found.state, "NEWSROOM_CHECKPOINTS" in found.hint) == ("weak", True)
    assert str(proving.known_keys()[0]) in found.detail
    settings.NEWSROOM_CHECKPOINTS = tmp_path
    proving.checkpoint()
    assert only("checkpoints").state == "ok"
    settings.NEWSROOM_CHECKPOINTS = tmp_path / "unmounted"
    assert states("checkpoints") == ["fails"]


def test_an_audit_that_found_something_fails_loudly() -> None:
    create_story("The Orlan dam", None, Order(MACHINE, now()), public=False)
    seal()
    assert only("audit").state == "ok"
    HouseJob.objects.create(kind=VERIFY, asked_at=now())
    assert housework.work(VERIFY)
    assert only("audit").detail.startswith("verified up to 2 at 20")
    HouseJob.objects.update(said="2 events are whole; root " + "0" * 64)
    HouseJob.objects.create(kind=VERIFY, asked_at=now())
    assert housework.work(VERIFY)
    found = only("audit")
    assert found.state == "fails"
    assert "(position 1)" in found.detail
    assert "keep everything as it is" in found.hint
