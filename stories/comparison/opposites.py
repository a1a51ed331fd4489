"""Claims that say the opposite of each other: the same matter, affirmed by one article and negated by another."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from stories.comparison.reading import Wording
from stories.comparison.same_claim import Features, features
from stories.domain.values import Certainty, Modality, Polarity, Voice

ALIKE = 0.8  # share of common content; a different matter is nearly always worded differently
FEWEST = 4
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
        for at in sorted(at for at, words in shared.items() if words >= FEWEST):
            no, theirs = negated[at]
            if yes.reading.article == no.reading.article or yes.claim == no.claim:
                continue
            if _same_matter(mine, theirs):
                matter = yes.candidate.statement.rstrip(".")
                found.setdefault((yes.claim, no.claim), (yes, no, matter, Certainty.POSSIBLE))
    return list(found.values())


def _plain(wording: Wording) -> bool:
    return wording.candidate.voice is not Voice.HEADLINE and wording.candidate.modality in _SURE


def _same_matter(one: Features, other: Features) -> bool:
    common = one.content & other.content
    if len(common) < FEWEST or 2 * len(common) < ALIKE * (len(one.content) + len(other.content)):
        return False
    return one.main is None or other.main is None or one.main.cls == other.main.cls
