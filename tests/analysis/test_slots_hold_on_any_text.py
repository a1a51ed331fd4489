"""Whatever the text: no error, spans inside it, the same answer twice, and work in proportion to length."""

import itertools
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.analysis.dates import find_dates
from stories.analysis.quantities import find_quantities
from stories.analysis.word_table import words

TODAY = date(2025, 2, 4)
PIECES = st.sampled_from(
    words(
        "1 2,000 1.5 30 2019 million dozen half a third of $ % km - / : . , ( ) and to from between more than at least "
        "up rose fell Monday last next year years ago May 3 quarter the one two twenty hundred İ ½ × 10 ' st"
    )
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)
)


@given(TEXTS)
def test_any_text(text: Any) -> None:
    quantities = find_quantities(text)
    dates = find_dates(text, published=TODAY, received=None)
    for found in (quantities, dates):
        places = [(item.start, item.end) for item in found]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))
    assert quantities == find_quantities(text)
    assert dates == find_dates(text, published=TODAY, received=None)


@given(TEXTS)
def test_intervals_are_in_order(text: Any) -> None:
    for quantity in find_quantities(text):
        assert quantity.low is not None or quantity.high is not None
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
    for mention in find_dates(text, published=TODAY, received=None):
        assert (mention.from_ is None) == (mention.to is None)
        if mention.from_ and mention.to:
            assert mention.from_ <= mention.to


def steps(work: Callable[[], object]) -> int:
    """How many lines of our own code the work runs through."""
    count = 0

    def trace(frame: Any, event: Any, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "near_miss",
    [
        "1,",
        "1-",
        "1 and ",
        "million ",
        "one hundred and ",
        "the last ",
        "a.",
        "1/2/",
        "twenty-",
        "the day before ",
        "Monday ",
        "$",
    ],
)
def test_work_grows_with_length_only(near_miss: Any) -> None:
    def work(times: int) -> int:
        text = near_miss * (200 * times)
        return steps(lambda: (find_quantities(text), find_dates(text, published=TODAY, received=None)))

    once, twice, four = work(1), work(2), work(4)
    assert twice <= 3 * once
    assert four <= 6 * once
