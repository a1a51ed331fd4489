"""Any play: folding twice is equal, the same command twice adds nothing, undo restores."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stories.domain.actors import By
from stories.domain.commands import ClaimCommand
from stories.domain.commands_article import WithdrawArticle
from stories.domain.commands_claim import (
    AcceptClaim,
    AddEvidence,
    AmendClaim,
    DismissClaim,
    DisputeClaim,
    HoldClaim,
    MarkClaimInconclusive,
    MergeClaims,
    RefuteClaim,
    ReleaseClaim,
    RestoreClaim,
    SupersedeClaim,
    UndoDecision,
    VerifyClaim,
    WithdrawClaim,
)
from stories.domain.refusals import Refused
from stories.domain.state import Claim
from stories.domain.values import ClaimId
from stories.domain.vocabulary import DismissReason, HoldReason
from tests.domain.play import EDITOR, HEAD, START
from tests.domain.scenes import ART, C1, C2, detected, evidence, second

CLAIMS = st.sampled_from([C1, C2])
PEOPLE = st.sampled_from([EDITOR, HEAD])


def verbs(claim: ClaimId, other: ClaimId) -> list[ClaimCommand]:
    """State verbs: doing one of these twice adds nothing."""
    return [
        AcceptClaim(claim),
        DismissClaim(claim, DismissReason.OPINION),
        RestoreClaim(claim),
        VerifyClaim(claim, (1,)),
        RefuteClaim(claim, (1,)),
        MarkClaimInconclusive(claim, "two accounts"),
        DisputeClaim(claim, other),
        SupersedeClaim(claim, other, START),
        HoldClaim(claim, HoldReason.CHECKING),
        ReleaseClaim(claim),
        WithdrawClaim(claim, "wrong", "We withdrew a line."),
        AmendClaim(claim, section="known", rank=3),
        MergeClaims(claim, other),
    ]


def told(claim: Claim) -> tuple[object, ...]:
    return (claim.status, claim.publication, claim.work, claim.wording, claim.hold, claim.public_verdict)


class Newsroom(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.play = second(detected()).given(AddEvidence(C1, evidence()), AddEvidence(C2, evidence()))
        self.before: dict[ClaimId, tuple[object, ...]] = {}

    def attempt(self, command: ClaimCommand | WithdrawArticle, by: By) -> bool:
        try:
            self.play.when(command, by=by, after=timedelta(seconds=1))
        except Refused:
            return False
        return bool(self.play.last)

    @rule(claim=CLAIMS, by=PEOPLE)
    def file_evidence(self, claim: ClaimId, by: By) -> None:
        self.attempt(AddEvidence(claim, evidence()), by)

    @rule(claim=CLAIMS, other=CLAIMS, by=PEOPLE, n=st.integers(0, 12))
    def decide(self, claim: ClaimId, other: ClaimId, by: By, n: int) -> None:
        command = verbs(claim, other)[n]
        held = self.play.story.claims.get(claim)
        before = told(held) if held is not None else ()
        if not self.attempt(command, by):
            return
        self.before[claim] = before
        assert not self.attempt(command, by), f"{command} twice made {self.play.last}"

    @rule(claim=CLAIMS, other=CLAIMS, by=PEOPLE, n=st.integers(0, 12))
    def decide_and_undo(self, claim: ClaimId, other: ClaimId, by: By, n: int) -> None:
        self.decide(claim, other, by, n)
        self.undo(claim, by)

    @rule(claim=CLAIMS, by=PEOPLE)
    def undo(self, claim: ClaimId, by: By) -> None:
        if self.attempt(UndoDecision(claim), by):
            assert told(self.play.story.claims[claim]) == self.before[claim]

    @precondition(lambda self: self.play.story.articles[ART].withdrawn is None)
    @rule(by=PEOPLE)
    def withdraw_article(self, by: By) -> None:
        assert self.attempt(WithdrawArticle(ART, "made up"), by)

    @invariant()
    def folding_again_is_equal(self) -> None:
        assert self.play.replayed() == self.play.story

    @invariant()
    def what_stands_is_in_the_stored_text(self) -> None:
        story = self.play.story
        for claim in story.claims.values():
            for item in claim.standing_appearances:
                assert item.stands_in(story.articles[item.article].revisions[item.revision - 1].text)


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
