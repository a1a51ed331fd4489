"""Figures that move: the dead, the injured, the missing. Which of them a number in a sentence is."""

import re
from collections.abc import Sequence

from stories.domain.values import Quantity

_TOLLS = (
    ("miss", re.compile(r"\b(?:missing|unaccounted for)\b", re.I)),
    ("injure", re.compile(r"\b(?:injur(?:ed|ing|es|ies)|wound(?:ed|ing)|hurt|in hospital|hospitali[sz]ed)\b", re.I)),
    (
        "die",
        re.compile(
            r"\b(?:dead|died|kill(?:ed|ing|s)|deaths|bodies|lost their lives|lives|fatalities|death toll)\b", re.I
        ),
    ),
    ("rescue", re.compile(r"\b(?:rescu(?:ed|es|ing)|ashore|pulled alive|brought to safety|survivors)\b", re.I)),
    ("evacuate", re.compile(r"\b(?:evacuat(?:ed|es|ing)|displaced|homeless|fled)\b", re.I)),
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
# What an aside counts is a part of the figure before it, and no news of that figure's own verb.
_ASIDE = re.compile(
    r"(?:, | \(|,? (?:-|–|—) )(?:among (?:them|whom)|including|\w+(?:-\w+)? of (?:them|whom))\b"
    r"[^,.;()\n–—]{0,60}(?:, |\) | (?:-|–|—) )",
    re.I,
)
_PART_BEFORE = re.compile(r"\b(?:among (?:them|whom)|including)(?: [a-z]+){0,2} $", re.I)
_GOVERNING = re.compile(r"\b(?:kill|injur|wound|rescu|evacuat|hospitali[sz])(?:ed|ing|s|es) $", re.I)
_NUMBER_OF = re.compile(
    r"\b(?:number of|(?P<toll>death toll|toll)\b)[^.;\n]{0,90}\b(?:ris|rose|climb|increas|grew|grow|stood|stand|reach|"
    r"now|put|fell|fall|dropp|drop)\w*(?: (?:in|to|at|by then))* $",
    re.I,
)
_OF_THEM = re.compile(r" of (?:them|whom)\b", re.I)
_AFTER, _BEFORE, _NOUNS, _EARLIER = 60, 30, 30, 200


def toll(quantity: Quantity, text: str, others: Sequence[Quantity]) -> str:
    """The toll that a number of people counts ("die", "miss", ...), or "" where it is none. text: the article's."""
    if quantity.unit or (quantity.noun is not None and quantity.noun not in _PEOPLE):
        return ""
    part = _PART.match(text, quantity.end)
    of_them = _OF_THEM.match(text, quantity.end)
    if part and not of_them and _names_toll(part.group("whole")):
        return ""  # "two of the dead" are a part of that toll; "three of the 150 on board were killed" are the killed
    if _WHOLE.search(text, max(0, quantity.start - 40), quantity.start) and not _names_toll(text[quantity.end :][:60]):
        return ""  # "of the 150 on board": what a toll is taken from
    if _PART_BEFORE.search(text, max(0, quantity.start - 40), quantity.start):
        return ""
    after = _said_after(quantity, text, others, quantity.end if part is None else part.end())
    preceding = max((q.end for q in others if q.end <= quantity.start), default=0)
    before = re.split(r"[.;\n]", text[max(preceding, quantity.start - _BEFORE) : quantity.start])[-1]
    # "21 were injured, six of them seriously": what stands before is said of the whole
    governing = _GOVERNING.search(before)
    if governing:
        return toll_named(governing.group())  # "killing four people and injuring 19"
    number = _NUMBER_OF.search(text, max(0, preceding, quantity.start - 130), quantity.start)
    if number:
        return toll_named(number.group()) or ("die" if number.group("toll") else "")
    named = toll_named(after) or ("" if of_them else toll_named(before))
    return "" if named and _is_added(quantity, text, named) else named


def _said_after(quantity: Quantity, text: str, others: Sequence[Quantity], beyond: int) -> str:
    """What is said of a figure behind it, up to the next one, without an aside that counts a part of it."""
    opens = beyond
    aside = _ASIDE.search(text, quantity.end, quantity.end + _NOUNS + _AFTER)
    if aside and aside.start() <= quantity.end + _NOUNS and not re.search(r"[.;\n,]", text[beyond : aside.start()]):
        opens, beyond = aside.start(), aside.end()
    following = min((q.start for q in others if q.start >= beyond), default=len(text))
    stated = text[quantity.end : opens] + " " + text[beyond : min(following, beyond + _AFTER)]
    return re.split(r"[.;\n]", stated)[0]


def toll_named(phrase: str) -> str:
    """The toll that a phrase names first, or ""."""
    found = [(match.start(), name) for name, pattern in _TOLLS if (match := pattern.search(phrase))]
    return min(found)[1] if found else ""


def _is_added(quantity: Quantity, text: str, named: str) -> bool:
    """ "Four more bodies" came to a toll and are none; "five died and another 21 were injured" counts the injured."""
    if _ADDED_AFTER.match(text, quantity.end):
        return True
    if not _ADDED_BEFORE.search(text, max(0, quantity.start - 15), quantity.start):
        return False
    return toll_named(text[max(0, quantity.start - _EARLIER) : quantity.start]) in ("", named) or named == "die"


def is_people(word: str) -> bool:
    """Whether the word, in singular or plural, is one for people who are counted in tolls."""
    form = word.lower()
    return bool({form, form.removesuffix("s"), re.sub("men$", "man", form), form.removesuffix("ren")} & _PEOPLE)


def _names_toll(phrase: str) -> bool:
    """Whether a noun phrase itself says dead, missing, injured: before any verb."""
    phrase = re.split(r"[.;\n]", phrase)[0]
    stated = _STATED.search(phrase)
    said = phrase[: stated.start()] if stated else phrase
    return any(pattern.search(said) for _, pattern in _TOLLS)
