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
_PART = re.compile(r"\s*(?:\w+\s+)?of (?:the|those|them|whom|these|their)\b(?P<whole>[^.;\n]{0,60})", re.I)
_WHOLE = re.compile(r"\bof (?:the|its|their|a total of)?\s*(?:(?:roughly|about|some|nearly|estimated)\s+)*$", re.I)
_STATED = re.compile(r"\b(?:is|are|was|were|has|have|had|on board|aboard)\b", re.I)
_ADDED_AFTER = re.compile(r"\s*(?:more|other|others|further|additional)\b", re.I)
_ADDED_BEFORE = re.compile(r"\b(?:another|further|additional|extra)\s+$", re.I)
_AFTER, _BEFORE = 60, 30


def toll(quantity: Quantity, text: str, others: Sequence[Quantity]) -> str:
    """The toll that a number of people counts ("die", "miss", ...), or "" where it is none. text: the article's."""
    if quantity.unit or (quantity.noun is not None and quantity.noun not in _PEOPLE):
        return ""
    if _ADDED_AFTER.match(text, quantity.end) or _ADDED_BEFORE.search(
        text, max(0, quantity.start - 15), quantity.start
    ):
        return ""  # "four more bodies": what came to a toll, not the toll
    part = _PART.match(text, quantity.end)
    if part and _names_toll(part.group("whole")):
        return ""  # "two of the dead" are a part of that toll; "three of the 150 on board were killed" are the killed
    if _WHOLE.search(text, max(0, quantity.start - 40), quantity.start) and not _names_toll(text[quantity.end :][:60]):
        return ""  # "of the 150 on board": what a toll is taken from
    beyond = quantity.end if part is None else part.end()
    following = min((q.start for q in others if q.start >= beyond), default=len(text))
    preceding = max((q.end for q in others if q.end <= quantity.start), default=0)
    after = re.split(r"[.;\n]", text[quantity.end : min(following, quantity.end + _AFTER)])[0]
    before = re.split(r"[.;\n]", text[max(preceding, quantity.start - _BEFORE) : quantity.start])[-1]
    for window in (after, before):
        found = [(match.start(), name) for name, pattern in _TOLLS if (match := pattern.search(window))]
        if found:
            return min(found)[1]
    return ""


def _names_toll(phrase: str) -> bool:
    """Whether a noun phrase itself says dead, missing, injured: before any verb."""
    phrase = re.split(r"[.;\n]", phrase)[0]
    stated = _STATED.search(phrase)
    said = phrase[: stated.start()] if stated else phrase
    return any(pattern.search(said) for _, pattern in _TOLLS)
