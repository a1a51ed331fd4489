"""Figures that name rather than count: "Route 9", "MS-13", "Boeing 737", scores, versions. And when "one" counts."""

from collections.abc import Sequence
from typing import Final

from stories.analysis.numerals import Number, Token, low_at
from stories.analysis.quantities_nouns import COLLECTIVES, STOPS, is_plural
from stories.analysis.word_table import words

LABELS: Final = frozenset(
    words(
        """section row part article chapter page pages figure table route highway road interstate flight room gate
        game level phase stage round week group team class type model version channel district ward
        precinct no nos number no. item line note step unit block lot zone area apollo act title clause
        paragraph verse psalm appendix annex exhibit schedule resolution amendment proposition boeing
        airbus train bus platform track lane seat exit junction door building apartment suite floor box
        pier studio station episode season series volume vol issue day category cat tier grade form rule
        law code zip year season session seed rank ranked covid formula windows iphone galaxy android
        xbox playstation ps nasdaq ftse dow stoxx cac dax nikkei s&p sp top"""
    )
)
PLAIN_WORDS: Final = frozenset(
    words(
        """in on at by to from of for with about around over under after before during between and or but as than
        the these those its his her their our a an is are was were has have had at least most only just
        some nearly almost roughly approximately more less fewer up another all other where while when
        since until through across among against into near past beyond both that this what we they he
        she it there also even yet still so then now not nor another every each including because if how
        why who which estimated exactly altogether overall meanwhile police"""
    )
)


def is_label(tokens: Sequence[Token], first: int, number: Number, *, bare: bool, compared: bool) -> bool:
    """Whether a figure is part of a name or number of something. bare: no unit; compared: "about", "over" before it."""
    if _names(tokens, first, number, bare=bare, compared=compared):
        return True
    if not (bare and number.plain and tokens[number.first].figure and number.value < 1000) or compared:
        return False
    if low_at(tokens, first - 1) not in ("and", "or", "&") or first < 3 or not tokens[first - 2].figure:
        return False
    # "Routes 9 and 10": a label's company is a label
    earlier = Number(number.value, first - 2, first - 1, plain=True)
    return _names(tokens, first - 2, earlier, bare=True, compared=False)


def _names(tokens: Sequence[Token], first: int, number: Number, *, bare: bool, compared: bool) -> bool:
    start = tokens[number.first]
    before = tokens[first - 1] if first else None
    following = tokens[number.after] if number.after < len(tokens) else None
    if start.figure and before is not None and start.glued and first == number.first:
        if before.word or before.text in "_#^":
            return True
        if before.text == "-" and first > 1 and before.glued and (tokens[first - 2].word or tokens[first - 2].figure):
            return not _prefix(tokens[first - 2])
        if before.text in "./:" and first > 1 and before.glued:
            return True
    if not bare:
        return False
    if start.figure and following is not None and following.glued and (following.word or following.text in "°_"):
        return True
    if start.figure and following is not None and following.text in "/:^" and following.glued and bare and number.plain:
        return True
    if not number.plain or before is None or compared:
        return False
    if before.text == "-" and first > 1 and tokens[first - 2].low == "sub":
        return False
    if before.low in LABELS and not _plural_next(tokens, number.after):
        return True
    if before.low in LABELS and before.text[:1].isupper():
        return True
    if before.text == "." and low_at(tokens, first - 2) in ("no", "nos", "vol", "art", "sec"):
        return True
    if before.word and before.text[:1].isupper() and before.low not in PLAIN_WORDS:
        return not _plural_next(tokens, number.after)
    return False


def _prefix(token: Token) -> bool:
    return token.low in ("mid", "pre", "post", "non", "sub", "a", "an", "than", "under", "over")


def _plural_next(tokens: Sequence[Token], place: int) -> bool:
    """Whether what follows can be counted: a plural in lower case within two words."""
    for token in tokens[place : place + 3]:
        if not token.word or token.low in STOPS or token.text[:1].isupper():
            return False
        if is_plural(token):
            return True
    return False


NOT_AFTER: Final = frozenset(
    words("""no any every each that this which the another other some every last only next such not""")
)


def one_counts(tokens: Sequence[Token], first: int, after: int) -> bool:
    """ "one inmate", "one of the inmates" count; "no one", "the one who" do not."""
    if tokens[first].low != "one":
        return True
    before, following = low_at(tokens, first - 1), low_at(tokens, after)
    if following == "of" or following in COLLECTIVES:
        return before not in NOT_AFTER or before in ("only", "that")
    if (
        before in NOT_AFTER
        or not following.isalpha()
        or following in STOPS
        or following in ("another", "day", "time", "thing")
    ):
        return before == "least" or (following == "million")
    return tokens[after].text[:1].islower()
