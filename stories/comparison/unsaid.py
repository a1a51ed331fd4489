"""What a line leaves open beside its toll: who decided, who was arrested, when it is to begin, where it happened.

Narrow on purpose: each form is one that an editor asks about, and whatever else the story says of the same thing, in
whatever words, counts as an answer.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Slot(StrEnum):
    DECIDER = "decider"
    NAME = "name"
    TIME = "time"
    PLACE = "place"


QUESTIONS = {
    Slot.DECIDER: "Who decided it? Nobody is named",
    Slot.NAME: "Who is it? No name is given",
    Slot.TIME: "When? No time is given",
    Slot.PLACE: "Where? No place is given",
}


@dataclass(frozen=True, slots=True)
class Unsaid:
    """about: the stem of the word by which other claims tell of the same thing; "" where any place would do."""

    slot: Slot
    about: str = ""


_BE = r"(?:was|were|has been|have been|had been|is being|are being)"
_NOT = re.compile(r"\b(?:no|not|nobody|never|none|neither|nor|without|n[o’']t)\b|n[’']t\b", re.I)

_DECIDED = re.compile(
    rf"\b{_BE} (?:\w+ly )?(approv|bann|cancel|revok|sack|dismiss|award|appoint|postpon|suspend|order)l?ed\b",
    re.I,
)
_ARRESTED = re.compile(
    r"\b(?:a|an|one|two|three|another) (?:[\w-]+ ){0,3}?"
    r"(?:m[ae]n|wom[ae]n|person|people|suspects?|boys?|girls?|teenagers?|drivers?|officials?|officers?)\b"
    rf"[^.;:,“”\"]{{0,40}} {_BE} (?:\w+ly )?(arrest|detain|charg)ed\b",
    re.I,
)
_NAMED = r"(?-i:[A-Z][\w’'-]+ (?:[A-Z]\.? )?[A-Z][\w’'-]+)"
_BEGINS = re.compile(
    r"\b(?:will|is to|are to|is due to|are due to|is expected to|are expected to) (?:be )?"
    r"(reopen|resume|begin|start|vote|meet|take place|held|buried|appear in court|stand trial)(?:ed|d)?\b",
    re.I,
)
_TIMED = re.compile(
    r"\d|\b(?:to(?:day|morrow|night)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july"
    r"|august|september|october|november|december|week|weekend|month|year|spring|summer|autumn|winter|noon|midnight"
    r"|morning|afternoon|evening|night|day|hours?|soon|shortly|immediately|at once|now|then|later|until|once|when|after"
    r"|before|if|as soon as)s?\b",
    re.I,
)
_EVENT = re.compile(
    r"\b(?:caught fire|broke out|exploded|explosion|collapsed|crashed|collided|collision|derailed|capsized)\b",
    re.I,
)
_PLACED = re.compile(r"\b(?:in|at|near|off|outside|from|on|of|between|to) (?:the )?(?-i:[A-Z])")


def unsaid(statement: str, *, planned: bool) -> Unsaid | None:
    """What the statement of something that happened, or is planned, does not say. None where nothing is missing."""
    if _NOT.search(statement):
        return None
    if (found := _ARRESTED.search(statement)) and not re.search(_NAMED, statement):
        return Unsaid(Slot.NAME, found[1].lower())
    if (found := _DECIDED.search(statement)) and not re.search(r"\bby\b", statement[found.end() :]):
        return Unsaid(Slot.DECIDER, found[1].lower())
    if planned:
        found = _BEGINS.search(statement)
        return Unsaid(Slot.TIME, found[1].lower()) if found and not _TIMED.search(statement) else None
    return Unsaid(Slot.PLACE) if _EVENT.search(statement) and not _PLACED.search(statement) else None


def says(text: str, gap: Unsaid) -> bool:
    """Whether another text of the story may tell what is missing: rather once too often than a needless question."""
    about = re.compile(rf"\b{gap.about}", re.I)
    match gap.slot:
        case Slot.PLACE:
            return _PLACED.search(text) is not None
        case Slot.TIME:
            return about.search(text) is not None and _TIMED.search(text) is not None
        case Slot.NAME:
            return about.search(text) is not None and re.search(_NAMED, text) is not None
        case Slot.DECIDER:
            passive = _DECIDED.search(text)
            told = passive is None or re.search(r"\bby\b", text[passive.end() :]) is not None
            return about.search(text) is not None and told
