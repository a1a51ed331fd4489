"""Articles and what is found in them: intake, revisions, holds, withdrawals, findings, contradictions, sourcing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from stories.domain.commands_article import (
    AmendArticle,
    Findings,
    HoldArticle,
    ReclassifyRevision,
    RecordComparison,
    ReleaseArticle,
    RequestReanalysis,
    WithdrawArticle,
    WithdrawOrigin,
)
from stories.domain.commands_claim import AcceptClaim, ReleaseClaim
from stories.domain.commands_story import (
    ConfirmSuggestion,
    DismissContradiction,
    LetStoryRest,
    MakeSuggestion,
    MarkSuggestionUnsure,
    ProposeStory,
    RejectSuggestion,
    ReopenContradiction,
    ResolveContradiction,
    SideVerdict,
)
from stories.domain.events_article import (
    ArticleAmended,
    ArticleAnalysed,
    ArticleFiled,
    ArticleHeld,
    ArticleReanalysisRequested,
    ArticleReclassified,
    ArticleReleased,
    ArticleRevised,
    ArticleWithdrawn,
    OriginWithdrawn,
)
from stories.domain.events_claim import (
    ClaimEvidenceAdded,
    ClaimHeld,
    ClaimMerged,
    ClaimReleased,
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
    ClaimAppearanceCarried,
    ClaimAppearanceDropped,
    ClaimAppeared,
    ClaimChallenged,
    ClaimChallengeEnded,
    ClaimExtracted,
)
from stories.domain.events_story import (
    StoryProposed,
    StoryWoke,
    SuggestionConfirmed,
    SuggestionMade,
    SuggestionMarkedUnsure,
    SuggestionRejected,
)
from stories.domain.origin_reach import resting_on
from stories.domain.origins import origins, sourcing
from stories.domain.publication import is_public
from stories.domain.records import EvidenceRef, StandingSide
from stories.domain.values import (
    ArticleId,
    Certainty,
    ClaimId,
    ContradictionId,
    Credit,
    Extent,
    Lineage,
    SuggestionId,
    Voice,
)
from stories.domain.vocabulary import (
    ContradictionOutcome,
    HoldReason,
    Publication,
    RevisionKind,
    SourcingLabel,
    Status,
    SuggestionKind,
    WithdrawScope,
)
from tests.domain.play import HEAD, MACHINE, REPORTER, START, Play
from tests.domain.scenes import (
    ART,
    ART2,
    C1,
    C2,
    C3,
    CLOSED,
    CON,
    COURIER,
    HERALD,
    HURT,
    OURS,
    TEXT,
    WIRE,
    analysis,
    appeared,
    article,
    detected,
    evidence,
    extracted,
    later,
    opened,
    quarrel,
    reported,
    seen,
    verified,
)

SUG = SuggestionId("sug_1")
WHOLE = Lineage((0, len(CLOSED)), ART, (0, len(CLOSED)), Extent.PARTIAL)


def second(play: Play, claim: ClaimId = C1, *, lineage: tuple[Lineage, ...] = (), source=COURIER) -> Play:  # type: ignore[no-untyped-def]
    found = Findings(appeared=(appeared(claim, seen(CLOSED, ART2)),))
    return play.given(article(ART2, source)).given(analysis(ART2, findings=found, lineage=lineage), by=MACHINE)


def test_filing_and_filing_again() -> None:
    play = opened().when(article(), by=REPORTER).then(ArticleFiled)
    play.nothing(article()).refused("source-differs", article(source=COURIER))
    play.refused("digest-mismatch", replace(article(ART2), sha256="0" * 64)).refused(
        "empty-text", article(ART2, text=" ")
    )
    begun = Play().when(replace(article(), propose=ProposeStory("T", "t")), by=MACHINE)
    begun.then(StoryProposed, ArticleFiled)
    Play().refused("no-such-story", article())


def test_a_later_text_is_the_head_and_an_older_one_never() -> None:
    play = (
        opened()
        .given(article(modified_at=START))
        .when(article(text=TEXT + " More.", modified_at=START + timedelta(hours=2)))
    )
    play.then(ArticleRevised)
    assert play.story.articles[ART].head == 2
    play.when(article(text="An older text.", modified_at=START + timedelta(hours=1))).then(ArticleRevised)
    assert play.story.articles[ART].head == 2
    assert play.story.articles[ART].revisions[2].text == "An older text."
    play.nothing(article(text="An older text.", modified_at=START + timedelta(hours=1)))


def test_pubstatus_arrives_as_data() -> None:
    opened().when(article(pubstatus=Publication.WITHHELD)).then(ArticleFiled, ArticleHeld)
    play = opened().when(article(embargo_until=START + timedelta(days=1))).then(ArticleFiled, ArticleHeld)
    play.refused("embargo-runs", ReleaseArticle(ART), by=MACHINE)
    play.when(ReleaseArticle(ART), by=MACHINE, after=timedelta(days=2)).then(ArticleReleased)
    killed = reported().when(article(pubstatus=Publication.CANCELED)).then(ArticleWithdrawn, ClaimHeld)
    assert killed.story.claims[C1].standing_appearances == ()


def test_a_claim_on_held_articles_only_is_not_public() -> None:
    play = reported().given(HoldArticle(ART, HoldReason.CHECKING))
    assert not is_public(play.story, play.story.claims[C1])
    play.nothing(HoldArticle(ART, HoldReason.CHECKING)).refused("date-missing", HoldArticle(ART, HoldReason.EMBARGO))
    play.refused("not-held", ReleaseArticle(ART), by=MACHINE).when(ReleaseArticle(ART)).then(ArticleReleased)
    assert is_public(play.story, play.story.claims[C1])


def test_withdrawing_an_article_takes_its_appearances_and_holds_what_lost_all_support() -> None:
    play = second(reported()).when(WithdrawArticle(ART, "made up")).then(ArticleWithdrawn)
    play.nothing(WithdrawArticle(ART, "made up")).refused("article-withdrawn", HoldArticle(ART, HoldReason.OTHER))
    play.when(WithdrawArticle(ART2, "made up")).then(ArticleWithdrawn, ClaimHeld)
    held = play.story.claims[C1]
    assert held.hold is not None
    assert held.hold.reason is HoldReason.SUPPORT_LOST
    verified().when(WithdrawArticle(ART, "made up")).then(ArticleWithdrawn)
    detected().refused("no-such-revision", WithdrawArticle(ART, "x", revision=4))


def test_withdrawing_an_origin_is_confirmed_once() -> None:
    play = second(reported(), lineage=(WHOLE,))
    play.when(WithdrawArticle(ART, "made up", scope=WithdrawScope.ORIGIN, suggestion=SUG))
    play.then(ArticleWithdrawn, SuggestionMade)
    assert [ref.article for ref in resting_on(play.story, ART)] == [ART2]
    play.when(ConfirmSuggestion(SUG)).then(SuggestionConfirmed, OriginWithdrawn, ClaimHeld)
    play.nothing(WithdrawOrigin(ART, resting_on(play.story, ART), "made up"))
    play.refused("no-such-suggestion", WithdrawArticle(ART2, "x", scope=WithdrawScope.ORIGIN))


def test_care_of_articles() -> None:
    play = detected().when(AmendArticle(ART, "typo", title="Bridge")).then(ArticleAmended)
    play.nothing(AmendArticle(ART, "typo", title="Bridge")).refused("nothing-to-change", AmendArticle(ART, "x"))
    play.when(ReclassifyRevision(ART, 1, RevisionKind.STEALTH, "no note")).then(ArticleReclassified)
    play.nothing(ReclassifyRevision(ART, 1, RevisionKind.STEALTH, "no note"))
    play.when(RequestReanalysis(ART, "new rules")).then(ArticleReanalysisRequested)
    play.nothing(RequestReanalysis(ART, "again")).refused("no-such-article", RequestReanalysis(ArticleId("art_0"), "x"))
    play.when(analysis(), by=MACHINE).then(ArticleAnalysed)


def test_an_appearance_must_be_the_stored_characters() -> None:
    play = opened().given(article())
    lie = replace(seen(CLOSED), text=HURT)
    play.refused("span-mismatch", analysis(findings=Findings(extracted=(extracted(C1, lie),))), by=MACHINE)
    beyond = replace(seen(CLOSED), spans=((0, 9999),))
    play.refused("span-mismatch", analysis(findings=Findings(extracted=(extracted(C1, beyond),))), by=MACHINE)
    play.refused("machine-only", analysis()).refused("no-such-revision", analysis(revision=3), by=MACHINE)
    play.refused("no-such-claim", analysis(findings=Findings(appeared=(appeared(C3, seen(HURT)),))), by=MACHINE)


def test_an_analysis_is_recorded_once() -> None:
    play = detected().nothing(analysis(), by=MACHINE)
    again = Findings(extracted=(extracted(C1, seen(CLOSED)),))
    play.refused("id-taken", RecordComparison(again), by=MACHINE)


def test_a_revision_carries_or_drops_what_the_older_text_said() -> None:
    newer = "Update. " + CLOSED
    play = detected().given(article(text=newer))
    carried = ClaimAppearanceCarried(C1, ART, 1, 2, ((8, 8 + len(CLOSED)),))
    wrong = Findings(carried=(replace(carried, spans=((0, 9),)),))
    play.refused("span-mismatch", analysis(revision=2, findings=wrong), by=MACHINE)
    play.when(analysis(revision=2, findings=Findings(carried=(carried,))), by=MACHINE)
    play.then(ArticleAnalysed, ClaimAppearanceCarried, ClaimAppearanceDropped)
    standing = play.story.claims[C1].standing_appearances
    assert [(item.revision, item.text) for item in standing] == [(2, CLOSED)]
    assert standing[0].stands_in(newer)
    assert play.story.claims[C2].standing_appearances == ()


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


def test_a_dormant_story_wakes_by_an_article() -> None:
    opened().given(LetStoryRest(), by=MACHINE).when(article()).then(StoryWoke, ArticleFiled)


def test_sourcing_counts_origins() -> None:
    alone = reported()
    claim = alone.story.claims[C1]
    assert sourcing(alone.story, claim).label is SourcingLabel.SINGLE_ORIGIN
    two = second(reported())
    found = sourcing(two.story, two.story.claims[C1])
    assert (found.outlets, found.origins) == (2, 2)
    copied = second(reported(), lineage=(WHOLE,))
    found = sourcing(copied.story, copied.story.claims[C1])
    assert (found.outlets, found.origins, found.label) == (2, 1, SourcingLabel.SINGLE_ORIGIN)
    assert (
        found.explanation
        == "2 outlets, 1 origin: Tarn Courier and Velmora Herald share copied passages and count once."
    )
    assert set(origins(copied.story, copied.story.claims[C1]).values()) == {ART}


def test_our_own_articles_and_off_record_words_never_count() -> None:
    play = second(
        opened()
        .given(article())
        .given(analysis(findings=Findings(extracted=(extracted(C1, seen(CLOSED)),))), by=MACHINE),
        source=OURS,
    )
    found = sourcing(play.story, play.story.claims[C1])
    assert (found.outlets, found.origins) == (1, 1)


def test_a_credit_and_an_owner_and_an_utterance_join() -> None:
    start = TEXT.index("Agencia")
    credit = (Credit((start, start + 15), "Agencia Litoral"),)
    play = opened()
    hurt = seen("Agencia Litoral reported.")
    for id_, source, finding in (
        (ART, HERALD, Findings(extracted=(extracted(C1, hurt),))),
        (ART2, COURIER, Findings(appeared=(appeared(C1, replace(hurt, article=ART2)),))),
    ):
        play.given(article(id_, source)).given(analysis(id_, findings=finding, credits=credit), by=MACHINE)
    assert sourcing(play.story, play.story.claims[C1]).origins == 1
    owned = opened().given(article(ART, replace(HERALD, owner="Tarn Group")))
    owned.given(analysis(findings=Findings(extracted=(extracted(C1, seen(CLOSED)),))), by=MACHINE)
    second(owned, source=replace(COURIER, owner="Tarn Group"))
    assert sourcing(owned.story, owned.story.claims[C1]).origins == 1
    said = [seen(CLOSED, id_, voice=Voice.QUOTED, speaker="Ona Brill") for id_ in (ART, ART2)]
    spoken = opened().given(article(), article(ART2, COURIER))
    spoken.given(analysis(findings=Findings(extracted=(extracted(C1, said[0]),))), by=MACHINE)
    spoken.given(analysis(ART2, findings=Findings(appeared=(appeared(C1, said[1]),))), by=MACHINE)
    assert set(origins(spoken.story, spoken.story.claims[C1]).values()) == {C1}
    assert not sourcing(spoken.story, spoken.story.claims[C1]).anonymous_only


def test_a_wire_article_and_its_credit_are_one_origin() -> None:
    text = CLOSED + " Agencia Litoral reported."
    start = text.index("Agencia")
    play = opened().given(article(ART, WIRE), article(ART2, COURIER, text))
    play.given(analysis(findings=Findings(extracted=(extracted(C1, seen(CLOSED)),))), by=MACHINE)
    credit = (Credit((start, start + 15), "Agencia Litoral"),)
    found = Findings(appeared=(appeared(C1, seen(CLOSED, ART2, text=text)),))
    play.given(analysis(ART2, findings=found, credits=credit), by=MACHINE)
    assert set(origins(play.story, play.story.claims[C1]).values()) == {WIRE.id}


def test_release_by_hand_after_support_was_lost() -> None:
    play = reported().given(WithdrawArticle(ART, "made up"), by=HEAD)
    play.refused("not-held", ReleaseClaim(C1), by=MACHINE)
    play.when(ReleaseClaim(C1)).then(ClaimReleased)
    assert later(play, minutes=1) > play.now
    play.refused("no-such-claim", AcceptClaim(C3))
