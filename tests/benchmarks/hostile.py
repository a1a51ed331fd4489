"""Whether the reading of hostile text grows with its length only, and what an ordinary article costs.

Each text is read at one, two and four times its size, in turns within a round; a ratio is taken within its round.
Linear is 2 and 4; a quadratic rule shows as 4 and 16. Seconds are the processor's, since others may be using it.
At the end the article of 700 words: all stages, against the bare parser on the same text.
"""

import argparse
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from stories.analysis import model
from stories.analysis.extract import analyse
from tests.analysis.hostile import HOSTILE

SIZES: Final = (1, 2, 4)
ARTICLE: Final = (
    "“The pier is shut until May,” Petra Osk, the harbour master, told reporters on Monday. More than 300 lorries "
    "waited on the quay, she said, and the yard had promised to send two cranes within 10 days. The lock was built in "
    "1994 at a cost of 12 million euros. According to the council, it has failed four times since March.\n\n"
)


def seconds(text: str) -> float:
    begun = time.process_time()
    analyse(text)
    return time.process_time() - begun


def hostile(rounds: int, characters: int) -> None:
    sys.stdout.write(f"{'text':<28}{'seconds at 1x':>14}{'2x':>8}{'4x':>8}\n")
    for name, unit in HOSTILE.items():
        texts = [unit * max(1, characters * size // len(unit)) for size in SIZES]
        ratios: list[tuple[float, float, float]] = []
        for _ in range(rounds):
            first, double, large = (seconds(text) for text in texts)
            ratios.append((first, double / first, large / first))
        first, double, large = (statistics.median(column) for column in zip(*ratios, strict=True))
        sys.stdout.write(f"{name:<28}{first:>14.3f}{double:>8.2f}{large:>8.2f}\n")
        sys.stdout.flush()


def article(rounds: int) -> None:
    text = ARTICLE * (700 // len(ARTICLE.split()) + 1)
    nlp = model.load()
    if nlp is None:
        sys.stdout.write("no language model: the bare parser is left out\n")
        return
    paragraphs = text.split("\n\n")
    shares, mine = [], []
    for _ in range(rounds):
        begun = time.process_time()
        list(nlp.pipe(paragraphs))
        bare = time.process_time() - begun
        mine.append(seconds(text))
        shares.append(bare / mine[-1])
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(
        f"article of {len(text.split())} words: {statistics.median(mine):.3f} s, "
        f"{statistics.median(shares):.2f} of the bare parser's pace, {kilobytes // 1024} MB in all\n"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--characters", type=int, default=10_000, help="size at 1x")
    options = parser.parse_args()
    seconds(ARTICLE)  # the model is loaded once
    article(options.rounds)
    hostile(options.rounds, options.characters)
