"""Words with their places, folded for comparison, and a light English stem. No parser needed."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from stories.domain.values import Span

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|[^\W_]+")
_FOLD = str.maketrans({"’": "'", "ʼ": "'", "‘": "'"})

_SHORT = 1000  # characters; a claim is taken apart again at every arrival

STOP = frozenset(
    word
    for line in """
    a about above after again all also although am an and any are as at be became because become been before being
    below between both but by can could did do does doing down during each either even few for from further had has have
    having he her here hers herself him himself his how i if in into is it its itself just may me might more most much
    must my myself no nor not now of off on once one only or other our ours out over own per same shall she should since
    so some such than that the their theirs them themselves then there these they this those though through to too
    under until up upon us very was we were what when where whether which while who whom whose why will with within
    without would yet you your yours 's n't said say says told tell according added mr mrs ms""".splitlines()
    for word in line.split()
)


_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"]
CALENDAR = frozenset([*_DAYS, *_MONTHS, "december"])


class Word(NamedTuple):
    """One word: folded form and place."""

    form: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    return list(_sentence(text)) if len(text) <= _SHORT else list(_found(text))


def _found(text: str) -> Iterator[Word]:
    return (Word(_folded(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))


@lru_cache(maxsize=16384)
def _sentence(text: str) -> tuple[Word, ...]:
    return tuple(_found(text))


def _folded(form: str) -> str:
    """Lower case, straight apostrophes; "U.S." as "us"."""
    form = form.translate(_FOLD).lower()
    return form.replace(".", "") if form.endswith(".") else form


def outside(found: list[Word], masked: list[Span]) -> list[list[Word]]:
    """Runs of words that no masked span touches; a mask parts a run, since nothing is copied across it."""
    runs: list[list[Word]] = [[]]
    spans = sorted(masked)
    at = 0
    for word in found:
        while at < len(spans) and spans[at][1] <= word.start:
            at += 1
            if runs[-1]:
                runs.append([])
        if at < len(spans) and spans[at][0] < word.end:
            if runs[-1]:
                runs.append([])
            continue
        runs[-1].append(word)
    return [run for run in runs if run]


_FAMILIES = """
win won, lose lost, kill killing, strike struck, shake shook shaken, hit hits,
die died dies dying dead death deaths, buy bought, sell sold, leave left, go went gone, take took taken,
give gave given, make made, find found, hold held, begin began begun, break broke broken,
shoot shot shooting, man men, woman women, child children, person people persons, write wrote written,
speak spoke spoken, bring brought, sink sank sunk, fall fell fallen, steal stole stolen, see saw seen,
come came, become became, fly flew flown, build built, meet met, lead led, fight fought, catch caught,
run ran, rise rose risen, grow grew grown, choose chose chosen, know knew known,
drive drove driven driver, wife wives, life lives, pay paid, say said, tell told,
arrest arrested arrests arresting, announce announced announcement announces, dismiss dismissal dismissed,
bear born, keep kept, sing sang sung, set sets, draw drew drawn, feel felt, send sent, spend spent"""
_IRREGULAR = {form: family.split()[0] for family in _FAMILIES.split(",") for form in family.split()[1:]}


@lru_cache(maxsize=65536)
def stem(form: str) -> str:
    """A cheap common form for the inflections of one word ("opened", "opens" and "opening"). form: folded."""
    if form in _IRREGULAR:
        return _IRREGULAR[form]
    if form.endswith(("'s", "s'")):
        form = form[:-2] if form.endswith("'s") else form[:-1]
    if len(form) <= 3 or not form.isalpha():
        return form
    for ending, put in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ied", "y"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
        ("ly", ""),
    ):
        if not form.endswith(ending) or form.endswith("ss"):
            continue
        if ending == "s" and form.endswith(("us", "is")):
            break
        if ending == "es" and not form.endswith(("xes", "shes", "ches", "zes", "oes")):
            continue
        rest = form[: -len(ending)] + put
        if len(rest) < 3 or not re.search("[aeiouy]", rest):
            continue
        if ending in ("ing", "ed") and len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "lsz":
            rest = rest[:-1]
        form = rest
        break
    return form[:-1] if len(form) > 4 and form.endswith("e") else form


def content(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order."""
    return [stem(word.form) for word in words(text) if word.form not in STOP]
