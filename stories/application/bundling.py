"""A story as evidence: its state, its events, and what proves them to whoever has the log's key and nothing else."""

import io
import json
import zipfile
from typing import Any

from stories.application.proving import known_keys
from stories.application.queries import story_at
from stories.eventlog.export import export_line
from stories.eventlog.read import Stored, read_stream
from stories.eventlog.signing import Signed
from stories.eventlog.streams import StreamRef
from stories.eventlog.subtrees import inclusions
from stories.eventlog.verify_bundle import EVENTS, NOTE, PROOFS
from stories.projections.states import state_document

README = """Evidence for {story}, version {version}, "{title}"

state.json        what the newsroom held at version {version}, for reading: drawn from these events, which are proved
{events}     every event of the story up to there, one a line: envelope, body, salt, position in the log
{proofs}     for each of them the path from its leaf to the root of the log (RFC 9162, 2.1.3)
{note}   the log's root over its first {size} events, signed
keys              who signed it, as the service says; compare with a key that you have from elsewhere

A leaf is SHA-256(00 || envelope), a node SHA-256(01 || left || right); an envelope names its body as
SHA-256(02 || salt || body), and the event before it by its leaf. So a changed, moved or missing event does not fit.
A body that is null was erased by law; a later event of the story says so and why.

To check it, with the newsroom's source and Python with the package cryptography:

    python -m stories.eventlog.verify_bundle THIS.zip --key KEY

What it shows: these are the events of this story, in this order, in the log that was signed. What it does not show:
that they are true, nor what came after the checkpoint.
"""


class Uncovered(Exception):
    """No event of the story is older than the checkpoint."""


def bundle(story: str, signed: Signed) -> tuple[int, bytes]:
    """The story's version that the checkpoint covers, and the bundle as a zip. Raises Uncovered."""
    events = [stored for stored in read_stream(StreamRef.parse(story)) if _covered(stored, signed)]
    if not events:
        raise Uncovered(story)
    version = events[-1].version
    positions = [stored.position for stored in events if stored.position is not None]
    paths = inclusions(positions, signed.size)
    with story_at(story, version) as state:
        document = state_document(state, public=False)
    names = {"events": EVENTS, "proofs": PROOFS, "note": NOTE}
    told = README.format(story=story, version=version, title=document["title"], size=signed.size, **names)
    return version, _zipped(
        signed,
        {
            "README.txt": told.encode(),
            "state.json": json.dumps(document, ensure_ascii=False, indent=1, default=str).encode(),
            EVENTS: b"".join(map(export_line, events)),
            PROOFS: "".join(
                json.dumps({"position": position, "path": [one.hex() for one in path]}) + "\n"
                for position, path in zip(positions, paths, strict=True)
            ).encode(),
            NOTE: signed.note,
            "keys": "".join(f"{key}\n" for key in known_keys()).encode(),
        },
    )


def _covered(stored: Stored, signed: Signed) -> bool:
    return stored.position is not None and stored.position < signed.size


def _zipped(signed: Signed, files: dict[str, Any]) -> bytes:
    """The same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, signed.at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(info, data)
    return written.getvalue()
