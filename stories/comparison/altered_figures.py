"""Figures, days and numbers that an edit changed, left out or put in; a toll that moved on is told apart."""

from stories.comparison.altered import Alteration, became
from stories.comparison.edit_words import WHEN
from stories.comparison.stretches import Slot, Stretch, forms_of
from stories.comparison.tolls import GROWING, toll
from stories.domain.edits import EditKind
from stories.domain.values import Comparator, Quantity

FIGURE = frozenset({Slot.FIGURE})
_PLAIN = frozenset({Comparator.EQUAL, Comparator.ABOUT})


def figures(old: Stretch, new: Stretch, *, whole: bool) -> list[Alteration]:
    mine, theirs = _quantities(old), _quantities(new)
    found: list[Alteration] = []
    gone = [one for one in mine if _value(one) not in {_value(other) for other in theirs}]
    come = [one for one in theirs if _value(one) not in {_value(other) for other in mine}]
    for one in list(gone):
        twin = next((other for other in come if (other.low, other.high) == (one.low, one.high)), None)
        if twin is not None and twin.unit == one.unit:
            gone.remove(one)
            come.remove(twin)
            if (one.comparator in _PLAIN) != (twin.comparator in _PLAIN):
                kind = EditKind.STRENGTHENED if twin.comparator in _PLAIN else EditKind.SOFTENED
                found.append(Alteration(kind, became(_printed(old, one), _printed(new, twin)), FIGURE))
    for one, other in zip(gone, come, strict=False):
        kind = EditKind.MOVED if _moves(old, one, new, other) else EditKind.CHANGED
        found.append(Alteration(kind, became(_printed(old, one), _printed(new, other)), FIGURE))
    found.extend(
        Alteration(EditKind.DROPPED, f"“{_printed(old, one)}” was left out", FIGURE) for one in gone[len(come) :]
    )
    if whole:
        found.extend(
            Alteration(EditKind.ADDED, f"“{_printed(new, other)}” was put in", FIGURE) for other in come[len(gone) :]
        )
    return [*found, *_days(old, new), *_numbers(old, new)]


def _days(old: Stretch, new: Stretch) -> list[Alteration]:
    mine, theirs = _dates(old), _dates(new)
    gone = [printed for value, printed in mine.items() if not _same_day(printed, theirs.get(value))]
    come = [printed for value, printed in theirs.items() if not _same_day(printed, mine.get(value))]
    return [
        Alteration(EditKind.CHANGED, became(one, other), frozenset({Slot.DATE}))
        for one, other in zip(gone, come, strict=False)
    ]


def _same_day(printed: str, other: str | None) -> bool:
    """By its value, unless "this summer" became "next summer": one day for us, and two for whoever wrote it."""
    mine, theirs = ({*forms_of(text)} & WHEN for text in (printed, other or ""))
    return other is not None and (mine == theirs or not mine or not theirs)


def _numbers(old: Stretch, new: Stretch) -> list[Alteration]:
    """Numbers that count nothing, as of roads and rooms."""
    mine, theirs = ([form for form in one.bare if form[0].isdigit()] for one in (old, new))
    gone, come = [one for one in mine if one not in theirs], [one for one in theirs if one not in mine]
    return [Alteration(EditKind.CHANGED, became(*pair), FIGURE) for pair in zip(gone, come, strict=False)]


def _quantities(stretch: Stretch) -> list[Quantity]:
    return [one for one in stretch.reading.analysis.quantities if _inside(stretch, one.start, one.end)]


def _dates(stretch: Stretch) -> dict[str, str]:
    text = stretch.reading.text
    return {
        one.value: text[one.start : one.end]
        for one in stretch.reading.analysis.dates
        if _inside(stretch, one.start, one.end)
    }


def _inside(stretch: Stretch, start: int, end: int) -> bool:
    return any(a <= start and end <= b for a, b in stretch.spans)


def _value(one: Quantity) -> tuple[object, ...]:
    return (one.low, one.high, one.comparator, one.unit)


def _printed(stretch: Stretch, one: Quantity) -> str:
    return stretch.reading.text[one.start : one.end]


def _moves(old: Stretch, one: Quantity, new: Stretch, other: Quantity) -> bool:
    """A toll that moved on: more dead, fewer missing. A toll of the dead that falls was wrong."""
    before = toll(one, old.reading.text, old.reading.analysis.quantities)
    after = toll(other, new.reading.text, new.reading.analysis.quantities)
    if not before or before != after:
        return False
    low, high = one.low or one.high, other.low or other.high
    return before not in GROWING or (low is not None and high is not None and high > low)
