"""One claim across articles: quotations collated, paraphrases joined, different statements kept apart."""

from itertools import permutations

import pytest

from stories.comparison.novelty import novelty
from stories.comparison.reading import Reading
from stories.comparison.same_claim import match
from stories.comparison.strength import step
from stories.domain.values import PROBABLY_DERIVED, DifferenceKind
from tests.comparison.stories_told import claims_of, partition, read

QUOTED = [
    read(
        "post", "“We shall hand the old lighthouse to the islanders before the first storm of autumn,” Mara Lund said."
    ),
    read("echo", "Mara Lund said: “We'll hand the old lighthouse to the islanders before the first storm of autumn.”"),
    read("mail", "Mara Lund wrote: “We shall hand the old lighthouse to the islanders before the…”"),
]


def together(*texts: str) -> int:
    return len(partition(claims_of([read(f"outlet {n}", text) for n, text in enumerate(texts)])))


@pytest.mark.parametrize("order", list(permutations(QUOTED)))
def test_one_utterance_is_one_claim_in_whatever_order_and_however_printed(order: tuple[Reading, ...]) -> None:
    assert len(partition(claims_of(order))) == 1


def test_small_words_do_not_make_another_utterance() -> None:
    one = "“We will pay for every broken window and every lost night, and we will not wait for a letter,” Lund said."
    other = "“We will pay for each broken window and each lost night and we're not going to wait for a letter.”"
    assert together(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other", "claims"),
    [
        (
            "Repairs to the pier could cost up to 2 million crowns.",
            "Repairs to the pier could cost 1.9 million crowns.",
            1,
        ),
        (
            "Repairs to the pier could cost up to 2 million crowns.",
            "Repairs to the pier could cost 1.2 million crowns.",
            2,
        ),
        ("More than 80 people were hurt on the pier in Stell.", "83 people were hurt on the pier in Stell.", 1),
        ("More than 80 people were hurt on the pier in Stell.", "240 people were hurt on the pier in Stell.", 2),
    ],
)
def test_a_figure_is_no_witness_for_a_bound_that_lies_far_off(one: str, other: str, claims: int) -> None:
    assert together(one, other) == claims


def test_who_does_not_confirm_it_vouches_for_nothing() -> None:
    told = "Two people died in the fire on the pier in Stell."
    assert together(told, "Police said that two people died in the fire on the pier in Stell.") == 1
    assert together(told, "Police have not confirmed that two people died in the fire on the pier in Stell.") == 2


def test_a_transcription_that_differs_says_how() -> None:
    found = match(QUOTED[2].analysis.claims, QUOTED[2], claims_of(QUOTED[:1]))
    assert [(d.kind, d.detail) for d in found[0].differences] == [(DifferenceKind.WORDING, "cut off here")]


@pytest.mark.parametrize(
    "texts",
    [
        (
            "“We will not sell the harbour to anyone who asks for it,” Lund said.",
            "“We will sell the harbour to anyone who asks for it,” Lund said.",
        ),
        (
            "“We counted 40 boats in the bay on the morning of the race,” Lund said.",
            "“We counted 60 boats in the bay on the morning of the race,” Lund said.",
        ),
        ("The lighthouse of Stell was opened in 2019.", "The lighthouse of Stell was opened in 2021."),
        ("The council closed the market in Norhaven.", "The council closed the market hall in Dunmore after a fire."),
    ],
)
def test_two_statements_are_never_one_claim(texts: tuple[str, ...]) -> None:
    assert together(*texts) == 2


def test_a_paraphrase_with_the_same_verb_subject_and_figures_is_one_claim() -> None:
    assert (
        together(
            "The council of Norhaven closed the fish market on Monday.",
            "The Norhaven council closed the old fish market on Monday.",
        )
        == 1
    )


def test_what_is_new_in_an_article() -> None:
    first = read("post", "The council of Norhaven closed the fish market on Monday.")
    second = read(
        "echo", "The Norhaven council closed the fish market on Monday. Divers found cracks in the eastern quay."
    )
    assert told(first, second) == [("new_claim", None)]


def test_another_commitment_and_another_figure_are_news_of_a_known_claim() -> None:
    first = read("post", "The port authority offered to repair the eastern quay of Stell for 900 crowns.")
    second = read("echo", "The port authority agreed to repair the eastern quay of Stell for 900 crowns.")
    assert told(first, second) == [("stronger", "agreed, so far offered")]
    assert told(second, first) == [("weaker", "offered, so far agreed")]


def told(first: Reading, second: Reading) -> list[tuple[str, str | None]]:
    known = claims_of([first])
    new = second.analysis.claims
    return [(one.kind.value, one.detail) for one in novelty(new, second, known, match(new, second, known))]


def test_a_vague_value_beside_shared_text_is_probably_derived() -> None:
    shared = (
        "Walkers who follow the coast path past the old signal house see its red roof long before the village, and "
        "children are told that the keeper waved a lamp from the gallery whenever a boat came home with herring."
    )
    vague = "The lighthouse of Stell was inspected by an engineer about a year ago."
    first, copied, alone = (read(name, text) for name, text in (
        ("post", f"{vague}\n\n{shared}"),
        ("echo", f"{vague}\n\nIt rained.\n\n{shared}"),
        ("mail", "An engineer inspected the lighthouse of Stell about a year ago.\n\nIt snowed in the hills."),
    ))  # fmt: skip

    def derived(reading: Reading) -> bool:
        matches = match(reading.analysis.claims, reading, claims_of([first]))
        assert matches[0].known is not None
        return any(one.detail == PROBABLY_DERIVED for one in matches[0].differences)

    assert derived(copied)
    assert not derived(alone)


def test_a_name_that_each_lacks_keeps_two_claims_apart() -> None:
    assert together("Mara Lund was arrested in Stell on Monday.", "Mara Lund was arrested in Dunmore on Monday.") == 2


def test_rungs_of_one_promise_are_told_apart_in_whatever_words() -> None:
    offered = read("post", "Norland's president has offered to house Stell's prisoners in Norland's jails for a fee.")
    agreed = read("echo", "Norland's president agreed to take Stell's inmates into Norland's prisons for a fee.")
    other = read("mail", "The mayor of Stell agreed to repaint the jails of Norland for the summer.")
    known = claims_of([offered])
    found = [one for wording in claims_of([agreed]) for one in [step(wording, known)] if one]
    assert [(one.kind.value, one.difference.detail) for one in found] == [("stronger", "agreed here, offered in post")]
    assert [step(wording, known) for wording in claims_of([other])] == [None]
