"""Quantities in invented news."""

from decimal import Decimal
from typing import Any

import pytest

from stories.analysis.quantities import find_quantities
from stories.analysis.quantities_masks import masks
from stories.domain.values import Comparator, Quantity, Trend

ABOUT, MORE, LEAST, LESS, MOST = (
    Comparator.ABOUT,
    Comparator.MORE,
    Comparator.AT_LEAST,
    Comparator.LESS,
    Comparator.AT_MOST,
)


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, [text[q.start : q.end] for q in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit", "noun"),
    [
        ("The camp holds 30,000 migrants.", "30000", None, "migrant"),
        ("The jail was built for 40,000 sick inmates.", "40000", None, "inmate"),
        ("Guards counted 600,000 Velmorans.", "600000", None, "Velmoran"),
        ("Twelve striking train drivers came.", "12", None, "driver"),
        ("One of the ferries sank.", "1", None, "ferry"),
        ("two hundred and fifty women", "250", None, "woman"),
        ("half a million voters", "500000", None, "voter"),
        ("2.5 million children", "2500000", None, "child"),
        ("a third of the voters stayed home", "0.333333333333333", None, "voter"),
        ("three-quarters of the crew", "0.75", None, "crew"),
        ("10 1/2 miles of cable", "10.5", "mile", None),
        ("5½ hours of talks", "5.5", "hour", None),
        ("It is 75 km away.", "75", "km", None),
        ("a 410-acre estate", "410", "acre", None),
        ("an area of 12 square kilometres", "12", "km2", None),
        ("Support fell short at 48 per cent.", "48", "percent", None),
        ("It cost $1.2bn.", "1200000000", "USD", None),
        ("It cost US$33m.", "33000000", "USD", None),
        ("It cost €50 million.", "50000000", "EUR", None),
        ("It cost 10.5 million Australian dollars.", "10500000", "AUD", None),
        ("It pays £400 a week.", "400", "GBP/week", None),
        ("oil at $58.24 per barrel", "58.24", "USD/barrel", None),
        ("The 43-year-old pilot", "43", "year", "age"),
        ("Ana Ruiz, 51, said no.", "51", "year", "age"),
        ("a night of -5 degrees Celsius", "-5", "celsius", None),
        ("a three-hour meeting", "3", "hour", None),
        ("2,000 tonnes were lost", "2000", "tonne", None),
        ("one in five voters stayed home", "0.2", None, "voter"),
        ("a 3,000-strong crowd", "3000", None, None),
        ("a noon of 30°C", "30", "celsius", None),
        ("with ３００ boats", "300", None, "boat"),
        ("one million hens", "1000000", None, "hen"),
        ("a mass of 2.99×10-8 kg", "0.0000000299", "kg", None),
    ],
)
def test_values_units_and_nouns(text: Any, value: Any, unit: Any, noun: Any) -> None:
    found = only(text)
    assert (found.low, found.high) == (Decimal(value), Decimal(value))
    assert (found.unit, found.noun, found.comparator) == (unit, noun, Comparator.EQUAL)


@pytest.mark.parametrize(
    ("text", "low", "high", "comparator"),
    [
        ("more than 80,000 people", 80000, None, MORE),
        ("over 30 boats", 30, None, MORE),
        ("at least two dozen boats", 24, None, LEAST),
        ("500 or more boats", 500, None, LEAST),
        ("500+ boats", 500, None, LEAST),
        ("no fewer than 9 boats", 9, None, LEAST),
        ("fewer than 300 boats", None, 300, LESS),
        ("under $5", None, 5, LESS),
        ("up to 40,000 inmates", None, 40000, MOST),
        ("no more than 10 boats", None, 10, MOST),
        ("as many as 10 boats", None, 10, MOST),
        ("nearly 30 boats", 30, 30, ABOUT),
        ("about 30 boats", 30, 30, ABOUT),
        ("some 232,000 voters", 232000, 232000, ABOUT),
        ("an estimated 30 boats", 30, 30, ABOUT),
        ("30 or so boats", 30, 30, ABOUT),
        ("between 20 and 30 boats", 20, 30, Comparator.EQUAL),
        ("20-30 boats", 20, 30, Comparator.EQUAL),
        ("from 5 to 7 percent", 5, 7, Comparator.EQUAL),
        ("four to five thousand boats", 4000, 5000, Comparator.EQUAL),
        ("$3 billion to $5 billion", 3 * 10**9, 5 * 10**9, Comparator.EQUAL),
        ("about 14-18 miles", 14, 18, ABOUT),
        ("more than 100 and fewer than 300 boats", 100, 300, Comparator.EQUAL),
        ("dozens of boats", 12, 120, Comparator.EQUAL),
        ("hundreds of thousands of hens", 100000, 1000000, Comparator.EQUAL),
    ],
)
def test_comparators_and_ranges(text: Any, low: Any, high: Any, comparator: Any) -> None:
    found = only(text)
    assert (found.low, found.high, found.comparator) == (low, high, comparator)


@pytest.mark.parametrize(
    ("text", "trend"),
    [
        ("Rents rose 5 per cent.", Trend.UP),
        ("Rents rose by about 5 per cent.", Trend.UP),
        ("Rents fell to 900 euros.", Trend.DOWN),
        ("Shares were down 2%.", Trend.DOWN),
        ("Rents stand at 900 euros.", None),
        ("They gave up 517 yards.", None),
        ("It holds up to 40 hens.", None),
    ],
)
def test_trend(text: Any, trend: Any) -> None:
    assert only(text).trend is trend


def test_a_conversion_in_brackets_is_a_second_value() -> None:
    found = find_quantities("The jail lies 75 kilometres (45 miles) inland.")
    assert [(q.low, q.unit) for q in found] == [(Decimal(75), "km"), (Decimal(45), "mile")]


@pytest.mark.parametrize(
    "text",
    [
        "The Boeing 737 landed.",
        "Members of MS-13 fled.",
        "The MS-13 and 18 gangs fled.",
        "Highway 9 is shut.",
        "See Section 427, Row 21.",
        "Call 555-123-4567 or +33 6 12 34 56 78.",
        "Read https://example.org/30/a?n=40 by @boat77.",
        "It opened in 2019.",
        "It opened on 3 March 2021 at 10:30.",
        "United won 2-1.",
        "He was third.",
        "No one came, and this one left.",
        "It sold 1.000 boats.",
        "It is 1,3 km away.",
        "the 7th fleet and the XC40",
    ],
)
def test_what_is_no_quantity(text: Any) -> None:
    assert find_quantities(text) == ()


def test_a_figure_that_reads_two_ways_is_read_where_the_text_shows_which() -> None:
    assert find_quantities("The index stood at 96.088.") == ()
    assert [q.low for q in find_quantities("The index stood at 96.088, after 12.5.")] == [
        Decimal("96.088"),
        Decimal("12.5"),
    ]


def test_masks_cover_dates_and_addresses() -> None:
    text = "On 3 March 2021 see www.example.org/9"
    assert [text[start:end] for start, end in masks(text)] == ["3 March 2021", "www.example.org/9"]


def test_what_a_change_led_from_and_to_are_two_values() -> None:
    found = find_quantities("Visitors fell by 12 per cent, from 9,050 to 7,964.")
    assert [q.low for q in found] == [Decimal(12), Decimal(9050), Decimal(7964)]
    (ranged,) = find_quantities("The lake is from 5 to 7 metres deep.")
    assert (ranged.low, ranged.high) == (Decimal(5), Decimal(7))
