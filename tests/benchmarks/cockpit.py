"""How long the desk's screens of a large story take in the web process, and how large they are.

The folded story is on the shelf, as for an editor who works on it; `first` is what it costs to fold it before.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from django.utils.module_loading import import_string

from tests.benchmarks.stage import migrated_database, say

CLAIMS: Final = 500
EVENTS: Final = 5_000
TABS = (
    "", "claims/", "claims/?status=detected", "history/", "history/?public=1", "contradictions/", "articles/",
    "questions/", "export/", "preview/", "compare/", "compare/?from=100&to=4000", "blame/", "timeline/?before=2000",
    "?at_version=2500",
)  # fmt: skip


def milliseconds(client: Any, address: str) -> tuple[float, float, int]:
    """Of the clock and of the processor, and how many bytes came."""
    begun, worked = time.perf_counter(), time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return (time.perf_counter() - begun) * 1_000, (time.process_time() - worked) * 1_000, len(answer.content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--events", type=int, default=EVENTS)
    chosen = parser.parse_args()
    with migrated_database():
        client: Any = import_string("django.test.Client")(headers={"host": "127.0.0.1"})
        users: Any = import_string("django.contrib.auth.models.User").objects
        models: Any = import_string("stories.models.reading")
        slug = import_string("tests.pages.large.large_story")(claims=chosen.claims, events=chosen.events)
        story = models.Story.objects.get(slug=slug).pk
        user = users.create(username="bench", is_staff=True)
        user.groups.add(import_string("django.contrib.auth.models.Group").objects.get(name="editor"))
        client.force_login(user)
        import_string("stories.eventlog.folding.STORIES").forget()
        claim = models.Claim.objects.filter(story=story, public=True).order_by("pk").first().pk
        pages = [f"/admin/stories/story/{story}/{tab}" for tab in TABS] + [f"/admin/stories/claim/{claim}/"]
        say(f"{chosen.claims} claims, {chosen.events} events, {chosen.rounds} rounds; milliseconds")
        for name, address in zip((*TABS, "a claim"), pages, strict=True):
            first, _, size = milliseconds(client, address)
            took = [milliseconds(client, address) for _ in range(chosen.rounds)]
            clock, processor = (statistics.median(one[n] for one in took) for n in (0, 1))
            say(
                f"{name or 'state':28} median {clock:7.1f}  of the processor {processor:7.1f}  "
                f"first {first:7.1f}  {size / 1_000:5.0f} kB"
            )


if __name__ == "__main__":
    main()
