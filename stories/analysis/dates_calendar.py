"""From TIMEX3 values to inclusive days, and arithmetic on values at their own granularity."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from stories.domain.values import Granularity

SEASON_MONTHS: Final = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
DAY_VALUE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T[\d:]{2,8}|T[A-Z]{2})?\Z")
Interval = tuple[date, date, Granularity]


def make(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def shift_months(day: date, months: int) -> date | None:
    """The same day so many months on; the month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_days(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def week_value(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def months_interval(year: int, month: int, length: int) -> tuple[date, date] | None:
    first = make(year, month, 1)
    after = shift_months(first, length) if first else None
    return (first, after - timedelta(days=1)) if first and after else None


def interval(value: str) -> Interval | None:
    """First day, last day and granularity of a TIMEX3 value that stands for days; None for the others."""
    if found := DAY_VALUE.match(value):
        day = make(*(int(part) for part in found.groups()[:3]))
        if day is None:
            return None
        clock = found.group(4) or ""
        fine = Granularity.MINUTE if ":" in clock else Granularity.HOUR if clock[1:2].isdigit() else Granularity.DAY
        return day, day, fine
    if not value[:2].isdigit():
        return None
    year, _, rest = value.partition("-")
    span: tuple[date, date] | None = None
    size = Granularity.YEAR
    if not rest:
        span = _years(year)
    elif not year.isdigit() or len(year) != 4:
        return None
    elif re.fullmatch(r"\d\d", rest):
        span, size = months_interval(int(year), int(rest), 1), Granularity.MONTH
    elif found := re.fullmatch(r"W(\d\d)(-WE)?", rest):
        span, size = _week(int(year), int(found.group(1)), weekend=bool(found.group(2))), Granularity.WEEK
        if found.group(2):
            size = Granularity.DAY
    elif found := re.fullmatch(r"Q([1-4])", rest):
        span, size = months_interval(int(year), 3 * int(found.group(1)) - 2, 3), Granularity.QUARTER
    elif found := re.fullmatch(r"H([12])", rest):
        span = months_interval(int(year), 6 * int(found.group(1)) - 5, 6)
    elif rest in SEASON_MONTHS:
        span, size = months_interval(int(year), SEASON_MONTHS[rest], 3), Granularity.QUARTER
    return (*span, size) if span else None


def _years(year: str) -> tuple[date, date] | None:
    digits = year.rstrip("X")
    if not digits.isdigit() or not 2 <= len(digits) <= 4:
        return None
    width = 10 ** (4 - len(digits))
    first = int(digits) * width
    return (date(first, 1, 1), date(first + width - 1, 12, 31)) if first else None


def _week(year: int, week: int, *, weekend: bool) -> tuple[date, date] | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
        return monday + timedelta(days=5 if weekend else 0), monday + timedelta(days=6)
    except (ValueError, OverflowError):
        return None


def at_unit(day: date, unit: str) -> str:
    """The day seen at the granularity of a unit letter (D, W, M, Q, Y, E, C)."""
    match unit:
        case "W":
            return week_value(day)
        case "M":
            return f"{day:%Y-%m}"
        case "Q":
            return f"{day:%Y}-Q{quarter_of(day)}"
        case "Y":
            return f"{day:%Y}"
        case "E":
            return f"{day:%Y}"[:3]
        case "C":
            return f"{day:%Y}"[:2]
        case _:
            return day.isoformat()


def shift(day: date, count: int, unit: str) -> date | None:
    """The day so many units on (minus: back)."""
    match unit:
        case "W":
            return shift_days(day, 7 * count)
        case "F":
            return shift_days(day, 14 * count)
        case "M":
            return shift_months(day, count)
        case "Q":
            return shift_months(day, 3 * count)
        case "Y":
            return shift_months(day, 12 * count)
        case "E":
            return shift_months(day, 120 * count)
        case "C":
            return shift_months(day, 1200 * count)
        case _:
            return shift_days(day, count)
