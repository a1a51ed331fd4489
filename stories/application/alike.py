"""Articles that share words with a text, found by its marks among all that there are."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, transaction

EACH = 1_000  # articles to a mark; what more have than that is no trace of anybody

# Mark by mark: the planner knows nothing of how rare a mark is, and would sooner read every array than ask the index.
_BY_THE_INDEX = "SET LOCAL enable_seqscan = off"
_SHARING = """
SELECT held.id, held.story FROM unnest(%(marks)s::bigint[]) AS wanted (mark)
CROSS JOIN LATERAL (
    SELECT id, story FROM stories_imprint WHERE marks @> ARRAY[wanted.mark] LIMIT %(each)s
) AS held
GROUP BY held.id, held.story ORDER BY count(*) DESC, held.id
"""
_TAKEN_BACK = _SHARING.replace("WHERE marks", "WHERE taken_back AND marks")


@dataclass(frozen=True, slots=True)
class Alike:
    article: str
    story: str


def sharing(marks: Collection[int], *, taken_back: bool = False) -> list[Alike]:
    """Those that share most first. taken_back: only such of which something was, once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BY_THE_INDEX)
        cursor.execute(_TAKEN_BACK if taken_back else _SHARING, {"marks": sorted(marks), "each": EACH})
        return [Alike(*row) for row in cursor.fetchall()]
