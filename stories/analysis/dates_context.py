"""What a rule for time expressions sees, and what it gives."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from stories.analysis.dates_calendar import DAY_VALUE, interval
from stories.analysis.dates_lexicon import COUNTS, UNITS
from stories.domain.values import TimexType

TENS_WORD: Final = re.compile(r"([a-z]+ty)-([a-z]+)")
QUARTER: Final = re.compile(r"\d{4}-Q\d")
SPACES: Final = re.compile(r"[ \t\n]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression means. stated: its own words suffice, no other date was needed.

    last: the last day of a stretch that begins with value ("3-5 March").
    """

    type: TimexType
    value: str
    stated: bool = False
    start: int | None = None
    end: int | None = None
    last: date | None = None


@dataclass(slots=True)
class Context:
    """text: folded; low: the same in lower case; today: the anchor's day, if there is one.

    previous: readings so far, in reading order, each with its place.
    """

    text: str
    low: str
    today: date | None
    tense: Callable[[int, int], str | None]
    previous: list[tuple[int, Reading]] = field(default_factory=list)

    def last_day(self, place: int, within: int = 600) -> date | None:
        """The last calendar day spoken of before the place: what "the next day" counts from."""
        for start, reading in reversed(self.previous):
            if place - start > within:
                return None
            if DAY_VALUE.match(reading.value) and (days := interval(reading.value)):
                return days[0]
        return None

    def latest_quarter(self, place: int, within: int = 2000) -> str | None:
        """The latest quarter spoken of before the place: the one that a comparison "a year earlier" starts from."""
        now = f"{self.today.year:04d}-Q{(self.today.month + 2) // 3}" if self.today else "9999-Q4"
        quarters = [
            reading.value
            for start, reading in self.previous[-60:]
            if place - start <= within and QUARTER.fullmatch(reading.value) and reading.value <= now
        ]
        return max((value for value in quarters if value < now), default=max(quarters, default=None))

    def last_value(self, place: int, shape: str, within: int = 400) -> str | None:
        """The last value of a shape (a pattern) spoken of before the place."""
        for start, reading in reversed(self.previous):
            if place - start > within:
                return None
            if re.fullmatch(shape, reading.value):
                return reading.value
        return None


Rule = Callable[[re.Match[str], Context], Reading | None]


def unit_letter(word: str) -> str:
    word = word.lower()
    return UNITS[word] if word in UNITS else UNITS[word.removesuffix("s")]


def count_of(words: str) -> float | None:
    """The number that a counting word or figure of NUMBER stands for."""
    words = SPACES.sub(" ", words.strip().lower())
    if words == "half a":
        return 0.5
    if words in COUNTS:
        return COUNTS[words]
    if found := TENS_WORD.fullmatch(words):
        return COUNTS[found.group(1)] + COUNTS[found.group(2)]
    half = 0.0
    for ending in (" 1/2", "-1/2", ".5"):
        if words.endswith(ending):
            words, half = words.removesuffix(ending), 0.5
    return int(words) + half if words.isdigit() else None


def duration(count: float | None, unit: str) -> str:
    """The TIMEX3 duration; count None is an open number ("several")."""
    if unit in ("E", "C") and count is not None:
        return f"P{count * (10 if unit == 'E' else 100):g}Y"
    if unit == "Q" and count is not None:
        return f"P{count * 3:g}M"
    if unit == "F":
        return f"P{'X' if count is None else f'{count * 2:g}'}W"
    if unit == "WE":
        return f"P{'X' if count is None else f'{count * 2:g}'}D"
    time, letter = ("T" if unit.startswith("T") else ""), unit[-1]
    if count is None:
        return f"P{time}X{letter}"
    whole, rest = int(count), count - int(count)
    smaller = {"Y": ("6", "M"), "H": ("30", "M"), "M": ("30", "S") if time else ("15", "D")}.get(letter)
    if rest and smaller and letter != "M":
        return f"P{time}{f'{whole}{letter}' if whole else ''}{smaller[0]}{smaller[1]}"
    return f"P{time}{count:g}{letter}"
