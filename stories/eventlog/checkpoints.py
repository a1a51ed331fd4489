"""How far each subscription got in each partition, and who has news waiting."""

from collections.abc import Sequence
from dataclasses import dataclass

from stories.eventlog.connection import cursor

# A subscription without a row stands before the first event.
_LAG = """
SELECT names.name, heads.partition, coalesce(subscription.checkpoint, -1), heads.position
FROM unnest(%(names)s::text[]) AS names(name)
CROSS JOIN (
    SELECT partition, newest.position
    FROM generate_series(0, 63) AS partition
    CROSS JOIN LATERAL (
        SELECT position FROM log WHERE log.partition = partition.partition ORDER BY position DESC LIMIT 1
    ) AS newest
) AS heads
LEFT JOIN subscription ON subscription.name = names.name AND subscription.partition = heads.partition
WHERE heads.position > coalesce(subscription.checkpoint, -1)
  AND (subscription.retry_at IS NULL OR subscription.retry_at <= now())
ORDER BY names.name, heads.partition
"""

_SET = """
INSERT INTO subscription (name, partition, checkpoint)
SELECT %(name)s, partition, %(to)s FROM generate_series(0, 63) AS partition ORDER BY partition
ON CONFLICT (name, partition) DO UPDATE
SET checkpoint = excluded.checkpoint, attempt_from = NULL, attempt_to = NULL, attempt = 0, retry_at = NULL,
    lease_holder = NULL, lease_pid = NULL, lease_until = NULL
"""


_WAITING = """
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
    with cursor() as plain:
        return [Lag(*row) for row in plain.execute(_LAG, {"names": list(names)}).fetchall()]


def waiting() -> tuple[int, float]:
    """How many events have no place in the log yet, and for how many seconds the oldest of them."""
    with cursor() as plain:
        count, seconds = plain.execute(_WAITING).fetchone() or (0, None)
    return count, max(0.0, float(seconds or 0))


def checkpoints(name: str) -> dict[int, int]:
    """Position of the last event done with, by partition."""
    with cursor() as plain:
        rows = plain.execute(
            "SELECT partition, checkpoint FROM subscription WHERE name = %(name)s ORDER BY partition", {"name": name}
        ).fetchall()
    return dict(rows)


def rewind(name: str, to: int = -1) -> None:
    """Put every partition's checkpoint at a position (-1: before the first event); what was parked is taken up too.

    For a rebuild: called in the transaction that swaps the tables, with the position up to which they were built.
    """
    with cursor() as plain:
        plain.execute(_SET, {"name": name, "to": to})
        plain.execute(
            "UPDATE parked SET replayed_at = now() WHERE subscription = %(name)s AND replayed_at IS NULL",
            {"name": name},
        )
