"""The verb table, status and publication: what it makes, twice, from the wrong place, and by the wrong person."""

from datetime import timedelta

import pytest

from stories.domain.actors import Policy
from stories.domain.commands import ClaimCommand
from stories.domain.commands_claim import (
    AcceptClaim,
    AmendClaim,
    ApproveDecision,
    CorrectClaim,
    CreateClaim,
    DismissClaim,
    DisputeClaim,
    HoldClaim,
    MarkClaimInconclusive,
    MergeClaims,
    RecheckClaim,
    RefuteClaim,
    ReinstateClaim,
    ReleaseClaim,
    RestoreClaim,
    SplitClaim,
    SupersedeClaim,
    UndoDecision,
    VerifyClaim,
    WithdrawClaim,
)
from stories.domain.events_claim import (
    ClaimAccepted,
    ClaimCorrected,
    ClaimDecisionProposed,
    ClaimDismissed,
    ClaimDisputed,
    ClaimEvidenceAdded,
    ClaimHeld,
    ClaimMarkedInconclusive,
    ClaimNoticeAmended,
    ClaimProposalRejected,
    ClaimRefuted,
    ClaimReinstated,
    ClaimReleased,
    ClaimRestored,
    ClaimSuperseded,
    ClaimVerified,
    ClaimWithdrawn,
)
from stories.domain.publication import is_public
from stories.domain.refusals import Refused
from stories.domain.values import ClaimId, EventId
from stories.domain.vocabulary import (
    CorrectionKind,
    DismissReason,
    HoldReason,
    Publication,
    Role,
    Terms,
)
from tests.domain.play import EDITOR, HEAD, MACHINE, OTHER_HEAD, REPORTER, SECOND, START, Play, person
from tests.domain.scenes import C1, C2, C3, C4, by_hand, detected, evidence, later, opened, reported, verified

TWO = Policy(approvals=2)
CORRECT = CorrectClaim(C1, CorrectionKind.CORRECTION, "closed on Monday", "closed on Tuesday", "We had the wrong day.")


def test_accept_reports_and_releases() -> None:
    play = detected().when(AcceptClaim(C1, "The bridge was closed.")).then(ClaimAccepted, ClaimReleased)
    assert play.story.claims[C1].statement == "The bridge was closed."
    assert is_public(play.story, play.story.claims[C1])
    play.nothing(AcceptClaim(C1))
    verified().refused("not-from-verified", AcceptClaim(C1))
    detected().refused("no-statement", AcceptClaim(C1, "  "))
    detected().when(AcceptClaim(C1, publish=False)).then(ClaimAccepted)


def test_a_held_claim_is_not_released_by_a_verdict() -> None:
    play = detected().given(HoldClaim(C1, HoldReason.LEGAL)).when(AcceptClaim(C1)).then(ClaimAccepted)
    assert not is_public(play.story, play.story.claims[C1])


def test_dismiss_and_restore() -> None:
    play = detected().when(DismissClaim(C1, DismissReason.OPINION)).then(ClaimDismissed)
    play.nothing(DismissClaim(C1, DismissReason.OPINION)).refused("not-from-dismissed", AcceptClaim(C1))
    play.refused("not-from-dismissed", VerifyClaim(C1, new_evidence=(evidence(),)))
    play.when(RestoreClaim(C1)).then(ClaimRestored).nothing(RestoreClaim(C1))
    reported().refused("not-from-reported", DismissClaim(C1, DismissReason.OPINION))


def test_verify_needs_evidence_and_marks_ones_own() -> None:
    play = detected().refused("no-evidence", VerifyClaim(C1)).refused("no-such-evidence", VerifyClaim(C1, (3,)))
    play.when(VerifyClaim(C1, new_evidence=(evidence(),))).then(ClaimEvidenceAdded, ClaimVerified, ClaimReleased)
    assert not play.story.claims[C1].work.self_verified
    play.nothing(VerifyClaim(C1, (1,)))
    own = by_hand().when(VerifyClaim(C3, (1,)), by=HEAD).then(ClaimVerified, ClaimReleased)
    assert own.story.claims[C3].work.self_verified


def test_off_record_matter_is_never_published() -> None:
    secret = (evidence(Terms.OFF_RECORD),)
    play = opened().given(CreateClaim(C3, "The mayor knew.", secret))
    play.refused("off-record", VerifyClaim(C3, (1,))).refused("off-record", ReleaseClaim(C3))
    play.refused("off-record", AcceptClaim(C3))
    play.when(VerifyClaim(C3, (1,), publish=False)).then(ClaimVerified)


def test_refute_and_inconclusive() -> None:
    detected().when(RefuteClaim(C1, new_evidence=(evidence(),))).then(ClaimEvidenceAdded, ClaimRefuted)
    detected().refused("no-evidence", RefuteClaim(C1)).refused("no-note", MarkClaimInconclusive(C1))
    detected().when(MarkClaimInconclusive(C1, "two accounts")).then(ClaimMarkedInconclusive)


def test_a_public_verdict_is_reversed_by_a_correction_only() -> None:
    verified().refused("use-correct", RefuteClaim(C1, (1,))).refused("use-correct", MarkClaimInconclusive(C1, "x"))
    verified().given(DisputeClaim(C1, note="a witness")).refused("use-correct", RefuteClaim(C1, (1,)))
    quiet = detected().given(VerifyClaim(C1, new_evidence=(evidence(),), publish=False))
    quiet.when(RefuteClaim(C1, (1,))).then(ClaimRefuted)


def test_two_editors_complete_a_verdict() -> None:
    play = detected()
    play.policy = TWO
    play.when(VerifyClaim(C1, new_evidence=(evidence(),))).then(ClaimEvidenceAdded, ClaimDecisionProposed)
    proposal = play.log[-1][1].id
    play.nothing(VerifyClaim(C1, (1,))).refused("already-pending", VerifyClaim(C1, (1,)), by=SECOND)
    play.refused("second-person-needed", ApproveDecision(C1, proposal))
    play.refused("no-such-proposal", ApproveDecision(C1, EventId("e0")), by=SECOND)
    play.when(ApproveDecision(C1, proposal), by=SECOND).then(ClaimVerified, ClaimReleased)
    play.nothing(ApproveDecision(C1, proposal), by=SECOND)


def test_another_verdict_rejects_the_waiting_one() -> None:
    play = detected()
    play.policy = TWO
    play.given(VerifyClaim(C1, new_evidence=(evidence(),)), by=EDITOR)
    play.when(RefuteClaim(C1, (1,), "the caller was wrong"), by=SECOND)
    play.then(ClaimProposalRejected, ClaimDecisionProposed)
    pending = play.story.claims[C1].work.pending
    assert pending is not None
    assert pending.by == SECOND.actor


def test_an_author_does_not_verify_her_own_claim_where_two_are_needed() -> None:
    play = by_hand()
    play.policy = TWO
    play.refused("own-claim", VerifyClaim(C3, (1,)), by=HEAD)
    play.given(VerifyClaim(C3, (1,)), by=EDITOR)
    play.refused("own-claim", ApproveDecision(C3, play.log[-1][1].id), by=HEAD)


def test_dispute() -> None:
    play = reported().refused("no-ground", DisputeClaim(C1)).refused("same-claim", DisputeClaim(C1, C1))
    play.when(DisputeClaim(C1, C2)).then(ClaimDisputed).nothing(DisputeClaim(C1, C2))
    play.refused("not-from-disputed", AcceptClaim(C1))
    play.when(VerifyClaim(C1, new_evidence=(evidence(),))).then(ClaimEvidenceAdded, ClaimVerified)
    detected().refused("not-from-detected", DisputeClaim(C1, C2))


def test_supersede() -> None:
    play = reported().refused("own-successor", SupersedeClaim(C1, C1, START))
    play.refused("no-successor", SupersedeClaim(C1, C4, START))
    play.when(SupersedeClaim(C1, C2, START)).then(ClaimSuperseded).nothing(SupersedeClaim(C1, C2, START))
    play.refused("not-from-superseded", VerifyClaim(C1, new_evidence=(evidence(),)))
    detected().refused("not-from-detected", SupersedeClaim(C1, C2, START))
    inconclusive = detected().given(MarkClaimInconclusive(C1, "x"))
    inconclusive.refused("not-from-inconclusive", SupersedeClaim(C1, C2, START))
    refuted = detected().given(RefuteClaim(C1, new_evidence=(evidence(),)))
    refuted.refused("not-from-refuted", SupersedeClaim(C1, C2, START))


def test_correct() -> None:
    play = verified().when(CORRECT).then(ClaimCorrected).nothing(CORRECT)
    better = CorrectClaim(C1, CorrectionKind.CORRECTION, "Monday", "Tuesday", "The day was wrong.")
    play.when(better).then(ClaimCorrected)
    assert play.story.claims[C1].corrections[1].amends == play.story.claims[C1].corrections[0].event
    play.refused("not-from-corrected", VerifyClaim(C1, (1,))).refused("not-undoable", UndoDecision(C1))
    detected().refused("never-public", CORRECT)
    verified().refused("no-public-text", CorrectClaim(C1, CorrectionKind.CORRECTION, "a", "b", " "))
    two = verified()
    two.policy = TWO
    two.when(CORRECT).then(ClaimDecisionProposed)
    two.when(ApproveDecision(C1, two.log[-1][1].id), by=SECOND).then(ClaimCorrected)


def test_hold_and_release() -> None:
    play = verified().when(HoldClaim(C1, HoldReason.CHECKING)).then(ClaimHeld)
    play.nothing(HoldClaim(C1, HoldReason.CHECKING))
    play.refused("not-held", ReleaseClaim(C1), by=MACHINE)
    play.when(ReleaseClaim(C1)).then(ClaimReleased).nothing(ReleaseClaim(C1))
    play.refused("date-missing", HoldClaim(C1, HoldReason.EMBARGO))
    play.refused("date-past", HoldClaim(C1, HoldReason.EMBARGO, START))
    play.given(HoldClaim(C1, HoldReason.EMBARGO, later(play, hours=2)))
    play.refused("embargo-runs", ReleaseClaim(C1), by=MACHINE)
    play.when(ReleaseClaim(C1, "embargo over"), by=MACHINE, after=timedelta(hours=3)).then(ClaimReleased)


def test_withdraw_and_reinstate() -> None:
    play = verified().refused("role-missing", WithdrawClaim(C1, "wrong"), by=EDITOR)
    play.refused("no-reason", WithdrawClaim(C1, ""), by=HEAD).refused("not-canceled", ReinstateClaim(C1, "x"), by=HEAD)
    play.when(WithdrawClaim(C1, "wrong man"), by=HEAD).then(ClaimWithdrawn)
    play.nothing(WithdrawClaim(C1, "wrong man"), by=HEAD).refused("claim-canceled", VerifyClaim(C1, (1,)))
    play.when(WithdrawClaim(C1, "wrong man", "We withdrew a line."), by=HEAD).then(ClaimNoticeAmended)
    play.refused("not-undoable", UndoDecision(C1), by=HEAD)
    play.when(ReinstateClaim(C1, "it was right"), by=HEAD).then(ClaimDecisionProposed)
    proposal = play.log[-1][1].id
    play.refused("second-person-needed", ApproveDecision(C1, proposal), by=HEAD)
    play.refused("role-missing", ApproveDecision(C1, proposal), by=EDITOR)
    play.when(ApproveDecision(C1, proposal), by=OTHER_HEAD).then(ClaimReinstated)
    assert play.story.claims[C1].publication is Publication.WITHHELD


@pytest.mark.parametrize(
    "command",
    [
        AcceptClaim(C1),
        DismissClaim(C1, DismissReason.OPINION),
        VerifyClaim(C1, new_evidence=(evidence(),)),
        RefuteClaim(C1, new_evidence=(evidence(),)),
        MarkClaimInconclusive(C1, "x"),
        DisputeClaim(C1, C2),
        SupersedeClaim(C1, C2, START),
        CORRECT,
        HoldClaim(C1, HoldReason.OTHER),
        ReleaseClaim(C1),
        WithdrawClaim(C1, "x"),
        AmendClaim(C1, rank=1),
        RecheckClaim(C1, "x"),
        MergeClaims(C1, C2),
        SplitClaim(C1, C4, "x"),
        UndoDecision(C1),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_reporter_decides_nothing(command: ClaimCommand) -> None:
    reported().refused("role-missing", command, by=REPORTER)


def test_unknown_claims_are_refused() -> None:
    detected().refused("no-such-claim", AcceptClaim(ClaimId("clm_0")))
    two_roles = person("both", Role.REPORTER, Role.EDITOR)
    detected().when(AcceptClaim(C1), by=two_roles).then(ClaimAccepted, ClaimReleased)


def test_a_refusal_speaks() -> None:
    with pytest.raises(Refused) as caught:
        Play().when(AcceptClaim(C1))
    assert caught.value.code == "no-such-story"
    assert caught.value.sentence.endswith(".")


def test_a_second_call_for_what_is_verified_already_is_kept_once() -> None:
    call = evidence(summary="The mayor's office confirmed it too")
    play = verified().when(VerifyClaim(C1, new_evidence=(call,))).then(ClaimEvidenceAdded)
    play.nothing(VerifyClaim(C1, new_evidence=(call,)))
    play.given(DisputeClaim(C1, note="The mayor takes it back"))
    play.nothing(DisputeClaim(C1, new_evidence=(call,)))
    play.when(DisputeClaim(C1, new_evidence=(evidence(summary="A third voice"),))).then(ClaimEvidenceAdded)


def test_evidence_sent_again_with_a_waiting_verdict_is_kept() -> None:
    play = detected()
    play.policy = TWO
    play.given(VerifyClaim(C1, new_evidence=(evidence(),)), by=EDITOR)
    more = (evidence(), evidence(summary="The ferry company confirmed it"))
    play.when(VerifyClaim(C1, new_evidence=more)).then(ClaimEvidenceAdded)
    play.nothing(VerifyClaim(C1, new_evidence=more))
    assert [item.summary for item in play.story.claims[C1].evidence] == [item.summary for item in more]


def test_undo_gives_back_what_the_verdict_before_rested_on() -> None:
    play = reported().given(MarkClaimInconclusive(C1, "two versions"), by=SECOND)
    play.given(VerifyClaim(C1, new_evidence=(evidence(),)), by=EDITOR)
    claim = play.story.claims[C1]
    assert (claim.verdict_evidence, claim.decided_by) == ((1,), EDITOR.person)
    play.given(UndoDecision(C1), by=EDITOR)
    claim = play.story.claims[C1]
    assert (claim.verdict_evidence, claim.verdict_note, claim.decided_by) == ((), "two versions", SECOND.person)
