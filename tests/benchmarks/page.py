"""How long the public page of a large story takes in the web process, and how large it is.

Cold: the folded story is on the shelf and the page is drawn anew, as for the first reader of a version. Kept: the next
reader of the same version. Unchanged: a reader who has the version already.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from django.utils.module_loading import import_string

from tests.benchmarks.stage import migrated_database, say

CLAIMS: Final = 500
EVENTS: Final = 5_000


def milliseconds(work: Callable[[], Any]) -> float:
    """Of the processor, so that other work on the machine does not count; waiting for the database is a few more."""
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--events", type=int, default=EVENTS)
    chosen = parser.parse_args()
    with migrated_database():
        client: Any = import_string("django.test.Client")(headers={"host": "127.0.0.1"})
        drawn: Any = import_string("stories.pages.drawing.page")
        slug = import_string("tests.pages.large.large_story")(claims=chosen.claims, events=chosen.events)
        address = f"/stories/{slug}/"
        first = client.get(address)
        assert first.status_code == 200
        took: dict[str, list[float]] = {"cold": [], "kept": [], "unchanged": []}
        for _ in range(chosen.rounds):
            drawn.cache_clear()
            took["cold"].append(milliseconds(lambda: client.get(address)))
            took["kept"].append(milliseconds(lambda: client.get(address)))
            took["unchanged"].append(
                milliseconds(lambda: client.get(address, headers={"if-none-match": first["ETag"]}))
            )
    say(f"{chosen.claims} claims, {chosen.events} events, {len(first.content) / 1_000:.0f} kB, {chosen.rounds} rounds")
    for name, found in took.items():
        say(f"{name:10} median {statistics.median(found):7.1f} ms of the processor   fastest {min(found):7.1f}")


if __name__ == "__main__":
    main()
