"""What an article costs: `POST /articles/`, append and read model, beside a POST that does nothing.

    python tests/benchmarks/posting.py

The same server, middleware and key. The two take turns, request by request with one client and round by round with
eight, so that what else the machine does falls on both. One relay seals beside them, as in service.
"""

import argparse
import http.client
import itertools
import json
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.stage import migrated_database, running, say, summary, web, wire_key

CLIENTS: Final = 8
STORIES: Final = 40
SENTENCES: Final = [
    "Engineers inspected the bridge of Norhaven in 2014.",
    "The harbour of Stell was opened in 1996 and holds 240 boats, according to the county.",
    "A fire at the mill in Dunmore was put out after two hours, the brigade said on Tuesday.",
    "“I was told that the roof was leaking long before the winter,” said Serrano, who keeps the library.",
    "Whitlock told the council of Velmora that the work at the ferry would take months.",
    "No one was hurt. The crossing between Aldwick and Penmarra will open again on Friday.",
]
TEXTS: Final = ["\n\n".join(random.Random(number).choices(SENTENCES, k=24)) for number in range(50)]
OUTLETS: Final = [f"The Outlet of Norhaven {n}" for n in range(12)]
_numbers = itertools.count(1)


class Client:
    """One kept connection, as a wire desk has it. Times are of a whole exchange."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def post(self, path: str, body: bytes) -> tuple[float, bytes]:
        begin = time.perf_counter()
        self._connection.request("POST", f"/api/v1{path}", body, self._headers)
        answer = self._connection.getresponse()
        data = answer.read()
        took = time.perf_counter() - begin
        if answer.status != 201:
            raise SystemExit(f"{path} answers {answer.status}: {data.decode()}")
        return took, data

    def get(self, path: str, **headers: str) -> tuple[float, int, bytes]:
        begin = time.perf_counter()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request("GET", f"/api/v1{path}", headers=self._headers | named)
        answer = self._connection.getresponse()
        data = answer.read()
        return time.perf_counter() - begin, answer.status, data


def body(story: str | None) -> bytes:
    """An article that nobody has sent yet, of about two thousand characters."""
    number = next(_numbers)
    return json.dumps(
        {
            "source": {"name": OUTLETS[number % len(OUTLETS)]},
            "title": f"Report {number} from Norhaven",
            "url": f"https://norhaven.example/reports/{number}",
            "published_at": "2031-03-02T08:00:00Z",
            "text": f"{TEXTS[number % len(TEXTS)]}\n\nThis is report {number} from Norhaven.",
            **({"story": story} if story else {}),
        }
    ).encode()


def alone(client: Client, kinds: Sequence[Callable[[], tuple[str, bytes]]], turns: int) -> list[list[float]]:
    """Milliseconds of each kind, in turns of one request each, in changing order."""
    took: list[list[float]] = [[] for _ in kinds]
    for _ in range(turns):
        for n in random.sample(range(len(kinds)), len(kinds)):
            took[n].append(1000 * client.post(*kinds[n]())[0])
    return took


def together(clients: Sequence[Client], kind: Callable[[], tuple[str, bytes]], each: int) -> list[float]:
    took: list[float] = []
    lock = threading.Lock()

    def send(client: Client) -> None:
        found = [1000 * client.post(*kind())[0] for _ in range(each)]
        with lock:
            took.extend(found)

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--turns", type=int, default=60, help="of one client in one round")
    chosen = parser.parse_args()
    with migrated_database():
        key = wire_key("articles:write", "stories:read", "stories:write")
        with web() as port, running([sys.executable, "manage.py", "relay"]):
            clients = [Client(port, key) for _ in range(CLIENTS)]
            stories = [
                json.loads(clients[0].post("/stories/", json.dumps({"title": f"Norhaven {n}"}).encode())[1])["id"]
                for n in range(STORIES)
            ]
            kinds: dict[str, Callable[[], tuple[str, bytes]]] = {
                "nothing": lambda: ("/nothing/", body(None)),
                "article into a story": lambda: ("/articles/", body(random.choice(stories))),
                "article alone": lambda: ("/articles/", body(None)),
            }
            alone(clients[0], list(kinds.values()), 15)  # warm
            _report(kinds, clients, chosen.rounds, chosen.turns)


def _report(
    kinds: dict[str, Callable[[], tuple[str, bytes]]], clients: Sequence[Client], rounds: int, turns: int
) -> None:
    names = list(kinds)
    took: dict[str, list[float]] = {name: [] for name in names}
    ratios: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        found = dict(zip(names, alone(clients[0], list(kinds.values()), turns), strict=True))
        for name in names:
            took[name] += found[name]
            ratios[name].append(statistics.median(found[name]) / statistics.median(found["nothing"]))
    say(f"one client, {rounds} rounds of {turns} turns:")
    for name in names:
        say(f"  {name:22} p50 {statistics.median(took[name]):6.2f} ms   of nothing's {summary(ratios[name])}")
    took = {name: [] for name in names}
    for _ in range(rounds):
        for name in random.sample(names, len(names)):
            took[name] += together(clients, kinds[name], max(1, turns // 4))
    say(f"{len(clients)} clients:")
    for name in names:
        cuts = statistics.quantiles(took[name], n=100)
        say(f"  {name:22} p50 {cuts[49]:6.1f} ms   p99 {cuts[98]:6.1f} ms   p99 / p50 {cuts[98] / cuts[49]:.2f}")


if __name__ == "__main__":
    main()
