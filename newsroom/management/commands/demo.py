"""Everything on one machine, and a story to watch."""

import json
import os
import secrets
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from newsroom.liveplay import LivePlay
from newsroom.machine import DEFAULT_PORT, address, everything
from newsroom.newsstand import Newsstand, serving
from newsroom.player import Client, Player, PlayStopped
from newsroom.progress import steps
from newsroom.stateprint import lines
from stories.application.feeds import FeedTaken
from stories.application.handle import Order, now
from stories.application.keys import create_key
from stories.application.people import person_of
from stories.application.roles import grant_role
from stories.domain.actors import MACHINE
from stories.domain.vocabulary import Role, Scope
from stories.models import reading

LIVE = "fixtures/live/dunmore-bridge.json"
PLAY = "fixtures/stories/corran-star.json"
EDITOR = "editor"
SCOPES = (Scope.ARTICLES_WRITE, Scope.STORIES_READ, Scope.STORIES_WRITE, Scope.EVENTS_READ, Scope.CLAIMS_ACT)


class Command(BaseCommand):
    help = "Starts everything and plays a fixture story through the API, article by article, then keeps serving it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="stop once the story is processed; print its state")
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="of the web server (default: %(default)s)")

        parser.add_argument(
            "--live",
            action="store_true",
            help="watch a few local outlets publish, change and withdraw, for four minutes",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        port = options["port"]
        if options["live"]:
            self._live(port, serve=not options["no_serve"])
            return
        with ExitStack() as running:
            with steps() as say:
                supervisor = running.enter_context(everything(port=port, say=say, aside=self._aside))
                if supervisor.stopping:
                    return
                password = _editor()
                key = _key()
                player = self._play(Client(address(port), key), say)
            for line in lines(player.state()):
                self._line(line)
            if options["no_serve"]:
                return
            self._line("")
            self._line(f"The public page   {address(port)}/stories/{player.play['slug']}/")
            self._line(f"The desk          {address(port)}/admin/   user {EDITOR}, password {password}")
            self._line(f"The API           {address(port)}/api/v1/stories/{player.story}/   key {key}")
            self._line("Ctrl-C stops everything; the story stays.")
            supervisor.watch()
            self._line("stopping")

    def _live(self, port: int, *, serve: bool) -> None:
        script = json.loads((settings.BASE_DIR / LIVE).read_text(encoding="utf-8"))
        stand = Newsstand(script)
        with ExitStack() as running:
            local = running.enter_context(serving(stand, port + 2))
            # What runs beside us reads it from the environment: nothing else inside the house may be fetched.
            inside = ("127.0.0.1", int(local.rsplit(":", 1)[1]))
            os.environ["NEWSROOM_FETCH_INSIDE"] = f"{inside[0]}:{inside[1]}"
            os.environ["NEWSROOM_FETCH_PAUSE"] = "0"
            settings.NEWSROOM_FETCH_INSIDE = frozenset({inside})
            supervisor = running.enter_context(everything(port=port, say=self._line, aside=self._aside))
            if supervisor.stopping:
                return
            password, key = _editor(), _key()
            player = Player({"title": script["title"]}, folder=settings.BASE_DIR, client=Client(address(port), key))
            play = LivePlay(
                script, player, stand=stand, address=local, say=self._line, alive=lambda: not supervisor.stopping
            )
            self._line(f"The desk          {address(port)}/admin/   user {EDITOR}, password {password}")
            try:
                play.run()
            except (PlayStopped, FeedTaken) as stopped:
                raise CommandError(f"The play cannot go on: {stopped}") from stopped
            if serve:
                self._line("The play is over. Ctrl-C stops everything; the story stays.")
                supervisor.watch()

    def _play(self, client: Client, say: Any) -> Player:
        """Takes the play up where an earlier run left it."""
        folder = settings.BASE_DIR
        play = json.loads((folder / PLAY).read_text(encoding="utf-8"))
        player = Player(play, folder=folder, client=client)
        progress = Progress(settings.NEWSROOM_DATA / "demo.json")
        player.story, done, player.articles = progress.read()
        if not player.story or not reading.Story.objects.filter(pk=player.story).exists():
            done, player.articles = 0, {}
            try:
                player.begin()
            except PlayStopped as stopped:
                raise CommandError(f"The play cannot begin: {stopped}") from stopped
        if done == len(player.steps):
            say("the story was played before and is still here")
        for number, step in enumerate(player.steps[done:], start=done + 1):
            try:
                said = player.take(step)
            except PlayStopped as stopped:
                raise CommandError(f"Step {number} of the play failed: {stopped}") from stopped
            progress.write(player.story, number, player.articles)
            say(f"[{number}/{len(player.steps)}] {step['at'][:16].replace('T', ' ')}  {said}")
        return player

    def _line(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _aside(self, text: str) -> None:
        self.stderr.write(text)
        self.stderr.flush()


class Progress:
    """How far the play has come on this data folder, so that a second run goes on and repeats nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[str, int, dict[str, str]]:
        try:
            kept = json.loads(self._path.read_text())
            return str(kept["story"]), int(kept["done"]), dict(kept["articles"])
        except (OSError, ValueError, KeyError, TypeError):
            return "", 0, {}

    def write(self, story: str, done: int, articles: dict[str, str]) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({"story": story, "done": done, "articles": articles}))
        fresh.replace(self._path)


def _editor() -> str:
    """The demo's editor, who is a desk head too; with a new password at each run, since none is kept."""
    password = secrets.token_urlsafe(9)
    user, _ = User.objects.get_or_create(username=EDITOR, defaults={"first_name": "Ana", "last_name": "Ruiz"})
    user.is_staff = True
    user.set_password(password)
    user.save()
    for role in (Role.EDITOR, Role.DESK_HEAD):
        grant_role(user, role, Order(MACHINE, now()))
    return password


def _key() -> str:
    person = person_of(User.objects.get(username=EDITOR))
    return create_key("demo", SCOPES, person, None, Order(MACHINE, now())).secret
