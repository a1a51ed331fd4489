"""Contradictions by slot; what looks like one and is none; figures that move."""

from itertools import permutations

import pytest

from stories.comparison.conflicts import Conflict, find_conflicts
from stories.comparison.reading import Reading
from stories.comparison.slips import find_slips
from stories.comparison.tolls import toll
from stories.comparison.updates import find_updates
from stories.domain.values import Certainty, ConflictKind
from tests.comparison.stories_told import claims_of, read

LIGHTHOUSE = [
    read("post", "The museum of Stell, the largest in Norland, was opened in 2028."),
    read("echo", "Stell's museum, which is the largest in Norland, opened in 2030."),
    read("mail", "Mara Lund spoke in a museum that she opened a year ago, the largest of Norland."),
]


def conflicts(*texts: str) -> list[Conflict]:
    return find_conflicts(claims_of([read(f"outlet {n}", text) for n, text in enumerate(texts)]))


@pytest.mark.parametrize("order", list(permutations(LIGHTHOUSE)))
def test_two_dates_of_one_opening_are_one_contradiction_and_the_vague_one_sides_with_what_it_fits(
    order: tuple[Reading, ...],
) -> None:
    (found,) = find_conflicts(claims_of(order))
    assert (found.kind, found.certainty, found.slot) == (ConflictKind.DATE, Certainty.CERTAIN, "when the museum opened")
    assert [(side.normalised, side.articles, side.possible_with) for side in found.sides] == [
        ("2028", ("post",), ()),
        ("2030", ("echo",), ("~2030",)),
        ("~2030", ("mail",), ("2030",)),
    ]
    assert "post" in found.reason
    assert "2028" in found.reason


def test_a_date_that_hangs_on_the_receipt_is_at_most_possible() -> None:
    dated = read("post", "The museum of Stell, the largest in Norland, was opened in 2028.")
    undated = read("echo", "The museum of Stell, the largest in Norland, was opened last year.", None)
    assert [found.certainty for found in find_conflicts(claims_of([dated, undated]))] == [Certainty.POSSIBLE]


@pytest.mark.parametrize(
    "texts",
    [
        # capacity and occupancy
        ("The hall in Stell is designed to hold 4,000 guests.", "About 1,500 guests were in the hall in Stell."),
        # rounding and hedges
        ("The bridge in Stell cost 1,980,000 euros.", "The bridge in Stell cost about 2 million euros."),
        # a figure that moves
        ("The fire in Stell killed three people.", "The fire in Stell killed seven people."),
        # two things of one kind
        ("The museum of Stell was opened in 2028.", "The museum of Dunmore was opened in 2030."),
        # a coarser date
        ("The bridge in Stell opened in 2028.", "The bridge in Stell opened on 4 May 2028."),
        # rungs of the ladder
        ("Norland offered to take the prisoners from Stell.", "Norland agreed to take the prisoners from Stell."),
        # one who knows both names
        ("The captain of the Alba is Ivo Brandt.", "The captain of the Alba is Jan Orme. Ivo Brandt left in May."),
        # what may happen to two
        ("Ivo Brandt was arrested in Stell on Monday.", "Jan Orme was arrested in Stell on Monday."),
        # one's own two figures
        ("The ferry Alba had 148 people on board, 131 of them passengers.", "The ferry Alba had 148 people on board."),
    ],
)
def test_no_contradiction(texts: tuple[str, ...]) -> None:
    assert conflicts(*texts) == []


@pytest.mark.parametrize(
    "text",
    [
        "The board said it was unable to confirm that the bridge in Stell opened in 2030.",
        "The claim that the bridge in Stell opened in 2030 is false, the board said.",
        "There is no evidence that the bridge in Stell opened in 2030.",
        "The board has not confirmed that the bridge in Stell opened in 2030.",
    ],
)
def test_a_value_that_nobody_vouches_for_contradicts_nothing(text: str) -> None:
    assert conflicts("The bridge in Stell opened in 2028.", text) == []


def test_who_denies_another_figure_has_not_denied_this_one() -> None:
    told = "The fire in Stell killed 12 people on the old pier."
    assert conflicts(told, "Police denied that the fire in Stell killed 15 people on the old pier.") == []
    assert len(conflicts(told, "Police denied that the fire in Stell killed 12 people on the old pier.")) == 1


def test_a_newer_toll_updates_the_older_and_a_late_smaller_one_does_not() -> None:
    stages = [
        read("post", "The fire in Stell killed three people.", 4),
        read("echo", "The fire in Stell has killed seven people.", 5),
        read("mail", "Three people died in the fire in Stell.", 6),
    ]
    found = find_updates(claims_of(stages))
    assert [(update.older_value, update.newer_value) for update in found] == [("three", "seven")]


def test_a_conversion_that_does_not_fit_is_a_slip_of_its_article() -> None:
    assert [slip.reason for slip in find_slips(read("post", "The cable is 90 kilometers (40 miles) long."))]
    assert find_slips(read("post", "The cable is 90 kilometers (56 miles) long.")) == []


def test_a_least_figure_is_followed_by_a_higher_one() -> None:
    stages = [
        read("post", "The fire in Stell killed at least four people.", 4),
        read("echo", "Five people, among them a nurse, died in the fire in Stell.", 5),
    ]
    found = find_updates(claims_of(stages))
    assert [(update.older_value, update.newer_value) for update in found] == [("at least four", "Five")]


def test_updates_do_not_hang_on_the_order_of_arrival() -> None:
    stages = [
        read("post", "The fire in Stell killed three people.", 4),
        read("echo", "The fire in Stell has killed seven people.", 5),
    ]
    values = [
        [(update.older_value, update.newer_value) for update in find_updates(claims_of(order))]
        for order in (stages, stages[::-1])
    ]
    assert values == [[("three", "seven")]] * 2


@pytest.mark.parametrize(
    "texts",
    [
        # what a toll is taken from
        ("Three people died in the fire.", "Three of the roughly 150 people on board died in the fire."),
        # what came to it
        ("Three people died in the fire.", "Divers found four more bodies."),
        # a part of it
        ("Seven people died in the fire.", "Twelve of the dead are still to be named."),
        # a smaller one, printed late
        ("Seven people died in the fire.", "Three people died in the fire."),
    ],
)
def test_no_update(texts: tuple[str, str]) -> None:
    stages = [read(f"outlet {day}", text, day) for day, text in enumerate(texts, 4)]
    assert find_updates(claims_of(stages)) == []


def test_a_late_smaller_toll_is_passed_over_and_of_one_article_the_highest_counts() -> None:
    stages = [
        read("post", "The fire in Stell killed seven people.", 4),
        read("echo", "Three people died in the fire in Stell.", 5),
        read("mail", "Divers recovered three bodies in Stell, bringing the number of dead to 12.", 6),
    ]
    found = find_updates(claims_of(stages))
    assert [(update.older_value, update.newer_value) for update in found] == [("seven", "12")]


@pytest.mark.parametrize(
    ("texts", "kind", "slot"),
    [
        (
            (
                "Norland agreed to take the prisoners from Stell.",
                "Norland refused to take the prisoners from Stell.",
            ),
            ConflictKind.POLARITY,
            "whether Norland agreed to take the prisoners from Stell",
        ),
        (
            (
                "A leak in the main boiler was reported last week.",
                "Mara Lund denied that a leak in the main boiler had been reported last week.",
            ),
            ConflictKind.POLARITY,
            "whether a leak in the main boiler was reported last week",
        ),
        (
            ("The captain of the Alba is Ivo Brandt.", "The captain of the Alba is Jan Orme."),
            ConflictKind.NAME,
            "who the captain of the Alba is",
        ),
        (
            ("The ferry Alba sank off Stell on Monday.", "The ferry Alba sank off Dunmore on Monday."),
            ConflictKind.PLACE,
            "where the ferry sank",
        ),
    ],
)
def test_names_places_and_refusals_are_possible_contradictions(
    texts: tuple[str, str], kind: ConflictKind, slot: str
) -> None:
    (found,) = conflicts(*texts)
    assert (found.kind, found.slot, found.certainty) == (kind, slot, Certainty.POSSIBLE)
    assert len(found.sides) == 2


def test_a_coarser_form_of_a_value_stands_on_its_side_and_a_form_that_fits_two_on_none() -> None:
    (found,) = conflicts(
        "The bridge of Stell, the longest in Norland, was opened in 2028.",
        "The bridge of Stell, the longest in Norland, was opened on 4 May 2028.",
        "The bridge of Stell, the longest in Norland, was opened in 2030.",
    )
    assert [(side.value, len(side.articles), [form for _, form in side.rougher]) for side in found.sides] == [
        ("4 May 2028", 2, []),
        ("2030", 1, []),
    ]
    (found,) = conflicts(
        "The bridge of Stell, the longest in Norland, was opened in 2028.",
        "The bridge of Stell, the longest in Norland, was opened on 4 May 2028.",
        "The bridge of Stell, the longest in Norland, was opened on 9 June 2028.",
    )
    assert [(side.normalised, side.possible_with) for side in found.sides] == [
        ("2028", ("2028-05-04", "2028-06-09")),
        ("2028-05-04", ("2028",)),
        ("2028-06-09", ("2028",)),
    ]


def test_an_article_that_has_both_values_from_two_people_hides_no_conflict() -> None:
    (found,) = conflicts(
        "The tram of Stell was last inspected in the depot in May 2028, the union said. "
        "The operator said that the tram was last inspected in the depot in 2030.",
        "The tram of Stell was last inspected in the depot in 2030.",
    )
    assert {side.normalised for side in found.sides} == {"2028-05", "2030"}


@pytest.mark.parametrize(
    "nominal",
    [
        "The tram was last in the depot of Stell for inspection in May 2028.",
        "The last inspection of the tram in the depot of Stell was in May 2028.",
    ],
)
def test_a_noun_that_names_an_act_is_compared_with_its_verb(nominal: str) -> None:
    (found,) = conflicts(nominal, "The tram was last inspected in the depot of Stell in 2030.")
    assert {side.normalised for side in found.sides} == {"2028-05", "2030"}


def test_the_year_alone_dates_what_was_dated_before_it() -> None:
    (found,) = conflicts(
        "The tram was last inspected in the depot of Stell in May 2028, the union said. "
        "The operator says the year was 2030.",
        "The tram was last inspected in the depot of Stell in May 2028.",
    )
    assert {side.normalised for side in found.sides} == {"2028-05", "2030"}


def test_what_is_only_perhaps_so_contradicts_only_perhaps() -> None:
    (found,) = conflicts(
        "The bridge of Stell, the longest in Norland, was opened in 2028.",
        "The bridge of Stell, the longest in Norland, was possibly opened in 2030.",
    )
    assert found.certainty is Certainty.POSSIBLE


@pytest.mark.parametrize(
    ("text", "tolls"),
    [
        ("Five people, among them three children, died when a coach fell 60 metres.", ["die", "", ""]),
        ("Nine people were killed, including three children, and 14 are missing.", ["die", "", "miss"]),
        ("Seven people - including two firefighters - were hurt.", ["injure", ""]),
        ("Five people died. A further 21 were injured, six of them seriously.", ["die", "injure", ""]),
        ("A fire broke out, killing at least four people and injuring 19.", ["die", "injure"]),
        ("38 people were on board, 20 of whom died.", ["", "die"]),
        ("Four more bodies were found on Monday.", [""]),
        ("A girl of 11 died in hospital.", [""]),
        ("The number of people killed in the crash on the Stell road has risen to six, police said.", ["die"]),
        ("The toll rose to nine on Monday.", ["die"]),
        ("The number of injured stood at 40.", ["injure"]),
    ],
)
def test_which_figure_is_the_toll_and_which_a_part_of_it(text: str, tolls: list[str]) -> None:
    reading = read("post", text)
    assert [toll(figure, text, reading.analysis.quantities) for figure in reading.analysis.quantities] == tolls


def test_an_inspection_that_was_passed_was_an_inspection_and_the_slot_is_said_in_whole_words() -> None:
    (found,) = conflicts(
        "The vehicle passed its last inspection in January 2031.",
        "The vehicle was last inspected in October 2029.",
    )
    assert found.slot == "when the vehicle was inspected"
    (found,) = conflicts(
        "The cabin on the Stell was last inspected in January 2031.",
        "The cabin on the Stell was last inspected in October 2029.",
    )
    assert found.slot == "when the cabin was inspected"
