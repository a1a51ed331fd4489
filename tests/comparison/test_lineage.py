"""Copied passages: found per passage, quotations and common furniture left out."""

from hypothesis import given
from hypothesis import strategies as st

from stories.comparison.lineage import find_lineage, lineage_text, shared_passages
from stories.domain.values import Extent, Passage, PassageKind

AGENCY = (
    "The harbour office in Norhaven closed the eastern quay on Tuesday after divers found cracks in three of the "
    "piles that carry the fish market. Engineers will weigh whether the building can stay open through the winter, "
    "the office added in a short note. Traders were told to move their stalls to the car park behind the old cannery "
    "before the weekend, and the ferry to Stell will leave from the western pier until further notice."
)
OTHER = (
    "Stell's council voted by seven to four for a new school on the hill above the lighthouse. Parents had gathered "
    "signatures since spring, arguing that the present rooms flood whenever the river rises after heavy rain. Work "
    "is to begin once the county has released its share of the money, which nobody expects before next summer."
)
SPEECH = "“We will not rebuild on sand again, and whoever promises you a market by the spring has never driven a pile”"


def test_a_reprint_is_whole_and_its_passages_are_the_same_words() -> None:
    a, b = lineage_text("a", AGENCY), lineage_text("b", "By our own reporter\n\n" + AGENCY)
    found = shared_passages(a, b)
    assert found is not None
    assert found.extent is Extent.WHOLE
    assert found.containment[0] == 1.0
    (start, end), (their_start, their_end) = found.passages[0]
    assert AGENCY[start:end] == ("By our own reporter\n\n" + AGENCY)[their_start:their_end]


def test_some_sentences_inside_another_article_are_partial() -> None:
    mixed = (
        OTHER + "\n\n" + AGENCY[: len(AGENCY) // 2] + "\n\n" + OTHER.replace("school", "hall").replace("rooms", "huts")
    )
    found = shared_passages(lineage_text("a", AGENCY), lineage_text("b", mixed))
    assert found is not None
    assert found.extent is Extent.PARTIAL


def test_a_shared_quotation_is_no_copying() -> None:
    texts = [f"{OTHER}\n\n{SPEECH}, she said.", f"{AGENCY}\n\n{SPEECH}, she said."]
    prepared = [
        lineage_text(str(number), text, quotes=[(text.index("“"), text.index("”"))])
        for number, text in enumerate(texts)
    ]
    assert shared_passages(*prepared) is None
    assert shared_passages(*[lineage_text(str(n), t) for n, t in enumerate(texts)]) is not None


def test_furniture_is_left_out() -> None:
    text = f"{OTHER}\n\n{AGENCY}"
    passage = Passage(len(OTHER), len(text), PassageKind.PROMOTION)
    assert shared_passages(lineage_text("a", text, passages=[passage]), lineage_text("b", AGENCY)) is None


def test_a_note_under_every_article_of_an_outlet_is_no_lineage() -> None:
    bodies = [
        AGENCY,
        OTHER,
        (
            "Nine swimmers crossed the strait at dawn, the fastest in under two hours, and were given soup by pilots "
            "of the rescue station, who had followed them through the swell in an open boat with blankets and lamps."
        ),
    ]
    note = (
        "This newspaper belongs to the people who read it, and everything on this page may be printed again by schools "
        "and libraries in the islands so long as the name of the writer and of the paper stand above it."
    )
    texts = [lineage_text(str(n), f"{body}\n\n{note}", outlet="The Stell Post") for n, body in enumerate(bodies)]
    assert find_lineage(texts) == []
    apart = [lineage_text(str(n), f"{body}\n\n{note}", outlet=f"Outlet {n}") for n, body in enumerate(bodies)]
    assert len(find_lineage(apart)) == 3


@given(st.text(), st.text())
def test_any_two_texts_compare_the_same_both_ways(one: str, other: str) -> None:
    forth = shared_passages(lineage_text("a", one), lineage_text("b", other))
    back = shared_passages(lineage_text("b", other), lineage_text("a", one))
    assert (forth is None) == (back is None)
    if forth and back:
        assert forth.containment == back.containment[::-1]
        assert forth.extent is back.extent
