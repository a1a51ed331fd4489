"""Words side by side: what differs is marked, and nothing of a text is lost on the way."""

from itertools import product

import pytest

from stories.admin.wording import ADDED, DIFFERS, FIGURE, GONE, SAME, Run, told_apart, word_diff

TEXTS = [
    "",
    "Twelve people left the quay at 3.15 p.m.",
    "Twenty people left the quay before noon.",
    "“It rose faster than any of us had seen,” she said.",
    "  Spaces  and\nlines  ",
    "Ein Wort: größer — und 1,250 mehr!",
]


def kept(runs: list[Run], *kinds: str) -> str:
    return "".join(run.text for run in runs if run.kind in kinds)


@pytest.mark.parametrize(("old", "new"), list(product(TEXTS, TEXTS)))
def test_both_texts_can_be_read_out_of_a_diff(old: str, new: str) -> None:
    runs = word_diff(old, new)
    assert kept(runs, SAME, ADDED).casefold() == new.casefold()
    assert kept(runs, SAME, GONE).casefold() == old.casefold()


def test_only_what_changed_is_marked() -> None:
    runs = word_diff("Twelve people were evacuated", "Twenty people were evacuated")
    assert [(run.text, run.kind) for run in runs] == [
        ("Twelve", GONE),
        ("Twenty", ADDED),
        (" people were evacuated", SAME),
    ]


def test_a_very_long_text_is_not_aligned_but_shown_whole() -> None:
    old, new = "word " * 500, "word " * 499 + "other "
    assert word_diff(old, new) == [Run(old, GONE), Run(new, ADDED)]


def test_sides_are_told_apart_by_figures_and_by_words_that_no_other_has() -> None:
    sides = told_apart(
        ["The bridge opened in 1998.", "The old bridge was opened in 2001.", "The bridge opened in 2001."]
    )
    assert [run.text for run in sides[0] if run.kind == FIGURE] == ["1998"]
    assert [run.text for run in sides[1] if run.kind == DIFFERS] == ["old"]
    assert all(run.kind in {SAME, FIGURE} for run in sides[2])
    assert ["".join(run.text for run in side) for side in sides] == [
        "The bridge opened in 1998.",
        "The old bridge was opened in 2001.",
        "The bridge opened in 2001.",
    ]


def test_numbers_in_words_and_days_are_figures_too() -> None:
    monday, tuesday = told_apart(["It closed on Monday for nine days", "It closed on Tuesday for ten days"])
    assert [run.text for run in monday if run.kind == FIGURE] == ["Monday", "nine"]
    assert [run.text for run in tuesday if run.kind == FIGURE] == ["Tuesday", "ten"]
