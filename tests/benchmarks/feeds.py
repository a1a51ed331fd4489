"""Five hundred feeds from one local server: a round of news, rounds of 304s, one that hangs; counted and weighed."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from django.utils.module_loading import import_string

from tests.benchmarks.stage import migrated_database


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--items", type=int, default=20)
    given = parser.parse_args()
    with migrated_database():
        import_string("tests.benchmarks.feeds_round.measure")(given.feeds, given.items)


if __name__ == "__main__":
    main()
