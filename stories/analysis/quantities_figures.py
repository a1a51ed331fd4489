"""One figure with what belongs to it: sign, currency mark, unit, rate, age."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stories.analysis.numerals import Number, Token, low_at
from stories.analysis.numerals_reading import read_number
from stories.analysis.units import CODES, COINS, DOLLARS, GLUED_ONLY, MEASURES, PREFIXES, SYMBOLS, TIMES


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its currency mark and unit: tokens [first, after)."""

    number: Number
    first: int
    after: int
    unit: str | None = None
    aged: bool = False


def read_figure(tokens: Sequence[Token], place: int, *, english: bool) -> Figure | None:
    """A number at a token, with a currency before it and a unit after it."""
    if place >= len(tokens):
        return None
    first, currency = place, None
    mark = _currency(tokens, place)
    if mark:
        currency, place = mark
        if place >= len(tokens):
            return None
    sign = 1
    if _minus(tokens, place):
        sign, place = -1, place + 1
    if place >= len(tokens):
        return None
    number = read_number(tokens, place, english=english, money=currency is not None)
    if number is None:
        return None
    if sign < 0:
        number = replace(number, value=-number.value, plain=False)
    if currency:
        after = number.after
        second = _code(tokens, after)
        return Figure(number, first, after + 1 if second else after, _per(tokens, after, currency))
    unit = read_unit(tokens, number)
    if unit is None:
        return Figure(number, first, number.after)
    name, after = unit
    after, aged = _age(tokens, after, name)
    return Figure(number, first, after, name if aged else _per(tokens, after, name), aged)


def _minus(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    if token.low in ("minus", "negative"):
        return place + 1 < len(tokens)
    if token.text != "-" or place + 1 >= len(tokens) or not tokens[place + 1].figure or not tokens[place + 1].glued:
        return False
    return not token.glued or place == 0 or tokens[place - 1].text in "(<>="


def _currency(tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
    """A currency mark or code before a figure: its ISO code and the figure's token."""
    token = tokens[place]
    if token.text in SYMBOLS:
        return (SYMBOLS[token.text], place + 1) if _number_starts(tokens, place + 1) else None
    if (
        low_at(tokens, place + 1) == "$"
        and token.low in DOLLARS
        and (tokens[place + 1].glued or token.low not in ("a", "s", "us"))
    ) or (token.text in ("US", "S", "A", "C") and low_at(tokens, place + 1) == "$"):
        return (DOLLARS[token.low], place + 2) if _number_starts(tokens, place + 2) else None
    if token.low == "u" and low_at(tokens, place + 1) == "." and low_at(tokens, place + 2) == "s":
        dollar = place + 3 + (low_at(tokens, place + 3) == ".")
        if low_at(tokens, dollar) == "$":
            return ("USD", dollar + 1) if _number_starts(tokens, dollar + 1) else None
    if token.text == "Y" and low_at(tokens, place + 1) == "=":
        return ("JPY", place + 2) if _number_starts(tokens, place + 2) else None
    code = token.text if token.text in CODES else PREFIXES.get(token.low) if token.text[:1].isupper() else None
    if code and place + 1 < len(tokens):
        figure = place + 1 + (low_at(tokens, place + 1) == ".")
        return (code, figure) if figure < len(tokens) and tokens[figure].figure else None
    return None


def _number_starts(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and (tokens[place].figure or tokens[place].text == ".")


def _code(tokens: Sequence[Token], place: int) -> str | None:
    text = tokens[place].text if place < len(tokens) else ""
    return text if text in CODES or text == "US" else None


def read_unit(tokens: Sequence[Token], number: Number) -> tuple[str, int] | None:
    """The unit class after a number and the token after it. The longest form wins."""
    place = number.after
    if place < len(tokens) and tokens[place].text == "-" and tokens[place].glued:
        place += 1
    elif (
        place < len(tokens)
        and tokens[place].text in "([{"
        and low_at(tokens, place + 2) in (")", "]", "}")
        and low_at(tokens, place + 1) in MEASURES
    ):
        return MEASURES[low_at(tokens, place + 1)], place + 3
    if place >= len(tokens):
        return None
    if tokens[place].text in CODES:
        return tokens[place].text, place + 1
    if tokens[place].text in SYMBOLS and not _number_starts(tokens, place + 1):
        return SYMBOLS[tokens[place].text], place + 1
    if (
        tokens[place].text == "'"
        and tokens[place].glued
        and number.plain
        and number.value < 300
        and low_at(tokens, place + 1) != "s"
    ):
        return (
            ("foot", place + 1)
            if not (place + 1 < len(tokens) and tokens[place + 1].glued and tokens[place + 1].word)
            else None
        )
    for size in (3, 2, 1):
        words = " ".join(token.low for token in tokens[place : place + size])
        if len(tokens) - place < size:
            continue
        unit = MEASURES.get(words) or COINS.get(words)
        if unit and _stands(tokens, place, words, number):
            after = place + size
            if unit in ("m", "km") and low_at(tokens, after) in ("2", "3") and tokens[after].glued:
                return unit + tokens[after].low, after + 1
            return unit, after
    return None


def _stands(tokens: Sequence[Token], place: int, words: str, number: Number) -> bool:
    """Whether a form is the unit here: short ones only close to figures, "second" not as an ordinal."""
    token = tokens[place]
    figures = tokens[number.first].figure or tokens[number.first].text == "."
    if len(words) <= 2 and words not in ("ft", "km", "kg", "lb", "°", "%", "hr", "yr", "bn", "mw", "kw", "gw"):
        if (
            not figures
            or (words in GLUED_ONLY and not token.glued)
            or (words in ("a", "in", "v", "b", "t", "f") and not token.text.isupper())
        ):
            return False
        return not (token.text.isupper() and words == "m") and (token.glued or words != "a")
    if words == "second" and not figures and not token.glued:
        return False
    if (
        words in ("min", "sec", "point", "real", "foot", "yard", "day", "mile")
        and not figures
        and number.value != 1
        and not token.glued
    ):
        return words in ("foot", "yard", "mile", "day")
    return not (
        words in ("ton", "bit", "degree", "penny")
        and number.value == 1
        and not figures
        and low_at(tokens, number.first) in ("a", "an")
    )


def _age(tokens: Sequence[Token], after: int, unit: str) -> tuple[int, bool]:
    """ "43-year-old", "five years old", "3 years of age"."""
    if unit not in ("year", "month", "week", "day"):
        return after, False
    step = after + (low_at(tokens, after) == "-")
    if low_at(tokens, step) in ("old", "olds"):
        return step + 1, True
    if low_at(tokens, after) == "of" and low_at(tokens, after + 1) == "age":
        return after + 2, True
    return after, False


def _per(tokens: Sequence[Token], after: int, unit: str) -> str:
    """A rate: "USD/barrel", "percent/year"."""
    place = after + (low_at(tokens, after) == "-")
    word = low_at(tokens, place)
    base = low_at(tokens, place + 1)
    if word == "/" and tokens[place].glued and base.isalpha():
        return f"{unit}/{MEASURES.get(base, base)}"
    if (
        word in ("per", "a", "an")
        and base.isalpha()
        and (
            word == "per"
            or MEASURES.get(base) in TIMES
            or base in ("share", "barrel", "head", "ton", "tonne", "pound", "gallon", "litre")
        )
    ):
        if word == "per" and base in ("cent",):
            return unit
        return f"{unit}/{MEASURES.get(base, base)}"
    return unit
