"""What reads cost: a story as it is now, and as it was at any version.

    python tests/benchmarks/reading.py

Two stories of the same two claims, one told in ten events and one in a thousand, are read in turns. Then a story of
ten thousand events and five hundred claims is read at versions all over its past, and a small one in turns with it.
"""

import argparse
import http.client
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from django.utils.module_loading import import_string

from stories.application.ids import new_event_id, new_id
from stories.domain.actors import By, Policy
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import AcceptClaim, AssignClaim, CreateClaim
from stories.domain.commands_story import CreateStory
from stories.domain.decide import decide
from stories.domain.events import Meta
from stories.domain.evolve import evolve
from stories.domain.records import NewEvidence
from stories.domain.story import Story
from stories.domain.values import ClaimId, EventId, PersonId, StoryId
from stories.domain.vocabulary import EvidenceKind, Role, Terms
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import encode, time_text
from stories.eventlog.streams import NO_PREVIOUS, StreamRef
from tests.benchmarks.stage import migrated_database, say, summary, web, wire_key

EDITOR: Final = PersonId("usr_0197c5a07b1e70008000000000000002")
BY: Final = By(EDITOR, EDITOR, frozenset({Role.EDITOR}))
BEGIN: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)
LONG, CLAIMS = 10_000, 500


def commands(title: str, claims: int, events: int) -> Iterator[StoryStreamCommand]:
    """Claims are made as the story goes on, with evidence and verdicts; what is left is who works on them."""
    yield CreateStory(title, title.lower().replace(" ", "-"), public=True)
    made: list[ClaimId] = []
    each = max(4, (events - 3) // claims)
    for n in range(claims):
        claim = ClaimId(new_id("clm"))
        made.append(claim)
        first = NewEvidence(EvidenceKind.CALL, f"The harbour office of Velmora, call {n}", Terms.ON_RECORD, BEGIN)
        yield CreateClaim(claim, f"The ferry left the quay {n} minutes late.", (first,))
        yield AcceptClaim(claim)
        for turn in range(each - 4):
            about = random.choice(made)
            yield AssignClaim(about, EDITOR, BEGIN + timedelta(days=1 + turn + n))


def write(title: str, *, claims: int, events: int) -> str:
    """Plays a story through the rules until it has so many events, and appends all of it at once."""
    stream = StreamRef.parse(new_id("sto"))
    story, at, found = Story(StoryId(stream.public)), BEGIN, list[NewEvent]()

    def play(command: StoryStreamCommand) -> None:
        nonlocal at
        at += timedelta(minutes=1)
        for event in decide(command, story, BY, at, Policy()):
            name, schema, body = encode(event)
            found.append(NewEvent(new_event_id(), name, schema, time_text(at), EDITOR, None, body))
            evolve(story, event, Meta(EventId(found[-1].id), len(found), at, EDITOR))

    for command in commands(title, claims, events):
        play(command)
    while len(found) < events:
        play(AssignClaim(random.choice(list(story.claims)), EDITOR, at + timedelta(days=1)))
    append(stream, expected=0, prev=NO_PREVIOUS, events=found)
    import_string("stories.projections.stories.refresh")(stream.public)
    return stream.public


class Reader:
    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str) -> tuple[float, int]:
        """Milliseconds and bytes."""
        begin = time.perf_counter()
        self._connection.request("GET", f"/api/v1{path}", headers=self._headers)
        answer = self._connection.getresponse()
        data = answer.read()
        took = 1000 * (time.perf_counter() - begin)
        if answer.status != 200:
            raise SystemExit(f"{path} answers {answer.status}: {data.decode()}")
        return took, len(data)


def now(reader: Reader, short: str, long: str, rounds: int) -> None:
    took: dict[str, list[float]] = {short: [], long: []}
    ratios = []
    for _ in range(rounds):
        turn: dict[str, list[float]] = {short: [], long: []}
        for _ in range(20):
            for story in random.sample([short, long], 2):
                turn[story].append(reader.get(f"/stories/{story}/")[0])
        ratios.append(statistics.median(turn[long]) / statistics.median(turn[short]))
        for story, found in turn.items():
            took[story] += found
    say("the state now, by one key:")
    for name, story in (("10 events", short), ("1,000 events", long)):
        say(f"  {name:14} p50 {statistics.median(took[story]):6.2f} ms   worst {max(took[story]):.1f} ms")
    say(f"  1,000 to 10: {summary(ratios)}")


def then(port: int, key: str, long: str, rounds: int) -> None:
    reader = Reader(port, key)
    took: list[float] = []
    edges = [1, 2, 499, 500, 501, LONG // 2, LONG - 1, LONG]
    for turn in range(rounds):
        for version in [*edges[turn % len(edges) :][:1], *random.sample(range(1, LONG), 4)]:
            took.append(reader.get(f"/stories/{long}/?at_version={version}")[0])  # noqa: PERF401  # readable so
    cuts = statistics.quantiles(took, n=20)
    say(f"{LONG:,} events and {CLAIMS} claims at any version, {len(took)} reads:")
    say(f"  p50 {statistics.median(took):6.1f} ms   p95 {cuts[18]:6.1f} ms   worst {max(took):6.1f} ms")
    late = [reader.get(f"/stories/{long}/?at_version={random.randint(LONG - 800, LONG - 1)}") for _ in range(rounds)]
    say(f"  near the end    p50 {statistics.median(t for t, _ in late):6.1f} ms   worst {max(late)[0]:6.1f} ms, "
        f"{late[0][1] / 1e6:.1f} MB")  # fmt: skip
    whole = [reader.get(f"/stories/{long}/")[0] for _ in range(rounds)]
    say(f"  now             p50 {statistics.median(whole):6.1f} ms   worst {max(whole):6.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    with migrated_database():
        key = wire_key("stories:read")
        short, middle = (write(f"The ferry of Velmora {n}", claims=2, events=n) for n in (10, 1_000))
        long = write("The ferries of Velmora", claims=CLAIMS, events=LONG)
        import_string("stories.application.upkeep.tick")("snapshots", every=1.0, asked=True)  # what a worker does
        with web() as port:
            now(Reader(port, key), short, middle, chosen.rounds)
            then(port, key, long, chosen.rounds)


if __name__ == "__main__":
    main()
