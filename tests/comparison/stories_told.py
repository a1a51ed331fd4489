"""Stories in a few lines: invented articles, analysed once, played into claims as intake does."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from stories.analysis.extract import analyse
from stories.comparison.reading import Reading, Wording
from stories.comparison.same_claim import match


@lru_cache(maxsize=256)
def read(article: str, text: str, day: int | None = 4) -> Reading:
    """An article of March 2031; without a day it has no date of its own."""
    at = datetime(2031, 3, day, 12, tzinfo=UTC) if day else None
    received = datetime(2031, 3, 5, 12, tzinfo=UTC)
    analysis = analyse(text, published_at=at, received_at=received, source=article, language="en")
    return Reading(article, text, analysis, at, received, article)


def claims_of(readings: Sequence[Reading]) -> list[Wording]:
    """The claims of a story whose articles come in this order."""
    known: list[Wording] = []
    for reading in readings:
        names: list[str] = []
        for found in match(reading.analysis.claims, reading, known):
            if found.known is not None:
                names.append(known[found.known].claim)
            elif found.like is not None:
                names.append(names[found.like])
            else:
                names.append(f"{reading.article}/{found.candidate}")
        known += [
            Wording(name, reading, candidate) for name, candidate in zip(names, reading.analysis.claims, strict=True)
        ]
    return known


def partition(wordings: Sequence[Wording]) -> set[frozenset[tuple[str, str]]]:
    """Which wordings are one claim, whatever the claims are called."""
    claims: dict[str, set[tuple[str, str]]] = {}
    for wording in wordings:
        claims.setdefault(wording.claim, set()).add((wording.reading.article, wording.candidate.text))
    return {frozenset(held) for held in claims.values()}
