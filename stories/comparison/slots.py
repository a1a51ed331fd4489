"""Claims as slots that can hold one value: (thing, relation, kind of value) and the value each article prints."""

import re
from dataclasses import dataclass, replace

from stories.analysis.record import Entity, Predicate
from stories.comparison.entities import Description, is_kind, kind_of, marks_of, name_keys
from stories.comparison.figures import Amount, Period, amount, period
from stories.comparison.memo import remembered
from stories.comparison.reading import Reading, Wording
from stories.comparison.tolls import toll
from stories.comparison.words import CALENDAR, STOP, stem, words
from stories.domain.values import ConflictKind, Modality, Polarity

# What a thing does or undergoes once, so that two dates for it cannot both be right.
_BEGUN = ["open", "reopen", "found", "establish", "create", "build", "bear", "launch", "inaugurate"]
_ENDED = [
    "die",
    "abolish",
    "dissolve",
    "assassinate",
    "sink",
    "crash",
    "collapse",
    "resign",
    "retire",
    "complete",
    "marry",
]
ONCE = frozenset([*_BEGUN, *_ENDED])
MOVING = frozenset(["evacuate", "rescue", "displace", "infect", "strand", "trap", "burn", "destroy", "damage", "poll"])
_UNIQUE = re.compile(r"\b(?:last|first|latest|most recently|only once|final)\b", re.IGNORECASE)
_ROOM = re.compile(r"\b(?:capacity|designed|built|room for|space for|can hold|to hold|to house|up to|maximum)\b", re.I)
_PEOPLE = frozenset(["person", "people", "migrant", "inmate", "prisoner", "detainee", "resident", "passenger", "man"])
_SET_OFF = re.compile(r"(?:(?P<short>[A-Z][\w-]+)\s+)?[(“\"‘'](?P<name>[A-Z][^()“”\"‘]{2,60}?)[)”\"’,]")
_SETTLED = (Modality.HAPPENED, Modality.ONGOING)


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One value that one article gives for one slot. what: the thing counted, its role; content, proper: words."""

    wording: Wording
    kind: ConflictKind
    relation: str
    thing: Description
    what: str
    value: Period | Amount
    content: frozenset[str]
    proper: frozenset[str]
    unique: bool
    moving: bool


@remembered
def slot_values(wording: Wording) -> tuple[SlotValue, ...]:
    """All values in a claim that could stand against another article's. Denials, plans and hypotheses are not."""
    candidate, reading = wording.candidate, wording.reading
    if candidate.polarity is Polarity.NEGATED or candidate.modality in (Modality.CONDITIONAL, Modality.DENIED):
        return ()
    found = []
    for predicate in candidate.predicates:
        if predicate.negated:
            continue
        thing = _thing(predicate, wording)
        content, proper = _content(candidate.text), _proper(candidate.text)
        unique = bool(_UNIQUE.search(candidate.text))
        if candidate.modality in _SETTLED or predicate.tense == "past":
            for index in predicate.dates:
                when = period(reading.analysis.dates[index], reading)
                if when is not None:
                    found.append(
                        SlotValue(
                            wording,
                            ConflictKind.DATE,
                            predicate.cls,
                            thing,
                            "",
                            when,
                            content,
                            proper,
                            unique,
                            moving=False,
                        )
                    )
        for index in predicate.quantities:
            quantity = reading.analysis.quantities[index]
            counts = toll(quantity, reading.text, reading.analysis.quantities)
            figure = amount(replace(quantity, noun="person") if counts else quantity, reading)
            if figure is None:
                continue
            role = "room" if _ROOM.search(reading.text[max(0, quantity.start - 40) : quantity.end]) else ""
            found.append(
                SlotValue(
                    wording,
                    ConflictKind.QUANTITY,
                    counts or predicate.cls,
                    Description(frozenset(), "", frozenset()) if counts else thing,
                    f"{_counted(figure.what)} {role}".strip(),
                    figure,
                    content,
                    proper,
                    unique,
                    bool(counts) or candidate.volatile or predicate.cls in MOVING,
                )
            )
    return tuple(found)


def _thing(predicate: Predicate, wording: Wording) -> Description:
    """What the clause is about: what is opened, inspected, signed; or who dies, resigns, arrives."""
    entities = wording.reading.analysis.entities
    index, head = predicate.object, predicate.object_text
    if index is None and not head:
        index, head = predicate.subject, predicate.subject_text
    entity = entities[index] if index is not None and index < len(entities) else None
    text = wording.candidate.text
    if entity is not None and entity.kind == "place" and predicate.cls in ONCE:
        # "the complex in Norhaven, which opened in 2019": the relative clause is not about the place
        nearer = _facility_before(predicate, wording)
        if nearer:
            entity, head = None, nearer
    head = head or (_head_of(entity) if entity else "")
    kind = kind_of(head)
    places = {key for each in entities if each.kind == "place" for key in name_keys((each.name, *each.aliases))}
    names = (name_keys(_called(entity)) | _named_nearby(kind, text)) - places
    return Description(names or _named_before(wording) - places, kind, marks_of(text), head)


def _facility_before(predicate: Predicate, wording: Wording) -> str:
    """What the facility named last before a clause, in the same claim, is: its noun, or nothing."""
    start = min((span[0] for span in wording.candidate.spans), default=0)
    found = [
        mention
        for entity in wording.reading.analysis.entities
        if entity.kind == "facility"
        for mention in entity.mentions
        if start <= mention[0] < predicate.span[0]
    ]
    if not found:
        return ""
    first, end = max(found)
    printed = wording.reading.text[first : min(end, predicate.span[0])]
    return next((word.form for word in reversed(words(printed)) if is_kind(word.form)), "")


def _head_of(entity: Entity) -> str:
    """The noun that says what it is: of the longest alias with a known kind, else the name's last word."""
    for called in sorted((entity.name, *entity.aliases), key=len, reverse=True):
        for word in reversed(words(called)):
            if is_kind(word.form):
                return word.form
    return entity.name


def _called(entity: Entity | None) -> tuple[str, ...]:
    return (entity.name, *entity.aliases) if entity else ()


def _named_nearby(kind: str, text: str) -> frozenset[str]:
    """Names set off beside a word for that kind of thing, and the name that a bracket explains."""
    found: set[str] = set()
    for match in _SET_OFF.finditer(text):
        beside = text[max(0, match.start() - 30) : match.start()] + " " + text[match.end() : match.end() + 25]
        if not any(kind_of(word.form) == kind for word in words(beside)) and kind_of(match.group("name")) != kind:
            continue
        found |= name_keys([match.group("name")])
        if match.group("short"):
            found |= name_keys([match.group("short")])
    return frozenset(found)


def _named_before(wording: Wording) -> frozenset[str]:
    """For "the ship", "it": the names that its paragraph gave before, set off."""
    start = min(span[0] for span in wording.candidate.spans) if wording.candidate.spans else 0
    if not re.match(r"(?:The|It|This|That)\b", wording.candidate.text):
        return frozenset()
    paragraph = wording.reading.text.rfind("\n", 0, start) + 1
    before = wording.reading.text[paragraph:start]
    return name_keys(re.findall(r"[“\"‘(]([A-Z][^“”\"‘’()]{3,60}?),?[”\"’)]", before))


def _counted(what: str) -> str:
    """Inmates, prisoners and migrants are counted as people; two nouns that are not synonyms never meet."""
    return "person" if what in _PEOPLE else stem(what)


def _proper(text: str) -> frozenset[str]:
    """Names in a claim, by which one matter is told from another of its kind."""
    named = (w.form for w in words(text) if text[w.start].isupper() and w.form not in STOP | CALENDAR)
    return frozenset(stem(form) for form in named)


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(w.form) for w in words(text) if w.form not in STOP and not w.form[0].isdigit())


def reading_name(reading: Reading) -> str:
    return reading.source or reading.article
