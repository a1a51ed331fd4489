"""Whether two sentences report a common event: what speaks for it and against it, weighed.

Shared words alone tell two fires or two trials apart badly: names and figures do. The weights were fitted on sentences
about pairs of events of one kind and hold for stories that the fit never saw.
"""

from stories.comparison.frames import frame
from stories.comparison.sentences import Sentence, stands_in
from stories.comparison.words import CALENDAR, stem

SHARED_WORDS = 2.4  # for all content words shared
SHARED_NAMES = 1.2  # for all capitalised words shared
SHARED_FIGURE, OTHER_FIGURES = 1.4, -0.8
SHARED_PERSON, OTHER_PERSONS = 1.0, -1.4
BEGIN = -1.5
ENOUGH = -0.7
_COMMON = frozenset(stem(form) for form in CALENDAR) | {stem(form) for form in ("new", "state", "people", "year")}
NAMELESS = 0.3  # the share of names taken where there are none to share
HALF = 0.6  # of one sentence's content in the other: enough by itself


def same_event(a: Sentence, b: Sentence) -> bool:
    if not a.content or not b.content:
        return False
    shares = _share(a, b), _share(b, a)
    if max(shares) >= HALF:
        return True
    names = (_named(a, b) + _named(b, a)) / 2
    total = BEGIN + SHARED_WORDS * sum(shares) / 2 + SHARED_NAMES * names
    mine, theirs = _figures(a), _figures(b)
    if mine and theirs:
        total += SHARED_FIGURE * min(2, len(mine & theirs)) if mine & theirs else OTHER_FIGURES
    return total + _persons(a, b) > ENOUGH


def _persons(a: Sentence, b: Sentence) -> float:
    mine, theirs = frame(a.text), frame(b.text)
    if mine is None or theirs is None:
        return 0.0
    here, there = mine.names("PERSON"), theirs.names("PERSON")
    if here & there:
        return SHARED_PERSON
    if here and there and not here & b.stems and not there & a.stems:
        return OTHER_PERSONS
    return 0.0


def _share(one: Sentence, other: Sentence) -> float:
    return sum(stands_in(token, other) for token in one.content) / len(one.content)


def _named(one: Sentence, other: Sentence) -> float:
    """The share of one's capitalised words that the other has; its first word may owe its capital to its place."""
    names = {token.stem for token in one.content if token.name and token.at > 0 and not token.figure}
    names -= _COMMON
    return sum(name in other.stems for name in names) / len(names) if names else NAMELESS


def _figures(sentence: Sentence) -> set[str]:
    return {token.stem for token in sentence.content if token.form in sentence.numbers}
