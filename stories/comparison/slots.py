"""Claims as slots that can hold one value: (thing, relation, kind of value) and the value each article prints."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stories.analysis.record import Entity, Predicate
from stories.comparison.entities import Description, kind_of, marks_of, name_keys
from stories.comparison.figures import Amount, Period, amount, period
from stories.comparison.reading import Reading, Wording
from stories.comparison.words import STOP, stem, words
from stories.domain.values import ConflictKind, Modality, Polarity

# What a thing does or undergoes once, so that two dates for it cannot both be right.
ONCE = frozenset(
    ["open", "reopen", "found", "establish", "create", "build", "bear", "die", "launch", "inaugurate", "complete"]
    + ["commission", "abolish", "dissolve", "assassinate", "sink", "crash", "collapse", "marry", "resign", "retire"]
)
MOVING = frozenset(
    ["die", "kill", "injure", "wound", "hurt", "miss", "missing", "evacuate", "rescue", "displace", "hospitalise"]
    + ["hospitalize", "infect", "strand", "trap", "burn", "destroy", "damage", "dead", "death", "casualty", "victim"]
)
_UNIQUE = re.compile(r"\b(?:last|first|latest|most recently|only once|final)\b", re.IGNORECASE)
_ROOM = re.compile(r"\b(?:capacity|designed|built|room for|space for|can hold|to hold|to house|up to|maximum)\b", re.I)
_PEOPLE = frozenset(["person", "people", "migrant", "inmate", "prisoner", "detainee", "resident", "passenger", "man"])
_SETTLED = (Modality.HAPPENED, Modality.ONGOING)


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One value that one article gives for one slot. what: the thing counted, and in which role; content: the rest said."""

    wording: Wording
    kind: ConflictKind
    relation: str
    thing: Description
    what: str
    value: Period | Amount
    content: frozenset[str]
    unique: bool
    moving: bool


def slot_values(wording: Wording) -> list[SlotValue]:
    """All values in a claim that could stand against another article's. Denials, plans and hypotheses are not."""
    candidate, reading = wording.candidate, wording.reading
    if candidate.polarity is Polarity.NEGATED or candidate.modality in (Modality.CONDITIONAL, Modality.DENIED):
        return []
    found = []
    for predicate in candidate.predicates:
        if predicate.negated:
            continue
        thing = _thing(predicate, wording)
        content = _content(candidate.text)
        unique = bool(_UNIQUE.search(candidate.text))
        if candidate.modality in _SETTLED or predicate.tense == "past":
            for index in predicate.dates:
                when = period(reading.analysis.dates[index], reading)
                if when is not None:
                    found.append(
                        SlotValue(
                            wording, ConflictKind.DATE, predicate.cls, thing, "", when, content, unique, moving=False
                        )
                    )
        for index in predicate.quantities:
            quantity = reading.analysis.quantities[index]
            figure = amount(quantity, reading)
            if figure is None:
                continue
            counted = _counted(figure.what)
            moving = candidate.volatile or predicate.cls in MOVING or figure.what in MOVING
            role = "room" if _ROOM.search(reading.text[max(0, quantity.start - 40) : quantity.end]) else ""
            found.append(
                SlotValue(
                    wording,
                    ConflictKind.QUANTITY,
                    predicate.cls,
                    thing,
                    f"{counted} {role}".strip(),
                    figure,
                    content,
                    unique,
                    moving,
                )
            )
    return found


def _thing(predicate: Predicate, wording: Wording) -> Description:
    """What the clause is about: what is opened, inspected, signed; or who dies, resigns, arrives."""
    entities = wording.reading.analysis.entities
    index, head = predicate.object, predicate.object_text
    if index is None and not head:
        index, head = predicate.subject, predicate.subject_text
    entity = entities[index] if index is not None and index < len(entities) else None
    text = wording.candidate.text
    names = name_keys(_called(entity))
    kind = kind_of(head or (entity.name if entity else ""))
    if not names:
        names = _named_nearby(kind, text) or _named_before(wording)
    return Description(names, kind, marks_of(text), head or (entity.name if entity else ""))


def _called(entity: Entity | None) -> Sequence[str]:
    return (entity.name, *entity.aliases) if entity else ()


def _named_nearby(kind: str, text: str) -> frozenset[str]:
    """Names that stand beside a word for the same kind of thing, in brackets or in quotation marks."""
    found = set()
    for match in re.finditer(r"[(“\"‘']([A-Z][^()“”\"‘]{2,60}?)[)”\"’,]", text):
        before = text[max(0, match.start() - 30) : match.start()]
        if any(kind_of(word.form) == kind for word in words(before)) or kind_of(match.group(1)) == kind:
            found |= name_keys([match.group(1)])
    return frozenset(found)


def _named_before(wording: Wording) -> frozenset[str]:
    """For "the ship", "it": the names that the sentences before gave in quotation marks or brackets, in the same paragraph."""
    start = min(span[0] for span in wording.candidate.spans) if wording.candidate.spans else 0
    if not re.match(r"(?:The|It|This|That)\b", wording.candidate.text):
        return frozenset()
    paragraph = wording.reading.text.rfind("\n", 0, start) + 1
    before = wording.reading.text[paragraph:start]
    return name_keys(re.findall(r"[“\"‘(]([A-Z][^“”\"‘’()]{3,60}?),?[”\"’)]", before))


def _counted(what: str) -> str:
    """Inmates, prisoners and migrants are counted as people; two nouns that are not synonyms never meet."""
    return "person" if what in _PEOPLE else stem(what)


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(w.form) for w in words(text) if w.form not in STOP and not w.form[0].isdigit())


def reading_name(reading: Reading) -> str:
    return reading.source or reading.article
