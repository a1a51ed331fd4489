"""Dates and quantities of claims as intervals, and how two of them stand to each other."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from stories.comparison.reading import Reading
from stories.domain.values import Anchor, Comparator, DateMention, Granularity, Quantity

# "about 100" is taken to allow so much either way
APPROXIMATION = Decimal("0.15")
_ZERO = Decimal(0)
# How far a fuzzy date reaches beyond the interval that its words name.
_SLACK = {
    Granularity.YEAR: timedelta(days=92),
    Granularity.QUARTER: timedelta(days=31),
    Granularity.MONTH: timedelta(days=10),
    Granularity.WEEK: timedelta(days=3),
}


_NEAR = Decimal("0.25")
_ROUGH = frozenset(["ago", "about", "around", "recent", "recently", "nearly", "almost", "roughly", "some", "earlier"])


class Standing(StrEnum):
    SAME = "same"
    COMPATIBLE = "compatible"  # one is a rounder, vaguer or wider form of the other
    TENSION = "tension"  # they meet only at the edge of what a fuzzy word allows
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Period:
    """An inclusive interval of days. wide_*: what "a year ago" still allows; received: hangs on receipt."""

    start: date
    end: date
    wide_start: date
    wide_end: date
    fuzzy: bool
    received: bool
    printed: str

    def normalised(self) -> str:
        if self.start == self.end:
            text = self.start.isoformat()
        elif (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31):
            years = (self.start.year, self.end.year)
            text = str(years[0]) if years[0] == years[1] else f"{years[0]}/{years[1]}"
        elif self.start.replace(day=1) == self.end.replace(day=1) and self.start.day == 1:
            text = self.start.isoformat()[:7] if (self.end + timedelta(days=1)).day == 1 else self._both()
        else:
            text = self._both()
        return f"~{text}" if self.fuzzy else text

    def _both(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as an interval with open ends as None. what: its unit class or the thing counted."""

    low: Decimal | None
    high: Decimal | None
    exact: bool
    what: str
    printed: str

    def normalised(self) -> str:
        low = "" if self.low is None else _plain(self.low)
        high = "" if self.high is None else _plain(self.high)
        figure = low if low == high else f"{low}..{high}"
        return f"{'' if self.exact else '~'}{figure} {self.what}".strip()


def period(mention: DateMention, reading: Reading) -> Period | None:
    """The days a date may stand for; None for durations, sets and dates from which no day follows."""
    if mention.from_ is None or mention.to is None or mention.from_ > mention.to:
        return None
    printed = reading.text[mention.start : mention.end]
    fuzzy = mention.anchor not in (None, Anchor.STATED) and mention.granularity in _SLACK and _vague(printed)
    slack = _SLACK[mention.granularity] if fuzzy and mention.granularity else timedelta(0)
    return Period(
        mention.from_,
        mention.to,
        _shift(mention.from_, -slack),
        _shift(mention.to, slack),
        fuzzy,
        mention.anchor is Anchor.RECEIPT,
        printed,
    )


def amount(quantity: Quantity, text: str) -> Amount | None:
    """The numbers a figure may stand for; None without a unit or a counted thing, which say what it is."""
    return figure(quantity, text) if quantity.unit or quantity.noun else None


def figure(quantity: Quantity, text: str) -> Amount | None:
    """The numbers a figure may stand for, whatever it counts."""
    what = quantity.unit or quantity.noun or ""
    if quantity.low is None and quantity.high is None:
        return None
    low, high = quantity.low, quantity.high
    exact = quantity.comparator is Comparator.EQUAL
    if quantity.comparator is Comparator.ABOUT and low is not None and high is not None:
        low, high = low - abs(low) * APPROXIMATION, high + abs(high) * APPROXIMATION
    return Amount(low, high, exact, what.lower(), text[quantity.start : quantity.end])


def dates_stand(one: Period, other: Period) -> Standing:
    if (one.start, one.end) == (other.start, other.end) and one.fuzzy == other.fuzzy:
        return Standing.SAME
    if one.start <= other.end and other.start <= one.end:
        return Standing.COMPATIBLE
    if one.wide_start <= other.wide_end and other.wide_start <= one.wide_end:
        return Standing.TENSION
    return Standing.APART


def amounts_stand(one: Amount, other: Amount) -> Standing:
    if (one.low, one.high) == (other.low, other.high):
        return Standing.SAME
    if _meet(one, other):
        return Standing.COMPATIBLE
    return Standing.COMPATIBLE if _rounded(one, other) else Standing.APART


def may_be_one(one: Amount, other: Amount) -> bool:
    """Whether they may be one figure, said more or less exactly: "up to 40,000" and 40,000, but not 15,000."""
    if amounts_stand(one, other) is Standing.APART:
        return False
    ends = [(a, b) for a in (one.low, one.high) for b in (other.low, other.high) if a is not None and b is not None]
    return any(abs(a - b) <= _NEAR * max(abs(a), abs(b)) for a, b in ends)


def is_rounder(one: Period | Amount, other: Period | Amount) -> bool:
    """Whether one is other, said less exactly: a year for a day of it, two million for 1,980,000. Nothing vague is."""
    match one, other:
        case Period(), Period():
            inside = (
                one.start <= other.start and other.end <= one.end and (one.start, one.end) != (other.start, other.end)
            )
            return inside and not one.fuzzy and not other.fuzzy
        case Amount(), Amount():
            plain = one.exact and other.exact and one.low is not None and other.low is not None
            return plain and _rounded(one, other) and _digits(one.low or _ZERO) < _digits(other.low or _ZERO)
    return False


def _meet(one: Amount, other: Amount) -> bool:
    return (one.low is None or other.high is None or one.low <= other.high) and (
        other.low is None or one.high is None or other.low <= one.high
    )


def _rounded(one: Amount, other: Amount) -> bool:
    """Whether the rounder of two plain figures is the other one, rounded to the digits it is printed with."""
    if None in (one.low, one.high, other.low, other.high) or one.low != one.high or other.low != other.high:
        return False
    assert one.low is not None
    assert other.low is not None
    rough, fine = sorted((one.low, other.low), key=_digits)
    if _digits(rough) >= _digits(fine) or abs(rough) < 10:
        return False
    unit = Decimal(10) ** (rough.adjusted() - _digits(rough) + 1)
    return abs(rough - fine) <= unit / 2


@lru_cache(maxsize=4096)
def _digits(value: Decimal) -> int:
    """Significant digits: 2 for 1200, 3 for 1230."""
    return len(value.normalize().as_tuple().digits)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _shift(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _vague(printed: str) -> bool:
    """ "A year ago" and "in recent weeks" are rough; "last year" and "Monday" name a calendar unit."""
    return not _ROUGH.isdisjoint(printed.lower().split())
