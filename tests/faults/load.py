"""Clients that send articles and do not give up: the same request under the same key until it is acknowledged."""

import http.client
import itertools
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.2

OUTLETS = ("Brindle Post", "Quay Paper", "Sandmouth Wire", "Low Harbour Radio", "Eskerry Courier", "Tidewater Mail")
PEOPLE = ("Olga Prenn", "Matis Uldren", "Hester Quill", "Ivo Tamsin", "Rhona Calder", "Piet Lammas")
OFFICES = ("the harbour office", "the coastguard at Brindle", "the county council", "the ferry company")
VESSELS = ("Pale Heron", "Lady of Esker", "Morven Star", "Saint Ulfric", "Grey Wagtail", "Northern Lamp")
PLACES = ("Brindle", "Low Harbour", "Sandmouth", "Eskerry", "Pellan Sound", "Cold Landing")

LONG = sorted((Path(__file__).parents[2] / "fixtures" / "articles" / "corran-star").glob("*.txt"))

_numbers = itertools.count(1)


def article(number: int) -> tuple[str, str]:
    """Outlet and text, another one for every number and the same one for the same number. Each sixth is a long one."""
    pick = random.Random(number)
    if number % 6 == 0:
        told = pick.choice(LONG).read_text(encoding="utf-8").strip()
        return pick.choice(OUTLETS), f"{told}\n\nThe report bears number {number} in the register of the port."
    outlet, person, second = pick.choice(OUTLETS), *pick.sample(PEOPLE, 2)
    office, vessel, place, far = pick.choice(OFFICES), pick.choice(VESSELS), *pick.sample(PLACES, 2)
    people, lorries, year, feet = (
        pick.randint(40, 900), pick.randint(3, 60), pick.randint(1950, 2015), pick.randint(4, 19)
    )  # fmt: skip
    return outlet, "\n\n".join([
        f"The ferry {vessel} carried {people} people to {place} on Tuesday, {office} said.",
        f"“We counted {lorries} lorries on the lower deck before the ramp was closed,” {person} told {outlet}.",
        f"The {vessel} was built in {year}, according to {office}. It sails between {place} and {far} twice a day.",
        f"{second} said that waves of {feet} feet had broken over the pier at {far} during the night.",
        f"No one was hurt. Notice {number} of the port of {place} says the crossing will open again on Friday.",
    ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acknowledged:
    article: str
    story: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: dict[str, Any]
    seconds: float


class Client:
    """One request at a time, each on a connection of its own, as after a restart."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self.key = port, key

    def send(self, method: str, path: str, body: object = None, *, idempotency: str | None = None) -> Answer:
        """Raises OSError and http.client.HTTPException where there is no answer."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if idempotency:
            headers["Idempotency-Key"] = idempotency
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        begun = time.monotonic()
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        taken = time.monotonic() - begun
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()},
                      json.loads(data), taken)  # fmt: skip


class Newsroom:
    """Stories, and the articles that were acknowledged since the service began."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.acknowledged: list[Acknowledged] = []
        self.answers: Counter[str] = Counter()

    def stories(self, count: int) -> list[str]:
        made = [
            self.client.send("POST", "/stories/", {"title": f"Ferries, part {next(_numbers)}"}) for _ in range(count)
        ]
        assert {answer.status for answer in made} == {201}, made
        return [answer.body["id"] for answer in made]

    def file(self, story: str, number: int) -> float:
        """Sends article `number` until it is acknowledged; the seconds of the request that was."""
        outlet, text = article(number)
        body = {"source": {"name": outlet}, "text": text, "story": story}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self.client.send("POST", "/articles/", body, idempotency=f"article-{number}")
            except (OSError, http.client.HTTPException) as error:
                self.answers[type(error).__name__] += 1
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE_SECONDS)
                continue
            self.answers[str(answer.status)] += 1
            if answer.status in {200, 201}:
                self.acknowledged.append(Acknowledged(answer.body["id"], answer.body["story"], text))
                return answer.seconds
            assert answer.status in {409, 503}, f"article {number}: {answer.status} {answer.body}"
            assert "retry-after" in answer.headers, f"{answer.status} does not say when to try again"
            assert time.monotonic() < deadline, f"article {number} is refused still: {answer.body}"
            time.sleep(PAUSE_SECONDS)

    @contextmanager
    def load(self, stories: Sequence[str], articles: int, *, senders: int = 4) -> Iterator["Load"]:
        """So many articles from so many senders at once, while the block runs; in the end all are acknowledged."""
        load = Load(self, stories, articles, senders)
        try:
            yield load
        finally:
            load.join()
        assert not load.failures, load.failures[0]


class Load:
    def __init__(self, newsroom: Newsroom, stories: Sequence[str], articles: int, senders: int) -> None:
        self.failures: list[BaseException] = []
        self._newsroom = newsroom
        self._work = iter([(stories[n % len(stories)], next(_numbers)) for n in range(articles)])
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(senders)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _send_all(self) -> None:
        try:
            while True:
                with self._lock:
                    story, number = next(self._work, ("", 0))
                if not story:
                    return
                self._newsroom.file(story, number)
        except BaseException as error:  # noqa: BLE001  # handed to the test, which raises it
            self.failures.append(error)


def fresh_number() -> int:
    return next(_numbers)
