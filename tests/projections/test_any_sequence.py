"""Whatever editors do in whatever order: the read models say what the fold says, and a rebuild finds no difference."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.intake import create_story
from stories.application.rebuilding import rebuild
from stories.domain.actors import By
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_claim import (
    AcceptClaim,
    AddEvidence,
    CreateClaim,
    DismissClaim,
    DisputeClaim,
    HoldClaim,
    NoteClaim,
    RefuteClaim,
    ReleaseClaim,
    RestoreClaim,
    UndoDecision,
    VerifyClaim,
    WithdrawClaim,
)
from stories.domain.publication import is_public
from stories.domain.records import NewEvidence
from stories.domain.refusals import Refused
from stories.domain.values import ClaimId, PersonId
from stories.domain.vocabulary import DismissReason, EvidenceKind, HoldReason, Role, Terms
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.projections.stories import refresh

HEAD = By("usr_" + "4" * 32, PersonId("usr_" + "4" * 32), frozenset({Role.EDITOR, Role.DESK_HEAD}))
VERBS = (
    "accept dismiss restore note evidence verify refute dispute hold release withdraw undo".split()  # noqa: SIM905
)


def evidence() -> NewEvidence:
    return NewEvidence(EvidenceKind.CALL, "The harbour office confirmed it.", Terms.ON_RECORD, now())


def command(verb: str, claim: ClaimId) -> StoryStreamCommand:
    made: dict[str, StoryStreamCommand] = {
        "accept": AcceptClaim(claim),
        "dismiss": DismissClaim(claim, DismissReason.OPINION),
        "restore": RestoreClaim(claim),
        "note": NoteClaim(claim, "called back"),
        "evidence": AddEvidence(claim, evidence()),
        "verify": VerifyClaim(claim, (1,)),
        "refute": RefuteClaim(claim, (1,)),
        "dispute": DisputeClaim(claim, note="the register says otherwise"),
        "hold": HoldClaim(claim, HoldReason.CHECKING),
        "release": ReleaseClaim(claim),
        "withdraw": WithdrawClaim(claim, "taken back"),
        "undo": UndoDecision(claim),
    }
    return made[verb]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 1)), min_size=1, max_size=14))
def test_fold_and_read_model_and_rebuild_agree(committed_db: Any, steps: list[tuple[str, int]]) -> None:
    story = create_story("The pier", None, Order(HEAD, now()), public=True).stream
    claims = [ClaimId(new_id("clm")) for _ in range(2)]
    for number, claim in enumerate(claims):
        words = f"The pier has {number + 3} lamps."
        handle_story(story, lambda _, c=claim, w=words: [CreateClaim(c, w, (evidence(),))], Order(HEAD, now()))  # type: ignore[misc]
    for verb, which in steps:
        try:
            handle_story(story, lambda _, v=verb, w=which: [command(v, claims[w])], Order(HEAD, now()))  # type: ignore[misc]
        except Refused:
            continue
        refresh(story)
    refresh(story)
    with STORIES.reading(StreamRef.parse(story)) as state:
        rows = {row.id: row for row in reading.Claim.objects.filter(story=story)}
        assert set(rows) == set(state.claims)
        for claim_id, held in state.claims.items():
            row = rows[claim_id]
            shown = (row.status, row.publication, row.public, row.version)
            assert shown == (held.status.value, held.publication.value, is_public(state, held), held.touched)
        assert reading.Story.objects.get(pk=story).version == state.version
    done = rebuild("stories", tell=lambda _done, _total: None)
    assert not any(done.differing.values())
