"""What the log's promises cost: an append, and a whole command, beside a raw insert of the same bytes.

Variants take turns within each round, so that what else the machine does falls on all of them alike. A ratio is taken
within its round, and the median over the rounds is shown. Rates by themselves say more about the disk than about us.
"""

import argparse
import multiprocessing
import os
import random
import secrets
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

import psycopg
from psycopg import sql

from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_event_id, new_id
from stories.domain.actors import By
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import CreateClaim, NoteClaim
from stories.domain.commands_story import CreateStory
from stories.domain.events_claim import ClaimNoted
from stories.domain.records import NewEvidence
from stories.domain.values import ClaimId, PersonId
from stories.domain.vocabulary import EvidenceKind, Role, Terms
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import encode, time_text
from stories.eventlog.read import Stored, read_stream
from stories.eventlog.streams import NO_PREVIOUS, StreamRef
from tests.benchmarks.stage import migrated_database, say, summary

WRITERS: Final = (1, 8)
CLAIM: Final = ClaimId("clm_0197c5a07b1e70008000000000000001")
NOTE: Final = "Rang the harbour office in Velmora again: the ferry is due on Friday, says the clerk, and not before."
EDITOR: Final = PersonId("usr_0197c5a07b1e70008000000000000002")
BY: Final = By(EDITOR, EDITOR, frozenset({Role.EDITOR}))

RAW_TABLE: Final = """
CREATE TABLE raw (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream uuid NOT NULL, version integer NOT NULL, type text NOT NULL,
    envelope bytea NOT NULL, salt bytea NOT NULL, body bytea NOT NULL,
    UNIQUE (stream, version)
)
"""
RAW_INSERT: Final = """
INSERT INTO raw (stream, version, type, envelope, salt, body)
VALUES (%(stream)s, %(version)s, %(type)s, %(envelope)s, %(salt)s, %(body)s)
"""

Step = Callable[[], object]


def _note() -> NewEvent:
    name, schema, body = encode(ClaimNoted(CLAIM, NOTE))
    return NewEvent(new_event_id(), name, schema, time_text(now()), EDITOR, None, body)


def _stored() -> Stored:
    stream = StreamRef("story", uuid.uuid4())
    append(stream, expected=0, prev=NO_PREVIOUS, events=[_note()])
    [stored] = read_stream(stream)
    return stored


def raw_insert(connection: "psycopg.Connection[Any]") -> Step:
    """One row with the bytes of a note, on a connection that does nothing else."""
    stored = _stored()
    cursor = connection.cursor()
    row: dict[str, Any] = {"stream": uuid.uuid4(), "version": 0, "type": stored.envelope.type}
    row |= {"envelope": stored.data, "salt": stored.salt, "body": stored.body}

    def step() -> None:
        row["version"] += 1
        cursor.execute(RAW_INSERT, row)

    return step


def our_append(_connection: "psycopg.Connection[Any]") -> Step:
    """A note, encoded before, appended to a stream whose head is known."""
    stream = StreamRef("story", uuid.uuid4())
    note = _note()
    version, head = 0, NO_PREVIOUS

    def step() -> None:
        nonlocal version, head
        done = append(stream, expected=version, prev=head, events=[replace(note, id=new_event_id())])
        version, head = done.version, done.head

    return step


def our_command(_connection: "psycopg.Connection[Any]") -> Step:
    """An editor's note on a claim: the story looked up, the rules asked, the event appended and folded."""
    story = new_id("sto")
    call = NewEvidence(EvidenceKind.CALL, "The clerk on the phone", Terms.ON_RECORD, datetime(2026, 3, 2, tzinfo=UTC))
    begin: list[StoryStreamCommand] = [
        CreateStory("The ferry is late", f"ferry-{secrets.token_hex(6)}"),
        CreateClaim(CLAIM, "The ferry did not leave on Monday.", (call,)),
    ]
    handle_story(story, lambda _: begin, Order(BY, now()))

    def step() -> None:
        handle_story(story, lambda _: [NoteClaim(CLAIM, NOTE)], Order(BY, now()))

    return step


VARIANTS: Final = {"raw insert": raw_insert, "append": our_append, "command": our_command}
WARM_UP: Final = 12  # statements are prepared from the fifth run on


def _writer(orders: "Connection[Any, Any]") -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        while (order := orders.recv()) is not None:
            name, seconds = order
            step = VARIANTS[name](connection)
            for _ in range(WARM_UP):
                step()
            orders.send("ready")
            orders.recv()
            done, begin = 0, time.perf_counter()
            while time.perf_counter() - begin < seconds:
                step()
                done += 1
            orders.send(done / (time.perf_counter() - begin))


@contextmanager
def writers(count: int) -> Iterator[list["Connection[Any, Any]"]]:
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(count)]
    processes = [context.Process(target=_writer, args=(theirs,)) for _, theirs in pipes]
    for process in processes:
        process.start()
    ours = [pipe for pipe, _ in pipes]
    try:
        yield ours
    finally:
        for pipe in ours:
            pipe.send(None)
        for process in processes:
            process.join(30)


def rate(pipes: Sequence["Connection[Any, Any]"], name: str, seconds: float) -> float:
    """Events a second of all these writers together."""
    for order in ((name, seconds), "go"):
        for pipe in pipes:
            pipe.send(order)
        answers = [pipe.recv() for pipe in pipes]
    return float(sum(answers))


def _slow_down(microseconds: int) -> None:
    """A commit waits before it flushes, and takes along whoever commits meanwhile: what a slower disk does."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        for name, value in (("commit_delay", microseconds), ("commit_siblings", 0)):
            setting = sql.SQL("ALTER DATABASE {} SET {} = {}")
            where = sql.Identifier(connection.info.dbname)
            connection.execute(setting.format(where, sql.Identifier(name), sql.Literal(value)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.5, help="of one variant in one round")
    parser.add_argument("--flush", type=int, default=0, help="microseconds that the disk shall take longer to flush")
    chosen = parser.parse_args()
    rates: dict[tuple[int, str], list[float]] = {(count, name): [] for count in WRITERS for name in VARIANTS}
    with migrated_database():
        _slow_down(chosen.flush)
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(RAW_TABLE)
            row = connection.execute(
                "SELECT current_setting('fsync'), current_setting('synchronous_commit')"
            ).fetchone()
        say(f"fsync, synchronous_commit: {row}; flush +{chosen.flush} us; {chosen.rounds} rounds of {chosen.seconds} s")
        with writers(max(WRITERS)) as pipes:
            for _ in range(chosen.rounds):
                slices = list(rates)
                random.shuffle(slices)
                for count, name in slices:
                    rates[count, name].append(rate(pipes[:count], name, chosen.seconds))
    for (count, name), found in rates.items():
        ratios = [ours / raw for ours, raw in zip(found, rates[count, "raw insert"], strict=True)]
        say(f"{count} writers  {name:10}  median {statistics.median(found):7.0f}/s   of raw {summary(ratios)}")


if __name__ == "__main__":
    main()
