"""Which pairs of many can be alike at all, so that not every one has to be set against every other."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence


def sharing(keys: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of indexes with a key in common, and every pair with one that has no key; each once, in order."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    keyless: list[int] = []
    for at, mine in enumerate(keys):
        others = {other for key in mine for other in holders[key]} if mine else set(range(at))
        for other in sorted(others | set(keyless)):
            yield other, at
        for key in mine:
            holders[key].append(at)
        if not mine:
            keyless.append(at)


def overlapping(sets: Sequence[frozenset[str]], share: float) -> Iterator[tuple[int, int]]:
    """Pairs of which twice the common elements may reach that share of both sizes (Dice), and few others.

    Two such sets must have one of their rarest elements in common: the rest is too little.
    """
    counts = Counter(element for each in sets for element in each)
    rarest = []
    for each in sets:
        ordered = sorted(each, key=lambda element: (counts[element], element))
        least = math.ceil(len(ordered) * share / (2 - share))  # common to it and to the smallest set alike enough
        rarest.append(frozenset(ordered[: len(ordered) - least + 1]))
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, mine in enumerate(rarest):
        for other in sorted({other for element in mine for other in holders[element]}):
            yield other, at
        for element in mine:
            holders[element].append(at)
