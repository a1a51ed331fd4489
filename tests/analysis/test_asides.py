"""What an outlet adds in its own voice beside a quotation is a claim too: an event or a state with its figures."""

from datetime import UTC, datetime

from stories.analysis.extract import analyse

TEXT = (
    "“We will take in boats from every harbour,” she wrote, referring to the city’s “House of Waters” that opened in "
    "2019 and has room for 300 boats. “The fee would be low for the crews.”"
)


def test_an_aside_with_a_date_is_a_claim_of_the_outlet() -> None:
    """A relative clause in the tail of a reporting clause bears what nothing else in the sentence says."""
    found = analyse(TEXT, published_at=datetime(2025, 6, 3, tzinfo=UTC))
    asides = [one for one in found.claims if "opened in 2019" in one.text]
    assert len(asides) == 1
    (aside,) = asides
    assert aside.voice.value in {"outlet", "mixed"}
    assert [found.dates[index].value for index in aside.dates] == ["2019"]
    assert any(one.cls == "open" and one.dates for one in aside.predicates)
    assert {found.quantities[index].noun for index in aside.quantities} >= {"boat"}
