"""Contradictions: one per slot, with as many sides as there are values. A pure function over all claims of a story.

Precision first. Two values conflict only when the same relation of the same thing is meant and their intervals are
disjoint; rounding, hedges and other attributes of one thing (capacity and occupancy) are no conflict, and a newer
value of a figure that moves updates the older one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stories.comparison.entities import common_kind, kind_words, same_thing
from stories.comparison.figures import Amount
from stories.comparison.namings import rival_names
from stories.comparison.nearness import sharing
from stories.comparison.opposites import opposed_claims
from stories.comparison.phrases import counted_as, past_of, plural_of
from stories.comparison.reading import Reading, Wording
from stories.comparison.sides import Quarrel, Side, quarrel
from stories.comparison.slots import SlotValue, slot_values
from stories.comparison.tolls import TOLLS
from stories.comparison.vocabulary import ONCE
from stories.comparison.words import STOP
from stories.domain.values import Certainty, ConflictKind

CONFLICTS = "conflicts@1"

SAME_MATTER = 0.5  # share of common content at which two claims about an event that may recur mean one occurrence


@dataclass(frozen=True, slots=True)
class Conflict:
    """slot: in words ("when the prison opened"); slot_key: the same for the same slot, whatever came since."""

    kind: ConflictKind
    slot: str
    slot_key: str
    certainty: Certainty
    reason: str
    sides: tuple[Side, ...]


def find_conflicts(wordings: Sequence[Wording]) -> list[Conflict]:
    """All contradictions among all standing wordings of a story; the order of wordings is nothing."""
    values = [value for wording in in_order(wordings) for value in slot_values(wording)]
    found = []
    for slot in slots_of(value for value in values if not value.moving):
        conflict = _conflict(slot)
        if conflict is not None:
            found.append(conflict)
    found.extend(_polarity(in_order(wordings)))
    found.extend(_names(in_order(wordings)))
    return _keyed(found)


def same_slot(one: SlotValue, other: SlotValue) -> bool:
    """Whether two values are of one relation of one thing; symmetric."""
    if (one.kind, one.relation, one.what) != (other.kind, other.relation, other.what):
        return False
    if one.relation in TOLLS and one.moving and other.moving:
        return True
    if not (same_thing(one.thing, other.thing) or _same_matter(one, other) >= SAME_MATTER):
        return False
    if one.kind is ConflictKind.DATE and one.relation in ONCE:
        return True
    if one.kind is ConflictKind.DATE and one.unique and other.unique:
        return True
    return _same_matter(one, other) >= SAME_MATTER


def _known_by(value: SlotValue) -> frozenset[str]:
    """Keys of which two values of one slot must share one, where both have any: names, initials, marks."""
    names = {part for name in value.thing.names for part in name.split()}
    initials = {"".join(sorted(part[0] for part in name.split())) for name in value.thing.names if " " in name}
    short = {"".join(sorted(name)) for name in value.thing.names if " " not in name}
    every = names | {f"initials {key}" for key in initials | short} | {f"mark {mark}" for mark in value.thing.marks}
    if value.relation in TOLLS and value.moving:
        every |= {"toll"}
    return frozenset(every | value.proper) if value.proper else frozenset()


def slots_of(values: Iterable[SlotValue]) -> list[list[SlotValue]]:
    """Values of one slot together: connected by same_slot, within one relation and kind."""
    blocks: defaultdict[tuple[str, str, str], list[SlotValue]] = defaultdict(list)
    for value in values:
        blocks[value.kind, value.relation, value.what].append(value)
    found: list[list[SlotValue]] = []
    for _, block in sorted(blocks.items()):
        parent = list(range(len(block)))

        def root(at: int, parent: list[int] = parent) -> int:
            while parent[at] != at:
                at = parent[at]
            return at

        for one, other in sharing([_known_by(value) for value in block]):
            if root(one) != root(other) and same_slot(block[one], block[other]):
                parent[root(other)] = root(one)
        parts: defaultdict[int, list[SlotValue]] = defaultdict(list)
        for at, value in enumerate(block):
            parts[root(at)].append(value)
        found.extend(parts.values())
    return found


def _conflict(slot: Sequence[SlotValue]) -> Conflict | None:
    found = quarrel(slot)
    if found is None:
        return None
    words = slot_words(slot)
    head, first = common_kind([value.thing for value in slot]), slot[0]
    key = ":".join(part for part in (first.kind, first.relation, head, first.what) if part)
    return Conflict(first.kind, words, key, found.certainty, _reason(found, words), found.sides)


def _polarity(wordings: Sequence[Wording]) -> list[Conflict]:
    found: list[Conflict] = []
    for one, other, matter, certainty in opposed_claims(wordings):
        words = _in_a_sentence(matter)
        sides = tuple(
            Side((wording.claim,), (wording.reading.article,), wording.candidate.statement, polarity)
            for wording, polarity in ((one, "affirmed"), (other, "negated"))
        )
        reason = f"{outlet_of(one.reading)} says that {words}; {outlet_of(other.reading)} says that it is not so"
        found.append(
            Conflict(ConflictKind.POLARITY, f"whether {words}", f"polarity:{matter}", certainty, reason, sides)
        )
    return found


def _in_a_sentence(matter: str) -> str:
    """ "whether the pier was closed": a name keeps its capital."""
    first = matter.partition(" ")[0]
    return f"{first.lower()}{matter[len(first) :]}" if first.lower() in STOP and first != "I" else matter


def _names(wordings: Sequence[Wording]) -> list[Conflict]:
    found: list[Conflict] = []
    for pair in rival_names(wordings):
        one, other = sorted(pair, key=lambda naming: naming.value)
        sides = tuple(
            Side((naming.wording.claim,), (naming.wording.reading.article,), naming.value, naming.value.lower())
            for naming in (one, other)
        )
        told = (f"{outlet_of(naming.wording.reading)} has “{naming.value}”" for naming in (one, other))
        reason = f"On {one.slot} the articles may not both be right: {'; '.join(told)}."
        key = f"{one.kind}:{one.key}"
        found.append(Conflict(one.kind, one.slot, key, Certainty.POSSIBLE, reason, sides))
    return found


def _keyed(found: Sequence[Conflict]) -> list[Conflict]:
    """Keys made distinct where two things of one kind are in conflict over the same relation."""
    counts = Counter(conflict.slot_key for conflict in found)
    result = []
    for conflict in found:
        key = conflict.slot_key
        if counts[key] > 1:
            key = f"{key}:{min(claim for side in conflict.sides for claim in side.claims)}"
        result.append(Conflict(conflict.kind, conflict.slot, key, conflict.certainty, conflict.reason, conflict.sides))
    return sorted(result, key=lambda conflict: conflict.slot_key)


def _same_matter(one: SlotValue, other: SlotValue) -> float:
    """Share of common content; nothing where each has a name that the other lacks and they have none in common."""
    if one.proper and other.proper and not one.proper & other.proper:
        return 0.0
    return 2 * len(one.content & other.content) / max(1, len(one.content) + len(other.content))


def slot_words(slot: Sequence[SlotValue]) -> str:
    shown, first = kind_words([value.thing for value in slot]), slot[0]
    if first.kind is ConflictKind.DATE:
        return f"when {f'the {shown}' if shown else 'it'} {past_of(first.relation)}"
    counted = plural_of(
        Counter(value.value.what for value in slot if isinstance(value.value, Amount)).most_common(1)[0][0]
    )
    if "room" in first.what:
        return (
            f"how many {counted} the {shown} has room for"
            if first.thing.kind
            else f"how many {counted} there is room for"
        )
    return f"how many {counted} {counted_as(first.relation)}".strip()


def _reason(found: Quarrel, words: str) -> str:
    parts = []
    for side in found.sides:
        names = sorted({outlet_of(value.wording.reading) for value in found.values[side.normalised]})
        fits = f", which fits {', '.join(key.lstrip('~') for key in side.possible_with)}" if _rough(side) else ""
        less = sorted({printed for _, printed in side.rougher})
        forms = f" (less exactly {' and '.join(f'“{printed}”' for printed in less)})" if less else ""
        parts.append(f"{_listed(names)} {'has' if len(names) == 1 else 'have'} “{side.value}”{forms}{fits}")
    verdict = "cannot all be right" if found.certainty is Certainty.CERTAIN else "may not all be right"
    return f"On {words} the articles {verdict}: {'; '.join(parts)}."


def _rough(side: Side) -> bool:
    return bool(side.possible_with) and side.normalised.startswith("~")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def in_order(wordings: Sequence[Wording]) -> list[Wording]:
    return sorted(wordings, key=lambda w: (w.claim, w.reading.article, w.candidate.spans, w.candidate.text))


def outlet_of(reading: Reading) -> str:
    return reading.source or reading.article
