"""The whole reading of a hostile text: twice the text takes about twice the time."""

import logging
import time

import pytest

from stories.analysis.claims import MOST
from stories.analysis.extract import analyse

_UNITS = [
    "The pier was closed on Monday, said Petra Osk of the harbour. ",
    "“The pier is shut and Osk said ",
    "He said she said they said. ",
    "which said that who said ",
    "a, ",
    "<a",
    "&amp;amp;",
    "3 to 4 or 5.000 ",
    "on Monday 3 May 2021 until Tuesday ",
    "the plant that opened in 2019, ",
    "Osk said it.\n\n",
]


def _seconds(text: str) -> float:
    begun = time.process_time()
    analyse(text)
    return time.process_time() - begun


@pytest.mark.parametrize("unit", _UNITS)
def test_reading_takes_linear_time(unit: str) -> None:
    """A quadratic rule would take sixteen times as long for four times the text."""
    _seconds(unit)
    small, double, large = (_seconds(unit * (size // len(unit))) for size in (3_000, 6_000, 12_000))
    assert double < 5 * small + 0.2
    assert large < 9 * small + 0.4


def test_one_long_paragraph_is_read_to_its_end() -> None:
    """A paragraph longer than the parser's portion loses nothing behind it."""
    text = "The pier was closed by the harbour. " * 900 + "Petra Osk said that 412 lorries were waiting."
    last = analyse(text).claims[-1]
    assert text[last.spans[0][0] :].startswith("412 lorries")
    assert last.attribution[-1].speaker == "Petra Osk"


def test_a_claim_too_many_is_told(caplog: pytest.LogCaptureFixture) -> None:
    text = "The pier was closed on Monday.\n\nOsk counted 412 lorries.\n\n" * MOST
    with caplog.at_level(logging.WARNING):
        claims = analyse(text).claims
    assert len(claims) == MOST
    assert all("article:capped" in claim.rules for claim in claims)
    assert "kept" in caplog.text
