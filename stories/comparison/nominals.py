"""Verbs in disguise: "was in dock for inspection", "the opening took place", and "the year was ..." after a date."""

import re
from dataclasses import replace

from stories.analysis.record import Candidate, Predicate
from stories.comparison.reading import Reading
from stories.domain.values import DateMention

_PAIRS = """
inspection inspect, opening open, reopening reopen, inauguration inaugurate, launch launch, closure close,
closing close, founding found, foundation found, establishment establish, construction build, completion complete,
birth bear, death die, sinking sink, collapse collapse, crash crash, resignation resign, retirement retire,
wedding marry, election elect, appointment appoint, arrest arrest, conviction convict, departure depart,
arrival arrive, explosion explode, purchase buy, sale sell, delivery deliver, signing sign, evacuation evacuate"""
_VERB = dict(pair.split() for pair in _PAIRS.split(","))
_LIGHT = frozenset(["be", "take", "happen", "occur", "date", "undergo", "have", "receive"])
_EVENT = "|".join(sorted(_VERB, key=len, reverse=True))
_UNDERGOING = frozenset(["undergo", "have", "receive", "pass", "fail"])  # its subject is what the act is done to
_DONE_TO = frozenset(["inspection", "evacuation", "completion"])
_PURPOSE = re.compile(
    rf"\b(?:for|under)\s+(?:an?\s+|the\s+|its\s+|his\s+|her\s+)?(?:\w+\s+)?(?P<noun>{_EVENT})\b", re.I
)
_OF = re.compile(rf"\b(?P<noun>{_EVENT})\s+of\s+(?:the\s+|an?\s+)?(?P<thing>[\w'’-]+(?:\s+[A-Z][\w'’-]+)*)", re.I)
_WHOSE = re.compile(rf"(?<![\w-])(?P<thing>[\w-]+)['’]s?\s+(?:\w+\s+)?(?P<noun>{_EVENT})\b", re.I)
_BARE = frozenset(["the year", "the date", "the day", "the month", "the time"])
_ELLIPSIS = re.compile(
    r"\W*(?:that\s+)?the\s+(?:\w+\s+)?(?:year|date|day|month)\s+"
    r"(?:is|was|were|has been|had been|should be|should have been|must be|must have been)\b",
    re.I,
)


def unfolded(predicate: Predicate, text: str) -> Predicate:
    """The predicate with the verb that its noun stands for. text: the article's."""
    if predicate.lemma in _UNDERGOING and predicate.object_text in _DONE_TO:
        verb = _VERB[predicate.object_text]
        return replace(predicate, lemma=verb, cls=verb, object=None, object_text="")
    if predicate.cls not in _LIGHT:
        return predicate
    clause = text[predicate.span[0] : predicate.span[1]]
    meant = _PURPOSE.search(clause)
    if meant is not None:
        verb = _VERB[meant.group("noun").lower()]
        return replace(predicate, lemma=verb, cls=verb, object=None, object_text="")
    if predicate.subject_text not in _VERB:
        return predicate
    verb = _VERB[predicate.subject_text]
    named = next((found for pattern in (_OF, _WHOSE) if (found := pattern.search(clause))), None)
    thing = named.group("thing") if named else ""
    plain = replace(predicate, lemma=verb, cls=verb, subject=None, subject_text=thing, object=None, object_text="")
    return plain if thing else predicate


def verbal(form: str) -> str:
    """The verb for a noun that names its act; any other word as it is."""
    return _VERB.get(form, form)


def is_bare(date: DateMention, text: str) -> bool:
    """ "The year" names no day."""
    return text[date.start : date.end].lower() in _BARE


def antecedents(candidate: Candidate, reading: Reading) -> list[Candidate]:
    """For "the year was 2024": the claims before it in its paragraph, the nearest first. Else none."""
    if not candidate.spans or not _ELLIPSIS.match(candidate.text):
        return []
    start = min(span[0] for span in candidate.spans)
    paragraph = reading.text.rfind("\n", 0, start) + 1
    before = [
        one
        for one in reading.analysis.claims
        if one.spans and paragraph <= one.spans[0][0] and one.spans[-1][1] <= start
    ]
    return sorted(before, key=lambda one: one.spans[-1][1], reverse=True)
