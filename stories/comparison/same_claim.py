"""Which claim of a new article is one that the story already holds. Precision first: two statements are never merged.

Quotations are collated word by word; paraphrases must agree in what is said of whom, in polarity and in every figure.
Each decision is between two wordings alone, so the order in which articles come changes little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stories.analysis.record import UNSAID, Candidate, Predicate
from stories.comparison.derived import probably_derived
from stories.comparison.entities import kind_of
from stories.comparison.figures import (
    Amount,
    Period,
    Standing,
    amount,
    amounts_stand,
    dates_stand,
    may_be_one,
    period,
)
from stories.comparison.memo import remembered
from stories.comparison.quotations import Utterance, collate, utterance
from stories.comparison.reading import Reading, Wording
from stories.comparison.words import STOP, stem, words
from stories.domain.values import PROBABLY_DERIVED, Difference, DifferenceKind, Modality, Voice

SAME_CLAIM = "same-claim@1"

QUOTED_SHARE = 0.5  # of a claim's content that must be quoted words, for the quotation to stand for the claim
ALIKE = 0.74  # share of common content at which two paraphrases are one claim
ALIKE_IN_FRAME = 0.55  # the same, when both say it with the same verb of the same subject
FEWEST = 4  # content words that a paraphrase needs
_STRONGER = (Modality.POSSIBLE, Modality.OFFERED, Modality.PLANNED, Modality.AGREED, Modality.HAPPENED)


@dataclass(frozen=True, slots=True)
class Match:
    """known: index into the wordings held, None for a new claim; like: an earlier candidate of the same call."""

    candidate: int
    known: int | None
    score: float
    differences: tuple[Difference, ...] = ()
    like: int | None = None


class Features(NamedTuple):
    """What one wording is compared by."""

    candidate: Candidate
    quote: Utterance | None
    content: frozenset[str]
    names: frozenset[str]
    dates: tuple[Period, ...]
    amounts: tuple[Amount, ...]
    main: Predicate | None


def match(new: Sequence[Candidate], reading: Reading, known: Sequence[Wording]) -> list[Match]:
    """One Match for each candidate, in their order. Pass every standing appearance of the story as known."""
    held = [features(wording) for wording in known]
    fresh = [features(Wording("", reading, candidate)) for candidate in new]
    found: list[Match] = []
    for number, mine in enumerate(fresh):
        best = max(
            ((likeness(mine, theirs), -at) for at, theirs in enumerate(held)),
            default=(0.0, 0),
        )
        if best[0] > 0 and not _vetoed(mine, known[-best[1]].claim, known, held):
            at = -best[1]
            told = differences(mine, held[at])
            values = (mine.dates, mine.amounts), (held[at].dates, held[at].amounts)
            if probably_derived(*values, reading, known[at].reading):
                told = (*told, Difference(DifferenceKind.WORDING, PROBABLY_DERIVED))
            found.append(Match(number, at, best[0], told))
            continue
        like = next((at for at in range(number) if found[at].known is None and likeness(mine, fresh[at]) > 0), None)
        found.append(Match(number, None, best[0] if like is None else likeness(mine, fresh[like]), like=like))
    return found


@remembered
def features(wording: Wording) -> Features:
    candidate, reading = wording.candidate, wording.reading
    found = [word for word in words(candidate.text) if word.form not in STOP]
    return Features(
        candidate,
        utterance(candidate, reading),
        frozenset(stem(word.form) for word in found),
        frozenset(stem(word.form) for word in found if candidate.text[word.start].isupper() and word.start > 0),
        tuple(p for i in candidate.dates if (p := period(reading.analysis.dates[i], reading)) is not None),
        tuple(
            a for i in candidate.quantities if (a := amount(reading.analysis.quantities[i], reading.text)) is not None
        ),
        _main(candidate),
    )


def _main(candidate: Candidate) -> Predicate | None:
    """The first clause of the claim itself: a claim may bear others that stand outside its words, of its subject."""
    within = (
        one
        for one in candidate.predicates
        if any(one.span[0] < end and start < one.span[1] for start, end in candidate.spans)
    )
    return next(within, None)


def likeness(one: Features, other: Features) -> float:
    """0 when two wordings are not the same claim, else how surely they are; symmetric."""
    if one.candidate.text == other.candidate.text:
        return 1.0
    if one.quote and other.quote and min(one.quote.share, other.quote.share) >= QUOTED_SHARE:
        return collate(one.quote, other.quote)
    if _spoken(one) != _spoken(other) or _opposed(one, other):
        return 0.0
    return _paraphrase(one, other)


def differences(one: Features, other: Features) -> tuple[Difference, ...]:
    """How one's wording of the claim departs from the other's."""
    found = []
    mine, theirs = one.candidate.modality, other.candidate.modality
    quoted = one.quote is not None and other.quote is not None  # one utterance commits whoever made it once
    if not quoted and mine is not theirs and mine in _STRONGER and theirs in _STRONGER:
        found.append(Difference(DifferenceKind.STRENGTH, f"{mine} here, {theirs} there"))
    if one.quote and other.quote:
        if one.quote.forms != other.quote.forms:
            longer = len(one.quote.forms) > len(other.quote.forms)
            detail: str | None
            if one.quote.cut or other.quote.cut:
                detail = "cut off there" if longer else "cut off here"
            elif abs(len(one.quote.forms) - len(other.quote.forms)) > 2:
                detail = "longer here" if longer else "shorter here"
            else:
                detail = _changed(one.quote.forms, other.quote.forms)
            found.append(Difference(DifferenceKind.WORDING, detail))
    else:
        found.extend(_rounding(one, other))
        extra = one.content ^ other.content
        if len(extra) * 2 > len(one.content | other.content) * 0.4:
            kind = (
                DifferenceKind.SCOPE
                if one.content < other.content or other.content < one.content
                else DifferenceKind.WORDING
            )
            found.append(Difference(kind))
    return tuple(found)


def _paraphrase(one: Features, other: Features) -> float:
    common = one.content & other.content
    if len(common) < min(FEWEST, len(one.content), len(other.content)) or len(common) < 2:
        return 0.0
    if not _figures_agree(one, other):
        return 0.0
    if one.names - other.content and other.names - one.content:
        return 0.0  # each has a name that the other lacks
    dice = 2 * len(common) / (len(one.content) + len(other.content))
    framed = _same_frame(one.main, other.main)
    if framed is False:
        return 0.0
    framed = framed or (framed is None and _same_day(one, other))
    return dice if dice >= (ALIKE_IN_FRAME if framed else ALIKE) else 0.0


def _same_frame(one: Predicate | None, other: Predicate | None) -> bool | None:
    """Same verb class of the same thing; False when the verbs differ; None when there is nothing to go by."""
    if one is None or other is None:
        return None
    if one.cls != other.cls:
        return False
    return True if _parties(one) & _parties(other) else None


def _parties(predicate: Predicate) -> set[str]:
    """Who or what the clause is about: its subject, or what was done to in a clause that names no doer."""
    head = predicate.subject_text or predicate.object_text
    return {*head.lower().split(), kind_of(head)} - STOP - {""}


def _same_day(one: Features, other: Features) -> bool:
    """Both are of one verb, and each dates it exactly as the other does."""
    same = one.main is not None and other.main is not None and one.main.cls == other.main.cls
    exact = [date.normalised() for date in one.dates if not date.fuzzy]
    return same and bool(exact) and exact == [date.normalised() for date in other.dates]


def _figures_agree(one: Features, other: Features) -> bool:
    """Every date and amount of either must have its like in the other, where the other has any of that kind."""
    for mine, theirs in ((one, other), (other, one)):
        if any(theirs.dates and not any(_near(p, q) for q in theirs.dates) for p in mine.dates):
            return False
        for a in mine.amounts:
            rivals = [b for b in theirs.amounts if b.what == a.what]
            if rivals and not any(may_be_one(a, b) for b in rivals):
                return False
    numbers = [{s for s in side.content if s[0].isdigit()} for side in (one, other)]
    return not (numbers[0] - numbers[1] and numbers[1] - numbers[0] and not (one.amounts and other.amounts))


def _near(one: Period, other: Period) -> bool:
    return dates_stand(one, other) is Standing.SAME or (
        dates_stand(one, other) is Standing.COMPATIBLE and not one.fuzzy and not other.fuzzy
    )


def _opposed(one: Features, other: Features) -> bool:
    mine, theirs = one.candidate, other.candidate
    denied = (mine.modality is Modality.DENIED) != (theirs.modality is Modality.DENIED)
    unsaid = (UNSAID in mine.rules) != (UNSAID in theirs.rules)  # "has not confirmed that" vouches for nothing
    return mine.polarity is not theirs.polarity or denied or unsaid


def _spoken(one: Features) -> bool:
    return one.candidate.voice in (Voice.QUOTED, Voice.EMBEDDED_POST)


def _vetoed(mine: Features, claim: str, known: Sequence[Wording], held: Sequence[Features]) -> bool:
    """A claim is refused when any of its wordings says the opposite or has another figure."""
    return any(
        wording.claim == claim
        and not (mine.quote and theirs.quote)
        and (wording.candidate.polarity is not mine.candidate.polarity or not _figures_agree(mine, theirs))
        for wording, theirs in zip(known, held, strict=True)
    )


def _rounding(one: Features, other: Features) -> list[Difference]:
    found = [
        Difference(DifferenceKind.ROUNDING, f"{a.printed} here, {b.printed} there")
        for a in one.amounts
        for b in other.amounts
        if a.what == b.what and amounts_stand(a, b) is Standing.COMPATIBLE
    ]
    return found[:1]


def _changed(one: Sequence[str], other: Sequence[str]) -> str | None:
    mine = [form for form in one if form not in other][:3]
    theirs = [form for form in other if form not in one][:3]
    return f"“{' '.join(mine)}” here, “{' '.join(theirs)}” there" if mine or theirs else None
