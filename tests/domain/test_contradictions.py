"""Contradictions and pair decisions: found by machine, judged by people."""

from dataclasses import replace
from decimal import Decimal

from stories.domain.commands_article import (
    Findings,
    RecordComparison,
)
from stories.domain.commands_story import (
    ConfirmSuggestion,
    DismissContradiction,
    MakeSuggestion,
    MarkSuggestionUnsure,
    RejectSuggestion,
    ReopenContradiction,
    ResolveContradiction,
    SideVerdict,
)
from stories.domain.events_article import (
    ArticleAnalysed,
)
from stories.domain.events_claim import (
    ClaimEvidenceAdded,
    ClaimMerged,
    ClaimVerified,
)
from stories.domain.events_contradiction import (
    ContradictionDetected,
    ContradictionDismissed,
    ContradictionLapsed,
    ContradictionReopened,
    ContradictionResolved,
    ContradictionRevised,
)
from stories.domain.events_finding import (
    ClaimAppeared,
    ClaimChallenged,
    ClaimChallengeEnded,
    ClaimExtracted,
)
from stories.domain.events_story import (
    SuggestionConfirmed,
    SuggestionMade,
    SuggestionMarkedUnsure,
    SuggestionRejected,
)
from stories.domain.publication import is_public
from stories.domain.records import EvidenceRef, StandingSide
from stories.domain.values import (
    Certainty,
    ContradictionId,
    SuggestionId,
)
from stories.domain.vocabulary import (
    ContradictionOutcome,
    Status,
    SuggestionKind,
)
from tests.domain.play import MACHINE, Play
from tests.domain.scenes import (
    ART2,
    C1,
    C2,
    C3,
    CLOSED,
    CON,
    COURIER,
    HURT,
    analysis,
    appeared,
    article,
    detected,
    evidence,
    extracted,
    quarrel,
    reported,
    seen,
)

SUG = SuggestionId("sug_1")


def test_an_independent_origin_challenges_a_public_line_and_leaves_it_public() -> None:
    play = reported().given(article(ART2, COURIER))
    found = Findings(extracted=(extracted(C3, seen(HURT, ART2)),), detected=(quarrel(C1, C3),))
    play.when(analysis(ART2, findings=found), by=MACHINE)
    play.then(ArticleAnalysed, ClaimExtracted, ContradictionDetected, ClaimChallenged)
    assert is_public(play.story, play.story.claims[C1])
    play.when(DismissContradiction(CON, "other bridge")).then(ContradictionDismissed, ClaimChallengeEnded)
    play.nothing(
        RecordComparison(Findings(detected=(replace(quarrel(C1, C3), contradiction=ContradictionId("con_2")),))),
        by=MACHINE,
    )
    play.nothing(DismissContradiction(CON, "other bridge")).refused(
        "contradiction-closed", ResolveContradiction(CON, ContradictionOutcome.ALL_WRONG)
    )


def test_one_outlet_against_itself_challenges_nothing() -> None:
    play = reported().when(RecordComparison(Findings(detected=(quarrel(C1, C2),))), by=MACHINE)
    play.then(ContradictionDetected)
    possible = reported().given(article(ART2, COURIER))
    found = Findings(
        extracted=(extracted(C3, seen(HURT, ART2)),), detected=(quarrel(C1, C3, certainty=Certainty.POSSIBLE),)
    )
    possible.when(analysis(ART2, findings=found), by=MACHINE)
    possible.then(ArticleAnalysed, ClaimExtracted, ContradictionDetected)


def contradicted() -> Play:
    return reported().given(RecordComparison(Findings(detected=(quarrel(C1, C2),))), by=MACHINE)


def test_a_contradiction_is_resolved_with_evidence_and_verdicts() -> None:
    stands = ContradictionOutcome.SIDE_STANDS
    play = contradicted().refused("no-evidence", ResolveContradiction(CON, stands, side=C1))
    play.refused("no-such-side", ResolveContradiction(CON, stands, side=C3))
    play.refused("no-such-contradiction", DismissContradiction(ContradictionId("con_0"), "x"))
    command = ResolveContradiction(
        CON,
        stands,
        side=C1,
        new_evidence=(evidence(),),
        verdicts=(SideVerdict(C1, Status.VERIFIED),),
    )
    play.when(command).then(ClaimEvidenceAdded, ClaimVerified, ContradictionResolved).nothing(command)
    assert play.story.claims[C1].verdict_evidence == (1,)
    play.when(ReopenContradiction(CON, "a new document")).then(ContradictionReopened)
    play.nothing(ReopenContradiction(CON, "x"))
    refute = ResolveContradiction(
        CON, stands, (EvidenceRef(C1, 1),), C1, verdicts=(SideVerdict(C2, Status.REFUTED, (1,)),)
    )
    play.refused("no-such-evidence", refute)


def test_a_machine_reopens_only_for_a_third_value() -> None:
    play = contradicted().given(DismissContradiction(CON, "no"))
    sides = (StandingSide(C1, "v", "v0", True), StandingSide(C2, "w", "v1", True))
    from_machine = Findings(reopened=(ContradictionReopened(CON, "again"),))
    play.nothing(RecordComparison(from_machine), by=MACHINE)
    third = ContradictionRevised(CON, Certainty.CERTAIN, (*sides, StandingSide(C2, "x", "v9", True)), "third value")
    play.when(RecordComparison(replace(from_machine, revised=(third,))), by=MACHINE)
    play.then(ContradictionRevised, ContradictionReopened)
    one = (sides[0], replace(sides[1], standing=False))
    lapse = Findings(
        revised=(ContradictionRevised(CON, Certainty.CERTAIN, one, "dropped"),),
        lapsed=(ContradictionLapsed(CON, "one side"),),
    )
    play.when(RecordComparison(lapse), by=MACHINE).then(ContradictionRevised, ContradictionLapsed)
    play.refused("too-few-sides", ReopenContradiction(CON, "x"))


def test_a_machine_never_overrules_a_person_on_a_pair() -> None:
    made = SuggestionMade(SUG, SuggestionKind.SAME_CLAIM, C2, C1, Decimal("0.9"), "same words", "c@1")
    play = detected().when(MakeSuggestion(made), by=MACHINE).then(SuggestionMade)
    again = replace(made, suggestion=SuggestionId("sug_2"), a=C1, b=C2)
    play.nothing(MakeSuggestion(again), by=MACHINE).refused("machine-only", MakeSuggestion(again))
    play.when(MarkSuggestionUnsure(SUG)).then(SuggestionMarkedUnsure).nothing(MarkSuggestionUnsure(SUG))
    play.when(RejectSuggestion(SUG)).then(SuggestionRejected).nothing(RejectSuggestion(SUG))
    play.nothing(MakeSuggestion(again), by=MACHINE).refused(
        "no-such-suggestion", RejectSuggestion(SuggestionId("sug_0"))
    )
    play.when(ConfirmSuggestion(SUG)).then(SuggestionConfirmed, ClaimMerged)
    late = Findings(appeared=(appeared(C2, seen(CLOSED, ART2)),))
    play.given(article(ART2, COURIER)).when(analysis(ART2, findings=late), by=MACHINE)
    play.then(ArticleAnalysed, ClaimAppeared)
    assert play.last[1].claim == C1  # type: ignore[union-attr]
