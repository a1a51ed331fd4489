"""How fast history is read again, beside `json.loads` of the same bytes: folding in memory, from the log, a rebuild.

The three take turns within each round, and each is measured against the parsing in its own round.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from django.utils.module_loading import import_string

from stories.application.ids import new_event_id, new_id
from stories.domain.actors import By, Policy
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import (
    AddEvidence,
    AmendClaim,
    AssignClaim,
    CreateClaim,
    HoldClaim,
    NoteClaim,
    ReleaseClaim,
    VerifyClaim,
)
from stories.domain.commands_story import CreateStory
from stories.domain.decide import decide
from stories.domain.events import Meta
from stories.domain.evolve import evolve
from stories.domain.records import NewEvidence
from stories.domain.story import Story
from stories.domain.values import ClaimId, EventId, PersonId, StoryId
from stories.domain.vocabulary import EvidenceKind, HoldReason, Role, Terms
from stories.eventlog.append import NewEvent, append
from stories.eventlog.codec import decode, encode, time_text
from stories.eventlog.folding import STORIES, meta_of
from stories.eventlog.read import Stored, read_stream
from stories.eventlog.streams import NO_PREVIOUS, StreamRef
from tests.benchmarks.stage import migrated_database, say, summary

EVENTS: Final = 10_000
CLAIMS: Final = 40  # of a story
EDITOR: Final = PersonId("usr_0197c5a07b1e70008000000000000002")
BY: Final = By(EDITOR, EDITOR, frozenset({Role.EDITOR}))
BEGIN: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)


def commands(title: str) -> Iterator[StoryStreamCommand]:
    """A story's life: claims filed by hand, checked, noted, held, released and verified."""
    yield CreateStory(title, title.lower().replace(" ", "-"), public=True)
    for n in range(CLAIMS):
        claim = ClaimId(new_id("clm"))
        first = NewEvidence(EvidenceKind.CALL, f"The harbour office of Velmora, call {n}", Terms.ON_RECORD, BEGIN)
        second = NewEvidence(EvidenceKind.DOCUMENT, f"Page {n} of the ferry's log book", Terms.ON_RECORD, BEGIN)
        yield CreateClaim(claim, f"The ferry left the quay {n} minutes late.", (first,))
        yield AssignClaim(claim, EDITOR, BEGIN + timedelta(days=1))
        yield NoteClaim(claim, "The clerk rings back after noon; ask him about the tide as well.")
        yield HoldClaim(claim, HoldReason.CHECKING)
        yield AddEvidence(claim, second)
        yield ReleaseClaim(claim)
        yield VerifyClaim(claim, evidence=(1, 2), note="Two sources that do not know each other.")
        yield AmendClaim(claim, f"The ferry left the quay of Velmora {n} minutes late.")


def write(title: str) -> StreamRef:
    """Plays a story through the rules and appends all of it at once."""
    stream = StreamRef.parse(new_id("sto"))
    story, at, events = Story(StoryId(stream.public)), BEGIN, list[NewEvent]()
    for command in commands(title):
        at += timedelta(minutes=1)
        for event in decide(command, story, BY, at, Policy()):
            name, schema, body = encode(event)
            events.append(NewEvent(new_event_id(), name, schema, time_text(at), EDITOR, None, body))
            evolve(story, event, Meta(EventId(events[-1].id), len(events), at, EDITOR))
    append(stream, expected=0, prev=NO_PREVIOUS, events=events)
    return stream


Told = list[tuple[StreamRef, list[tuple[Stored, Meta]]]]


def parse(told: Told) -> None:
    """What is measured against: envelopes and bodies as anybody's JSON."""
    for _, events in told:
        for stored, _ in events:
            json.loads(stored.data)
            json.loads(stored.body or b"")


def fold_in_memory(told: Told) -> None:
    for stream, events in told:
        story = Story(StoryId(stream.public))
        for stored, meta in events:
            evolve(story, decode(stored.envelope.type, stored.envelope.schema, stored.body), meta)  # type: ignore[arg-type]


def fold_from_log(told: Told) -> None:
    for stream, _ in told:
        STORIES.fold(STORIES.empty(stream))


def rebuild_stories(_told: Told) -> None:
    STORIES.forget()
    import_string("stories.application.rebuilding.rebuild")("stories", tell=lambda _done, _total: None)


MEASURED: Final[dict[str, Callable[[Told], None]]] = {
    "json.loads": parse,
    "decode and evolve": fold_in_memory,
    "read and fold": fold_from_log,
    "rebuild": rebuild_stories,
}


def seconds(work: Callable[[Told], None], told: Told) -> float:
    begin = time.perf_counter()
    work(told)
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=EVENTS, help="about how many")
    chosen = parser.parse_args()
    with migrated_database():
        told: Told = []
        size = 0
        while size < chosen.events:
            stream = write(f"The ferry of Velmora {len(told)}")
            told.append((stream, [(stored, meta_of(stored)) for stored in read_stream(stream)]))
            size += len(told[-1][1])
        rebuild_stories(told)  # the first fills what the others compare with
        took: dict[str, list[float]] = {name: [] for name in MEASURED}
        for _ in range(chosen.rounds):
            for name, work in MEASURED.items():
                took[name].append(seconds(work, told))
    say(f"{size} events of {len(told)} stories, {chosen.rounds} rounds")
    for name, found in took.items():
        ratios = [parsed / ours for ours, parsed in zip(found, took["json.loads"], strict=True)]
        rate = size / statistics.median(found)
        say(f"{name:18} median {rate:8.0f} events/s   of json.loads {summary(ratios)}")


if __name__ == "__main__":
    main()
