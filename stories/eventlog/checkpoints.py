"""How far each subscription got in each partition, and who has news waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from stories.eventlog.connection import fetch

# A subscription without a row stands before the first event. The newest of a partition is the last one before the next
# partition: asked for by its number alone, the server may look the whole log through for each that has few events.
_LAG: Final[LiteralString] = """
SELECT names.name, heads.partition, coalesce(subscription.checkpoint, -1), heads.position
FROM unnest(%(names)s::text[]) AS names(name)
CROSS JOIN (
    SELECT newest.partition, newest.position
    FROM generate_series(0, 63) AS partition
    CROSS JOIN LATERAL (
        SELECT log.partition, log.position FROM log WHERE (log.partition, log.position) < (partition.partition + 1, 0)
        ORDER BY log.partition DESC, log.position DESC LIMIT 1
    ) AS newest
    WHERE newest.partition = partition.partition
) AS heads
LEFT JOIN subscription ON subscription.name = names.name AND subscription.partition = heads.partition
WHERE heads.position > coalesce(subscription.checkpoint, -1)
  AND (subscription.retry_at IS NULL OR subscription.retry_at <= now())
ORDER BY names.name, heads.partition
"""

_WAITING: Final[LiteralString] = """
SELECT
    (SELECT count(*) FROM outbox),
    (SELECT extract(epoch FROM now() - (convert_from(event.envelope, 'UTF8')::jsonb ->> 'at')::timestamptz)
     FROM (SELECT stream, version FROM outbox ORDER BY seq LIMIT 1) AS oldest
     JOIN event ON event.stream = oldest.stream AND event.version = oldest.version)
"""


@dataclass(frozen=True, slots=True)
class Lag:
    name: str
    partition: int
    checkpoint: int
    head: int  # position of the partition's newest event


def lags(names: Sequence[str]) -> list[Lag]:
    """Every (subscription, partition) with news, but for those that wait before the next attempt. One query."""
    return [Lag(*row) for row in fetch(_LAG, {"names": list(names)})]


def waiting() -> tuple[int, float]:
    """How many events have no place in the log yet, and for how many seconds the oldest of them."""
    [(count, seconds)] = fetch(_WAITING, {})
    return count, max(0.0, float(seconds or 0))
