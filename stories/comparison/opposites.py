"""Claims that say the opposite of each other: the same matter, affirmed by one article and negated by another.

On the ladder of commitment a rung stands against a refusal or a denial; two rungs differ in strength and no more.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from stories.analysis.record import Candidate
from stories.comparison.reading import Wording
from stories.comparison.same_claim import Features, features
from stories.comparison.words import stem
from stories.domain.values import Certainty, Modality, Polarity, Voice

ALIKE = 0.8  # share of common content; a different matter is nearly always worded differently
FEWEST = 4
FEWEST_PROMISED = 3  # of what is promised and by whom, the verb of the promise apart
_LADDER = """
offer offered propose proposed willing ready agree agreed accept accepted sign signed promise promised pledge
refuse refused reject rejected deny denied denies decline declined turn"""
PROMISING = frozenset(stem(word) for line in _LADDER.splitlines() for word in line.split())
_SURE = (Modality.HAPPENED, Modality.ONGOING)


def opposed_claims(wordings: Sequence[Wording]) -> list[tuple[Wording, Wording, str, Certainty]]:
    """Pairs of (affirmed, negated) from different articles, with the matter in words."""
    held = [(wording, features(wording)) for wording in wordings if _plain(wording)]
    negated = [pair for pair in held if pair[0].candidate.polarity is Polarity.NEGATED]
    affirmed = [pair for pair in held if pair[0].candidate.polarity is Polarity.AFFIRMED]
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for at, (_, theirs) in enumerate(negated):
        for word in theirs.content:
            holding[word].append(at)
    found: dict[tuple[str, str], tuple[Wording, Wording, str, Certainty]] = {}
    for yes, mine in affirmed:
        shared = Counter(at for word in mine.content for at in holding[word])
        for at in sorted(at for at, words in shared.items() if words >= FEWEST_PROMISED):
            no, theirs = negated[at]
            if yes.reading.article == no.reading.article or yes.claim == no.claim:
                continue
            if _same_matter(mine, theirs) or _same_promise(mine, theirs):
                matter = yes.candidate.statement.rstrip(".")
                found.setdefault((yes.claim, no.claim), (yes, no, matter, Certainty.POSSIBLE))
    return list(found.values())


def _plain(wording: Wording) -> bool:
    candidate = wording.candidate
    said = (
        candidate.modality in _SURE
        or _is_denial(candidate)
        or any(predicate.rung for predicate in candidate.predicates)
    )
    return said and candidate.voice is not Voice.HEADLINE


def _is_denial(candidate: Candidate) -> bool:
    """ "She denied that it was reported": what is denied is as good as negated."""
    return candidate.modality is Modality.DENIED and candidate.polarity is Polarity.NEGATED


def _same_matter(one: Features, other: Features) -> bool:
    if one.candidate.modality not in _SURE:
        return False
    if other.candidate.modality not in _SURE and not _is_denial(other.candidate):
        return False
    common = one.content & other.content
    if any(word[0].isdigit() for word in one.content ^ other.content):
        return False  # who denies that it was fifteen has not denied twelve
    if len(common) < FEWEST or 2 * len(common) < ALIKE * (len(one.content) + len(other.content)):
        return False
    return one.main is None or other.main is None or one.main.cls == other.main.cls


def _same_promise(yes: Features, no: Features) -> bool:
    """The same thing offered or agreed by one article's account, refused or never offered by the other's."""
    given = [predicate for predicate in yes.candidate.predicates if predicate.rung > 0]
    refused = [predicate for predicate in no.candidate.predicates if predicate.rung]
    if not given or not refused:
        return False
    mine, theirs = yes.content - PROMISING, no.content - PROMISING
    common = mine & theirs
    return len(common) >= FEWEST_PROMISED and 2 * len(common) >= ALIKE * (len(mine) + len(theirs))
