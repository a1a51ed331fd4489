"""Collation of quotations: one utterance as several outlets print it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from stories.analysis.record import Candidate
from stories.comparison.reading import Reading
from stories.comparison.words import STOP, words
from stories.domain.values import Voice

FEWEST = 5  # words; fewer are a phrase that anybody may use
ALIKE = 0.85  # token ratio of two transcriptions of one utterance
REWORDED = 0.7  # the same, where all words of substance are the same in the same order
SUBSTANCE = 6  # words of substance that such a pair needs
INSIDE = 93.0  # partial ratio (0-100) for a shorter printing inside a longer one
_CUT = ("…", "...")
_LINK = ("pic.twitter.com", "https://", "http://", "t.co/")
_SMALL = STOP | {"every", "going", "shall", "must", "also"}
_NEGATIONS = frozenset(["not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "cannot", "without"])


@dataclass(frozen=True, slots=True)
class Utterance:
    """The quoted words of one candidate. share: how much of the candidate's content they are; cut: broken off."""

    forms: tuple[str, ...]
    share: float
    cut: bool


def utterance(candidate: Candidate, reading: Reading) -> Utterance | None:
    """The quoted words of a claim, or None where there are too few to know an utterance by."""
    spans = [
        (max(start, a), min(end, b))
        for start, end in sorted(candidate.spans)
        for a, b in reading.analysis.quotes
        if start < b and a < end
    ]
    if not spans and candidate.voice in (Voice.QUOTED, Voice.EMBEDDED_POST):
        spans = sorted(candidate.spans)
    printed = " ".join(reading.text[start:end] for start, end in spans).strip()
    cut = False
    for mark in (*_LINK, *_CUT):
        at = printed.find(mark)
        if at >= 0 and len(printed) - at < 120 and at > 0:
            cut, printed = True, printed[:at]
    forms = tuple(word.form for word in words(printed))
    if len(forms) < FEWEST:
        return None
    inside = sum(form not in STOP for form in forms)
    every = sum(word.form not in STOP for word in words(candidate.text if candidate.spans else printed))
    return Utterance(forms, min(1.0, inside / max(1, every)), cut)


def collate(one: Utterance, other: Utterance) -> float:
    """How surely two printings are one utterance, 0 to 1; symmetric. Numbers and negation must agree."""
    short, long = sorted((one.forms, other.forms), key=lambda forms: (len(forms), forms))
    ratio = Indel.normalized_similarity(short, long)
    if ratio >= ALIKE or (ratio >= REWORDED and _same_matter(short, long)):
        return ratio if _agree(short, long) else 0.0
    cut = one.cut if one.forms == short else other.cut
    if min(len(short), sum(form not in STOP for form in short) * 3) < FEWEST + 1:
        return 0.0
    if cut and _begins(short, long):
        return 0.95
    found = fuzz.partial_ratio_alignment(" ".join(short), " ".join(long), score_cutoff=INSIDE)
    if found is None or len(short) * 5 < len(long) * 2:
        return 0.0
    window = " ".join(long)[found.dest_start : found.dest_end].split()
    if not _agree(short, tuple(window)):
        return 0.0
    return found.score / 100 * 0.95


def _begins(cut: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether a printing that breaks off is the beginning of another, a word or two at its head apart."""
    shared = SequenceMatcher(None, cut, whole, autojunk=False).find_longest_match()
    at_end = shared.a + shared.size == len(cut)
    return shared.size >= FEWEST and at_end and shared.a <= 2 and shared.b <= 2


def _same_matter(one: Sequence[str], other: Sequence[str]) -> bool:
    """Only small words differ: "each" for "every", "we're not going to" for "we will not"."""
    mine, theirs = ([form for form in forms if form not in _SMALL and "'" not in form] for forms in (one, other))
    return len(mine) >= SUBSTANCE and mine == theirs


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    return _figures(one) == _figures(other) and _denials(one) == _denials(other)


def _figures(forms: Sequence[str]) -> list[str]:
    return sorted(form for form in forms if form[0].isdigit())


def _denials(forms: Sequence[str]) -> bool:
    return sum(form in _NEGATIONS or form.endswith("n't") for form in forms) % 2 == 1
