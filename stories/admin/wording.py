"""Words side by side: what one text has and another has not, word by word. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from stories.comparison.words import STOP, stem

_TOKEN = re.compile(r"\s+|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|.", re.DOTALL)
_COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen "
    "half"
)
_TIMES = (
    "noon midnight today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february "
    "march april may june july august september october november december"
)
_FIGURES = frozenset(f"{_COUNTED} {_TIMES}".split())
LONGEST = 400  # tokens; beyond that, texts are shown side by side and not aligned

SAME, ADDED, GONE, DIFFERS, FIGURE = "same", "added", "gone", "differs", "figure"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words. kind: same, added, gone; or differs, and figure for numbers and times that differ."""

    text: str
    kind: str = SAME


def word_diff(old: str, new: str) -> list[Run]:
    """The new text with what was added, and what is gone at its place."""
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > LONGEST:
        return [Run(old, GONE), Run(new, ADDED)] if old != new else [Run(new)]
    found: list[Run] = []
    for kind, a, b, c, d in _matcher(before, after).get_opcodes():
        if kind == "equal":
            found.append(Run("".join(after[c:d])))
            continue
        if b > a:
            found.append(Run("".join(before[a:b]), GONE))
        if d > c:
            found.append(Run("".join(after[c:d]), ADDED))
    return [run for run in found if run.text]


def told_apart(texts: Sequence[str]) -> list[list[Run]]:
    """Each text with what tells it from the others: words that none of them has, numbers and times that not all have.

    Small words are left alone, however they differ.
    """
    tokens = [_tokens(text) for text in texts]
    if max(map(len, tokens), default=0) > LONGEST:
        return [[Run(text)] for text in texts]
    forms = [{stem(token.casefold()) for token in one} for one in tokens]
    return [
        _runs(mine, [theirs for other, theirs in enumerate(forms) if other != number])
        for number, mine in enumerate(tokens)
    ]


def _runs(tokens: list[str], others: list[set[str]]) -> list[Run]:
    marked = [(token, _kind(token, others)) for token in tokens]
    runs = [Run("".join(token for token, _ in some), kind) for kind, some in groupby(marked, key=lambda one: one[1])]
    return _closed(runs)


def _kind(token: str, others: list[set[str]]) -> str:
    form = token.casefold()
    if token[0].isdigit() or form in _FIGURES:
        return SAME if all(stem(form) in one for one in others) else FIGURE
    if not token[0].isalpha() or form in STOP or any(stem(form) in one for one in others):
        return SAME
    return DIFFERS


def _closed(runs: list[Run]) -> list[Run]:
    """A space between two stretches that differ alike belongs to them."""
    found: list[Run] = []
    for at, run in enumerate(runs):
        before = found[-1] if found else None
        after = runs[at + 1] if at + 1 < len(runs) else None
        space = run.kind == SAME and not run.text.strip()
        if before and after and space and before.kind == after.kind != SAME:
            found[-1] = Run(before.text + run.text, before.kind)
        elif before and before.kind == run.kind:
            found[-1] = Run(before.text + run.text, run.kind)
        else:
            found.append(run)
    return found


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _matcher(one: list[str], other: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [t.casefold() for t in one], [t.casefold() for t in other], autojunk=False)
