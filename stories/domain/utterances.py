"""Whether two prints give one utterance of somebody who is not named: by the words that stand in quotation marks.

Words that an outlet puts in its own way prove nothing: two reporters may each have had an official.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from stories.domain.sourcing_words import is_anonymous
from stories.domain.values import Appearance, Voice

FEWEST = 4  # words; shorter snippets are said by anybody
ALIKE = 0.85  # share of words in one order: what four transcriptions of one sentence have in common

_QUOTED = re.compile(r"[“\"«](?P<words>[^“”\"«»]+)[”\"»]")

Words = tuple[str, ...]


def one_utterance(prints: Sequence[Appearance]) -> Iterator[tuple[int, int]]:
    """The places of two that give one utterance, for each that does. What is printed alike is compared once."""
    mixed = (one for one in prints if one.voice is Voice.MIXED)
    unnamed = {words for one in mixed if is_anonymous(one) and len(words := _quoted(one)) >= FEWEST}
    if not unnamed:
        return
    places: dict[Words, list[int]] = {}
    for place, one in enumerate(prints):
        places.setdefault(_quoted(one), []).append(place)
    for mine in unnamed:
        for theirs, others in places.items():
            if _is_one(mine, theirs):
                yield from ((places[mine][0], other) for other in others)


def _is_one(mine: Words, theirs: Words) -> bool:
    if len(theirs) < FEWEST or 2 * min(len(mine), len(theirs)) < ALIKE * (len(mine) + len(theirs)):
        return False
    return mine == theirs or SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= ALIKE


def _quoted(appearance: Appearance) -> Words:
    if appearance.voice is Voice.QUOTED:
        quoted = appearance.text
    else:
        quoted = " ".join(match["words"] for match in _QUOTED.finditer(appearance.text))
    return tuple(re.findall(r"\w+", quoted.casefold()))
