"""Whether two prints give one utterance of somebody who is not named: by the words that stand in quotation marks.

Words that an outlet puts in its own way prove nothing: two reporters may each have had an official.
"""

import re
from difflib import SequenceMatcher

from stories.domain.values import Appearance, Voice

FEWEST = 4  # words; shorter snippets are said by anybody
ALIKE = 0.85  # share of words in one order: what four transcriptions of one sentence have in common

_QUOTED = re.compile(r"[“\"«](?P<words>[^”\"»]+)[”\"»]")


def one_utterance(one: Appearance, other: Appearance) -> bool:
    mine, theirs = _quoted(one), _quoted(other)
    if min(len(mine), len(theirs)) < FEWEST:
        return False
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= ALIKE


def _quoted(appearance: Appearance) -> list[str]:
    if appearance.voice is Voice.QUOTED:
        quoted = appearance.text
    else:
        quoted = " ".join(match["words"] for match in _QUOTED.finditer(appearance.text))
    return re.findall(r"\w+", quoted.casefold())
