"""Time expressions in invented news, resolved against Tuesday 4 February 2025."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from stories.analysis.dates import find_dates
from stories.analysis.extract import analyse
from stories.domain.values import Anchor, DateMention, Granularity, TimexType

TUESDAY = date(2025, 2, 4)


def only(text: str, published: date | None = TUESDAY) -> DateMention:
    found = find_dates(text, published=published, received=None)
    assert len(found) == 1, [text[d.start : d.end] for d in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        # stated
        ("Talks began on 3 March 2021 in Velmora.", "3 March 2021", "2021-03-03"),
        ("Talks began on March 3, 2021, in Velmora.", "March 3, 2021", "2021-03-03"),
        ("The decree is dated 2024-11-05.", "2024-11-05", "2024-11-05"),
        ("It was filed on 25/12/2023.", "25/12/2023", "2023-12-25"),
        ("The dam opened in June 2019.", "June 2019", "2019-06"),
        ("The port was founded in 1893.", "1893", "1893"),
        ("He has governed since 2019.", "2019", "2019"),
        ("Prices peaked in the third quarter of 2022.", "the third quarter of 2022", "2022-Q3"),
        ("Fishing collapsed in the 1990s.", "the 1990s", "199"),
        ("The abbey dates from the 12th century.", "the 12th century", "11"),
        ("They married in the summer of 2016.", "the summer of 2016", "2016-SU"),
        # the year follows from the anchor
        ("Divers found it on January 20.", "January 20", "2025-01-20"),
        ("Divers found it on Jan 20.", "Jan 20", "2025-01-20"),
        ("Divers found it on Dec. 28.", "Dec. 28", "2024-12-28"),
        ("The wreck was found in November.", "November", "2024-11"),
        ("The bridge will open in May.", "May", "2025-05"),
        ("The lease runs until August 6.", "August 6", "2025-08-06"),
        ("She resigned in June last year.", "June last year", "2024-06"),
        # relative
        ("The mayor resigned on Monday.", "Monday", "2025-02-03"),
        ("The mayor resigned late Monday.", "late Monday", "2025-02-03"),
        ("The mayor resigned on Tuesday.", "Tuesday", "2025-02-04"),
        ("The mayor will resign on Friday.", "Friday", "2025-02-07"),
        ("Friday's vote split the party.", "Friday", "2025-01-31"),
        ("The mayor resigned last Thursday.", "last Thursday", "2025-01-30"),
        ("They meet next Monday.", "next Monday", "2025-02-10"),
        ("The mayor resigned yesterday.", "yesterday", "2025-02-03"),
        ("The court sits tomorrow.", "tomorrow", "2025-02-05"),
        ("The strike started last week.", "last week", "2025-W05"),
        ("The strike started earlier this week.", "earlier this week", "2025-W06"),
        ("The strike started last month.", "last month", "2025-01"),
        ("The strike starts next month.", "next month", "2025-03"),
        ("The strike started last year.", "last year", "2024"),
        ("The jail opened a year ago.", "a year ago", "2024"),
        ("The jail opened three years ago.", "three years ago", "2022"),
        ("The jail opened two months ago.", "two months ago", "2024-12"),
        ("The jail opened ten days ago.", "ten days ago", "2025-01-25"),
        ("The jail opened six weeks ago.", "six weeks ago", "2024-W52"),
        ("Rain fell over the weekend.", "the weekend", "2025-W05-WE"),
        ("Sales fell in the fourth quarter.", "the fourth quarter", "2024-Q4"),
        ("Lambs died last winter.", "last winter", "2024-WI"),
        ("Shots rang out last night.", "last night", "2025-02-03TNI"),
        ("A ferry sank on Sunday morning.", "Sunday morning", "2025-02-02TMO"),
        ("Nobody has seen him recently.", "recently", "PAST_REF"),
    ],
)
def test_dates(text: Any, words: Any, value: Any) -> None:
    found = only(text)
    assert (text[found.start : found.end], found.value, found.type) == (words, value, TimexType.DATE)


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("They talked for three hours.", TimexType.DURATION, "PT3H"),
        ("a five-year lease", TimexType.DURATION, "P5Y"),
        ("It rose over the past two months.", TimexType.DURATION, "P2M"),
        ("It took several weeks.", TimexType.DURATION, "PXW"),
        ("two decades of war", TimexType.DURATION, "P20Y"),
        ("The clinic opens every Monday.", TimexType.SET, "XXXX-WXX-1"),
        ("The ferry runs daily.", TimexType.SET, "P1D"),
        ("Fire broke out at 9:30 p.m. on Monday.", TimexType.TIME, "2025-02-03T21:30"),
        ("Fire broke out on Monday at 21:30.", TimexType.TIME, "2025-02-03T21:30"),
        ("Fire broke out at noon.", TimexType.TIME, "2025-02-04T12:00"),
    ],
)
def test_durations_sets_and_times(text: Any, type_: Any, value: Any) -> None:
    found = only(text)
    assert (found.type, found.value) == (type_, value)


@pytest.mark.parametrize(
    ("text", "first", "last", "granularity", "anchor"),
    [
        ("on Monday", date(2025, 2, 3), date(2025, 2, 3), Granularity.DAY, Anchor.ARTICLE),
        ("last week", date(2025, 1, 27), date(2025, 2, 2), Granularity.WEEK, Anchor.ARTICLE),
        ("last month", date(2025, 1, 1), date(2025, 1, 31), Granularity.MONTH, Anchor.ARTICLE),
        ("a year ago", date(2024, 1, 1), date(2024, 12, 31), Granularity.YEAR, Anchor.ARTICLE),
        ("in 2023", date(2023, 1, 1), date(2023, 12, 31), Granularity.YEAR, Anchor.STATED),
        ("in February 2024", date(2024, 2, 1), date(2024, 2, 29), Granularity.MONTH, Anchor.STATED),
        ("the first quarter of 2021", date(2021, 1, 1), date(2021, 3, 31), Granularity.QUARTER, Anchor.STATED),
        ("in the 1980s", date(1980, 1, 1), date(1989, 12, 31), Granularity.YEAR, Anchor.STATED),
    ],
)
def test_days_granularity_and_anchor(text: Any, first: Any, last: Any, granularity: Any, anchor: Any) -> None:
    found = only(text)
    assert (found.from_, found.to, found.granularity, found.anchor) == (first, last, granularity, anchor)


def test_a_date_told_from_the_one_before_it() -> None:
    text = "The boat left on 28 January 2025. It was found two days later. The next day the search ended."
    assert [d.value for d in find_dates(text, published=TUESDAY, received=None)] == [
        "2025-01-28",
        "2025-01-30",
        "2025-01-31",
    ]


def test_a_stretch_of_days_ends_on_its_last() -> None:
    found = only("The fair ran on January 20-24.")
    assert (found.value, found.from_, found.to) == ("2025-01-20", date(2025, 1, 20), date(2025, 1, 24))


def test_a_range_shares_the_year_it_names() -> None:
    found = find_dates("It rained from May to October 2020.", published=TUESDAY, received=None)
    assert [(d.value, d.anchor) for d in found] == [("2020-05", Anchor.STATED), ("2020-10", Anchor.STATED)]


def test_receipt_anchors_where_no_publication_is_known() -> None:
    found = find_dates("The mayor resigned on Monday.", published=None, received=datetime(2025, 2, 4, 8, tzinfo=UTC))
    assert (found[0].value, found[0].anchor) == ("2025-02-03", Anchor.RECEIPT)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on Monday", "XXXX-WXX-1"),
        ("on February 3", "XXXX-02-03"),
        ("last month", "XXXX-XX"),
        ("yesterday", "XXXX-XX-XX"),
    ],
)
def test_without_an_anchor_the_relative_has_no_days(text: Any, value: Any) -> None:
    found = only(text, None)
    assert (found.value, found.from_, found.to, found.anchor) == (value, None, None, None)


@pytest.mark.parametrize("clock", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_broken_clock_anchors_nothing(clock: Any) -> None:
    found = only("Rain fell over the weekend.", clock)
    assert (found.from_, found.anchor) == (None, None)


def test_known_tense_decides_the_weekday() -> None:
    text = "The mayor meets the crews on Friday."
    ahead = find_dates(text, published=TUESDAY, received=None, tense_at=lambda _: "future")
    back = find_dates(text, published=TUESDAY, received=None, tense_at=lambda _: "past")
    assert (ahead[0].value, back[0].value) == ("2025-02-07", "2025-01-31")


@pytest.mark.parametrize(
    "text",
    [
        "The 43-year-old pilot",
        "Ms May spoke of marching.",
        "about 2000 people marched",
        "It costs $2019.",
        "Route 1950 is shut.",
        "It was filed on 3/4/2023.",
    ],
)
def test_what_is_no_date(text: Any) -> None:
    assert not [d for d in find_dates(text, published=TUESDAY, received=None) if d.from_]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The lock opens to visitors on Saturday.", "2025-10-18"),
        ("The lock opened to visitors on Saturday.", "2025-10-11"),
        ("That means no sailings from Friday on.", "2025-10-17"),
        ("Osk says on Monday the lock failed.", "2025-10-13"),
        ("Her son called her at 7.25 to say he was late.", "2025-10-15T07:25"),
        ("The owner says the year was 2024.", "2024"),
    ],
)
def test_days_ahead_and_clocks_with_a_dot(text: str, value: str) -> None:
    found = analyse(text, published_at=datetime(2025, 10, 15, 12, tzinfo=UTC)).dates
    assert [mention.value for mention in found] == [value]


@pytest.mark.parametrize("text", ["Shares closed at 7.25 on Monday.", "It is priced at 7.25, as before."])
def test_a_price_is_no_time_of_day(text: str) -> None:
    assert [quantity.low for quantity in analyse(text).quantities] == [Decimal("7.25")]


def test_a_day_and_a_length_of_time_stay_apart() -> None:
    found = find_dates(
        "They were found on Tuesday, 21 hours after the fire.", published=date(2025, 10, 15), received=None
    )
    assert [mention.value for mention in found] == ["2025-10-14", "PT21H"]


def test_a_dateline_dates_what_was_received_later() -> None:
    text = "NORPORT, March 6 - The lock was closed, the mayor said on Thursday."
    received = datetime(2025, 10, 16, tzinfo=UTC)
    assert [d.value for d in analyse(text, received_at=received).dates][-1] == "2025-03-06"
    assert [d.value for d in analyse(text, published_at=received).dates][-1] == "2025-10-16"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A march set for Norport in April is expected to be large.", "2025-04"),
        ("Osk planned a march in Norport on Saturday.", "2025-02-08"),
        ("Until Sunday, the yard had not named him.", "2025-02-02"),
        ("Osk named a new board, effective June 1.", "2025-06-01"),
        ("Sales fell this winter through January.", "2025-01"),
        ("The fund is up since year-end.", "2024-12-31"),
        ("Shares fell from the previous Friday.", "2025-01-31"),
        ("The lock failed at about 10:35 a.m. (0735 GMT) Monday.", "2025-02-03T10:35"),
    ],
)
def test_what_is_set_effective_or_long_over(text: str, value: str) -> None:
    found = analyse(text, published_at=datetime(2025, 2, 4, 12, tzinfo=UTC)).dates
    assert [mention.value for mention in found][-1:] == [value]
