"""Numbers spelt by tokens: figures with scale, power or fraction, and English number words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from stories.analysis.numerals import (
    MOST_SCALES,
    PARTS,
    SCALES,
    SCORES,
    SIMPLE,
    SPELT_SCALES,
    SYMBOLS,
    TENS,
    Number,
    Token,
    low_at,
)
from stories.analysis.numerals_figures import in_figures, is_point, plural_follows
from stories.analysis.word_table import words

_BEHIND_PART: Final = frozenset(
    words(
        "in since to from on over this last compared and but after within at between during when while as amid because"
    )
)


def read_number(tokens: Sequence[Token], first: int, *, english: bool, money: bool = False) -> Number | None:
    """The longest number that begins at a token. money: a currency mark stands before it, so "10m" is millions."""
    token = tokens[first]
    if token.figure or token.text in SYMBOLS or (token.text == "." and is_point(tokens, first)):
        number = in_figures(tokens, first, english=english, money=money)
        return _share(tokens, number) if number and number.plain and not money else number
    if (
        token.low in SIMPLE
        or token.low in TENS
        or token.low in SPELT_SCALES
        or token.low in ("a", "an", "half", "quarter")
    ):
        number = _in_words(tokens, first)
        return _share(tokens, number) if number and not number.scaled else number
    if token.low in SCORES:
        return _loose(tokens, first)
    return None


def _share(tokens: Sequence[Token], number: Number) -> Number:
    """ "one in five voters", "3 out of 10": a part of the whole."""
    place = number.after
    out_of = low_at(tokens, place) == "out" and low_at(tokens, place + 1) == "of"
    if not out_of and low_at(tokens, place) != "in":
        return number
    place += 1 + out_of
    word = low_at(tokens, place)
    whole = SIMPLE.get(word) or TENS.get(word) or (int(word) if word.isdecimal() and len(word) < 5 else 0)
    if not (out_of or (number.value == 1 and plural_follows(tokens, place + 1)) or whole in (10, 100)):
        return number
    if not 0 < number.value < whole or (not out_of and not plural_follows(tokens, place + 1)):
        return number
    return Number(number.value / whole, number.first, place + 1)


def _loose(tokens: Sequence[Token], first: int) -> Number | None:
    """dozens of, hundreds of thousands: from one such unit to ten of them."""
    low, place = Decimal(SCORES[tokens[first].low]), first + 1
    if low_at(tokens, place) == "of" and low_at(tokens, place + 1) in SCORES:
        low, place = low * SCORES[tokens[place + 1].low], place + 2
    if tokens[first].low in ("tens", "scores") and place == first + 1 and low_at(tokens, place) != "of":
        return None
    return Number(low, first, place, high=low * 10, scaled=True)


def _in_words(tokens: Sequence[Token], first: int) -> Number | None:
    place, total, group = first, Decimal(0), None
    word = tokens[first].low
    article = word in ("a", "an")
    if article or word in ("half", "quarter"):
        return _article_or_part(tokens, first)
    scaled = False
    while place < len(tokens):
        word = tokens[place].low
        if word in SIMPLE and (
            group is None
            or (group % 100 == 0 and group and place > first)
            or (group % 10 == 0 and group % 100 >= 20 and 0 < SIMPLE[word] < 10)
        ):
            group = (group or 0) + SIMPLE[word]
        elif word in TENS and (group is None or (group % 100 == 0 and group)):
            group = (group or 0) + TENS[word]
        elif word == "hundred" and group is not None and group < 100:
            group, scaled = group * 100, True
        elif word in SPELT_SCALES and word != "hundred" and group is not None:
            if total and SCALES[word] >= total:
                break
            total, group, scaled = total + group * SCALES[word], None, True
        elif (word == "-" and place > first and low_at(tokens, place + 1) in SIMPLE | TENS.keys() | SPELT_SCALES) or (
            word == "and" and scaled and place > first and low_at(tokens, place + 1) in SIMPLE | TENS.keys()
        ):
            pass
        else:
            break
        place += 1
    while place > first and tokens[place - 1].low in ("-", "and"):
        place -= 1
    if group is None and not total:
        return None
    value = total + (group or 0)
    return _with_part(tokens, first, place, Decimal(value), scaled=scaled)


def _with_part(tokens: Sequence[Token], first: int, place: int, value: Decimal, *, scaled: bool) -> Number | None:
    """Two thirds; one and a half; five and three quarters million."""
    after = place + (low_at(tokens, place) == "-")
    word = low_at(tokens, after)
    base = word.removesuffix("s")
    part = PARTS.get(word) or PARTS.get(base)
    if (
        part
        and not scaled
        and value < part
        and (word != base or value == 1)
        and (after > place or low_at(tokens, after + 1) == "of" or value > 1 or word in ("fourth", "third"))
    ):
        return _scaled(tokens, Number(value / part, first, after + 1))
    if low_at(tokens, place) == "and" and (
        low_at(tokens, place + 1) in ("a", "one") or low_at(tokens, place + 1) in SIMPLE
    ):
        over = Decimal(SIMPLE.get(low_at(tokens, place + 1), 1))
        word = low_at(tokens, place + 2)
        under = PARTS.get(word) or PARTS.get(word.removesuffix("s"))
        if under and over < under and low_at(tokens, place + 3) != "of":
            return _scaled(tokens, Number(value + over / under, first, place + 3))
    return Number(value, first, place, scaled=scaled)


def _article_or_part(tokens: Sequence[Token], first: int) -> Number | None:
    """A hundred, half a million, a quarter of, a third of, half of."""
    place = first
    value = Decimal(1)
    if tokens[place].low in ("a", "an"):
        place += 1
    word = low_at(tokens, place)
    if word in SPELT_SCALES:
        return _in_words_from(tokens, first, place)
    if word in PARTS and word not in ("halves",):
        value = 1 / Decimal(PARTS[word])
        place += 1
        if low_at(tokens, place) in ("a", "-") and low_at(tokens, place + 1) in SPELT_SCALES:
            place += 1
        if low_at(tokens, place) in SPELT_SCALES:
            return _scaled(tokens, Number(value, first, place))
        if low_at(tokens, place) == "of" and place == first + (1 if word == "half" else 2):
            return Number(value, first, place)
        if low_at(tokens, first - 1) == "by" and first and _ends_part(tokens, place):
            return Number(value, first, place)  # "fell by a third", "cut by half"
        if (
            word == "half"
            and place == first + 1
            and low_at(tokens, place) in ("the", "its", "their", "his", "her", "our", "these")
        ):
            return Number(value, first, place)
    return None


def _ends_part(tokens: Sequence[Token], place: int) -> bool:
    """Whether no counted noun follows: "by a third party", "by half time" measure nothing."""
    return place >= len(tokens) or not tokens[place].word or tokens[place].low in _BEHIND_PART


def _in_words_from(tokens: Sequence[Token], first: int, place: int) -> Number:
    """ "a hundred and fifty": the article stands for one."""
    word = tokens[place].low
    value, after = Decimal(SCALES[word]), place + 1
    if word == "hundred" and low_at(tokens, after) in ("thousand", "million", "billion"):
        return Number(value * SCALES[tokens[after].low], first, after + 1, scaled=True)
    if low_at(tokens, after) == "and" and (low_at(tokens, after + 1) in SIMPLE or low_at(tokens, after + 1) in TENS):
        rest = _in_words(tokens, after + 1)
        if rest and rest.value < value:
            return Number(value + rest.value, first, rest.after, scaled=True)
    return Number(value, first, after, scaled=True)


def _scaled(tokens: Sequence[Token], number: Number) -> Number:
    value, place = number.value, number.after
    scaled = False
    while low_at(tokens, place) in SPELT_SCALES and place < number.after + MOST_SCALES:
        value, place, scaled = value * SCALES[tokens[place].low], place + 1, True
    return Number(value, number.first, place, scaled=scaled)
