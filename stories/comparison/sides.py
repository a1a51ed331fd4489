"""The sides of a conflict: values that cannot both be right stand apart, a rougher form stands with the exact one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from stories.comparison.figures import Amount, Period, Standing, amounts_stand, dates_stand, is_rounder
from stories.comparison.slots import SlotValue
from stories.domain.values import Certainty


@dataclass(frozen=True, slots=True)
class Side:
    """One value. value: as printed; possible_with: normalised values of sides that it agrees with, being vague.

    rougher: (claim, as printed) for claims that have the same value less exactly ("2022" beside "9 May 2022").
    """

    claims: tuple[str, ...]
    articles: tuple[str, ...]
    value: str
    normalised: str
    possible_with: tuple[str, ...] = ()
    rougher: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Quarrel:
    """values: by the side's normalised value."""

    certainty: Certainty
    sides: tuple[Side, ...]
    values: Mapping[str, Sequence[SlotValue]]


def quarrel(slot: Sequence[SlotValue]) -> Quarrel | None:
    """None where all values of one slot can be right."""
    groups: defaultdict[str, list[SlotValue]] = defaultdict(list)
    for value in slot:
        groups[value.value.normalised()].append(value)
    home = _homes({key: values[0] for key, values in groups.items()})
    whole: defaultdict[str, list[SlotValue]] = defaultdict(list)
    for key in sorted(groups):
        whole[home[key]].extend(groups[key])
    # Who gives both does not take them for rivals; an article that has them from two people reports a quarrel.
    said = {key: frozenset(map(_said, values)) for key, values in whole.items()}
    firm = loose = False
    fitting: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in combinations(sorted(whole), 2):
        if stand(groups[one][0], groups[other][0]) in (Standing.SAME, Standing.COMPATIBLE):
            fitting[one].add(other)
            fitting[other].add(one)
        elif said[one].isdisjoint(said[other]):
            loose = True
            firm = firm or _firmly(whole[one], whole[other])
    if not loose:
        return None
    sides = tuple(_side(key, whole[key], groups[key], fitting[key]) for key in sorted(whole))
    return Quarrel(Certainty.CERTAIN if firm else Certainty.POSSIBLE, sides, whole)


def stand(one: SlotValue, other: SlotValue) -> Standing:
    match one.value, other.value:
        case Period() as a, Period() as b:
            return dates_stand(a, b)
        case Amount() as a, Amount() as b:
            return amounts_stand(a, b)
    return Standing.COMPATIBLE


def _homes(values: Mapping[str, SlotValue]) -> dict[str, str]:
    """By value, the most exact one that it is a rougher form of: itself where there is none, or several that differ."""
    finer = {
        key: [other for other in values if other != key and is_rounder(value.value, values[other].value)]
        for key, value in values.items()
    }
    homes = {}
    for key, within in finer.items():
        agree = all(stand(values[a], values[b]) is Standing.COMPATIBLE for a, b in combinations(within, 2))
        homes[key] = max(within, key=lambda one: (len(_rougher_than(one, finer)), one)) if within and agree else key
    return homes


def _rougher_than(key: str, finer: Mapping[str, Sequence[str]]) -> list[str]:
    return [other for other, within in finer.items() if key in within]


def _said(value: SlotValue) -> tuple[str, str]:
    chain = value.wording.candidate.attribution
    speaker = next((link.speaker for link in reversed(chain) if link.speaker), "")
    return value.wording.reading.article, speaker.casefold()


def _firmly(one: Sequence[SlotValue], other: Sequence[SlotValue]) -> bool:
    """Apart, whatever a hedge or the time of receipt leaves open."""
    return any(stand(a, b) is Standing.APART for a in one if _sure(a) for b in other if _sure(b))


def _sure(value: SlotValue) -> bool:
    return not value.hedged and not (isinstance(value.value, Period) and value.value.received)


def _side(key: str, whole: Sequence[SlotValue], exact: Sequence[SlotValue], fitting: set[str]) -> Side:
    printed = min(value.value.printed for value in exact)
    exactly = {value.wording.claim for value in exact}
    rougher = {(value.wording.claim, value.value.printed) for value in whole if value.wording.claim not in exactly}
    return Side(
        tuple(sorted({value.wording.claim for value in whole})),
        tuple(sorted({value.wording.reading.article for value in whole})),
        printed,
        key,
        tuple(sorted(fitting)),
        tuple(sorted(rougher)),
    )
