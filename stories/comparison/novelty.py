"""What an article adds to its story: new claims, an independent origin, new values, another strength of commitment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from stories.analysis.record import Candidate
from stories.comparison.reading import Reading, Wording
from stories.comparison.same_claim import Match
from stories.comparison.slots import slot_values
from stories.domain.values import Modality

_LADDER = {
    Modality.POSSIBLE: 0,
    Modality.CONDITIONAL: 0,
    Modality.OFFERED: 1,
    Modality.PLANNED: 2,
    Modality.AGREED: 3,
    Modality.ONGOING: 4,
    Modality.HAPPENED: 4,
}


class NewsKind(StrEnum):
    NEW_CLAIM = "new_claim"
    NEW_ORIGIN = "new_origin"
    NEW_VALUE = "new_value"
    STRONGER = "stronger"
    WEAKER = "weaker"


@dataclass(frozen=True, slots=True)
class News:
    kind: NewsKind
    candidate: int
    detail: str


def novelty(
    new: Sequence[Candidate],
    reading: Reading,
    known: Sequence[Wording],
    matches: Sequence[Match],
    *,
    copied_from: Collection[str] = (),
) -> list[News]:
    """matches: of same_claim.match, for the same arguments; copied_from: articles it shares passages with."""
    found: list[News] = []
    for match in matches:
        candidate = new[match.candidate]
        if match.known is None:
            if match.like is None:
                found.append(News(NewsKind.NEW_CLAIM, match.candidate, candidate.statement))
            continue
        claim = known[match.known].claim
        held = [wording for wording in known if wording.claim == claim]
        others = {wording.reading.article for wording in held} - {reading.article}
        if others and others.isdisjoint(copied_from) and reading.article not in copied_from:
            found.append(News(NewsKind.NEW_ORIGIN, match.candidate, candidate.statement))
        found.extend(_values(match.candidate, Wording(claim, reading, candidate), held))
        found.extend(_strength(match.candidate, candidate, held))
    return found


def _values(number: int, wording: Wording, held: Sequence[Wording]) -> list[News]:
    before = {value.value.normalised() for other in held for value in slot_values(other)}
    return [
        News(NewsKind.NEW_VALUE, number, value.value.printed)
        for value in slot_values(wording)
        if value.value.normalised() not in before
    ]


def _strength(number: int, candidate: Candidate, held: Sequence[Wording]) -> list[News]:
    mine = _LADDER.get(candidate.modality)
    theirs = [_LADDER[wording.candidate.modality] for wording in held if wording.candidate.modality in _LADDER]
    if mine is None or not theirs or min(theirs) <= mine <= max(theirs):
        return []
    kind = NewsKind.STRONGER if mine > max(theirs) else NewsKind.WEAKER
    return [News(kind, number, f"{candidate.modality}, so far {held[0].candidate.modality}")]
