"""Marks of texts: whoever shares a stretch of words shares one, wherever it stands and however it is set."""

from hypothesis import given
from hypothesis import strategies as st

from stories.comparison.imprints import MOST, marks_of
from stories.comparison.lineage import SHOWN

WORDS = st.lists(st.sampled_from([f"word{n}" for n in range(300)]), max_size=40).map(" ".join)
STRETCH = "The keeper of the lock at Dunmarsh counts boats"


@given(before=WORDS, behind=WORDS, other=WORDS)
def test_texts_that_share_a_stretch_share_a_mark(before: str, behind: str, other: str) -> None:
    assert len(STRETCH.split()) == SHOWN + 1
    one, two = f"{before} {STRETCH}, {behind}", f"{other} “{STRETCH.upper()}”\n\n{before}"
    assert marks_of(one) & marks_of(two)


def test_texts_of_other_words_share_none_and_a_mark_is_small() -> None:
    text = " ".join(f"{n} and then {n * 7}" for n in range(400))
    marks = marks_of(text)
    assert len(marks) < len(text.split()) * 0.6
    assert all(-(2**63) <= mark < 2**63 for mark in marks)
    assert not marks & marks_of(" ".join(f"{n} but never {n * 11}" for n in range(400)))


def test_odd_texts() -> None:
    assert marks_of("") == marks_of("four words are none") == frozenset()
    assert marks_of("a lone \ud800 surrogate among words stands here")
    assert len(marks_of(" ".join(f"w{n}" for n in range(60_000)))) <= MOST
