"""Files as they came, on disk under their SHA-256: written whole or not at all, never changed, the same bytes once."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

SNIFFED = 4096

_BEGINNINGS = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)


class TooLarge(ValueError):
    """More bytes than anybody may send."""


class NotAllowed(ValueError):
    """The bytes are of no kind that is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """media_type: found in the bytes, whatever the sender said."""

    sha256: str
    size: int
    media_type: str


def keep(chunks: Iterable[bytes], *, folder: Path, limit: int) -> Kept:
    """Writes the bytes beneath the folder. Raises TooLarge, NotAllowed; then nothing is left."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size, beginning = sha256(), 0, b""
    descriptor, name = tempfile.mkstemp(prefix="incoming-", dir=folder)
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge
                beginning += chunk[: SNIFFED - len(beginning)]
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        media_type = kind_of(beginning)
        if media_type is None:
            raise NotAllowed
        kept = _place(folder, digest.hexdigest())
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        written.chmod(0o400)
        written.rename(kept)
        _settle(kept.parent)
    finally:
        written.unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size, media_type)


def kind_of(beginning: bytes) -> str | None:
    """The media type by what the bytes are; None for what is not kept: markup and programs among others."""
    for at, mark, media_type in _BEGINNINGS:
        if beginning[at : at + len(mark)] == mark:
            return media_type
    return "text/plain" if _is_text(beginning) else None


def _is_text(beginning: bytes) -> bool:
    try:
        text = beginning.decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":  # else a character that goes on beyond what was looked at
            return False
        text = beginning[: error.start].decode()
    plain = text.removeprefix("\ufeff").lstrip()
    return (
        bool(plain)
        and not plain.startswith(("<", "#!"))
        and not any(char < " " and char not in "\t\n\r\f" for char in text)
    )


def read_kept(digest: str, *, folder: Path) -> BinaryIO:
    """Raises FileNotFoundError."""
    return _place(folder, digest).open("rb")


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest


def _settle(folder: Path) -> None:
    """A name is on disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
