"""Checkpoints as C2SP signed notes: text, signatures, keys. Standard library, and cryptography's Ed25519.

A note says how many events a log had and under which root. Whoever keeps one can tell later whether that still holds.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"  # the algorithm's number in key ids and in verifier keys
LARGEST = 2**63 - 1
MANY = 100  # signature lines; no honest note has so many

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_NAME = re.compile(r"[^\s+]{1,200}")
_SIGNATURE = re.compile(r"— (\S+) (\S+)")


class NoNote(ValueError):
    """These bytes are no signed note of a checkpoint."""


class Unbelieved(Exception):
    """A note that nothing known vouches for: of another origin, by unknown keys only, or with a wrong signature."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """So many events under this root, in the log of this name."""

    origin: str
    size: int
    root: bytes

    def text(self) -> bytes:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n".encode()


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes
    bytes: bytes


@dataclass(frozen=True, slots=True)
class Note:
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who signs, under which name. Written as `name+id+base64`, as C2SP has it."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    def signed(self, text: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True


def read_key(text: str) -> VerifierKey:
    """`name+id+base64` as a key. Raises ValueError."""
    name, plus, rest = text.strip().partition("+")
    known, _, encoded = rest.partition("+")
    if not plus or not _NAME.fullmatch(name):
        raise ValueError(f"a key is written as name+id+base64, not {text.strip()[:80]!r}")
    raw = _base64(encoded)
    if raw is None or len(raw) != 33 or raw[:1] != ED25519:
        raise ValueError(f"the key of {name} is no Ed25519 key")
    key = VerifierKey(name, raw[1:])
    if key.id.hex() != known:
        raise ValueError(f"the key of {name} has the id {key.id.hex()}, not {known}")
    return key


def is_origin(name: str) -> bool:
    """Whether a log, or who signs for it, may bear this name."""
    return _NAME.fullmatch(name) is not None and not _CONTROL.search(name)


def sign(checkpoint: Checkpoint, keys: Sequence[Ed25519PrivateKey]) -> bytes:
    """The note, with a signature of each key in the checkpoint's own name."""
    text = checkpoint.text()
    lines = []
    for key in keys:
        known = VerifierKey(checkpoint.origin, key.public_key().public_bytes_raw())
        lines.append(f"— {known.name} {b64encode(known.id + key.sign(text)).decode()}\n")
    return text + ("\n" + "".join(lines)).encode()


def read_note(data: bytes) -> Note:
    """Believes nothing yet. Raises NoNote for bytes that are not exactly a checkpoint's note."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise NoNote("a note is UTF-8") from None
    if _CONTROL.search(text):
        raise NoNote("a note has no control characters")
    head, gap, tail = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or not tail.endswith("\n"):
        raise NoNote("the note is cut: three lines, an empty one, and signatures that end with a line feed")
    if len(lines) != 3:
        raise NoNote("a checkpoint has three lines: origin, size, root")
    origin, size, encoded = lines
    root = _base64(encoded)
    if not is_origin(origin):
        raise NoNote("the first line names the log")
    if not _SIZE.fullmatch(size) or int(size) > LARGEST:
        raise NoNote("the second line is the size, in plain decimal digits")
    if root is None or len(root) != 32:
        raise NoNote("the third line is the root, 32 bytes in base64")
    signed = tail.removesuffix("\n").split("\n")
    if len(signed) > MANY:
        raise NoNote(f"more than {MANY} signatures")
    return Note(Checkpoint(origin, int(size), root), tuple(map(_signature, signed)))


def believe(data: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """What a note says, once a known key of its own origin vouches for it. Raises NoNote and Unbelieved.

    Signatures of unknown keys are passed over (rotation, witnesses); a wrong one of a known key spoils the note.
    """
    known = {(key.name, key.id): key for key in keys}
    note = read_note(data)
    found, text = note.checkpoint, note.checkpoint.text()
    vouched = False
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.signed(text, signature.bytes):
            raise Unbelieved(f"the signature of {key.name} ({key.id.hex()}) is wrong")
        vouched |= key.name == found.origin
    if not vouched:
        if found.origin not in {name for name, _ in known}:
            raise Unbelieved(f"the note is of another origin, {found.origin}")
        raise Unbelieved("no known key has signed the note")
    return found


def _signature(line: str) -> Signature:
    match = _SIGNATURE.fullmatch(line)
    raw = _base64(match[2]) if match else None
    if match is None or raw is None or not _NAME.fullmatch(match[1]) or len(raw) < 5:
        raise NoNote("a signature is a line of a dash, a name and base64")
    return Signature(match[1], raw[:4], raw[4:])


def _base64(text: str) -> bytes | None:
    """Strict: no white space, nothing beyond the padding, no other spelling of the same bytes."""
    try:
        raw = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if b64encode(raw).decode() == text else None
