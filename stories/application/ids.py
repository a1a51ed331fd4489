"""New public ids: a prefix that says what is named, and the 32 hex digits of a UUIDv7."""

import re
import uuid

import uuid_utils

_PUBLIC_ID = re.compile(r"[a-z]{3}_[0-9a-f]{32}")


def new_id(prefix: str) -> str:
    return f"{prefix}_{uuid_utils.uuid7().hex}"


def new_event_id() -> str:
    """Dashed, as in the envelope."""
    return str(uuid_utils.uuid7())


def is_public_id(text: str, prefix: str) -> bool:
    return bool(_PUBLIC_ID.fullmatch(text)) and text.startswith(f"{prefix}_")


def uuid_of(public_id: str) -> uuid.UUID:
    return uuid.UUID(hex=public_id.split("_", 1)[1])
