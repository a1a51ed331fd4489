"""A story's life, its questions, and moves between stories."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stories.domain.commands_article import WithdrawArticle
from stories.domain.commands_claim import AcceptClaim, MergeClaims
from stories.domain.commands_story import (
    AmendStory,
    AnswerQuestion,
    AssignQuestion,
    CloseQuestion,
    CloseStory,
    CreateStory,
    LetStoryRest,
    NoteStory,
    OpenQuestion,
    OpenStory,
    ProposeStory,
    PublishStory,
    RecordErasure,
    RecordNotice,
    ReopenStory,
    UnpublishStory,
    UpdateStorySource,
)
from stories.domain.events import Meta
from stories.domain.events_article import ArticleMovedIn, ArticleMovedOut
from stories.domain.events_claim import ClaimHeld, ClaimMovedIn, ClaimMovedOut
from stories.domain.events_finding import ClaimExtracted
from stories.domain.events_house import BodyErased, Erased
from stories.domain.events_story import (
    NoticeSent,
    QuestionAnswered,
    QuestionAssigned,
    QuestionClosed,
    QuestionOpened,
    StoryAmended,
    StoryClosed,
    StoryMerged,
    StoryMergedIn,
    StoryNoted,
    StoryOpened,
    StoryProposed,
    StoryPublished,
    StoryReopened,
    StorySourceUpdated,
    StorySplit,
    StoryUnpublished,
    StoryWentDormant,
)
from stories.domain.evolve import evolve
from stories.domain.journeys import Moves
from stories.domain.moves import merge_stories, move_articles, split_story, staying_claims
from stories.domain.records import SourceCopy
from stories.domain.refusals import Refused
from stories.domain.story import Story
from stories.domain.values import EventId, PersonId, QuestionId, StoryId
from stories.domain.vocabulary import (
    Judgement,
    NoticeKind,
    QuestionKind,
    QuestionOutcome,
    SourceKind,
    StoryStatus,
    SuggestionKind,
)
from tests.domain.play import EDITOR, HEAD, MACHINE, REPORTER, START, STORY, Play
from tests.domain.scenes import ART, ART2, C1, C2, C4, COURIER, HERALD, detected, opened, reported, second

QUE = QuestionId("que_1")
OTHER = StoryId("sto_" + "2" * 32)


def arrive(target: Story, moves: Moves) -> Story:
    for step, arrival in enumerate(moves.into, start=target.version + 1):
        evolve(target, arrival.event, Meta(EventId(f"in{step}"), step, START, "usr_head"))
    return target


def leave(play: Play, moves: Moves) -> Story:
    for event in moves.out:
        version = play.story.version + 1
        evolve(play.story, event, Meta(EventId(f"out{version}"), version, START, "usr_head"))
    return play.story


def test_a_story_lives() -> None:
    play = Play().refused("empty-title", CreateStory(" ", "s")).refused("empty-slug", CreateStory("T", ""))
    play.refused("role-missing", CreateStory("T", "t", public=True), by=REPORTER)
    play.when(ProposeStory("T", "t"), by=MACHINE).then(StoryProposed).refused("id-taken", ProposeStory("T", "t"))
    play.refused("story-not-open", PublishStory()).refused("story-not-open", ReopenStory())
    play.when(OpenStory()).then(StoryOpened).nothing(OpenStory())
    play.when(PublishStory()).then(StoryPublished).nothing(PublishStory())
    play.refused("no-reason", UnpublishStory("")).when(UnpublishStory("legal")).then(StoryUnpublished)
    play.nothing(UnpublishStory("legal"))
    play.when(LetStoryRest(), by=MACHINE).then(StoryWentDormant).nothing(LetStoryRest(), by=MACHINE)
    play.when(ReopenStory()).then(StoryReopened).nothing(ReopenStory())
    play.when(CloseStory("over")).then(StoryClosed).nothing(CloseStory("over")).refused("story-closed", OpenStory())
    play.when(AmendStory(title="T2", origins_needed=3)).then(StoryAmended).nothing(AmendStory(title="T2"))
    play.refused("nothing-to-change", AmendStory()).refused("bad-number", AmendStory(origins_needed=0))
    play.when(NoteStory("ring the harbour"), by=REPORTER).then(StoryNoted)
    play.when(RecordNotice(NoticeKind.KILL, "withdrawn", ()), by=MACHINE).then(NoticeSent)


def test_a_story_keeps_its_own_copy_of_a_source() -> None:
    play = detected()
    renamed = SourceCopy(HERALD.id, "Velmora Herald & Post", SourceKind.OUTLET)
    play.when(UpdateStorySource(renamed), by=MACHINE).then(StorySourceUpdated)
    play.nothing(UpdateStorySource(renamed), by=MACHINE)
    assert play.story.source_of(play.story.articles[ART]).name == "Velmora Herald & Post"


def test_questions() -> None:
    play = opened().when(OpenQuestion(QUE, QuestionKind.QUESTION, "Why now?"), by=REPORTER).then(QuestionOpened)
    play.refused("id-taken", OpenQuestion(QUE, QuestionKind.QUESTION, "x"))
    play.when(AssignQuestion(QUE, PersonId("usr_a")), by=REPORTER).then(QuestionAssigned)
    play.nothing(AssignQuestion(QUE, PersonId("usr_a"))).refused(
        "wrong-outcome", CloseQuestion(QUE, QuestionOutcome.UPHELD)
    )
    play.when(AnswerQuestion(QUE, "Because of rust.")).then(QuestionAnswered)
    play.nothing(AnswerQuestion(QUE, "Because of rust.")).refused("question-closed", AnswerQuestion(QUE, "No."))
    play.refused("question-closed", AssignQuestion(QUE)).refused(
        "no-such-question", AssignQuestion(QuestionId("que_0"))
    )
    complaint = opened().given(OpenQuestion(QUE, QuestionKind.COMPLAINT, "You misquoted me."))
    complaint.refused("wrong-outcome", CloseQuestion(QUE, QuestionOutcome.ANSWERED))
    complaint.when(AnswerQuestion(QUE, "We did.")).then(QuestionAnswered).nothing(AnswerQuestion(QUE, "We did."))
    complaint.when(CloseQuestion(QUE, QuestionOutcome.UPHELD)).then(QuestionClosed)
    complaint.nothing(CloseQuestion(QUE, QuestionOutcome.UPHELD))
    complaint.refused("question-closed", CloseQuestion(QUE, QuestionOutcome.REJECTED))


def test_moving_an_article_takes_what_only_it_supports() -> None:
    play = second(reported())
    assert staying_claims(play.story, [ART]) == (C1,)
    target = opened().story
    target.id = OTHER
    with pytest.raises(Refused) as caught:
        move_articles(play.story, target, (ART,), {}, HEAD, START)
    assert caught.value.code == "claim-keeps-support"
    moves = move_articles(play.story, target, (ART,), {C1: C4}, HEAD, START)
    assert [type(event) for event in moves.out] == [ArticleMovedOut, ClaimMovedOut]
    assert [type(item.event) for item in moves.into] == [ArticleMovedIn, ClaimMovedIn, ClaimExtracted]
    assert [item.cause for item in moves.into] == [0, 1, None]
    arrive(target, moves)
    left = leave(play, moves)
    assert set(target.claims) == {C2, C4}
    assert len(target.claims[C4].standing_appearances) == 1
    assert set(left.claims) == {C1}
    assert left.moved_out[C2] == OTHER
    assert [item.article for item in left.claims[C1].standing_appearances] == [ART2]


def test_moving_away_all_support_of_a_public_claim_moves_the_claim() -> None:
    play = reported()
    moves = move_articles(play.story, Story(OTHER, version=1), (ART,), {}, HEAD, START)
    assert ClaimHeld not in {type(event) for event in moves.out}
    with pytest.raises(Refused) as caught:
        move_articles(play.story, play.story, (ART,), {}, HEAD, START)
    assert caught.value.code == "same-story"


def test_an_article_that_comes_back_leaves_no_twin_claims() -> None:
    play = second(reported())  # C1 stands in both articles, so it stays when the second goes
    other = Story(OTHER, version=1)
    there = move_articles(play.story, other, (ART2,), {C1: C4}, HEAD, START)
    arrive(other, there)
    leave(play, there)
    assert [item.article for item in play.story.claims[C1].standing_appearances] == [ART]
    back = move_articles(other, play.story, (ART2,), {}, HEAD, START)
    arrive(play.story, back)
    assert play.story.claims[C4].merged_into == C1
    assert sorted(item.article for item in play.story.claims[C1].standing_appearances) == [ART, ART2]


def test_a_story_merge_moves_everything_and_keeps_ids() -> None:
    play = reported().given(OpenQuestion(QUE, QuestionKind.QUESTION, "Why now?"))
    survivor = Story(OTHER, version=1)
    moves = merge_stories(play.story, survivor, HEAD)
    assert isinstance(moves.out[-1], StoryMerged)
    assert isinstance(moves.into[-1].event, StoryMergedIn)
    before = play.story.claims[C1].statement
    arrive(survivor, moves)
    leave(play, moves)
    assert survivor.claims[C1].statement == before
    assert set(survivor.questions) == {QUE}
    assert play.story.claims == {}
    play.refused("story-merged", AcceptClaim(C1))
    assert merge_stories(play.story, survivor, HEAD) == Moves([], [])


def test_what_people_said_of_two_claims_goes_with_them() -> None:
    play = detected().given(MergeClaims(C1, C2))
    survivor = arrive(Story(OTHER, version=1), merge_stories(play.story, Story(OTHER, version=1), HEAD))
    assert survivor.pair_decision(SuggestionKind.SAME_CLAIM, C2, C1) is Judgement.CONFIRMED


def test_a_story_is_split() -> None:
    play = second(reported())
    target = Story(OTHER)
    moves = split_story(play.story, target, "Other", "other", (ART,), (), {C1: C4}, EDITOR, START)
    assert [type(item.event) for item in moves.into][:2] == [StoryProposed, StoryOpened]
    assert StorySplit in {type(event) for event in moves.out}
    arrive(target, moves)
    assert (target.split_from, target.status) == (STORY, StoryStatus.OPEN)
    for code, articles, claims in (("nothing-to-move", (), ()), ("claim-keeps-support", (), (C1,))):
        with pytest.raises(Refused) as caught:
            split_story(play.story, Story(OTHER), "O", "o", articles, claims, {}, EDITOR, START)
        assert caught.value.code == code


def test_an_erased_body_and_what_hangs_on_it_is_skipped() -> None:
    play = second(reported())
    blind = Story(STORY)
    for event, meta in play.log:
        lost = Erased("article.filed") if meta.id == play.story.history[ART][0] else event
        evolve(blind, lost, meta)
    assert blind.version == play.story.version
    assert set(blind.articles) == {ART2}
    play.when(RecordErasure(play.log[1][1].id, "court order"), by=MACHINE).then(BodyErased)
    play.nothing(RecordErasure(play.log[1][1].id, "court order"), by=MACHINE)
    play.refused("role-missing", RecordErasure(play.log[2][1].id, "x"), by=EDITOR)


def test_what_if_match_compares() -> None:
    play = reported()
    before = play.story.touched(C1)
    play.given(AcceptClaim(C2), by=HEAD).given(NoteStory("x"))
    assert play.story.touched(C1) == before
    assert play.story.touched("clm_0") is None
    assert play.now - START > timedelta(minutes=1)
    assert COURIER.id not in play.story.sources


def test_a_notice_is_about_what_was_taken_back() -> None:
    play, kill = detected(), RecordNotice(NoticeKind.KILL, "Do not use.", (), articles=(ART,))
    play.refused("nothing-taken-back", kill).refused("nothing-taken-back", replace(kill, articles=None, claims=(C1,)))
    play.when(WithdrawArticle(ART, "the wire killed it")).when(kill).then(NoticeSent)
