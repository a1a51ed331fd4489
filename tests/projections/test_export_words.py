"""Whose words a line is, told where no markup tells it."""

from typing import Any

import pytest
from django.utils.translation import override

from stories.projections.export_words import is_open, line

WORDS = "We will pay for each hotel night."


@pytest.mark.parametrize(
    ("quotation", "speaker", "told"),
    [
        (True, "Ruben Falk", f"Ruben Falk: “{WORDS}”"),
        (True, None, f"“{WORDS}”"),
        (False, "Ruben Falk", "We will pay for each hotel night (according to Ruben Falk)"),
        (False, None, WORDS),
    ],
)
def test_somebodys_words_are_not_ours(quotation: bool, speaker: str | None, told: str) -> None:
    claim: dict[str, Any] = {"statement": WORDS, "quotation": quotation, "speaker": speaker and {"name": speaker}}
    assert line(claim) == told
    assert line(claim | {"statement": None}) == ""


def test_quotation_marks_are_those_of_the_reader() -> None:
    with override("de"):
        assert line({"statement": WORDS, "quotation": True, "speaker": None}) == f"„{WORDS}“"


def test_what_was_answered_or_closed_is_known() -> None:
    assert is_open({"answer": None, "outcome": None})
    assert not is_open({"answer": "In May.", "outcome": "answered"})
    assert not is_open({"answer": None, "outcome": "rejected"})
