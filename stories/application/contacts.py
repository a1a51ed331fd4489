"""Contacts: who stands behind a label such as "an official". Kept outside the log, for the recorder and desk heads."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import uuid_utils.compat as uuid7

from stories.application.ids import uuid_of
from stories.domain.actors import By
from stories.domain.records import ContactRef
from stories.domain.refusals import Forbidden
from stories.models import Contact


def forget_contacts(kept: Sequence[ContactRef]) -> None:
    """Contacts that no event names: the command that brought them was refused."""
    Contact.objects.filter(id__in=[uuid.UUID(hex=one.id) for one in kept]).delete()


def keep_contact(label: str, name: str, reach: str | None, *, by: By, at: datetime) -> ContactRef:
    """Stores the identity and gives what an event may carry. Only a person has contacts."""
    if by.person is None:
        raise Forbidden("person-needed")
    kept: uuid.UUID = uuid7.uuid7()
    Contact.objects.create(
        id=kept, label=label, name=name, reach=reach or "", recorded_by_id=uuid_of(by.person), recorded_at=at
    )
    return ContactRef(id=kept.hex, label=label)
