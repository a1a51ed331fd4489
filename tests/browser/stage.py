"""What the browser meets: one service as a person starts it, people of every role, and the demo's story in it."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsroom.management.commands.demo import PLAY
from newsroom.player import Client, Player
from tests.faults.service import Service
from tests.places import place

ROOT = Path(__file__).parents[2]
CONTACT = "corrections@lantern.example"
FRAMING = "http://localhost:*"  # may frame the embed page; the service itself is at 127.0.0.1


@dataclass(frozen=True, slots=True)
class Stage:
    """story, slug: the demo's. people: name to password and key; a name is a role's, or `editor_two`."""

    service: Service
    people: Mapping[str, Mapping[str, str]]
    story: str
    slug: str

    @property
    def address(self) -> str:
        return self.service.address

    @property
    def live_address(self) -> str:
        return f"http://127.0.0.1:{self.service.port + 1}"

    def client(self, name: str = "editor") -> Client:
        """The API as one of the people, to set a scene without clicking: `client().post("/stories/", {...})`."""
        return Client(self.address, self.people[name]["key"])


@contextmanager
def staged(environ: Mapping[str, str]) -> Iterator[Stage]:
    """Started, peopled, played; in the end stopped. Database and broker are the service's own embedded ones."""
    data = Path(tempfile.mkdtemp(prefix="slugline-test-", dir=place()))
    chosen = {"NEWSROOM_CONTACT": CONTACT, "NEWSROOM_EMBED_ORIGINS": FRAMING}
    service = Service(data, {**environ, **chosen})
    try:
        service.start()
        people = _people(service)
        story, slug = _play(Client(service.address, people["editor"]["key"]))
        yield Stage(service, people, story, slug)
    finally:
        service.stop()
        shutil.rmtree(data, ignore_errors=True)


def _people(service: Service) -> dict[str, dict[str, str]]:
    command = [sys.executable, "-m", "tests.browser.people"]
    done = subprocess.run(command, cwd=ROOT, env=service.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made: dict[str, dict[str, str]] = json.loads(done.stdout)
    return made


def _play(client: Client) -> tuple[str, str]:
    play: dict[str, Any] = json.loads((ROOT / PLAY).read_text(encoding="utf-8"))
    player = Player(play, folder=ROOT, client=client)
    player.begin()
    for step in player.steps:
        player.take(step)
    return player.story, str(play["slug"])
