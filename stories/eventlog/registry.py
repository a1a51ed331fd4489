"""Names that only one thing may bear: folded source names, story slugs, an article's url, external_id and text hash."""

from dataclasses import dataclass

from stories.eventlog.connection import cursor


@dataclass(frozen=True, slots=True)
class RegistryKey:
    kind: str
    key: str
    id: str  # of the thing that bears it


def holder(kind: str, key: str) -> str | None:
    """The id of the thing that bears the key."""
    with cursor() as plain:
        row = plain.execute(
            "SELECT id FROM registry WHERE kind = %(kind)s AND key = %(key)s", {"kind": kind, "key": key}
        ).fetchone()
    return row[0] if row else None
