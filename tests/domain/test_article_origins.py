"""Whose copy an article prints, taken as a whole."""

from dataclasses import replace

from stories.domain.article_origins import article_origins
from stories.domain.values import Credit
from tests.domain.play import MACHINE, Play
from tests.domain.scenes import ART, ART2, COURIER, OURS, TEXT, WHOLE, WIRE, analysis, article, opened, reported, second


def groups(play: Play) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(one.articles, one.why) for one in article_origins(play.story)]


def test_articles_that_share_nothing_are_two_origins() -> None:
    assert groups(second(reported())) == [((ART,), ()), ((ART2,), ())]


def test_a_copied_passage_makes_one_origin_named_by_the_earlier() -> None:
    ((articles, why),) = groups(second(reported(), lineage=(WHOLE,)))
    assert articles == (ART, ART2)
    assert why == ("share copied passages",)


def test_our_own_articles_are_no_origin() -> None:
    assert groups(second(reported(), source=OURS)) == [((ART,), ())]


def test_a_credit_to_the_wire_joins_its_print() -> None:
    start = TEXT.index("Agencia")
    credit = Credit((start, start + 15), WIRE.name)
    play = opened().given(article(source=WIRE)).given(analysis(), by=MACHINE)
    joined = play.given(article(ART2, COURIER)).given(analysis(ART2, credits=(credit,)), by=MACHINE)
    ((articles, why),) = groups(joined)
    assert articles == (ART, ART2)
    assert why == (f"credit {WIRE.name}",)


def test_one_owner_is_one_origin() -> None:
    play = second(reported())
    for one in play.story.articles.values():
        copy = play.story.source_of(one)
        play.story.sources[copy.id] = replace(copy, owner="Tarn Media")
    ((articles, why),) = groups(play)
    assert articles == (ART, ART2)
    assert why == ("belong to Tarn Media",)
