"""Taking a body away for good. Envelope, leaf and root stay; who, when and why is in the body.erased event."""

from uuid import UUID

from stories.eventlog.connection import cursor


def erase_body(event_id: str, because: str) -> bool:
    """Delete the body and salt of an event; False if they were gone. because: the id of the body.erased event.

    The database refuses (ProgrammingError, insufficient_privilege) unless that event is sealed, lies later in the same
    stream and names this one; so no export can show the gap without its reason.
    """
    with cursor() as plain:
        row = plain.execute(
            "SELECT public.erase_body(%(erased)s, %(because)s)",
            {"erased": UUID(event_id), "because": UUID(because)},
        ).fetchone()
    return bool(row and row[0])
