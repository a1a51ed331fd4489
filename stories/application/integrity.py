"""How far the log is vouched for, as one document."""

from typing import Any

from stories.application import auditing, proving
from stories.eventlog.checkpoints import waiting
from stories.eventlog.codec import plain
from stories.eventlog.guards import missing_guards
from stories.eventlog.subtrees import root_at


def integrity_document() -> dict[str, Any]:
    """Sealed events and their root, the newest checkpoint, the last audit, the guards, what waits for its place."""
    found = proving.standing()
    signed = found.newest
    audit = auditing.last_audit()
    events, seconds = waiting()
    return {
        "size": found.size,
        "root": root_at(found.size).hex(),
        "keys": [str(key) for key in proving.known_keys()],
        "checkpoint": None
        if signed is None
        else {
            "size": signed.size,
            "root": signed.root.hex(),
            "signed_at": plain(signed.at),
            "note": signed.note.decode(),
        },
        "uncovered": found.uncovered,
        "copied": found.copied,
        "audit": None
        if audit is None
        else {
            "passed": audit.state == auditing.DONE,
            "events": audit.done,
            "at": plain(audit.finished_at),
            "said": audit.said,
        },
        "missing_guards": missing_guards(),
        "outbox": {"events": events, "seconds": round(seconds, 1)},
        "troubles": list(found.troubles),
    }
