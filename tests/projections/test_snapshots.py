"""Snapshots say what a fold of the whole stream says, at every version; they forget what was erased and old code."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.intake import create_story
from stories.application.queries import story_at
from stories.application.upkeep import tick
from stories.domain.actors import By
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import (
    AcceptClaim,
    AddEvidence,
    AmendClaim,
    AssignClaim,
    CorrectClaim,
    CreateClaim,
    DisputeClaim,
    HoldClaim,
    MergeClaims,
    NoteClaim,
    UndoDecision,
    VerifyClaim,
    WithdrawClaim,
)
from stories.domain.commands_story import NoteStory, PublishStory, RecordErasure, UnpublishStory
from stories.domain.records import NewEvidence
from stories.domain.refusals import Refused
from stories.domain.values import ClaimId, EventId, PersonId
from stories.domain.vocabulary import CorrectionKind, EvidenceKind, HoldReason, Role, Terms
from stories.eventlog import snapshots
from stories.eventlog.connection import execute, fetch
from stories.eventlog.erase import erase_body
from stories.eventlog.folding import STORIES
from stories.eventlog.read import read_stream, stream_head
from stories.eventlog.streams import StreamRef

EVERY = 4
PERSON = PersonId("usr_" + "4" * 32)
HEAD = By(PERSON, PERSON, frozenset({Role.EDITOR, Role.DESK_HEAD}))
CALL = NewEvidence(EvidenceKind.CALL, "The harbour office confirmed it.", Terms.ON_RECORD, now())

Made = Callable[[ClaimId, ClaimId], StoryStreamCommand]
COMMANDS: dict[str, Made] = {
    "accept": lambda one, _: AcceptClaim(one),
    "amend": lambda one, _: AmendClaim(one, "The pier has five lamps, four of them lit."),
    "assign": lambda one, _: AssignClaim(one, PERSON, now()),
    "correct": lambda one, other: CorrectClaim(
        one, CorrectionKind.CORRECTION, "five lamps", "four lamps", "It has four lamps.", other
    ),
    "dispute": lambda one, other: DisputeClaim(one, by_claim=other),
    "evidence": lambda one, _: AddEvidence(one, CALL),
    "hold": lambda one, _: HoldClaim(one, HoldReason.EMBARGO, until=now()),
    "merge": MergeClaims,
    "note": lambda one, _: NoteClaim(one, "called back"),
    "publish": lambda _one, _: PublishStory(),
    "undo": lambda one, _: UndoDecision(one),
    "unpublish": lambda _one, _: UnpublishStory("not ready"),
    "verify": lambda one, _: VerifyClaim(one, (1,)),
    "withdraw": lambda one, _: WithdrawClaim(one, "taken back"),
}


def decide(story: str, *commands: StoryStreamCommand) -> None:
    handle_story(story, lambda _state: commands, Order(HEAD, now()))


def begun() -> tuple[StreamRef, list[ClaimId]]:
    story = create_story("The pier", None, Order(HEAD, now()), public=True).stream
    claims = [ClaimId(new_id("clm")) for _ in range(3)]
    for number, claim in enumerate(claims):
        decide(story, CreateClaim(claim, f"The pier has {number + 3} lamps.", (CALL,)))
    return StreamRef.parse(story), claims


def keep_all(stream: StreamRef) -> list[int]:
    return list(snapshots.keep(stream, stream_head(stream).version, every=EVERY))


def kept(stream: StreamRef) -> list[int]:
    rows = fetch("SELECT version FROM snapshot WHERE stream = %(stream)s ORDER BY version", {"stream": stream.id})
    return [row[0] for row in rows]


steps = st.lists(st.tuples(st.sampled_from(sorted(COMMANDS)), st.permutations(range(3))), min_size=4, max_size=20)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=steps)
def test_from_a_snapshot_or_from_the_beginning_it_is_the_same(committed_db: Any, taken: Any) -> None:
    stream, claims = begun()
    for name, (one, other, _) in taken:
        try:
            decide(stream.public, COMMANDS[name](claims[one], claims[other]))
        except Refused:
            continue
    head = stream_head(stream).version
    assert keep_all(stream) == list(range(EVERY, head + 1, EVERY))
    assert keep_all(stream) == []
    for version in range(1, head + 1):
        assert snapshots.as_it_was(stream, version) == STORIES.at_version(stream, version).state


def test_what_is_erased_is_in_no_snapshot(committed_db: Any, pump: Callable[[], None]) -> None:
    stream, _ = begun()
    decide(stream.public, NoteStory("the name of a child"))
    told = next(one for one in read_stream(stream) if one.envelope.type == "story.noted")
    for n in range(8):
        decide(stream.public, NoteStory(f"note {n}"))
    before = [version for version in keep_all(stream) if version < told.version]
    erasure = RecordErasure(EventId(told.envelope.id), "by law", None)
    done = handle_story(stream.public, lambda _state: [erasure], Order(HEAD, now()))
    pump()
    assert erase_body(told.envelope.id, because=str(done.events[0]))
    assert kept(stream) == before
    assert keep_all(stream)
    head = stream_head(stream).version
    assert snapshots.as_it_was(stream, head) == STORIES.at_version(stream, head).state


def test_what_other_code_has_folded_counts_for_nothing(committed_db: Any) -> None:
    stream, _ = begun()
    assert keep_all(stream)
    execute("UPDATE snapshot SET code = 'older', state = 'nonsense' RETURNING true", {})
    head = stream_head(stream).version
    assert snapshots.as_it_was(stream, head) == STORIES.at_version(stream, head).state
    assert [one for one, _ in snapshots.wanting(every=EVERY)] == [stream]
    assert keep_all(stream) == kept(stream)
    assert not snapshots.wanting(every=EVERY)


def test_the_timetable_keeps_long_stories(committed_db: Any) -> None:
    stream, _ = begun()
    decide(stream.public, *(NoteStory(f"note {n}") for n in range(2 * snapshots.EVERY)))
    tick("snapshots", every=30.0, asked=True)
    assert kept(stream) == [snapshots.EVERY, 2 * snapshots.EVERY]
    STORIES.forget()
    with story_at(stream.public, snapshots.EVERY + 3) as state:
        assert state == STORIES.at_version(stream, snapshots.EVERY + 3).state
    assert not STORIES._held, "the past is read without folding what came after"
