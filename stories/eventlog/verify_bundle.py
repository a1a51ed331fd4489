"""A story's evidence bundle, checked without the service. Stand-alone: the verifier's own modules and Ed25519.

python -m stories.eventlog.verify_bundle BUNDLE.zip --key KEY
"""

import argparse
import re
import sys
import zipfile
from collections.abc import Sequence
from typing import Any

from stories.eventlog.canonical import BadJSON, NotCanonical, encode, parse, parse_json
from stories.eventlog.merkle import commitment, leaf
from stories.eventlog.notes import Checkpoint, Unbelieved
from stories.eventlog.proofs import Unproven, check_inclusion
from stories.eventlog.verify import ENVELOPE_KEYS, ERASED, LINE_KEYS, NO_PREVIOUS, Tampered, envelope_faults
from stories.eventlog.verify_log import PASS, TAMPERED, UNUSABLE, believed

EVENTS, PROOFS, NOTE = "events.ndjson", "proofs.ndjson", "checkpoint.note"
_SALT = re.compile(r"[0-9a-f]{64}", re.ASCII)
LARGEST = 500_000_000  # bytes of one file: what is larger was not made by us


def check_bundle(file: str, keys: Sequence[str]) -> tuple[int, str]:
    """Exit status and what to say."""
    try:
        with zipfile.ZipFile(file) as bundle:
            note, events, proofs = (_read(bundle, name) for name in (NOTE, EVENTS, PROOFS))
        found = believed(NOTE, note, keys)
        lines, shown = events.splitlines(keepends=True), proofs.splitlines()
        if len(lines) != len(shown) or not lines:
            raise Unproven(f"{len(shown)} proofs for {len(lines)} events")
        stream = _chain(lines, shown, found)
    except (Tampered, Unproven, Unbelieved) as error:
        return TAMPERED, f"FAIL {error}"
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        return UNUSABLE, f"unusable: {error}"
    return PASS, f"PASS {len(lines)} events of {stream} stand in the log of {found.size} that {found.origin} has signed"


def _read(bundle: zipfile.ZipFile, name: str) -> bytes:
    try:
        if bundle.getinfo(name).file_size > LARGEST:
            raise ValueError(f"{name} is too large")
        return bundle.read(name)
    except KeyError:
        raise ValueError(f"there is no {name} in the bundle") from None


def _chain(lines: Sequence[bytes], shown: Sequence[bytes], found: Checkpoint) -> str:
    """The stream whose versions from 1 on these are, each at its place under the checkpoint."""
    stream, previous, missing, explained = "", NO_PREVIOUS, set[str](), set[str]()
    for n, (line, proof) in enumerate(zip(lines, shown, strict=True)):
        parsed = _parsed(line, n)
        envelope, body = parsed["env"], parsed["body"]
        stream = stream or envelope["stream"]
        if (envelope["stream"], envelope["ver"], envelope["prev"]) != (stream, n + 1, previous):
            raise Tampered(n, "it does not continue the stream")
        if body is None:
            missing.add(envelope["id"])
        elif not _is_salt(parsed["salt"]):
            raise Tampered(n, "the body has no salt of 32 bytes")
        elif commitment(bytes.fromhex(parsed["salt"]), encode(body)) != envelope["body"]:
            raise Tampered(n, "the body does not match the commitment in the envelope")
        elif envelope["type"] == ERASED:
            explained.add(str(body.get("event")))
        hashed = leaf(encode(envelope))
        previous = hashed.hex()
        path = [bytes.fromhex(one) for one in _path(proof)]
        check_inclusion(path, leaf=hashed, position=parsed["pos"], size=found.size, root=found.root)
    if missing - explained:
        raise Unproven(f"the body of event {min(missing - explained)} is missing and no {ERASED} event here names it")
    return stream


def _parsed(line: bytes, n: int) -> dict[str, Any]:
    try:
        parsed = parse(line.removesuffix(b"\n"))
    except NotCanonical as error:
        raise Tampered(n, str(error)) from None
    if not isinstance(parsed, dict) or set(parsed) != LINE_KEYS or not isinstance(parsed["pos"], int):
        raise Tampered(n, "it is no line of an export")
    envelope, body = parsed["env"], parsed["body"]
    if not isinstance(envelope, dict) or set(envelope) != ENVELOPE_KEYS or not isinstance(body, dict | None):
        raise Tampered(n, "it has no whole envelope")
    for fault in envelope_faults(envelope):
        raise Tampered(n, fault)
    return parsed


def _is_salt(value: object) -> bool:
    return isinstance(value, str) and _SALT.fullmatch(value) is not None


def _path(proof: bytes) -> list[str]:
    try:
        found = parse_json(proof)
    except BadJSON as error:
        raise ValueError(f"a proof is no JSON: {error}") from None
    path = found.get("path") if isinstance(found, dict) else None
    if not isinstance(path, list) or not all(isinstance(one, str) for one in path):
        raise ValueError("a proof has a path")
    return path


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Verify a story's evidence bundle.")
    asked.add_argument("file")
    asked.add_argument("--key", action="append", required=True, help="name+id+base64, or a file of such lines")
    given = asked.parse_args()
    status, verdict = check_bundle(given.file, given.key)
    sys.stderr.write(verdict + "\n")
    sys.exit(status)
