"""What it costs to compare a new article with a story of 250, 500 and 1,000 claims, and whether that grows linearly.

Sizes take turns within each round, so that what else the machine does falls on all. A ratio is taken within its round.
Seconds are the processor's, since others may be using it.
"""

import argparse
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from stories.analysis.extract import analyse
from stories.comparison.conflicts import find_conflicts
from stories.comparison.lineage import lineage_text, shared_passages
from stories.comparison.novelty import novelty
from stories.comparison.reading import Reading, Wording
from stories.comparison.same_claim import match
from stories.comparison.strength import step
from stories.comparison.updates import find_updates

SIZES: Final = (250, 500, 1000)
BEGIN: Final = datetime(2031, 3, 1, 8, tzinfo=UTC)

PLACES: Final = (
    "Norhaven",
    "Stell",
    "Dunmore",
    "Velmora",
    "Skarrow",
    "Aldwick",
    "Penmarra",
    "Tollin",
    "Brask",
    "Oxmere",
)
PEOPLE: Final = (
    "Lund",
    "Brandt",
    "Okafor",
    "Haim",
    "Serrano",
    "Whitlock",
    "Demir",
    "Novak",
    "Castell",
    "Orme",
    "Vidal",
)
THINGS: Final = (
    "bridge",
    "museum",
    "harbour",
    "school",
    "clinic",
    "library",
    "market",
    "dam",
    "ferry",
    "tower",
    "mill",
)
DEEDS: Final = ("inspected", "closed", "repaired", "visited", "praised", "sold", "insured", "measured", "flooded")
SAID: Final = ("the roof was leaking", "the money was gone", "nobody had been warned", "the work would take months")


def article(number: int, claims: int) -> Reading:
    """An invented article of that many sentences."""
    chance = random.Random(number)
    lines = []
    for _ in range(claims):
        place, thing, deed = chance.choice(PLACES), chance.choice(THINGS), chance.choice(DEEDS)
        person, year, count = chance.choice(PEOPLE), chance.randrange(1990, 2030), chance.randrange(2, 900)
        lines.append(
            chance.choice(
                (
                    f"Engineers {deed} the {thing} of {place} in {year}.",
                    f"The {thing} of {place} was opened in {year} and holds {count} people.",
                    f"A fire at the {thing} in {place} killed {count} people.",
                    f"“I was told that {chance.choice(SAID)} in {place} long before {year},” {person} said.",
                    f"{person} told the council of {place} that {chance.choice(SAID)} at the {thing}.",
                )
            )
        )
    text = "\n\n".join(lines)
    at = BEGIN + timedelta(hours=number)
    return Reading(f"a{number}", text, analyse(text, published_at=at, language="en"), at, at, f"Outlet {number}")


def story(size: int) -> list[Wording]:
    found: list[Wording] = []
    number = 0
    while len(found) < size:
        number += 1
        reading = article(number, 25)
        found += [Wording(f"{reading.article}/{n}", reading, c) for n, c in enumerate(reading.analysis.claims)]
    return found[:size]


def compared(new: Reading, known: list[Wording]) -> float:
    """Seconds for everything that a new article's arrival has compared."""
    begin = time.process_time()
    matches = match(new.analysis.claims, new, known)
    novelty(new.analysis.claims, new, known, matches)
    for candidate in new.analysis.claims:
        step(Wording("n", new, candidate), known)
    every = [*known, *(Wording(f"n/{n}", new, candidate) for n, candidate in enumerate(new.analysis.claims))]
    find_conflicts(every)
    find_updates(every)
    texts = {wording.reading.article: wording.reading for wording in known}
    mine = lineage_text(new.article, new.text, passages=new.analysis.passages, quotes=new.analysis.quotes)
    for key, reading in texts.items():
        analysis = reading.analysis
        shared_passages(mine, lineage_text(key, reading.text, passages=analysis.passages, quotes=analysis.quotes))
    return time.process_time() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    stories = {size: story(size) for size in SIZES}
    arrivals = [article(1000 + number, 25) for number in range(chosen.rounds + 1)]
    for known in stories.values():
        compared(arrivals[-1], known)
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    for new in arrivals[:-1]:
        for size in random.sample(SIZES, len(SIZES)):
            times[size].append(compared(new, stories[size]))
    for size, found in times.items():
        sys.stdout.write(
            f"{size} claims  median {statistics.median(found) * 1000:6.0f} ms   worst {max(found) * 1000:.0f} ms\n"
        )
    for size in SIZES[1:]:
        ratios = [large / small for small, large in zip(times[SIZES[0]], times[size], strict=True)]
        more = size // SIZES[0]
        sys.stdout.write(f"{size} to {SIZES[0]}: {statistics.median(ratios):.2f} times, of {more} times the claims\n")


if __name__ == "__main__":
    main()
