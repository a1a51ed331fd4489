"""A guess at the tense of the clause around a place, from its words alone. Used where no parse can tell."""

import re
from typing import Final

from stories.analysis.word_table import words

WINDOW: Final = 160
WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")
BREAK: Final = re.compile(
    r"(?:(?<=[a-z0-9)%\"'][a-z0-9)%\"'])(?<!\bMr)(?<!\bDr)(?<!\bMs)(?<!Mrs)(?<!\bSt)"
    r"(?<!Sen)(?<!Gov)[.!?]|;)[\"']{0,2}[ \n]{1,4}(?=[A-Z\"'(])|\n[ \t]{0,4}\n"
)
FUTURE: Final = frozenset(
    words(
        """will shall would may might should must upcoming expected scheduled planned planning slated due plans plan
        expects hopes intends won't effective payable"""
    )
)
PAST: Final = frozenset(
    words(
        """was were had did said told came went met made took fell rose began held left won lost saw gave got found
        put sent spoke set wrote knew became kept brought ran led broke struck shot drove flew grew hit cut
        closed set stood fought built bought sold paid threw drew chose swore didn't wasn't weren't"""
    )
)
BEFORE_TO: Final = frozenset(("is", "are", "was", "were", "going", "set", "due"))
NOT_PAST: Final = frozenset(
    words("""need speed feed seed indeed hundred united exceed proceed succeed bed red led shed""")
)


def sense(word: str) -> str | None:
    """past, future or None: what the word says of its clause."""
    if word in FUTURE or word.endswith("'ll"):
        return "future"
    if word in PAST or (word.endswith("ed") and len(word) > 4 and word not in NOT_PAST):
        return "past"
    return None


def tense_around(folded: str, start: int, end: int) -> str | None:
    """past or future, by the nearest verb before the place in its sentence, else the first one after it.

    folded: the text with marks and dashes made plain, in its own case.
    """
    before = folded[max(0, start - WINDOW) : start]
    cuts = [cut.end() for cut in BREAK.finditer(before)]
    before = before[cuts[-1] :] if cuts else before
    words = [found.group() for found in WORD.finditer(before.lower())]
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        if word == "to" and place and words[place - 1] in BEFORE_TO:
            return "future"
        if found := sense(word):
            if found == "past" and place and words[place - 1] in ("be", "is", "are") and place > 1:
                return "future" if words[place - 2] in FUTURE or words[place - 1] in ("is", "are") else found
            return found
    after = folded[end : end + WINDOW]
    if cut_after := BREAK.search(after):
        after = after[: cut_after.start()]
    for match in WORD.finditer(after.lower()):
        if found := sense(match.group()):
            return found
    return None
