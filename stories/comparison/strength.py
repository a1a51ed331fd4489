"""The ladder of commitment: offered, willing, agreed, signed, carried out. Two articles on different rungs differ in
strength and contradict each other in nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from stories.analysis.record import Predicate
from stories.comparison.entities import kind_of
from stories.comparison.memo import remembered
from stories.comparison.opposites import PROMISING
from stories.comparison.reading import Wording
from stories.comparison.sentences import alike
from stories.comparison.words import STOP, content, stem, words
from stories.domain.edits import NewsKind
from stories.domain.values import Difference, DifferenceKind, Modality, Polarity

_SAID = {1: "offered", 2: "willing", 3: "agreed", 4: "signed", 5: "carried out"}
_STAGE = {1: 0, 2: 0, 3: 1, 4: 2, 5: 3}
_COMMITTED = (Modality.OFFERED, Modality.AGREED, Modality.PLANNED, Modality.HAPPENED, Modality.ONGOING)
_COLOURLESS = frozenset(stem(form) for form in ("take", "accept", "deal", "agreement", "offer", "country", "president"))
FEWEST = 3  # words of what is promised that both have
SHARE = 0.5  # of the shorter one


@dataclass(frozen=True, slots=True)
class Commitment:
    """rung: on the ladder; by: words for who commits himself; matter: stems of what to."""

    rung: int
    by: frozenset[str]
    matter: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """How a claim's commitment stands to another article's. kind: stronger or weaker."""

    kind: NewsKind
    difference: Difference
    detail: str


def step(new: Wording, known: Sequence[Wording]) -> Step | None:
    """The claim of another article that has the same promise on another rung: the one that it shares most with."""
    mine = commitment(new)
    if mine is None:
        return None
    found = []
    for at, wording in enumerate(known):
        theirs = commitment(wording) if wording.reading.article != new.reading.article else None
        if theirs is None or _STAGE[theirs.rung] == _STAGE[mine.rung]:
            continue
        shared = _shared(mine, theirs)
        if shared:
            found.append((shared, -at, theirs, wording.reading.source or wording.reading.article))
    if not found:
        return None
    _, _, theirs, outlet = max(found, key=lambda one: one[:2])
    kind = NewsKind.STRONGER if mine.rung > theirs.rung else NewsKind.WEAKER
    here, there = _SAID[mine.rung], _SAID[theirs.rung]
    return Step(
        kind, Difference(DifferenceKind.STRENGTH, f"{here} here, {there} in {outlet}"), f"{here}, so far {there}"
    )


@remembered
def commitment(wording: Wording) -> Commitment | None:
    candidate = wording.candidate
    if candidate.polarity is Polarity.NEGATED or candidate.modality not in _COMMITTED:
        return None
    rungs = [one for one in candidate.predicates if one.rung > 0 and not one.negated]
    if not rungs:
        return None
    # The promise is the clause that governs: in "agreed to accept" what is agreed is the accepting.
    governing = rungs[0]
    by = _committed(governing, wording)
    spoken = frozenset(content(candidate.text)) - PROMISING - _COLOURLESS
    return Commitment(governing.rung, by, spoken - {stem(word) for word in by})


def _committed(predicate: Predicate, wording: Wording) -> frozenset[str]:
    entities = wording.reading.analysis.entities
    named = entities[predicate.subject] if predicate.subject is not None and predicate.subject < len(entities) else None
    called = [named.name, *named.aliases] if named else [predicate.subject_text]
    found = {word.form for name in called for word in words(name)} - STOP
    return frozenset({*found, *(kind for name in called if (kind := kind_of(name)))})


def _shared(one: Commitment, other: Commitment) -> int:
    if one.by and other.by and not one.by & other.by:
        return 0
    few, many = sorted((one.matter, other.matter), key=lambda matter: (len(matter), sorted(matter)))
    common = sum(any(alike(word, theirs) for theirs in many) for word in few)
    return common if common >= FEWEST and common >= SHARE * len(few) else 0
