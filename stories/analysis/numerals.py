"""Tokens, and the words and figures that spell numbers.

A figure whose marks could be read two ways ("1.000", "1,3") is not read at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from stories.analysis.word_table import words

TOKEN: Final = re.compile(r"[½⅓⅔¼¾⅕⅛⅜⅝⅞]|\d+(?:[.,]\d+)*|[^\W\d_½⅓⅔¼¾⅕⅛⅜⅝⅞]+|[^\w\s]|_")
GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z|\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?\Z")
WHOLE: Final = re.compile(r"(?:[1-9]\d*|0)\Z")
POINTED: Final = re.compile(r"(?:[1-9]\d*|0)\.\d+\Z")
TWO_WAYS: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}\Z")
# a figure that can only be English use of comma and point
ENGLISH: Final = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,2})?|\d{1,7}\.\d{1,2})(?![\d,.]\d|\d)")

SIMPLE: Final = {
    word: value
    for value, word in enumerate(
        words(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen"""
        )
    )
} | {"nil": 0, "nought": 0}
TENS: Final = {
    w: 10 * n
    for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SCALES: Final = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
    "lakh": 10**5,
    "crore": 10**7,
    "mn": 10**6,
    "mln": 10**6,
    "mil": 10**6,
    "mm": 10**6,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "tln": 10**12,
    "trn": 10**12,
}
SPELT_SCALES: Final = frozenset(("hundred", "thousand", "million", "billion", "trillion", "dozen", "lakh", "crore"))
SCORES: Final = {
    "dozens": 12,
    "scores": 20,
    "tens": 10,
    "hundreds": 100,
    "thousands": 10**3,
    "millions": 10**6,
    "billions": 10**9,
    "trillions": 10**12,
}
SYMBOLS: Final = {
    "½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅕": Decimal("0.2"), "⅛": Decimal("0.125"),
    "⅜": Decimal("0.375"), "⅝": Decimal("0.625"), "⅞": Decimal("0.875"), "⅓": Decimal(1) / 3, "⅔": Decimal(2) / 3,
}  # fmt: skip
PARTS: Final = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "twelfth": 12, "sixteenth": 16, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
DENOMINATORS: Final = frozenset((2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32, 64, 100, 128, 1000))
LONGEST: Final = 24  # digits and marks; more spell no quantity
MOST_SCALES: Final = 3  # "hundred thousand million"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or mark. glued: nothing stands between it and the token before."""

    text: str
    low: str
    start: int
    end: int
    glued: bool

    @property
    def figure(self) -> bool:
        return self.text[0].isdigit() and self.text not in SYMBOLS

    @property
    def word(self) -> bool:
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the tokens [first, after) that spell it. plain: bare digits, which may be a mere label."""

    value: Decimal
    first: int
    after: int
    plain: bool = False
    scaled: bool = False
    high: Decimal | None = None  # of a loose count such as "dozens"


def tokenise(folded: str) -> tuple[Token, ...]:
    tokens, last = [], -1
    for m in TOKEN.finditer(folded):
        tokens.append(Token(m.group(), m.group().lower(), m.start(), m.end(), m.start() == last))
        last = m.end()
    return tuple(tokens)


def figure(text: str, *, english: bool) -> Decimal | None:
    """The value of a figure; None where it could be read two ways. english: the text shows which marks it uses."""
    if len(text) > LONGEST:
        return None
    if WHOLE.match(text):
        return Decimal(text)
    if GROUPED.match(text):
        return Decimal(text.replace(",", ""))
    if POINTED.match(text) and not (TWO_WAYS.match(text) and (text.endswith("000") or not english)):
        return Decimal(text)
    return None


def low_at(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].low if 0 <= place < len(tokens) else ""
