"""Figures that move: the dead, the injured, the missing. Which of them a number in a sentence is."""

import re
from collections.abc import Sequence

from stories.domain.values import Quantity

_TOLLS = (
    ("miss", re.compile(r"\b(?:missing|unaccounted for)\b", re.I)),
    ("injure", re.compile(r"\b(?:injured|wounded|hurt|injuries|in hospital|hospitali[sz]ed)\b", re.I)),
    ("die", re.compile(r"\b(?:dead|died|killed|deaths|bodies|lost their lives|lives|fatalities|death toll)\b", re.I)),
    ("rescue", re.compile(r"\b(?:rescued|ashore|pulled alive|brought to safety|survivors)\b", re.I)),
    ("evacuate", re.compile(r"\b(?:evacuated|displaced|homeless|fled)\b", re.I)),
)
_PEOPLE = {"person", "people", "man", "woman", "child", "passenger", "worker", "victim", "body", "resident", "miner"}
_PEOPLE |= {"crew", "other", "migrant", "soldier", "civilian", "student", "fan", "member", "survivor"}
TOLLS = frozenset(name for name, _ in _TOLLS)
GROWING = frozenset(["die", "injure", "rescue"])  # a smaller figure is an older one, printed late
# "two of the dead": a part of a toll
_PART = re.compile(
    r"\s*(?:\w+\s+)?of (?:the|those|them|whom|these|their)\b", re.I
)  # "two of the dead": a part of a toll
_AFTER, _BEFORE = 60, 30


def toll(quantity: Quantity, text: str, others: Sequence[Quantity]) -> str:
    """The toll that a number of people counts ("die", "miss", ...), or "" where it is none. text: the article's."""
    if quantity.unit or (quantity.noun is not None and quantity.noun not in _PEOPLE):
        return ""
    if _PART.match(text, quantity.end):
        return ""
    following = min((q.start for q in others if q.start >= quantity.end), default=len(text))
    preceding = max((q.end for q in others if q.end <= quantity.start), default=0)
    after = re.split(r"[.;\n]", text[quantity.end : min(following, quantity.end + _AFTER)])[0]
    before = re.split(r"[.;\n]", text[max(preceding, quantity.start - _BEFORE) : quantity.start])[-1]
    for window in (after, before):
        found = [(match.start(), name) for name, pattern in _TOLLS if (match := pattern.search(window))]
        if found:
            return min(found)[1]
    return ""
