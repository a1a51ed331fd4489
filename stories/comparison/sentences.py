"""A sentence prepared for comparison with another: its words, which of them carry content, its figures and names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from stories.analysis.normalise import fold, paragraphs
from stories.analysis.numerals import SCALES, SIMPLE, TENS
from stories.analysis.quantities import find_quantities
from stories.analysis.sentences import split_sentences
from stories.comparison.figures import Amount, figure
from stories.comparison.vocabulary import MONTHS, NEGATORS, ORDINALS, synonymous
from stories.comparison.words import STOP, Word, stem, words
from stories.domain.values import Quantity

_ACCENTS = re.compile("[\u0300-\u036f]")
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d$")
_BRACKETS = re.compile(r"-(?:LRB|RRB|LSB|RSB)-")
_SPLIT_OFF = frozenset(["s", "t", "re", "ve", "ll", "d", "m"])  # what an apostrophe parts from its word
_PREFIX = 5  # letters that two derivations of one word share


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or the words that spell one number, whose form is then its digits ("21" for "twenty-one").

    printed: as the text has it. amount: what a number may stand for.
    """

    form: str
    stem: str
    name: bool
    content: bool
    at: int
    printed: str
    amount: Amount | None = None

    @property
    def figure(self) -> bool:
        return self.form[0].isdigit() or self.form in MONTHS or self.form in ORDINALS

    @property
    def negator(self) -> bool:
        return self.form in NEGATORS or self.stem in NEGATORS or self.form.endswith("n't")


@dataclass(frozen=True, slots=True)
class Sentence:
    """text: as given; numbers: figures and number words but years; months: named with a capital."""

    text: str
    tokens: tuple[Token, ...]
    content: tuple[Token, ...]
    stems: frozenset[str]
    years: frozenset[str]
    months: frozenset[str]
    numbers: frozenset[str]


@lru_cache(maxsize=8192)
def prepared(given: str) -> Sentence:
    text = plain(given)
    tokens = tuple(_tokens(text))
    numbers = {token.form for token in tokens if token.form[0].isdigit() or token.form in ORDINALS}
    years = {token.form for token in tokens if _YEAR.match(token.printed)}
    content = tuple(token for token in tokens if token.content)
    return Sentence(
        given,
        tokens,
        content,
        frozenset(token.stem for token in content),
        frozenset(years),
        frozenset(token.form for token in tokens if token.form in MONTHS and token.name),
        frozenset(numbers - years),
    )


def _tokens(text: str) -> Iterator[Token]:
    """Its words in order; those that spell one number are one, alike however the number is printed."""
    found = words(text)
    spelt = {first: (after, quantity) for first, after, quantity in _numbers(found, text)}
    at, place = 0, 0
    while place < len(found):
        word = found[place]
        after, quantity = spelt.get(place, (place + 1, None))
        if quantity is None:
            form = word.form
            content = form not in STOP and form not in _SPLIT_OFF and form not in NEGATORS and not form.endswith("n't")
            yield Token(form, stem(form), text[word.start].isupper(), content, at, form)
        else:
            form = _digits(quantity)
            printed = text[word.start : found[after - 1].end]
            yield Token(form, form, name=False, content=True, at=at, printed=printed, amount=figure(quantity, text))
        at, place = at + 1, after


def _numbers(found: Sequence[Word], text: str) -> Iterator[tuple[int, int, Quantity]]:
    """Words [first, after) that spell one number. A range keeps its two figures."""
    place = 0
    for quantity in find_quantities(text):
        if None not in (quantity.low, quantity.high) and quantity.low != quantity.high:
            continue
        while place < len(found) and found[place].end <= quantity.start:
            place += 1
        spelling = []
        while place < len(found) and found[place].start < quantity.end:
            if _spells(found[place].form):
                spelling.append(place)
            place += 1
        if spelling and found[spelling[0]].form != "one":  # "one man" and "a man" are the same
            yield spelling[0], spelling[-1] + 1, quantity


def _digits(quantity: Quantity) -> str:
    value = quantity.high if quantity.low is None else quantity.low
    return f"{value.normalize():f}" if value is not None else ""


def _spells(form: str) -> bool:
    return form[0].isdigit() or form in SIMPLE or form in TENS or form in SCALES


def plain(text: str) -> str:
    """Without accents, and with bracket codes of tokenised corpora left out; offsets are lost."""
    return _ACCENTS.sub("", normalize("NFKD", _BRACKETS.sub(" ", text)))


def sentences(text: str) -> list[str]:
    folded = fold(text)
    spans = [span for paragraph in paragraphs(text) for span in split_sentences(folded, paragraph)]
    return [text[start:end] for start, end in spans] or [text]


def stands_in(token: Token, other: Sentence) -> bool:
    """Whether a word, or a near-synonym or derivation of it, is among the other's content."""
    if token.stem in other.stems:
        return True
    return not token.form[0].isdigit() and any(alike(token.stem, candidate) for candidate in other.stems)


def alike(one: str, other: str) -> bool:
    """Two stems of one word ("ital", "italian"), or of near-synonyms."""
    if one == other:
        return True
    if one[0].isdigit() or other[0].isdigit():
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) <= 4 and len(shorter) >= 4:
        beginning = min(len(shorter), _PREFIX)
        if shorter[:beginning] == longer[:beginning]:
            return True
    return synonymous(one, other)
