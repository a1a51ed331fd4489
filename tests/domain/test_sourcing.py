"""Origins behind a claim, counted and said in words."""

from dataclasses import replace

import pytest

from stories.domain.commands_article import (
    Findings,
)
from stories.domain.commands_story import UpdateStorySource
from stories.domain.origins import origins, sourcing
from stories.domain.records import SourceCopy
from stories.domain.sourcing_words import is_anonymous
from stories.domain.values import (
    PROBABLY_DERIVED,
    ArticleId,
    Credit,
    Difference,
    DifferenceKind,
    SourceId,
    Voice,
)
from stories.domain.vocabulary import (
    SourceKind,
    SourcingLabel,
)
from tests.domain.play import MACHINE
from tests.domain.scenes import (
    ART,
    ART2,
    C1,
    C2,
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


MINISTER = "Ines Tarrega, the transport minister, called the bridge “rotten to its last bolt”."
ROTTEN = "the bridge “rotten to its last bolt”"


def _quoting(*speakers: str, also: str = "") -> int:
    """How many origins a claim has that as many outlets print in the words of these speakers."""
    play = opened()
    for number, speaker in enumerate(speakers):
        id_ = ArticleId(f"art_{number}")
        source = SourceCopy(SourceId(f"src_{number}"), f"Paper {number}", SourceKind.OUTLET)
        appearance = seen(ROTTEN, id_, text=MINISTER, voice=Voice.MIXED, speaker=speaker)
        first = Findings(extracted=(extracted(C1, appearance),))
        found = first if number == 0 else Findings(appeared=(appeared(C1, appearance),))
        play.given(article(id_, source, MINISTER)).given(analysis(id_, findings=found), by=MACHINE)
    if also:
        other = ArticleId("art_other")
        elsewhere = seen(ROTTEN, other, text=MINISTER, voice=Voice.MIXED, speaker=also)
        more = Findings(extracted=(extracted(C2, elsewhere),))
        play.given(article(other, COURIER, MINISTER)).given(analysis(other, findings=more), by=MACHINE)
    return sourcing(play.story, play.story.claims[C1]).origins


@pytest.mark.parametrize(
    "names",
    [
        ("Ines Tarrega", "Tarrega"),
        ("Ms Tarrega", "Ines B. Tarrega"),
        ("transport minister", "Ines Tarrega"),
        ("the minister", "Tarrega", "Ines Tarrega"),
        ("U.S. State Department", "State Department"),
    ],
)
def test_one_speaker_is_one_origin_under_whatever_name(names: tuple[str, ...]) -> None:
    assert _quoting(*names) == 1


@pytest.mark.parametrize(
    ("names", "also"),
    [
        (("Ines Tarrega", "Juan Tarrega"), ""),
        (("Ines Tarrega", "Tarrega"), "Juan Tarrega"),
        (("former transport minister", "Ines Tarrega"), ""),
        (("spokeswoman for the transport minister", "Ines Tarrega"), ""),
        (("harbour master", "Ines Tarrega"), ""),
    ],
)
def test_two_who_may_be_meant_are_not_one(names: tuple[str, ...], also: str) -> None:
    assert _quoting(*names, also=also) == 2


UNNAMED = "an official", "a source at the ministry", "one engineer"


def _unnamed(*texts: str, voice: Voice = Voice.MIXED) -> int:
    """How many origins a claim has that as many outlets give, each from another speaker without a name."""
    play = opened()
    for number, (words, speaker) in enumerate(zip(texts, UNNAMED, strict=False)):
        id_, text = ArticleId(f"art_{number}"), f"{words} It rained."
        source = SourceCopy(SourceId(f"src_{number}"), f"Paper {number}", SourceKind.OUTLET)
        appearance = seen(words, id_, text=text, voice=voice, speaker=speaker)
        found = Findings(appeared=(appeared(C1, appearance),)) if number else Findings((extracted(C1, appearance),))
        play.given(article(id_, source, text)).given(analysis(id_, findings=found), by=MACHINE)
    return sourcing(play.story, play.story.claims[C1]).origins


def test_unnamed_speakers_of_the_same_quoted_words_are_one_and_of_a_paraphrase_two() -> None:
    printed = "The bridge is “rotten to its very last bolt”.", "It is “rotten to its last bolt”, the bridge."
    assert _unnamed(*printed) == 1
    assert _unnamed(printed[0], "The bridge was “never fit for lorries at all”.") == 2
    assert _unnamed("The bridge is “rotten”.", "It is “rotten”, the bridge.") == 2
    assert _unnamed("The bridge is rotten to its last bolt.", "The bridge is rotten.", voice=Voice.PARAPHRASED) == 2


def test_a_credit_by_another_name_of_the_agency_is_a_credit_to_it() -> None:
    text = CLOSED + " Litoral News reported."
    start = text.index("Litoral")
    play = opened().given(article(ART, WIRE), article(ART2, COURIER, text))
    play.given(analysis(findings=Findings(extracted=(extracted(C1, seen(CLOSED)),))), by=MACHINE)
    found = Findings(appeared=(appeared(C1, seen(CLOSED, ART2, text=text)),))
    play.given(analysis(ART2, findings=found, credits=(Credit((start, start + 12), "Litoral News"),)), by=MACHINE)
    assert sourcing(play.story, play.story.claims[C1]).origins == 2
    play.given(UpdateStorySource(replace(WIRE, aliases=("Litoral News",))), by=MACHINE)
    assert set(origins(play.story, play.story.claims[C1]).values()) == {WIRE.id}


@pytest.mark.parametrize(
    ("speaker", "nobody"),
    [
        ("an official", True),
        ("official at the port authority", True),
        ("senior officials in the ministry of works", True),
        ("police sources", True),
        ("people familiar with the matter", True),
        ("the official", False),
        ("harbour official Dana Whitlow", False),
        ("spokeswoman for the port authority", False),
        ("Port Authority", False),
    ],
)
def test_whether_a_speaker_has_a_name(speaker: str, nobody: bool) -> None:
    assert is_anonymous(seen(CLOSED, voice=Voice.PARAPHRASED, speaker=speaker)) is nobody
