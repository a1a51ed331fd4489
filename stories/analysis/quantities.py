"""Quantities in English news: figures as intervals, with comparator, trend, unit class and what is counted."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Context, Decimal
from typing import Final

from stories.analysis.dates import PLAIN
from stories.analysis.numerals import ENGLISH, Token, low_at, tokenise
from stories.analysis.quantities_bounds import DOWN, UP, comparator_after, comparator_before, trend_before
from stories.analysis.quantities_figures import Figure, read_figure
from stories.analysis.quantities_labels import is_label, one_counts
from stories.analysis.quantities_masks import Mask, masks
from stories.analysis.quantities_nouns import counted_noun
from stories.analysis.units import MONEY
from stories.domain.values import Comparator, Quantity, Trend

LOWER: Final = frozenset((Comparator.MORE, Comparator.AT_LEAST))
UPPER: Final = frozenset((Comparator.LESS, Comparator.AT_MOST))
FIFTEEN: Final = Context(prec=15)  # digits of what is no whole number, a third for one


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in reading order, without overlaps.

    Dates, clock times, labels ("Route 9"), addresses and figures that could be read two ways are left out.
    """
    folded = text.translate(PLAIN)
    tokens = tokenise(folded)
    english = ENGLISH.search(folded) is not None
    mask = Mask(masks(text))
    found: list[Quantity] = []
    place = 0
    while place < len(tokens):
        if mask.covers(tokens[place].start):
            place += 1
            continue
        figure = read_figure(tokens, place, english=english)
        if figure is None:
            place = _over_glued(tokens, place)
            continue
        quantity, place = _quantity(tokens, figure, mask, english=english)
        if quantity is not None and (not found or quantity.start >= found[-1].end):
            both = _two_bounds(found[-1], quantity, folded) if found else None
            found[-1:] = [both] if both else [*found[-1:], quantity]
    return tuple(found)


def _two_bounds(first: Quantity, second: Quantity, folded: str) -> Quantity | None:
    """ "more than 100 and fewer than 300" is one interval."""
    between = folded[first.end : second.start].strip(" \n")
    if (
        between not in ("and", ",", "but", ", and", ", but")
        or first.comparator not in LOWER
        or second.comparator not in UPPER
    ):
        return None
    if first.low is None or second.high is None or first.low >= second.high or first.noun:
        return None
    if first.unit not in (None, second.unit):
        return None
    return replace(second, start=first.start, low=first.low, comparator=Comparator.EQUAL, trend=first.trend)


def _over_glued(tokens: Sequence[Token], place: int) -> int:
    """The next place to look at: what hangs on an unread figure is no figure of its own."""
    if not tokens[place].figure:
        return place + 1
    place += 1
    while place < len(tokens) and tokens[place].glued and (tokens[place].figure or tokens[place].text in "/-:^_."):
        if tokens[place].text in ".-" and not (
            place + 1 < len(tokens) and tokens[place + 1].glued and tokens[place + 1].figure
        ):
            break
        place += 1
    return place


def _quantity(tokens: Sequence[Token], figure: Figure, mask: Mask, *, english: bool) -> tuple[Quantity | None, int]:
    """What a figure states, with the comparison and range around it; None for a label. And where to go on."""
    before = comparator_before(tokens, figure.first)
    trend = trend_before(tokens, before[1] if before else figure.first)
    other, broken = _range(tokens, figure, mask, trend, english=english)
    if broken:
        return None, broken
    whole = figure
    low = high = figure.number.value
    if figure.number.high is not None:
        high = figure.number.high
    if other is not None:
        unit = other.unit or figure.unit
        first_value, second_value = _shared_scale(figure, other)
        low, high = min(first_value, second_value), max(first_value, second_value)
        whole = Figure(
            replace(other.number, plain=figure.number.plain and other.number.plain),
            figure.first,
            other.after,
            unit,
            other.aged,
        )
    elif is_label(tokens, figure.first, figure.number, bare=figure.unit is None, compared=before is not None):
        return None, figure.after
    if other is None and low == 1 and figure.unit is None and not one_counts(tokens, figure.first, figure.after):
        return None, figure.after
    unit = whole.unit or _shared_unit(tokens, whole, english=english)
    if _is_age(tokens, figure) if other is None else unit is None and _of_ages(tokens, figure.first):
        whole, unit = replace(whole, unit="year", aged=True), "year"
    noun = "age" if whole.aged else None if unit else counted_noun(tokens, whole.after, one=low == high == 1)
    comparator, start, after = Comparator.EQUAL, whole.first, whole.after
    if before:
        comparator, start = before[0], before[1]
    following = comparator_after(tokens, after)
    if following and comparator in (Comparator.EQUAL, Comparator.ABOUT):
        comparator, after = following
    quantity = Quantity(
        tokens[start].start,
        tokens[after - 1].end,
        *_bounds(_tidy(low), _tidy(high), comparator),
        comparator,
        trend,
        unit,
        noun,
    )
    return quantity, after


_YOUNG_AND_OLD = frozenset(
    ["girl", "boy", "man", "woman", "child", "youth", "teenager", "toddler", "baby", "son", "daughter", "pensioner"]
)


def _is_age(tokens: Sequence[Token], figure: Figure) -> bool:
    """ "aged 43"; "Ana Ruiz, 43, said"; "a girl of 11"."""
    number = figure.number
    if figure.unit or not number.plain or not 0 < number.value < 120:
        return False
    before, name = low_at(tokens, figure.first - 1), tokens[figure.first - 2] if figure.first > 1 else None
    if before in ("aged", "age"):
        return True
    if before in ("and", ",") and _of_ages(tokens, figure.first):
        return True
    if before == "of" and name is not None and name.low in _YOUNG_AND_OLD:
        return low_at(tokens, figure.after) not in ("people", "years")
    named = name is not None and name.word and name.text[:1].isupper()
    return before == "," and named and low_at(tokens, figure.after) in (",", ".", ";") and number.value > 2


def _of_ages(tokens: Sequence[Token], first: int) -> bool:
    """ "aged 19, 24 and 30", "aged between 18 and 35": back over figures to the word."""
    for token in reversed(tokens[max(0, first - _LISTED) : first]):
        if token.low in ("aged", "ages"):
            return True
        if not token.figure and token.low not in ("and", ",", "between", "from", "to"):
            return False
    return False


def _tidy(value: Decimal) -> Decimal:
    """The same value without idle digits: 500000 for 500000.0."""
    whole = value.to_integral_value()
    return Decimal(f"{whole:f}") if whole == value else value.normalize(FIFTEEN)


def _bounds(low: Decimal, high: Decimal, comparator: Comparator) -> tuple[Decimal | None, Decimal | None]:
    if comparator in LOWER:
        return low, None
    if comparator in UPPER:
        return None, high
    return low, high


def _shared_scale(figure: Figure, other: Figure) -> tuple[Decimal, Decimal]:
    """ "1 to 2 thousand": the scale is both's; "$3 billion to $5 billion": each has its own."""
    first, second = figure.number.value, other.number.value
    if other.number.scaled and not figure.number.scaled and first < 1000 and (not figure.unit or figure.unit in MONEY):
        for factor in (10**12, 10**9, 10**6, 10**3, 10**2):
            if second >= factor and first * factor <= second:
                return first * factor, second
    return first, second


def _shared_unit(tokens: Sequence[Token], figure: Figure, *, english: bool) -> str | None:
    """The unit of "7" in "7- or 8-inch": the next figure's, when only "or" or "and" stands between."""
    place = figure.after + (low_at(tokens, figure.after) == "-")
    if low_at(tokens, place) not in ("or", "and") or place + 1 >= len(tokens):
        return None
    following = read_figure(tokens, place + 1, english=english)
    if following is None or (
        low_at(tokens, place) == "and" and following.unit not in ("inch", "percent", "km", "mile")
    ):
        return None
    return following.unit


def _range(
    tokens: Sequence[Token], figure: Figure, mask: Mask, trend: Trend | None, *, english: bool
) -> tuple[Figure | None, int]:
    """The other end of a range that begins with the figure, or where to go on after what is a score or a label."""
    place = figure.after
    link = low_at(tokens, place)
    if place + 1 >= len(tokens) or mask.covers(tokens[place + 1].start):
        return None, 0
    ahead = low_at(tokens, figure.first - 1) if figure.first else ""
    if link == "-" and low_at(tokens, place + 1) == "to" and low_at(tokens, place + 2) == "-":
        place, link = place + 2, "to"
    if link not in ("-", "~", "to", "and", "through") or (
        link == "and" and ahead != "between" and not _between(tokens, figure.first)
    ):
        return None, 0
    if tokens[place].text == "-" and place + 1 < len(tokens) and tokens[place + 1].text == "-":
        place += 1
    other = read_figure(tokens, place + 1, english=english)
    if other is None or low_at(tokens, other.first) in ("a", "an") or other.number.high is not None:
        return None, 0
    if (
        figure.unit
        and other.unit
        and figure.unit != other.unit
        and not (figure.unit in MONEY and other.unit.startswith(figure.unit))
    ):
        return None, 0
    if figure.unit and not other.unit and figure.unit not in MONEY:
        return None, 0
    low, high = _shared_scale(figure, other)
    sourced = ahead == "from" or (before_is_from(tokens, figure.first))
    if link == "-":
        if tokens[place].glued and tokens[place + 1].glued and high <= low and figure.unit is None:
            return None, other.after
        return (other, 0) if high > low else (None, 0)
    if link in ("to", "through"):
        if high <= low and not sourced:
            return None, 0
        if trend is not None and figure.unit and not sourced and ahead in ("by", *_MOVES) and high > _NEAR * low:
            return None, 0  # "rose 2 points to 40"; "lost $18 million to $20 million" is a range
        if sourced and _moved(tokens, figure.first):
            return None, 0
    return other, 0


_LISTED: Final = 10  # tokens of a list of ages
_NEAR: Final = Decimal("1.5")  # times the lower end: so near it, the higher one is no level that was moved to
_CLAUSE: Final = 24  # tokens before a figure in which its verb stands
_CHANGED: Final = frozenset(("cut", "cuts", "cutting", "raised", "raises", "raising", "moved", "went", "changed"))
_MOVES: Final = ("rose", "fell", "up", "down", "gained", "lost", "climbed", "slipped")


def _between(tokens: Sequence[Token], first: int) -> bool:
    return any(token.low == "between" for token in tokens[max(0, first - 3) : first])


def _moved(tokens: Sequence[Token], first: int) -> bool:
    """ "fell by 12 per cent, from 90 to 79": the change is told already, these are the value then and the value now.

    Without the comma ("fell from 90 to 79") the two stay together as what was passed through.
    """
    if [token.low for token in tokens[max(0, first - 2) : first]] != [",", "from"]:
        return False
    for token in reversed(tokens[max(0, first - _CLAUSE) : first - 2]):
        if token.text in ".;!?":
            return False
        if token.low in UP | DOWN | _CHANGED:
            return True
    return False


def before_is_from(tokens: Sequence[Token], first: int) -> bool:
    return any(token.low == "from" for token in tokens[max(0, first - 3) : first])
