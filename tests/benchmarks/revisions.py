"""A thousand cosmetic revisions through intake, analysis and rules, a hundred an article: whom they call. Nobody.

One more of each article changes a figure without a note, so that silence is not what a deaf desk hears.
"""

import argparse
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from django.utils.module_loading import import_string

from tests.benchmarks import stage

EACH = 100  # revisions of one article
DAY = datetime(2031, 3, 1, 8, tzinfo=UTC)
PARTS = (
    "The lock gate at Sallow Weir gave way on Monday night, the waterways board said. ",
    "The board has closed {figure} kilometres of the canal to boats, and nobody was injured.",
    "Chief engineer Tobin Farr said: “The gate had been inspected in January and nobody saw a crack.”",
    "Repairs will cost about 2.3 million crowns, the board said.",
)
FORMS = (
    ("Monday night, the", "Monday night – the"),
    ("\n\n", "\n\n\n"),
    ("The board has closed", "The board, has closed"),
    ("engineer Tobin Farr said:", "engineer, Tobin Farr, said:"),
    ("The lock gate", "THE LOCK GATE"),
    ("nobody was injured.", "nobody was injured !"),
    ("kilometres of", "kilometres\u00a0of"),
    ("“The gate", '"The gate'),
    ("a crack.”", 'a crack."'),
    ("2.3 million", "2.3\u00a0million"),
)


def cosmetic(many: int) -> Iterator[str]:
    """Texts that differ from each other in marks, case and white space alone."""
    text = original()
    chosen = itertools.product((False, True), repeat=len(FORMS))
    for marks in itertools.islice(chosen, 1, many + 1):
        found = text
        for (plain, other), wanted in zip(FORMS, marks, strict=True):
            found = found.replace(plain, other) if wanted else found
        yield found


def original(figure: int = 14) -> str:
    return "\n\n".join(PARTS).format(figure=figure)


def main() -> None:
    wish = argparse.ArgumentParser(description=__doc__)
    wish.add_argument("--many", type=int, default=1000)
    many = wish.parse_args().many
    with stage.migrated_database():
        called, kinds, silent = Counter[str](), Counter[str](), 0
        begun = time.monotonic()
        texts = enumerate(cosmetic(many), start=1)
        for _ in range(-(-many // EACH)):
            desk = import_string("tests.benchmarks.revisions_round.Desk")(original(), DAY)
            for n, text in itertools.islice(texts, EACH):
                called.update(desk.hears(text, DAY + timedelta(minutes=n)))
            kinds.update(desk.kinds())
            silent += "source changed" in desk.hears(original(40), DAY + timedelta(days=9))
            stage.say(f"{n:5} revisions, {sum(called.values())} alerts, {time.monotonic() - begun:6.1f} s")
        stage.say(f"told as {dict(kinds)}; alerts: {sum(called.values())} {dict(called) or ''}")
        stage.say(f"one silent edit of a figure in each story: {silent} reached the desk")
        if called or silent < -(-many // EACH):
            raise SystemExit(1)


if __name__ == "__main__":
    main()
