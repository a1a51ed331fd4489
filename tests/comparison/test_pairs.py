"""Two sentences: supported, contradicted, updated, touched or unrelated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.comparison.pairs import Relation, compare
from stories.domain.values import ConflictKind

TOWER = "The Norhaven tower was opened in 2019."


@pytest.mark.parametrize(
    ("a", "b", "relation", "kind"),
    [
        (TOWER, "Norhaven opened its tower, a 90-metre needle, in 2019.", Relation.SUPPORTS, None),
        (TOWER, "The tower in Norhaven was opened in 2021.", Relation.CONTRADICTS, ConflictKind.DATE),
        (TOWER, "The tower in Norhaven was closed in 2019.", Relation.CONTRADICTS, ConflictKind.POLARITY),
        (
            "Ivo Brandt was born in Stell.",
            "Ivo Brandt, born in Dunmore, is a painter.",
            Relation.CONTRADICTS,
            ConflictKind.PLACE,
        ),
        ("Kettle is a novel.", "Kettle is a film about a ferry.", Relation.CONTRADICTS, ConflictKind.NAME),
        ("The ferry was not insured.", "The ferry was insured.", Relation.CONTRADICTS, ConflictKind.POLARITY),
        (
            "The keeper left before the storm.",
            "The keeper left after the storm.",
            Relation.CONTRADICTS,
            ConflictKind.DATE,
        ),
        (
            "Ivo Brandt was born in the fifties.",
            "Ivo Brandt was born in 1947.",
            Relation.CONTRADICTS,
            ConflictKind.DATE,
        ),
        (
            "The ballad is on Lund's second studio album.",
            "The ballad is on Lund's first studio album.",
            Relation.CONTRADICTS,
            ConflictKind.QUANTITY,
        ),
        (
            "The tower was designed by Mara Lund.",
            "The tower was designed by Ivo Brandt.",
            Relation.CONTRADICTS,
            ConflictKind.NAME,
        ),
        ("Mara Lund is a painter.", "She is a painter from Stell.", Relation.SUPPORTS, None),
        ("Mara Lund is a novelist.", "Mara Lund opened the fair.", Relation.OVERLAPS, None),
        ("More than 400 people came.", "In all 600 people came.", Relation.OVERLAPS, None),
        ("Twelve people came to Stell.", "12 people came to Stell.", Relation.SUPPORTS, None),
        ("Two hundred people came to Stell.", "200 people came to Stell.", Relation.SUPPORTS, None),
        ("Stell has 1.2 million people.", "Stell has 1,200,000 people.", Relation.SUPPORTS, None),
        ("Stell has 1.2 million people.", "Stell has 1,300,000 people.", Relation.CONTRADICTS, ConflictKind.QUANTITY),
        ("3 of the 5 boats sank in Stell.", "Three of the five boats sank in Stell.", Relation.SUPPORTS, None),
        (
            "Twenty-one people came to Stell.",
            "Nineteen came to Stell: 19 people.",
            Relation.CONTRADICTS,
            ConflictKind.QUANTITY,
        ),
        ("83 people came to Stell.", "More than 80 people came to Stell.", Relation.OVERLAPS, None),
        ("70 people came to Stell.", "More than 80 people came to Stell.", Relation.CONTRADICTS, ConflictKind.QUANTITY),
        ("About 500 people came to Stell.", "Some 480 people came to Stell.", Relation.OVERLAPS, None),
        ("A man was killed in Stell.", "A man was injured in Stell.", Relation.OVERLAPS, None),
        ("The mill will close.", "The mill may close.", Relation.STRENGTH_DIFFERS, None),
        ("The board denies that it was warned.", "The board was warned.", Relation.CONTRADICTS, ConflictKind.POLARITY),
        ("The hall has 400 seats.", "The hall has 600 seats.", Relation.CONTRADICTS, ConflictKind.QUANTITY),
        (
            "The storm left 12 people dead.",
            "The storm has left 15 people dead.",
            Relation.UPDATES,
            ConflictKind.QUANTITY,
        ),
        ("Stell offered to take the ships.", "Stell agreed to take the ships.", Relation.STRENGTH_DIFFERS, None),
        (TOWER, "Herring prices fell again on the islands this week.", Relation.UNRELATED, None),
    ],
)
def test_relations(a: str, b: str, relation: Relation, kind: ConflictKind | None) -> None:
    found = compare(a, b)
    assert (found.relation, found.kind) == (relation, kind)
    assert 0 <= found.score <= 1
    assert found.reason


def test_longer_texts_are_compared_sentence_by_sentence() -> None:
    a = "The tower was opened in 2019. It has 40 floors."
    assert compare(a, "It has 40 floors. The tower was opened in 2019 by the mayor.").relation is Relation.SUPPORTS
    assert compare(a, "The tower was opened in 2021. It rained.").relation is Relation.CONTRADICTS


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(a: str, b: str) -> None:
    assert 0 <= compare(a, b).score <= 1


@given(st.text(min_size=1))
def test_no_text_contradicts_itself(text: str) -> None:
    assert compare(text, text).relation is not Relation.CONTRADICTS
