"""Names that only one thing may bear: folded source names, story slugs, an article's url, external_id and text hash."""

from collections.abc import Sequence
from dataclasses import dataclass

from stories.eventlog.connection import execute, look_up


@dataclass(frozen=True, slots=True)
class RegistryKey:
    kind: str
    key: str
    id: str  # of the thing that bears it


def holder(kind: str, key: str) -> str | None:
    """The id of the thing that bears the key."""
    row = execute("SELECT id FROM registry WHERE kind = %(kind)s AND key = %(key)s", {"kind": kind, "key": key})
    return row[0] if row else None


def holder_with_version(kind: str, key: str) -> tuple[str, int] | None:
    """The id of the stream that bears the key, and the version where it stands."""
    row = execute(
        """
        SELECT registry.id, stream.version
        FROM registry JOIN stream ON stream.id = right(registry.id, 32)::uuid
        WHERE registry.kind = %(kind)s AND key = %(key)s
        """,
        {"kind": kind, "key": key},
    )
    return (row[0], row[1]) if row else None


def holders(keys: Sequence[RegistryKey]) -> dict[tuple[str, str], str]:
    """Who bears which of these keys, by kind and key."""
    rows = look_up(
        """
        SELECT wanted.kind, wanted.key, held.id
        FROM unnest(%(kinds)s::text[], %(keys)s::text[]) AS wanted(kind, key)
        CROSS JOIN LATERAL (
            SELECT id FROM registry WHERE registry.kind = wanted.kind AND registry.key = wanted.key LIMIT 1
        ) AS held
        """,
        {"kinds": [one.kind for one in keys], "keys": [one.key for one in keys]},
    )
    return {(kind, key): id_ for kind, key, id_ in rows}
