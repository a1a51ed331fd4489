"""What an article adds to its story: new claims, new values, another strength of commitment."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from stories.analysis.record import Candidate
from stories.comparison.reading import Reading, Wording
from stories.comparison.same_claim import Match
from stories.comparison.slots import slot_values
from stories.domain.edits import NewsKind
from stories.domain.values import Modality, Voice

_LADDER = {
    Modality.POSSIBLE: 0,
    Modality.CONDITIONAL: 0,
    Modality.OFFERED: 1,
    Modality.PLANNED: 2,
    Modality.AGREED: 3,
    Modality.ONGOING: 4,
    Modality.HAPPENED: 4,
}
_VERBATIM = (Voice.QUOTED, Voice.EMBEDDED_POST)


@dataclass(frozen=True, slots=True)
class Novel:
    """candidate: index into the new ones; detail: the value as printed, or both strengths."""

    kind: NewsKind
    candidate: int
    detail: str | None = None


def novelty(
    new: Sequence[Candidate], reading: Reading, known: Sequence[Wording], matches: Sequence[Match]
) -> list[Novel]:
    """matches: of same_claim.match, for the same arguments. Origins are no matter of words: who counts them says it."""
    held: defaultdict[str, list[Wording]] = defaultdict(list)
    for wording in known:
        held[wording.claim].append(wording)
    found: list[Novel] = []
    for match in matches:
        candidate = new[match.candidate]
        if match.known is None:
            if match.like is None:
                found.append(Novel(NewsKind.NEW_CLAIM, match.candidate))
            continue
        claim = known[match.known].claim
        found.extend(_values(match.candidate, Wording(claim, reading, candidate), held[claim]))
        found.extend(_strength(match.candidate, candidate, held[claim]))
    return found


def _values(number: int, wording: Wording, held: Sequence[Wording]) -> list[Novel]:
    before = {value.value.normalised() for other in held for value in slot_values(other)}
    return [
        Novel(NewsKind.NEW_VALUE, number, value.value.printed)
        for value in slot_values(wording)
        if value.value.normalised() not in before
    ]


def _strength(number: int, candidate: Candidate, held: Sequence[Wording]) -> list[Novel]:
    if candidate.voice in _VERBATIM or any(wording.candidate.voice in _VERBATIM for wording in held):
        return []  # one utterance commits whoever made it once, however it is led into
    mine = _LADDER.get(candidate.modality)
    theirs = [_LADDER[wording.candidate.modality] for wording in held if wording.candidate.modality in _LADDER]
    if mine is None or not theirs or min(theirs) <= mine <= max(theirs):
        return []
    kind = NewsKind.STRONGER if mine > max(theirs) else NewsKind.WEAKER
    return [Novel(kind, number, f"{candidate.modality}, so far {held[0].candidate.modality}")]
