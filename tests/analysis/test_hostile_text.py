"""Hostile texts are read like any other: spans verbatim, the same answer twice, work that grows with length only."""

import logging
import sys
from types import FrameType

import pytest

from stories.analysis.claims import MOST
from stories.analysis.credits import find_credits
from stories.analysis.extract import analyse
from stories.analysis.furniture import ADVERTISEMENT
from stories.domain.values import Passage, PassageKind
from tests.analysis.hostile import HOSTILE


def steps(text: str) -> int:
    """Calls made while a text is read: the same in each run, unlike seconds. What the machine does besides is left out.

    Patterns and the parser work inside one call; tests/benchmarks/hostile.py has their time.
    """
    count = 0

    def counted(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        analyse(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_work_grows_with_length_only(unit: str) -> None:
    """A quadratic rule would take sixteen times the steps for four times the text."""
    small, large = (unit * (800 * times // len(unit) + 1) for times in (1, 4))
    analyse(large)  # what is looked up once is looked up
    assert steps(large) < 8 * steps(small) + 2_000


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_verbatim_and_alike(unit: str) -> None:
    text = "The pier was closed.\n\n" + unit * (400 // len(unit) + 1)
    analysis = analyse(text)
    for claim in analysis.claims:
        assert claim.text == "".join(text[start:end] for start, end in claim.spans)
    assert analysis == analyse(text)


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


def test_a_chain_of_names_and_a_row_of_marks_are_read_once() -> None:
    chain = "Ab-" * 100_000
    assert find_credits(chain, (Passage(0, len(chain), PassageKind.BODY),), None) == ()
    assert not ADVERTISEMENT.fullmatch("Loading" + "." * 300_000 + "x")
    assert ADVERTISEMENT.fullmatch("Loading ...")
