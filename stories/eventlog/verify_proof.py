"""Proofs as the service hands them out, held against checkpoints that somebody kept. Stand-alone."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from stories.eventlog.canonical import BadJSON, encode, parse_json
from stories.eventlog.merkle import leaf
from stories.eventlog.notes import Checkpoint
from stories.eventlog.proofs import Unproven, check_consistency, check_inclusion

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def check_proof(data: bytes, kept: Sequence[Checkpoint]) -> str:
    """What the proof shows, in words. Every size that it names needs a checkpoint in kept, whose root counts.

    Raises Unproven, and ValueError for what is no proof.
    """
    try:
        document = parse_json(data)
    except BadJSON as error:
        raise ValueError(f"the proof is no JSON: {error}") from None
    if not isinstance(document, dict):
        raise ValueError("a proof is a JSON object")
    path = document.get("path")
    if not isinstance(path, list):
        raise ValueError("a proof has a path")
    steps = [_hash(one) for one in path]
    if "position" in document:
        return _included(document, steps, kept)
    first, second = (_number(document, name) for name in ("from", "to"))
    roots = [_root(size, kept) for size in (first, second)]
    check_consistency(steps, first=first, first_root=roots[0], second=second, second_root=roots[1])
    return f"the log of {second} events begins with the {first} that were there before"


def _included(document: Mapping[str, Any], path: Sequence[bytes], kept: Sequence[Checkpoint]) -> str:
    position, size = (_number(document, name) for name in ("position", "size"))
    shown = _hash(document.get("leaf"))
    envelope = document.get("envelope")
    if envelope is not None and leaf(encode(envelope)) != shown:
        raise Unproven("the leaf is not that of the envelope")
    check_inclusion(path, leaf=shown, position=position, size=size, root=_root(size, kept))
    return f"leaf {shown.hex()} stands at position {position} of {size} events"


def _root(size: int, kept: Sequence[Checkpoint]) -> bytes:
    found = next((one.root for one in kept if one.size == size), None)
    if found is None:
        raise ValueError(f"give the checkpoint of size {size} too: a proof is as good as the roots it leads to")
    return found


def _number(document: Mapping[str, Any], name: str) -> int:
    number = document.get(name)
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError(f"{name} is a whole number")
    return number


def _hash(value: object) -> bytes:
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        raise ValueError("a hash is 64 hexadecimal digits")
    return bytes.fromhex(value)
