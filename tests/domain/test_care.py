"""The verb table, the care of a claim: work, evidence, wording, merging, splitting, undoing."""

from datetime import timedelta

from stories.domain.commands_claim import (
    AcceptClaim,
    AddEvidence,
    AmendClaim,
    AssignClaim,
    CreateClaim,
    DisputeClaim,
    MergeClaims,
    NoteClaim,
    RecheckClaim,
    RefuteClaim,
    ReleaseClaim,
    SetRecheck,
    SplitClaim,
    StrikeEvidence,
    UndoDecision,
    VerifyClaim,
)
from stories.domain.events_claim import (
    ClaimAmended,
    ClaimAssigned,
    ClaimDecisionUndone,
    ClaimEvidenceAdded,
    ClaimEvidenceStruck,
    ClaimMerged,
    ClaimNoted,
    ClaimRechecked,
    ClaimSplit,
)
from stories.domain.events_finding import ClaimCreated, ClaimRecheckSet
from stories.domain.records import AppearanceRef
from stories.domain.values import PersonId, Speaker
from stories.domain.vocabulary import (
    Publication,
    Status,
)
from tests.domain.play import EDITOR, HEAD, MACHINE, READER, REPORTER, SECOND, START
from tests.domain.scenes import C1, C2, C3, C4, detected, evidence, later, opened, reported, verified


def test_create_by_hand_files_its_evidence() -> None:
    play = opened().when(CreateClaim(C3, "It rained.", (evidence(),)), by=REPORTER)
    play.then(ClaimCreated, ClaimEvidenceAdded).refused("id-taken", CreateClaim(C3, "It rained.", (evidence(),)))
    play.refused("no-evidence", CreateClaim(C4, "It rained.", ())).refused("no-statement", CreateClaim(C4, "", ()))
    play.refused("role-missing", CreateClaim(C4, "It rained.", (evidence(),)), by=READER)


def test_work_on_a_claim() -> None:
    play = detected().when(AssignClaim(C1, PersonId("usr_a")), by=REPORTER).then(ClaimAssigned)
    play.nothing(AssignClaim(C1, PersonId("usr_a")))
    play.when(NoteClaim(C1, "call back"), by=REPORTER).then(ClaimNoted)
    play.when(NoteClaim(C1, "call back"), by=REPORTER).then(ClaimNoted).refused("empty-text", NoteClaim(C1, " "))
    play.when(AddEvidence(C1, evidence()), by=REPORTER).then(ClaimEvidenceAdded)
    play.refused("no-reason", StrikeEvidence(C1, 1, "")).refused("no-such-evidence", StrikeEvidence(C1, 9, "x"))
    play.when(StrikeEvidence(C1, 1, "misheard"), by=REPORTER).then(ClaimEvidenceStruck)
    play.nothing(StrikeEvidence(C1, 1, "misheard")).refused("evidence-struck", VerifyClaim(C1, (1,)))


def test_amend() -> None:
    play = detected().when(AmendClaim(C1, "The footbridge was shut.", Speaker("Ona Brill"), rank=2)).then(ClaimAmended)
    play.nothing(AmendClaim(C1, rank=2)).refused("nothing-to-change", AmendClaim(C1))
    play.refused("no-statement", AmendClaim(C1, " "))
    public = reported().refused("public-values", AmendClaim(C1, speaker=Speaker("Ona Brill")))
    public.refused("public-values", AmendClaim(C1, "12 footbridges were closed."))
    public.when(AmendClaim(C1, "The footbridge was shut on Monday.", section="known")).then(ClaimAmended)


def test_recheck() -> None:
    play = verified().refused("no-recheck", RecheckClaim(C1)).refused("date-past", RecheckClaim(C1, recheck_by=START))
    play.when(RecheckClaim(C1, "still stands", recheck_by=later(play, days=2))).then(ClaimRechecked)
    play.refused("machine-only", SetRecheck(C1, later(play, days=9), "figures move"))
    play.when(SetRecheck(C1, later(play, days=9), "figures move"), by=MACHINE).then(ClaimRecheckSet)


def test_merge() -> None:
    play = verified().when(MergeClaims(C2, C1)).then(ClaimMerged).nothing(MergeClaims(C2, C1))
    assert len(play.story.claims[C1].appearances) == 2
    play.refused("claim-merged", AcceptClaim(C2)).refused("same-claim", MergeClaims(C1, C1))
    differ = verified().given(RefuteClaim(C2, new_evidence=(evidence(),)))
    differ.refused("verdicts-differ", MergeClaims(C2, C1))


def test_split() -> None:
    play = verified().given(MergeClaims(C2, C1))
    ref = play.story.claims[C1].appearances[1].ref
    play.refused("nothing-to-split", SplitClaim(C1, C4, "Two were hurt."))
    play.refused("no-such-appearance", SplitClaim(C1, C4, "x", (AppearanceRef(ref.article, 7, ref.spans),)))
    all_refs = tuple(item.ref for item in play.story.claims[C1].appearances)
    play.refused("nothing-left", SplitClaim(C1, C4, "x", all_refs, (1,)))
    play.refused("id-taken", SplitClaim(C1, C2, "x", (ref,)))
    play.when(SplitClaim(C1, C4, "Two were hurt.", (ref,))).then(ClaimSplit)
    made = play.story.claims[C4]
    assert (made.status, made.publication, len(made.appearances)) == (Status.DETECTED, Publication.WITHHELD, 1)
    play.nothing(SplitClaim(C1, C4, "Two were hurt.", (ref,)))


def test_undo() -> None:
    play = detected().refused("nothing-to-undo", UndoDecision(C1)).when(AcceptClaim(C1, "Shut.")).when(UndoDecision(C1))
    play.then(ClaimDecisionUndone)
    claim = play.story.claims[C1]
    assert (claim.status, claim.publication) == (Status.DETECTED, Publication.WITHHELD)
    assert claim.statement != "Shut."
    play.refused("nothing-to-undo", UndoDecision(C1))
    reported().refused("undo-not-yours", UndoDecision(C1), by=SECOND)
    reported().refused("undo-too-late", UndoDecision(C1), by=HEAD, after=timedelta(minutes=11))
    leaned_on = detected().given(AcceptClaim(C1), AcceptClaim(C2)).given(DisputeClaim(C2, C1))
    leaned_on.refused("undo-depended-on", UndoDecision(C1), by=HEAD)


def test_a_release_by_hand_is_a_decision_of_its_own() -> None:
    play = detected().given(AcceptClaim(C1, publish=False), by=EDITOR).given(ReleaseClaim(C1, "accept"), by=EDITOR)
    play.when(UndoDecision(C1)).then(ClaimDecisionUndone)
    assert play.story.claims[C1].status is Status.REPORTED
    assert play.story.claims[C1].publication is Publication.WITHHELD
