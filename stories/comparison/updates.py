"""Newer values of figures that move: from one stage of a story to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from stories.comparison.conflicts import in_order, outlet_of, slot_words, slots_of
from stories.comparison.figures import Amount, Period, Standing
from stories.comparison.reading import Reading, Wording
from stories.comparison.sides import stand
from stories.comparison.slots import SlotValue, slot_values
from stories.comparison.tolls import GROWING
from stories.domain.values import ConflictKind


@dataclass(frozen=True, slots=True)
class Update:
    """A newer value of a figure that moves. older, newer: claims."""

    older: str
    newer: str
    slot: str
    older_value: str
    newer_value: str
    reason: str


def find_updates(wordings: Sequence[Wording]) -> list[Update]:
    """Newer values of moving figures, for each slot from one value to the next in time."""
    found: list[Update] = []
    values = [value for wording in in_order(wordings) for value in slot_values(wording)]
    for slot in slots_of(value for value in values if value.moving and value.kind is ConflictKind.QUANTITY):
        words = slot_words(slot)
        standing: SlotValue | None = None
        for value in _one_an_article(slot):
            if standing is None:
                standing = value
            elif _follows(value, standing):
                found.append(_update(standing, value, words))
                standing = value
            elif standing.relation not in GROWING:
                standing = value
    return list(dict.fromkeys(found))


def _one_an_article(slot: Sequence[SlotValue]) -> list[SlotValue]:
    """Dated values in the order of time. Of several in one article the last, but of a toll that grows the highest."""
    held: dict[str, SlotValue] = {}
    for value in sorted(slot, key=lambda value: (value.wording.candidate.spans, value.wording.claim)):
        before = held.get(value.wording.reading.article)
        if value.wording.reading.published_at is None:
            continue
        if before is None or value.relation not in GROWING or below(before.value, value.value):
            held[value.wording.reading.article] = value
    return sorted(held.values(), key=lambda value: (when(value.wording.reading), value.wording.reading.article))


def _follows(newer: SlotValue, older: SlotValue) -> bool:
    later = when(older.wording.reading) < when(newer.wording.reading)
    late = newer.relation in GROWING and below(newer.value, older.value)
    other = older.wording.claim != newer.wording.claim
    moved = stand(older, newer) is Standing.APART or (newer.relation in GROWING and _exceeds(newer.value, older.value))
    return later and other and not late and moved


def _exceeds(newer: Period | Amount, older: Period | Amount) -> bool:
    """ "Five" after "at least four": both may be true, and the figure has moved."""
    if not isinstance(newer, Amount) or not isinstance(older, Amount) or newer.low is None or older.low is None:
        return False
    return older.high is None and newer.low > older.low


def _update(older: SlotValue, newer: SlotValue, words: str) -> Update:
    reason = (
        f"{outlet_of(newer.wording.reading)} has “{newer.value.printed}” for {words}, "
        f"after “{older.value.printed}” in {outlet_of(older.wording.reading)}: the figure moves"
    )
    claims = (older.wording.claim, newer.wording.claim)
    return Update(*claims, words, older.value.printed, newer.value.printed, reason)


def below(one: Period | Amount, other: Period | Amount) -> bool:
    if not isinstance(one, Amount) or not isinstance(other, Amount) or one.high is None or other.low is None:
        return False
    return one.high < other.low


def when(reading: Reading) -> str:
    return reading.published_at.isoformat() if reading.published_at else ""
