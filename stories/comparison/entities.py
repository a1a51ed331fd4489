"""Whether two articles speak of one thing, by whatever they call it: names, acronyms, kinds, distinguishing marks.

An acronym equals its expansion, word order in long names does not matter, a kind ("jail", "complex") equals its
near-synonyms, and a mark that only one thing can have ("the largest in ...", "90-metre") links what has no name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stories.comparison.words import STOP, stem, words

_KINDS = """
prison jail complex centre facility penitentiary lockup compound dungeon detention,
ship ferry vessel boat tanker freighter steamer ship trawler liner,
company firm group operator maker business corporation manufacturer employer,
plane aircraft jet airliner flight helicopter,
vehicle bus coach minibus,
road bridge tunnel motorway highway,
school college university academy,
hospital clinic infirmary,
law act bill measure decree statute,
deal agreement accord pact treaty contract memorandum,
plant factory mill works reactor,
dam reservoir barrage,
church cathedral chapel mosque temple,
museum gallery,
man woman person suspect driver gunman attacker victim pilot captain worker employee boy girl"""
_KIND = {stem(word): kinds.split()[0] for kinds in _KINDS.split(",") for word in kinds.split()}
_COMMON = frozenset(_KIND.values())
_SPELLING = {"center": "centre", "defense": "defence", "labor": "labour", "harbor": "harbour", "theater": "theatre"}
_SUPERLATIVE = re.compile(
    r"\b(largest|biggest|greatest|oldest|newest|tallest|longest|deadliest|smallest|only|first|last)\b", re.IGNORECASE
)
_BIG = {"biggest": "largest", "greatest": "largest"}
_MEASURED = re.compile(r"\b(\d[\d.,]{0,30})[-\s]+([a-z]+)(?=[-\s])", re.IGNORECASE)
_CAPACITY = re.compile(
    r"\b(?:capacity|designed|built|room|space|holds?|holding|house|accommodate|up to)\b[^.;]{0,30}?\b(\d[\d.,]{2,})",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-Z][\w'’-]+|[A-Z]{2,})(?:\s+(?:(?:of|the|for|de|la|del|and)\s+){0,2}[A-Z][\w'’-]+)*")


@dataclass(frozen=True, slots=True)
class Description:
    """How one article describes a thing. names: keys of names; kind: what it is; marks: what only it is said to be."""

    names: frozenset[str]
    kind: str
    marks: frozenset[str]
    shown: str = ""


def kind_of(head: str) -> str:
    """The common word for a kind of thing ("ship" for ferry, vessel, boat), or the stem of the head noun."""
    last = (head.lower().replace("-", " ").split() or [""])[-1]
    if last in STOP:
        return ""  # a pronoun says nothing
    last = stem(_SPELLING.get(last, last))
    return _KIND.get(last, last)


def common_kind(things: Sequence[Description]) -> str:
    """The kind that most of these things are of; of two as frequent the first by name."""
    kinds = Counter(thing.kind for thing in things if thing.kind)
    return min(kinds, key=lambda kind: (-kinds[kind], kind), default="")


def kind_words(things: Sequence[Description]) -> str:
    """What most of these things are, as people read it: the noun that all print, else the common word for the kind."""
    kind = common_kind(things)
    shown = [thing.shown for thing in things if thing.shown and thing.kind == kind]
    nouns = Counter(noun.lower().replace("-", " ").split()[-1] for noun in shown if kind)
    if kind in _COMMON and len(nouns) > 1:
        return kind
    return min(nouns, key=lambda noun: (-nouns[noun], noun), default="")


def is_kind(form: str) -> bool:
    """Whether a word says what kind of thing something is."""
    return stem(_SPELLING.get(form, form)) in _KIND


def name_keys(names: Iterable[str]) -> frozenset[str]:
    """Keys under which a name is found again: its words in any order, and the acronym it makes."""
    return frozenset(key for name in names if (key := _name_key(name)))


@lru_cache(maxsize=16384)
def _name_key(name: str) -> str:
    forms = [word.form for word in words(name)]
    kept = [stem(_SPELLING.get(form, form)) for form in forms if form not in STOP]
    return " ".join(sorted(kept)) if any(map(str.isupper, name)) else ""


def marks_of(text: str) -> frozenset[str]:
    """Superlatives with their scope, measures used as adjectives, capacities."""
    found: set[str] = set()
    for match in _SUPERLATIVE.finditer(text):
        near = text[max(0, match.start() - 40) : match.end() + 45]
        word = match.group().lower()
        if word in ("only", "first", "last"):
            continue
        for name in _NAME.findall(near):
            keys = name_keys([re.sub(r"['’]s?$", "", name)])
            found.update(f"{_BIG.get(word, word)} {key}" for key in keys)
    for match in _MEASURED.finditer(text):
        if "-" in match.group():
            found.add(f"{match.group(1)}-{stem(match.group(2).lower())}")
    for match in _CAPACITY.finditer(text):
        found.add(f"capacity {match.group(1).strip('.,')}")
    return frozenset(found)


def same_thing(one: Description, other: Description) -> bool:
    """Whether both speak of one thing. A name in common decides; otherwise kind and a mark must agree."""
    if one.names & other.names or _acronym(one.names, other.names) or _acronym(other.names, one.names):
        return True
    if one.kind and other.kind and one.kind != other.kind:
        return False
    return bool(one.marks & other.marks)


def _acronym(short: frozenset[str], long: frozenset[str]) -> bool:
    for key in short:
        if " " in key or len(key) < 3:
            continue
        for full in long:
            initials = sorted(part[0] for part in full.split())
            if len(initials) >= 3 and initials == sorted(key):
                return True
    return False
