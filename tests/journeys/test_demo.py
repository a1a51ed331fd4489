"""The whole house at once: `manage.py demo` with real web, relay and workers, and what stands in the log afterwards.

One run of the demo serves every test here; what an editor would find at its end is written in the play.
"""

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.db import connection

from newsroom.machine import HOST
from stories.application.rebuilding import rebuild
from stories.domain.origins import sourcing
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.vocabulary import ContradictionStatus, RevisionKind
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.models import reading
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PLAY: dict[str, Any] = json.loads((ROOT / "fixtures/stories/corran-star.json").read_text(encoding="utf-8"))
EXPECT = PLAY["expect"]


@dataclass(frozen=True, slots=True)
class Run:
    """printed: what the demo wrote; environ: for commands on the same data."""

    printed: str
    environ: dict[str, str]
    folder: Path

    def command(self, *words: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environ,
            input=given,
            capture_output=True,
            timeout=120,
            check=False,
        )

    def story(self) -> Story:
        return STORIES.at_version(StreamRef.parse(reading.Story.objects.get().id), 100_000).state

    def labels(self) -> dict[str, str]:
        """Article ids by the label that the play gives them."""
        kept = json.loads((self.folder / "demo.json").read_text())["articles"]
        return {article: label for label, article in kept.items()}


@pytest.fixture
def demo(committed_db: Any, broker_url: str, tmp_path: Path) -> Run:
    folder = tmp_path / "data"
    environ = {**committed_db.environ, "REDIS_URL": broker_url, "NEWSROOM_DATA": str(folder)}
    environ.pop("PUBLIC_URL", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve", "--port", str(free_port())],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return Run(done.stdout, environ, folder)


def claim_saying(story: Story, words: str) -> list[Claim]:
    return [
        claim
        for claim in story.claims.values()
        if words in claim.statement or any(words in one.text for one in claim.standing_appearances)
    ]


def test_the_demo_ends_as_the_play_says(demo: Run) -> None:
    story, labels = demo.story(), demo.labels()
    for status, wordings in EXPECT["end"].items():
        if status in {"public", "without_support"}:
            continue
        for words in wordings:
            found = {claim.status.value for claim in claim_saying(story, words)} | {
                claim.status.value for claim in story.claims.values() if any(words in c.was for c in claim.corrections)
            }
            assert status in found, (status, words, found)
    assert story.public is EXPECT["end"]["public"]

    contradictions = [one for one in story.contradictions.values() if one.status is ContradictionStatus.OPEN]
    (wanted,) = EXPECT["contradictions"]["open"]
    assert len(contradictions) == 1, [one.slot for one in contradictions]
    (found_one,) = contradictions
    assert (found_one.kind.value, found_one.certainty.value) == (wanted["kind"], wanted["certainty"])
    by_year = {
        side["value"]: {
            labels[one.article]
            for standing in found_one.sides
            if standing.standing and standing.normalised.startswith(side["value"])
            for one in story.claims[standing.claim].standing_appearances
        }
        for side in wanted["sides"]
    }
    for side in wanted["sides"]:
        assert by_year[side["value"]] <= set(side["articles"]), side["value"]
        assert len(by_year[side["value"]]) >= 2, side["value"]

    quoted = {claim.id for words in EXPECT["quotation"]["variants"].values() for claim in claim_saying(story, words)}
    assert len(quoted) == EXPECT["quotation"]["claims"]
    (pell,) = (story.claims[one] for one in quoted)
    assert sourcing(story, pell).origins == 1
    assert len({one.article for one in pell.standing_appearances}) == 3

    texts = [one.text for claim in story.claims.values() for one in claim.standing_appearances]
    for words in EXPECT["never_a_claim"]:
        assert not [text for text in texts if words in text], words

    copied = {
        frozenset((labels[article.id], labels[link.article]))
        for article in story.articles.values()
        for link in article.head_revision.lineage
    }
    assert {frozenset((one["from"], one["by"])) for one in EXPECT["origins"]["copied"]} <= copied
    for label in EXPECT["origins"]["independent"]:
        assert not [pair for pair in copied if label in pair], label

    courier = next(one for one in story.articles.values() if labels[one.id] == "courier-1")
    assert [one.kind for one in courier.revisions] == [None, RevisionKind.STEALTH]

    everyone_is_gone(demo)
    a_stranger_can_check_the_log(demo)
    a_second_run_repeats_nothing(demo, story.version)
    live_equals_rebuilt()


def everyone_is_gone(demo: Run) -> None:
    """No process of the run is left."""
    mark = f"NEWSROOM_DATA={demo.folder}"
    left = []
    for process in psutil.process_iter():
        try:
            if mark in (f"{key}={value}" for key, value in process.environ().items()):
                left.append(process.cmdline())
        except psutil.Error:
            continue
    assert left == []


def a_stranger_can_check_the_log(demo: Run) -> None:
    exported = demo.command("export_log")
    assert exported.returncode == 0, exported.stderr
    assert demo.command("verify_log", given=exported.stdout).returncode == 0
    lines = exported.stdout.split(b"\n")
    spoilt = lines[40].replace(b"e", b"f", 1)
    told = demo.command("verify_log", given=b"\n".join([*lines[:40], spoilt, *lines[41:]]))
    assert told.returncode == 1
    assert b"41" in told.stdout + told.stderr


def a_second_run_repeats_nothing(demo: Run, version: int) -> None:
    again = demo.command("demo", "--no-serve", "--port", str(free_port()))
    assert again.returncode == 0, again.stderr
    assert "played before" in again.stdout.decode()
    assert demo.story().version == version


def live_equals_rebuilt() -> None:
    assert not any(rebuild("stories", tell=lambda done, total: None).differing.values())
    connection.close()


def test_the_port_being_taken_is_said_plainly(committed_db: Any, broker_url: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "manage.py", "demo", "--no-serve", "--port", port],
            cwd=ROOT,
            env={**os.environ, **committed_db.environ, "REDIS_URL": broker_url, "NEWSROOM_DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode != 0
    assert f"Port {port}" in done.stderr
    assert "--port" in done.stderr
