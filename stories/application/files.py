"""Files that back evidence: kept as they came with whatever they say inside, for the desk alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from stories.application.handle import now
from stories.application.ids import is_public_id, new_id, uuid_of
from stories.application.queries import NotThere
from stories.domain.actors import By
from stories.domain.permissions import Action, may, require
from stories.domain.refusals import Forbidden
from stories.eventlog.codec import plain
from stories.gateways.vault import Kept, keep, read_kept
from stories.models import Person, StoredFile

LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Uploaded:
    """fresh: whether this person has sent these bytes for the first time."""

    document: dict[str, Any]
    fresh: bool


def folder() -> Path:
    return Path(settings.NEWSROOM_DATA) / "files"


def require_sender(by: By) -> None:
    """Raises Forbidden for whoever may send no files."""
    require(by, Action.ASK)


def keep_bytes(chunks: Iterable[bytes]) -> Kept:
    """Raises vault.TooLarge and vault.NotAllowed."""
    return keep(chunks, folder=folder(), limit=LIMIT)


def record(kept: Kept, name: str, by: By) -> Uploaded:
    """Notes who sent it; the same bytes from the same person are one file."""
    if by.person is None:
        raise Forbidden("person-needed")
    row, fresh = StoredFile.objects.get_or_create(
        person=Person.objects.get(pk=uuid_of(by.person)),
        sha256=kept.sha256,
        defaults={
            "id": uuid_of(new_id("fil")),
            "size": kept.size,
            "media_type": kept.media_type,
            "name": name[:255],
            "uploaded_at": now(),
        },
    )
    return Uploaded(file_document(row), fresh)


def file_named(id_: str, by: By) -> StoredFile:
    """For those who may read what is not public. Raises NotThere for everybody else, whatever there is."""
    if not may(by, Action.READ_UNPUBLISHED) or not is_public_id(id_, "fil"):
        raise NotThere(id_)
    found = StoredFile.objects.filter(pk=uuid_of(id_)).first()
    if found is None:
        raise NotThere(id_)
    return found


def opened(file: StoredFile) -> BinaryIO:
    """Its bytes. Raises NotThere where they are gone from the disk."""
    try:
        return read_kept(file.sha256, folder=folder())
    except FileNotFoundError as exc:
        raise NotThere(file.sha256) from exc


def digest_of(id_: str) -> str | None:
    """The SHA-256 of a file, which evidence bears in the log; None where there is no such file."""
    if not is_public_id(id_, "fil"):
        return None
    return StoredFile.objects.filter(pk=uuid_of(id_)).values_list("sha256", flat=True).first()


def file_document(row: StoredFile) -> dict[str, Any]:
    return {
        "id": f"fil_{row.id.hex}",
        "sha256": row.sha256,
        "size": row.size,
        "media_type": row.media_type,
        "name": row.name or None,
        "uploaded_by": f"usr_{row.person_id.hex}",
        "uploaded_at": plain(row.uploaded_at),
    }
