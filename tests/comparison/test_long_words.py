"""Words of a size that nobody prints: what looks for names and figures passes over them once."""

import re

import pytest

from stories.comparison import entities, namings, nominals, things
from stories.domain import utterances

PATTERNS = (
    *namings._HELD,
    namings._WHERE,
    things._SET_OFF,
    entities._MEASURED,
    nominals._WHOSE,
    utterances._QUOTED,
)
WORDS = ("A", "a-", "Ab-", "1,", "1.", "“", "Ab ", " ")


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern[:30])
@pytest.mark.parametrize("word", WORDS)
def test_hundreds_of_thousands_of_characters_are_read(pattern: re.Pattern[str], word: str) -> None:
    assert not list(pattern.finditer(word * (300_000 // len(word))))
