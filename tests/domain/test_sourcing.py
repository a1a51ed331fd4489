"""Origins behind a claim, counted and said in words."""

from dataclasses import replace

from stories.domain.commands_article import (
    Findings,
)
from stories.domain.origins import origins, sourcing
from stories.domain.values import (
    PROBABLY_DERIVED,
    Credit,
    Difference,
    DifferenceKind,
    Voice,
)
from stories.domain.vocabulary import (
    SourcingLabel,
)
from tests.domain.play import MACHINE
from tests.domain.scenes import (
    ART,
    ART2,
    C1,
    CLOSED,
    COURIER,
    HERALD,
    OURS,
    TEXT,
    WHOLE,
    WIRE,
    analysis,
    appeared,
    article,
    extracted,
    opened,
    reported,
    second,
    seen,
)


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


def test_a_value_that_is_probably_derived_is_not_counted() -> None:
    play = second(reported())
    claim = play.story.claims[C1]
    assert sourcing(play.story, claim).origins == 2
    first, later = claim.appearances
    derived = replace(later, differences=(Difference(DifferenceKind.WORDING, PROBABLY_DERIVED),))
    claim.appearances = (first, derived)
    found = sourcing(play.story, claim)
    assert (found.outlets, found.origins) == (2, 1)
    assert "probably derive it from one another" in found.explanation
