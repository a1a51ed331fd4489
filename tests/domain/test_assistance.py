"""What a language model pointed at is recorded with the analysis, and only where it stands in the text."""

from dataclasses import replace

import pytest

from stories.domain.assistance import Assistance, Assisted, Pointed, Rejected
from stories.domain.commands_article import RequestReanalysis
from stories.domain.refusals import Refused
from stories.domain.values import Modality, Polarity, Span
from stories.eventlog.codec import decode, encode
from tests.domain.play import MACHINE, Play
from tests.domain.scenes import ART, HURT, TEXT, analysis, article, opened

POINTED = Pointed(((TEXT.index(HURT), TEXT.index(HURT) + len(HURT)),), (), (), Polarity.AFFIRMED, Modality.HAPPENED)
HELP = Assistance("small-one", "0" * 64, Assisted.READ, "1" * 64, (POINTED,), (Rejected("words-not-in-text", 2),))


def helped(assistance: Assistance, play: Play | None = None) -> Play:
    command = analysis()
    play = play or opened().given(article())
    return play.when(replace(command, analysed=replace(command.analysed, assistance=assistance)), by=MACHINE)


def test_a_later_reading_finds_what_was_pointed_at() -> None:
    play = helped(HELP)
    assert play.story.articles[ART].head_revision.assistance == HELP


def test_another_reading_takes_its_place() -> None:
    play = helped(HELP).given(RequestReanalysis(ART, "again"))
    again = replace(HELP, outcome=Assisted.TIMEOUT, answer=None, rejected=())
    assert helped(again, play).story.articles[ART].head_revision.assistance == again


@pytest.mark.parametrize("span", [(0, len(TEXT) + 1), (-1, 4), (4, 4), (5, 4)])
def test_a_span_outside_the_text_is_refused(span: Span) -> None:
    wrong = (replace(POINTED, spans=(span,)), replace(POINTED, source=(span,)), replace(POINTED, cue=(span,)))
    for one in wrong:
        with pytest.raises(Refused) as refused:
            helped(replace(HELP, pointed=(POINTED, one)))
        assert refused.value.code == "span-mismatch"


def test_it_comes_back_from_the_log_as_it_was() -> None:
    (event,) = helped(HELP).last
    assert decode(*encode(event)) == event
