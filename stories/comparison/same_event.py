"""Whether two sentences report a common event: what speaks for it and against it, weighed.

Shared words alone tell two fires or two trials apart badly: names and figures do. The weights were fitted on sentences
about pairs of events of one kind and hold for stories that the fit never saw.
"""

from stories.comparison.frames import frame
from stories.comparison.sentences import Sentence, alike, stands_in
from stories.comparison.words import CALENDAR, stem

BEGIN = -1.18
SHARED_WORDS = 1.45  # for all content words shared
SHARED_NAMES = 0.92  # for all capitalised words shared
SHARED_VERBS = 0.61  # for all verbs shared, as a verb or as a noun for the same act
OTHER_NAMES = -0.6  # each has a name that the other lacks
SHARED_FIGURE, OTHER_FIGURES = 1.27, -0.84
SHARED_PERSON, OTHER_PERSONS = 1.13, -1.26
WORDS = 0.0245  # for each content word of the shorter one: two long sentences that share as much share more by chance
ENOUGH = -0.45
_COMMON = frozenset(stem(form) for form in CALENDAR) | {stem(form) for form in ("new", "state", "people", "year")}
NAMELESS = 0.3  # the share of names taken where there are none to share


def same_event(a: Sentence, b: Sentence) -> bool:
    if not a.content or not b.content:
        return False
    total = BEGIN + SHARED_WORDS * (_share(a, b) + _share(b, a)) / 2
    total += SHARED_NAMES * (_named(a, b) + _named(b, a)) / 2 + SHARED_VERBS * (_acts(a, b) + _acts(b, a)) / 2
    total += WORDS * min(len(a.content), len(b.content))
    if _names(a) - b.stems and _names(b) - a.stems:
        total += OTHER_NAMES
    mine, theirs = _figures(a), _figures(b)
    if mine and theirs:
        total += SHARED_FIGURE * min(2, len(mine & theirs)) if mine & theirs else OTHER_FIGURES
    return total + _persons(a, b) > ENOUGH


def other_persons(a: Sentence, b: Sentence) -> bool:
    """Whether each names somebody, and none of them is the other's."""
    return _persons(a, b) < 0


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
    """The share of one's capitalised words that the other has."""
    names = _names(one)
    return sum(name in other.stems for name in names) / len(names) if names else NAMELESS


def _names(sentence: Sentence) -> frozenset[str]:
    """Stems of its capitalised words; the first one may owe its capital to its place."""
    return (
        frozenset(token.stem for token in sentence.content if token.name and token.at > 0 and not token.figure)
        - _COMMON
    )


def _acts(mine: Sentence, other: Sentence) -> float:
    """The share of its verbs that the other has in whatever form."""
    parsed = frame(mine.text)
    verbs = {word.stem for word in parsed.words if word.pos == "VERB" and word.content} if parsed else set()
    held = sum(verb in other.stems or any(alike(verb, one) for one in other.stems) for verb in verbs)
    return held / len(verbs) if verbs else 0.0


def _figures(sentence: Sentence) -> set[str]:
    return {token.stem for token in sentence.content if token.form in sentence.numbers}
