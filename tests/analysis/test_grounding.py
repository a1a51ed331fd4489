"""The gate and what follows from it: whatever a model says, every span of a reading is verbatim and our own."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.analysis.extract import analyse
from stories.analysis.grounding import LONGEST, MOST, Proposal, ground, proposed_again
from stories.analysis.pointed import KEY
from stories.analysis.record import Analysis, Candidate
from stories.domain.assistance import Pointed
from stories.domain.values import Modality, PassageKind, Polarity, Voice
from stories.gateways.completions import Unanswered
from stories.gateways.proposals import read_answer

TEXT = """KESTREL BAY — Two ferries were taken out of service on Monday.

“Nobody sails until all 14 welds are checked,” Captain Oda Renn said. Her view: the yard worked too fast.

For the island’s baker, Jon Tveit, it means flour by air – at 3.50 a kilo – from Friday on.

Advertisement

The yard itself refused to comment. Renn’s deputy told the Bay Courier that the boats were “safe enough”.
"""
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=UTC)
WELDS = "Nobody sails until all 14 welds are checked"
FLOUR = "it means flour by air – at 3.50 a kilo – from Friday on"


def read(*proposals: Proposal, text: str = TEXT) -> Analysis:
    return analyse(text, published_at=WEDNESDAY, pointed=ground(text, proposals).pointed)


def added(analysis: Analysis) -> list[Candidate]:
    return [claim for claim in analysis.claims if claim.extractor == KEY]


def taken(pointed: Pointed, text: str = TEXT) -> list[str]:
    return [text[start:end] for spans in (pointed.spans, pointed.source, pointed.cue) for start, end in spans]


def test_a_speaker_is_added_where_the_rules_had_none() -> None:
    local = analyse(TEXT, published_at=WEDNESDAY)
    analysis = read(Proposal(3, FLOUR, "Jon Tveit", "For", Polarity.AFFIRMED, Modality.HAPPENED))
    (claim,) = added(analysis)
    assert (claim.text, claim.voice, claim.attribution[0].speaker) == (FLOUR, Voice.PARAPHRASED, "Jon Tveit")
    assert {"claim:llm", "attribution:llm"} <= set(claim.rules)
    outlets_own = [one for one in local.claims if FLOUR in one.text]
    assert outlets_own
    assert not any(one in analysis.claims for one in outlets_own)


def test_figures_and_dates_are_the_ones_of_our_own_reading() -> None:
    local, analysis = analyse(TEXT, published_at=WEDNESDAY), read(Proposal(3, FLOUR, "Jon Tveit", "For"))
    (claim,) = added(analysis)
    assert (analysis.quantities, analysis.dates) == (local.quantities, local.dates)
    assert [analysis.quantities[i].low for i in claim.quantities] == [Decimal("3.5")]
    assert [TEXT[analysis.dates[i].start : analysis.dates[i].end] for i in claim.dates] == ["Friday"]


def test_where_the_rules_know_the_speaker_they_are_believed() -> None:
    local = analyse(TEXT, published_at=WEDNESDAY)
    assert read(Proposal(2, WELDS, "Jon Tveit", "For")).claims == local.claims
    assert read(Proposal(2, WELDS, "the yard", "said")).claims == local.claims


def test_a_quotation_without_a_speaker_adds_nothing() -> None:
    text = "The sign on the quay was new.\n\n“All crews report to the yard by nine tomorrow.”\n"
    pointed = ground(text, [Proposal(2, "All crews report to the yard by nine tomorrow")]).pointed
    assert pointed
    assert not added(analyse(text, pointed=pointed))


@pytest.mark.parametrize("speaker", ["the", "at", ".", "–", "", "safe"])
def test_not_every_word_can_speak(speaker: str) -> None:
    assert not added(read(Proposal(3, "it means flour by air", speaker, "For"), text=TEXT))


@pytest.mark.parametrize("words", ["– –", "", " . , ", "flour", "…"])
def test_a_claim_has_two_words(words: str) -> None:
    (rejected,) = ground(TEXT, [Proposal(3, words)]).rejected
    assert rejected.reason == "too-short"


@pytest.mark.parametrize("kind", [PassageKind.ADVERTISEMENT, PassageKind.CAPTION, PassageKind.PROMOTION])
def test_furniture_bears_no_claim(kind: PassageKind) -> None:
    text = (
        "The harbour reopened on Monday.\n\nAdvertisement\n\n"
        "A ferry at the quay of Kestrel Bay (Ines Falk/Getty Images)\n\n"
        "Sign up for our newsletter and get the news in your inbox every morning\n"
    )
    layout = analyse(text).passages
    (passage,) = [one for one in layout if one.kind is kind]
    pointed = [Pointed(((passage.start, passage.end),))]
    assert not added(analyse(text, pointed=pointed))


def test_without_a_parse_the_speaker_is_named_as_printed() -> None:
    text = "Kapitän Renn war am Kai. Für Jon Tveit kommt das Mehl nun 3 Wochen zu spät."
    pointed = ground(text, [Proposal(1, "kommt das Mehl nun 3 Wochen zu spät", "Jon Tveit", "Für")]).pointed
    (claim,) = added(analyse(text, language="de", pointed=pointed))
    assert claim.attribution[0].speaker == "Jon Tveit"


def test_labels_are_taken_where_the_rules_saw_no_marker_and_noted_elsewhere() -> None:
    (plain,) = added(read(Proposal(3, FLOUR, "Jon Tveit", "For", None, Modality.OPINION)))
    assert (plain.modality, "modality:llm" in plain.rules) == (Modality.OPINION, True)
    text = "In the words of the baker, Jon Tveit, flour will come by air."
    marked = Proposal(1, "flour will come by air", "Jon Tveit", "In the words", Polarity.NEGATED, Modality.AGREED)
    (claim,) = added(read(marked, text=text))
    assert (claim.modality, claim.polarity) == (Modality.PLANNED, Polarity.AFFIRMED)
    assert {"modality:llm-differs", "polarity:llm-differs"} <= set(claim.rules)


def test_what_was_found_is_found_again_in_a_later_text() -> None:
    pointed = ground(TEXT, [Proposal(3, FLOUR, "Jon Tveit", "For")]).pointed
    later = "A correction has been made.\n\n" + TEXT.replace("Two ferries", "Three ferries")
    (again,) = ground(later, proposed_again(TEXT, pointed, later)).pointed
    assert taken(again, later) == taken(pointed[0])
    assert not proposed_again(TEXT, pointed, TEXT.replace("3.50", "4.50"))


_FRAGMENTS = sorted(set(re.findall(r"\S+", TEXT)))
_WORDS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(_FRAGMENTS), max_size=12).map(" ".join),
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, 200)).map(lambda at: TEXT[at[0] : at[0] + at[1]]),
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, 200), st.characters()).map(
        lambda at: TEXT[at[0] : at[0] + at[1]].replace("e", at[2], 1).swapcase()
    ),
    st.just("a" * (LONGEST + 1)),
)
_PROPOSALS = st.builds(
    Proposal,
    st.integers(-2, 9),
    _WORDS,
    st.none() | _WORDS,
    st.none() | _WORDS,
    st.none() | st.sampled_from(Polarity),
    st.none() | st.sampled_from(Modality),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_PROPOSALS, max_size=6))
def test_whatever_is_proposed_every_span_is_verbatim(proposals: list[Proposal]) -> None:
    grounding = ground(TEXT, proposals)
    assert len(grounding.pointed) + sum(one.count for one in grounding.rejected) == len(proposals)
    analysis = analyse(TEXT, published_at=WEDNESDAY, pointed=grounding.pointed)
    for claim in analysis.claims:
        assert claim.text == "".join(TEXT[start:end] for start, end in claim.spans)
        for link in claim.attribution:
            assert all(0 <= start < end <= len(TEXT) for start, end in (*link.source, *link.cue))
    spans = [claim.spans for claim in analysis.claims]
    assert len(set(spans)) == len(spans)
    assert analyse(TEXT, published_at=WEDNESDAY, pointed=grounding.pointed) == analysis


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_other_figure_passes(data: st.DataObject) -> None:
    words = data.draw(st.sampled_from([WELDS, FLOUR]))
    at = data.draw(st.sampled_from([m.start() for m in re.finditer(r"\d", words)]))
    digit = data.draw(st.sampled_from([d for d in "0123456789٣" if d != words[at]]))
    for paragraph in range(1, 6):
        assert not ground(TEXT, [Proposal(paragraph, words[:at] + digit + words[at + 1 :])]).pointed


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_an_answer_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    json_like = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
        max_leaves=4,
    )
    claim = st.fixed_dictionaries(
        {"paragraph": st.integers(-1, 9) | json_like, "words": _WORDS, "speaker": st.none() | _WORDS},
        optional={"cue": st.none() | _WORDS, "polarity": st.just("affirmed"), "modality": st.just("happened")},
    )
    answer = st.fixed_dictionaries({"claims": st.lists(claim, max_size=3) | json_like})
    content = data.draw(st.text(max_size=40) | st.one_of(json_like, answer).map(json.dumps))
    try:
        proposals = read_answer(content)
    except Unanswered:
        return
    for one in ground(TEXT, proposals).pointed:
        assert all(words and words in TEXT for words in taken(one))


def test_more_than_enough_is_cut_and_said() -> None:
    proposals = [replace(Proposal(1, "Two ferries were taken out of service"), cue=str(n)) for n in range(MOST + 5)]
    assert {one.reason: one.count for one in ground(TEXT, proposals).rejected} == {"repeated": MOST - 1, "too-many": 5}


@pytest.mark.parametrize("paragraph", ["ab " * 800, "a" * 2_400, "1 " * 1_200, "“" * 2_000, "A " * 50_000])
def test_hostile_proposals_cost_little(paragraph: str) -> None:
    proposals = [Proposal(1, paragraph[:450] + "c" * n) for n in range(20, 20 + MOST)]
    assert len(ground(paragraph, proposals).pointed) <= MOST
