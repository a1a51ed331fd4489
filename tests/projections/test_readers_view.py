"""What readers must not learn from a public line: held articles, unpublished sides, words that were taken back."""

from datetime import timedelta
from typing import Any

from stories.domain.commands_article import FileArticle, Findings, HoldArticle, WithdrawArticle
from stories.domain.commands_claim import (
    AcceptClaim,
    CorrectClaim,
    CreateClaim,
    NoteClaim,
    SupersedeClaim,
    UndoDecision,
    VerifyClaim,
    WithdrawClaim,
)
from stories.domain.publication import is_public
from stories.domain.values import ClaimId
from stories.domain.vocabulary import CorrectionKind, HoldReason, Publication, Status
from stories.eventlog.codec import time_text
from stories.projections.documents import claim_document, contradiction_document
from stories.projections.states import state_document
from tests.domain.play import HEAD, MACHINE, Play
from tests.domain.scenes import (
    ART,
    ART2,
    C1,
    C2,
    C3,
    CLOSED,
    CON,
    HURT,
    analysis,
    article,
    detected,
    evidence,
    extracted,
    opened,
    quarrel,
    reported,
    second,
    seen,
)


def told(play: Play, claim: Any = C1) -> dict[str, Any]:
    return claim_document(play.story, play.story.claims[claim], public=True)


def embargoed() -> Play:
    """A claim that is accepted and waits, with its article, for the embargo's end."""
    play = opened()
    found = Findings(extracted=(extracted(C1, seen(CLOSED)),))
    play.given(article(embargo_until=play.now + timedelta(hours=3)))
    return play.given(analysis(findings=found), by=MACHINE).given(AcceptClaim(C1))


def test_a_held_articles_words_title_and_outlet_are_not_told() -> None:
    play = second(reported()).given(HoldArticle(ART2, HoldReason.LEGAL))
    assert is_public(play.story, play.story.claims[C1])
    document = told(play)
    assert [item["article"] for item in document["appearances"]] == [ART]
    assert document["sourcing"]["outlets"] == 1
    assert "Courier" not in document["sourcing"]["explanation"]
    desk = claim_document(play.story, play.story.claims[C1])
    assert [item["article"] for item in desk["appearances"]] == [ART, ART2]


def test_an_embargoed_article_that_is_killed_does_not_let_its_claims_out() -> None:
    play = embargoed()
    assert not is_public(play.story, play.story.claims[C1])
    kill: FileArticle = article(pubstatus=Publication.CANCELED)
    play.given(kill)
    claim = play.story.claims[C1]
    assert not is_public(play.story, claim)
    assert claim.hold is not None
    assert claim.hold.reason is HoldReason.SUPPORT_LOST
    assert state_document(play.story, public=True)["reported"] == []


def test_an_embargoed_article_that_the_desk_withdraws_does_not_let_its_claims_out() -> None:
    play = embargoed().given(WithdrawArticle(ART, "It was a hoax"))
    assert not is_public(play.story, play.story.claims[C1])


def test_what_was_accepted_undone_and_accepted_again_is_public_again() -> None:
    play = reported()
    play.when(UndoDecision(C1), by=HEAD)
    assert play.story.claims[C1].publication is Publication.WITHHELD
    play.when(AcceptClaim(C1))
    claim = play.story.claims[C1]
    assert (claim.status, claim.publication) == (Status.REPORTED, Publication.USABLE)


def test_a_contradictions_reason_names_only_the_sides_that_readers_see() -> None:
    play = detected().given(AcceptClaim(C1), AcceptClaim(C2))
    play.given(CreateClaim(C3, "A third was hurt.", (evidence(),)), article(ART2))
    play.given(analysis(ART2, findings=Findings(detected=(quarrel(C1, C2, C3),))), by=MACHINE)
    document = contradiction_document(play.story, play.story.contradictions[CON], public=True)
    assert [side["claim"] for side in document["sides"]] == [C1, C2]
    assert "value 0" in document["reason"]
    assert "value 2" not in document["reason"]
    assert contradiction_document(play.story, play.story.contradictions[CON])["reason"] == "differ"


def test_a_withdrawn_line_keeps_its_notice_and_nothing_of_what_it_said() -> None:
    play = detected().given(VerifyClaim(C1, new_evidence=(evidence(summary="The caretaker saw it"),)))
    play.given(CorrectClaim(C1, CorrectionKind.CORRECTION, CLOSED, "It was open.", "We were wrong."))
    play.given(WithdrawClaim(C1, "libel", "We took a line back."), by=HEAD)
    document = told(play)
    assert document["notice"] == "We took a line back."
    said = repr(document)
    assert CLOSED not in said
    assert "caretaker" not in said
    assert "Herald" not in said
    assert HURT not in said


def test_a_note_is_no_change_that_readers_are_told_of() -> None:
    play = reported()
    accepted = play.now
    play.given(NoteClaim(C1, "call the caretaker again"))
    assert told(play)["last_changed"] == time_text(accepted)
    assert claim_document(play.story, play.story.claims[C1])["last_changed"] == time_text(play.now)


def test_a_figure_does_not_vanish_before_its_successor_can_be_read() -> None:
    later = ClaimId("clm_next")
    play = reported()
    play.given(CreateClaim(later, "Three people were hurt.", (evidence(),)))
    play.given(AcceptClaim(later, publish=False)).given(SupersedeClaim(C1, later, play.now))
    state = state_document(play.story, public=True)
    assert [claim["id"] for claim in state["reported"]] == [C1]
    play.given(VerifyClaim(later, (1,)))
    state = state_document(play.story, public=True)
    assert state["reported"] == []
    assert [claim["id"] for claim in state["known"]] == [later]
    assert [claim["id"] for claim in state["known"][0]["superseded"]] == [C1]
