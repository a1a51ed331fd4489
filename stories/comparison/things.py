"""What a clause is about, described from its article: names, kind and marks, by whatever it is called there."""

import re

from stories.analysis.record import Entity, Predicate
from stories.comparison.entities import Description, is_kind, kind_of, marks_of, name_keys
from stories.comparison.reading import Wording
from stories.comparison.vocabulary import ONCE
from stories.comparison.words import words

_SET_OFF = re.compile(r"(?:(?<![\w-])(?P<short>[A-Z][\w-]+)\s+)?[(“\"‘'](?P<name>[A-Z][^()“”\"‘]{2,60}?)[)”\"’,]")


def thing_of(predicate: Predicate, wording: Wording) -> Description:
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
