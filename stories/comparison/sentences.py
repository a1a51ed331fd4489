"""A sentence prepared for comparison with another: its words, which of them carry content, its figures and names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from stories.analysis.normalise import fold, paragraphs
from stories.analysis.sentences import split_sentences
from stories.comparison.vocabulary import MONTHS, NEGATORS, ORDINALS, synonymous
from stories.comparison.words import STOP, stem, words

_ACCENTS = re.compile("[\u0300-\u036f]")
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d$")
_BRACKETS = re.compile(r"-(?:LRB|RRB|LSB|RSB)-")
_SPLIT_OFF = frozenset(["s", "t", "re", "ve", "ll", "d", "m"])  # what an apostrophe parts from its word
_PREFIX = 5  # letters that two derivations of one word share


@dataclass(frozen=True, slots=True)
class Token:
    form: str
    stem: str
    name: bool
    content: bool
    at: int

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
    tokens = []
    for at, word in enumerate(words(text)):
        form = word.form
        content = form not in STOP and form not in _SPLIT_OFF and form not in NEGATORS and not form.endswith("n't")
        tokens.append(Token(form, stem(form), text[word.start].isupper(), content, at))
    numbers = {token.form for token in tokens if token.form[0].isdigit() or token.form in ORDINALS}
    years = {form for form in numbers if _YEAR.match(form)}
    return Sentence(
        given,
        tuple(tokens),
        tuple(token for token in tokens if token.content),
        frozenset(token.stem for token in tokens if token.content),
        frozenset(years),
        frozenset(token.form for token in tokens if token.form in MONTHS and token.name),
        frozenset(numbers - years),
    )


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
