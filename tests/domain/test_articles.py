"""Articles: intake, revisions, holds, withdrawals, and what an analysis records."""

from dataclasses import replace
from datetime import timedelta

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
    LetStoryRest,
    ProposeStory,
    UpdateStorySource,
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
    ClaimHeld,
    ClaimReleased,
)
from stories.domain.events_finding import (
    ClaimAppearanceCarried,
    ClaimAppearanceDropped,
)
from stories.domain.events_story import (
    StoryProposed,
    StorySourceUpdated,
    StoryWoke,
    SuggestionConfirmed,
    SuggestionMade,
)
from stories.domain.origin_reach import resting_on
from stories.domain.publication import is_public
from stories.domain.values import (
    ArticleId,
    SuggestionId,
)
from stories.domain.vocabulary import (
    HoldReason,
    Publication,
    RevisionKind,
    SourceKind,
    WithdrawnBy,
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
    COURIER,
    HERALD,
    HURT,
    TEXT,
    WHOLE,
    analysis,
    appeared,
    article,
    detected,
    extracted,
    later,
    opened,
    reported,
    second,
    seen,
    verified,
)

SUG = SuggestionId("sug_1")


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


def test_a_kill_counts_with_any_text_of_the_article_unless_it_is_an_old_one() -> None:
    revised = article(text=TEXT + " More.", modified_at=START + timedelta(hours=2))
    play = opened().given(article(modified_at=START), revised)
    play.nothing(article(modified_at=START, pubstatus=Publication.CANCELED))
    play.when(article(pubstatus=Publication.CANCELED)).then(ArticleWithdrawn)
    play.nothing(article(pubstatus=Publication.CANCELED))


def test_a_source_lifts_its_own_hold_with_the_text_alone_and_as_often_as_it_likes() -> None:
    play = opened().given(article())
    for _ in range(2):
        play.when(article(pubstatus=Publication.WITHHELD)).then(ArticleHeld)
        play.nothing(article(pubstatus=Publication.WITHHELD))
        play.when(article()).then(ArticleReleased).nothing(article())


def test_a_source_lifts_its_own_kill_and_not_the_desk_s() -> None:
    play = opened().given(article(), article(pubstatus=Publication.CANCELED)).when(article()).then(ArticleRevised)
    assert play.story.articles[ART].withdrawn is None
    play.nothing(article())
    desk = opened().given(article(), WithdrawArticle(ART, "a hoax"))
    desk.nothing(article())


def test_what_still_shows_a_killed_text_lifts_no_kill() -> None:
    play = opened().given(article(modified_at=START), article(pubstatus=Publication.CANCELED))
    play.nothing(article(), by=MACHINE)
    once_more = article(text=TEXT + " More.", modified_at=START + timedelta(seconds=30))
    play.when(once_more, by=MACHINE).then(ArticleRevised, ArticleWithdrawn)
    play.when(replace(article(), title="Another headline"), by=MACHINE).then(ArticleRevised, ArticleWithdrawn)
    assert play.story.articles[ART].withdrawn is WithdrawnBy.SOURCE
    play.when(article(text="Nobody was hurt after all."), by=MACHINE).then(ArticleRevised)
    assert play.story.articles[ART].withdrawn is None
    assert play.story.articles[ART].withdrawn_at is None


def test_the_first_message_once_more_lifts_no_kill() -> None:
    first = article(modified_at=START)
    play = opened().given(first, article(pubstatus=Publication.CANCELED)).nothing(first)
    play.when(article(modified_at=START + timedelta(hours=1))).then(ArticleRevised)
    assert play.story.articles[ART].withdrawn is None


def test_claims_are_held_when_their_only_outlet_turns_out_to_be_our_own() -> None:
    ours = replace(HERALD, kind=SourceKind.OWN)
    reported().when(UpdateStorySource(ours), by=MACHINE).then(StorySourceUpdated, ClaimHeld)
    reported().when(AmendArticle(ART, "it is ours", source=ours)).then(ArticleAmended, ClaimHeld)
    reported().when(article(ART2, ours)).then(ArticleFiled, ClaimHeld)
    second(reported()).when(UpdateStorySource(ours), by=MACHINE).then(StorySourceUpdated)


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


def test_a_dormant_story_wakes_by_an_article() -> None:
    opened().given(LetStoryRest(), by=MACHINE).when(article()).then(StoryWoke, ArticleFiled)


def test_release_by_hand_after_support_was_lost() -> None:
    play = reported().given(WithdrawArticle(ART, "made up"), by=HEAD)
    play.refused("not-held", ReleaseClaim(C1), by=MACHINE)
    play.when(ReleaseClaim(C1)).then(ClaimReleased)
    assert later(play, minutes=1) > play.now
    play.refused("no-such-claim", AcceptClaim(C3))
