"""Numbers in figures: with a power, a fraction, a scale word or letter behind them."""

from collections.abc import Sequence
from decimal import Decimal

from stories.analysis.numerals import DENOMINATORS, SCALES, SPELT_SCALES, SYMBOLS, Number, Token, figure, low_at


def is_point(tokens: Sequence[Token], place: int) -> bool:
    return (
        place + 1 < len(tokens)
        and tokens[place + 1].glued
        and tokens[place + 1].text.isdigit()
        and not (tokens[place].glued and place > 0)
    )


def in_figures(tokens: Sequence[Token], first: int, *, english: bool, money: bool) -> Number | None:
    token, place = tokens[first], first + 1
    plain = True
    if token.text == ".":
        value: Decimal | None = Decimal("0." + tokens[place].text)
        place, plain = place + 1, False
    elif token.text in SYMBOLS:
        value, plain = SYMBOLS[token.text], False
    else:
        power = _power(tokens, place)
        value = figure(token.text, english=english or power is not None)
        if value is not None and power is not None:
            return Number(value.scaleb(power[0]), first, power[1])
        plain = token.text.isdigit()
    if value is None:
        return None
    if low_at(tokens, place) in SYMBOLS and tokens[place].glued:
        value, place, plain = value + SYMBOLS[tokens[place].text], place + 1, False
    else:
        with_fraction = _fraction(tokens, first, value)
        if with_fraction:
            value, place, plain = with_fraction[0], with_fraction[1], False
        elif low_at(tokens, place) == "/" and tokens[place].glued and _glued_figure(tokens, place + 1):
            return None
    scaled = False
    while place < min(len(tokens), first + 8) and (factor := scale(tokens, place, money=money)):
        value, place, plain, scaled = value * factor, place + 1, False, True
    return Number(value, first, place, plain, scaled)


def _glued_figure(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].glued and tokens[place].figure


def _power(tokens: Sequence[Token], place: int) -> tuple[int, int] | None:
    """The exponent of "×10-8" or "x 10^6" after a figure, with the place after it."""
    if low_at(tokens, place) not in ("×", "x", "*") or low_at(tokens, place + 1) != "10":
        return None
    place += 2
    if low_at(tokens, place) == "^":
        place += 1
    sign = 1
    if low_at(tokens, place) in ("-", "+"):
        sign = -1 if low_at(tokens, place) == "-" else 1
        place += 1
    digits = low_at(tokens, place)
    return (sign * int(digits), place + 1) if digits.isdigit() and len(digits) < 3 else None


def _fraction(tokens: Sequence[Token], first: int, value: Decimal) -> tuple[Decimal, int] | None:
    """ "1/2" or "10 1/2"."""
    for at, whole in ((first, Decimal(0)), (first + 1, value)):
        if at > first and not (
            at < len(tokens) and tokens[at].figure and tokens[first].text.isdigit() and not tokens[at].glued
        ):
            continue
        if low_at(tokens, at + 1) in ("/", "⁄") and _glued_figure(tokens, at + 2) and tokens[at + 1].glued:
            over, under = tokens[at].text, tokens[at + 2].text
            if (
                over.isdigit()
                and under.isdigit()
                and len(over) < 5
                and len(under) < 5
                and int(under) in DENOMINATORS
                and int(over) < int(under)
            ):
                if low_at(tokens, at + 3) == "/" and tokens[at + 3].glued:
                    return None
                return whole + Decimal(over) / Decimal(under), at + 3
    return None


def scale(tokens: Sequence[Token], place: int, *, money: bool) -> int | None:
    """The factor of a scale word. A glued single letter counts only after a currency mark; "m" elsewhere is metres."""
    token = tokens[place]
    if token.low in SPELT_SCALES or (token.low in SCALES and not (token.low == "mm" and not (money and token.glued))):
        return SCALES[token.low]
    if token.low == "-" and low_at(tokens, place + 1) in SPELT_SCALES:
        return 1
    if token.glued and token.low == "k" and low_at(tokens, place + 1) != "/":
        return 10**3
    if money and token.glued and token.low in ("m", "b", "t"):
        return {"m": 10**6, "b": 10**9, "t": 10**12}[token.low]
    if token.text == "B" and low_at(tokens, place + 1) == "people":
        return 10**9
    if token.glued and token.text in ("M", "B", "K"):
        return {"M": 10**6, "B": 10**9, "K": 10**3}[token.text]
    of_them = low_at(tokens, place + 1) == "of" and low_at(tokens, place + 2) in (
        "its",
        "the",
        "their",
        "these",
        "them",
        "all",
    )
    if token.glued and token.low == "m" and (of_them or plural_follows(tokens, place + 1)):
        return 10**6
    return None


def plural_follows(tokens: Sequence[Token], place: int) -> bool:
    word = low_at(tokens, place)
    return word == "people" or (len(word) > 3 and word.endswith("s") and word.isalpha() and not word.endswith("ss"))
