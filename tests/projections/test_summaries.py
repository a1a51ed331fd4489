"""Sentences of the history: what a revision does to a claim's words is told once, and one that is gone is told."""

from datetime import date

from stories.admin.contexts import Happened
from stories.admin.timelines import days
from stories.domain.commands_article import Findings
from stories.domain.events import type_of
from stories.domain.events_finding import ClaimAppearanceCarried, ClaimAppearanceDropped, ClaimAppeared
from stories.domain.values import ClaimId
from stories.projections.summaries import summary
from tests.domain.play import MACHINE, Play
from tests.domain.scenes import (
    ART,
    C1,
    C2,
    CLOSED,
    HURT,
    analysis,
    appeared,
    article,
    detected,
    extracted,
    opened,
    second,
    seen,
)

SHUT = "The footbridge over the Tarn was shut on Monday."
REVISED = f"{SHUT} {HURT}"
AGAIN = f"{CLOSED} {HURT} It was shut for good."
WORDED_ANEW = f"Velmora Herald words it anew in revision 2: “{CLOSED}”"


def said(play: Play, kind: type, claim: ClaimId = C1) -> list[str]:
    return [
        summary(play.story, event)
        for event, _ in play.log
        if type(event) is kind and getattr(event, "claim", None) == claim
    ]


def reworded() -> Play:
    play = detected().given(article(text=REVISED))
    found = Findings(appeared=(appeared(C1, seen(SHUT, text=REVISED, revision=2)),))
    return play.given(analysis(revision=2, findings=found), by=MACHINE)


def timeline(play: Play) -> list[Happened]:
    return [
        Happened(meta.id, meta.version, type_of(event), meta.at, "", summary(play.story, event), by_machine=True)
        for event, meta in reversed(play.log)
        if meta.actor == MACHINE.actor
    ]


def test_a_claim_worded_anew_is_one_sentence() -> None:
    play = reworded()
    assert said(play, ClaimAppeared) == said(play, ClaimAppearanceDropped) == [WORDED_ANEW]


def test_what_the_revision_leaves_out_is_no_longer_said() -> None:
    assert said(reworded(), ClaimAppearanceDropped, C2) == [f"Velmora Herald no longer says “{HURT}”"]


def test_what_a_revision_keeps_is_still_said() -> None:
    play = detected().given(article(text=REVISED))
    at = REVISED.index(HURT)
    kept = ClaimAppearanceCarried(C2, ART, 1, 2, ((at, at + len(HURT)),))
    play.given(analysis(revision=2, findings=Findings(carried=(kept,))), by=MACHINE)
    assert said(play, ClaimAppearanceCarried, C2) == [f"Velmora Herald still says it in revision 2: “{HURT}”"]


def test_another_article_says_it_too_and_one_text_may_say_it_again() -> None:
    assert said(second(detected()), ClaimAppeared) == [f"Tarn Courier says it too: “{CLOSED}”"]
    twice = Findings(extracted=(extracted(C1, seen(CLOSED)),), appeared=(appeared(C1, seen(HURT)),))
    play = opened().given(article()).given(analysis(findings=twice), by=MACHINE)
    assert said(play, ClaimAppeared) == [f"Velmora Herald says it again: “{CLOSED}”"]


def test_a_revision_that_says_it_twice_words_it_anew() -> None:
    play = detected().given(article(text=AGAIN))
    both = (seen(CLOSED, text=AGAIN, revision=2), seen("It was shut for good.", text=AGAIN, revision=2))
    play.given(analysis(revision=2, findings=Findings(appeared=tuple(appeared(C1, one) for one in both))), by=MACHINE)
    assert set(said(play, ClaimAppeared)) == {WORDED_ANEW}


def test_the_timeline_tells_it_once() -> None:
    play = reworded()
    (day,) = days(timeline(play))
    (row,) = day.rows
    assert day.date == date(2026, 3, 2)
    assert [one.summary for one in row.events].count(WORDED_ANEW) == 1
    assert "1 claim worded anew" in row.words
    assert "1 appearance dropped" in row.words
    assert "further appearance" not in row.words
