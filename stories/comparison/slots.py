"""Claims as slots that can hold one value: (thing, relation, kind of value) and the value each article prints."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from stories.analysis.record import UNSAID, Candidate, Predicate
from stories.comparison.entities import Description
from stories.comparison.figures import Amount, Period, amount, period
from stories.comparison.memo import remembered
from stories.comparison.nominals import antecedents, is_bare, unfolded, verbal
from stories.comparison.reading import Wording
from stories.comparison.things import thing_of
from stories.comparison.tolls import toll
from stories.comparison.words import CALENDAR, STOP, stem, words
from stories.domain.values import ConflictKind, Modality, Polarity, Quantity, Span

MOVING = frozenset(["evacuate", "rescue", "displace", "infect", "strand", "trap", "burn", "destroy", "damage", "poll"])
_UNIQUE = re.compile(r"\b(?:last|first|latest|most recently|only once|final)\b", re.IGNORECASE)
_ROOM = re.compile(r"\b(?:capacity|designed|built|room for|space for|can hold|to hold|to house|up to|maximum)\b", re.I)
_PEOPLE = frozenset(["person", "people", "migrant", "inmate", "prisoner", "detainee", "resident", "passenger", "man"])
_SETTLED = (Modality.HAPPENED, Modality.ONGOING)
_NEVER = Period(
    date.min, date.min, date.min, date.min, fuzzy=False, received=False, printed=""
)  # filled in by each value


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One value that one article gives for one slot.

    what: the thing counted, its role; content, proper: words; hedged: the article does not quite say so itself.
    """

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
    hedged: bool = False


@remembered
def slot_values(wording: Wording) -> tuple[SlotValue, ...]:
    """All values in a claim that could stand against another article's. Denials, plans and hypotheses are not."""
    candidate = wording.candidate
    if (
        UNSAID in candidate.rules
        or candidate.polarity is Polarity.NEGATED
        or candidate.modality in (Modality.CONDITIONAL, Modality.DENIED)
    ):
        return ()
    before = antecedents(candidate, wording.reading)
    if before:
        return tuple(_elliptic(wording, before))
    inner = _nested(wording)
    return tuple(
        value
        for predicate in candidate.predicates
        if not predicate.negated and not any(_holds(span, predicate) for span in inner)
        for value in _values(unfolded(predicate, wording.reading.text), wording)
    )


def _nested(wording: Wording) -> list[Span]:
    """Where other claims stand within this one: what they date and count is theirs, in whoever's mouth it is there."""
    mine = wording.candidate.spans
    return [
        one.spans[0]
        for one in wording.reading.analysis.claims
        if len(one.spans) == 1 and one.spans != mine and any(_inside(one.spans[0], span) for span in mine)
    ]


def _inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _holds(span: Span, predicate: Predicate) -> bool:
    return span[0] <= predicate.span[0] and predicate.span[1] <= span[1] + 1


def _values(predicate: Predicate, wording: Wording) -> Iterator[SlotValue]:
    candidate, reading = wording.candidate, wording.reading
    slot = SlotValue(
        wording,
        ConflictKind.DATE,
        predicate.cls,
        thing_of(predicate, wording),
        "",
        _NEVER,
        _content(candidate.text),
        _proper(candidate.text),
        bool(_UNIQUE.search(candidate.text)),
        moving=False,
        hedged=bool(candidate.hedges) or candidate.modality is Modality.POSSIBLE,
    )
    if candidate.modality in (*_SETTLED, Modality.POSSIBLE) or predicate.tense == "past":
        for index in predicate.dates:
            named = reading.analysis.dates[index]
            when = None if is_bare(named, reading.text) else period(named, reading)
            if when is not None:
                yield replace(slot, value=when)
    for index in predicate.quantities:
        yield from _quantity(reading.analysis.quantities[index], slot)


def _quantity(quantity: Quantity, slot: SlotValue) -> Iterator[SlotValue]:
    reading, candidate = slot.wording.reading, slot.wording.candidate
    counts = toll(quantity, reading.text, reading.analysis.quantities)
    figure = amount(replace(quantity, noun="person") if counts else quantity, reading.text)
    if figure is None:
        return
    role = "room" if _ROOM.search(reading.text[max(0, quantity.start - 40) : quantity.end]) else ""
    yield replace(
        slot,
        kind=ConflictKind.QUANTITY,
        relation=counts or slot.relation,
        thing=Description(frozenset(), "", frozenset()) if counts else slot.thing,
        what=f"{_counted(figure.what)} {role}".strip(),
        value=figure,
        moving=bool(counts) or candidate.volatile or slot.relation in MOVING,
    )


def _elliptic(wording: Wording, before: Sequence[Candidate]) -> Iterator[SlotValue]:
    """ "The year was 2024": a date for what the nearest claim before it dated."""
    earlier = (slot_values(Wording(wording.claim, wording.reading, one)) for one in before)
    meant = next((value for values in earlier for value in values if value.kind is ConflictKind.DATE), None)
    if meant is None:
        return
    for index in wording.candidate.dates:
        named = wording.reading.analysis.dates[index]
        when = None if is_bare(named, wording.reading.text) else period(named, wording.reading)
        if when is not None:
            yield replace(meant, wording=wording, value=when)


def _counted(what: str) -> str:
    """Inmates, prisoners and migrants are counted as people; two nouns that are not synonyms never meet."""
    return "person" if what in _PEOPLE else stem(what)


def _proper(text: str) -> frozenset[str]:
    """Names in a claim, by which one matter is told from another of its kind."""
    named = (w.form for w in words(text) if text[w.start].isupper() and w.form not in STOP | CALENDAR)
    return frozenset(stem(form) for form in named)


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(verbal(w.form)) for w in words(text) if w.form not in STOP and not w.form[0].isdigit())
