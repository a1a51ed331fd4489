"""Which endpoint hears of which event. Ends in the subscription that writes a delivery for each pair, exactly once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from stories.application import messages
from stories.application.endpoints import CHAT, PENDING, owner_of, public_id
from stories.application.handle import now
from stories.application.ids import new_id, uuid_of
from stories.domain.actors import By
from stories.domain.events_story import NoticeSent
from stories.domain.permissions import Action, may
from stories.domain.vocabulary import Role, Scope
from stories.eventlog.folding import STORIES, event_of
from stories.eventlog.read import Stored
from stories.eventlog.subscription import Subscription
from stories.models import Delivery, WebhookEndpoint

_LOG_READERS = frozenset({Role.EDITOR, Role.DESK_HEAD, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Listener:
    """An endpoint with the rights of its owner at one moment; None where the owner has none left."""

    endpoint: WebhookEndpoint
    by: By | None

    @classmethod
    def of(cls, endpoint: WebhookEndpoint, at: datetime) -> "Listener":
        return cls(endpoint, owner_of(endpoint, at))

    def hears(self, stored: Stored) -> bool:
        """Whether there is a message, without making it where that can be known before."""
        if self.by is None or not self._wants(stored):
            return False
        if self.endpoint.format != CHAT and self._reads_all(self.by, stored):
            return True
        return self.message(stored) is not None

    def message(self, stored: Stored) -> str | None:
        """What the endpoint is told of the event, or None where it does not want or may not know it.

        Made anew for each attempt: a body that was erased meanwhile goes out no more.
        """
        if self.by is None or not self._wants(stored):
            return None
        whole = self._reads_all(self.by, stored)
        if whole and self.endpoint.format != CHAT:
            return messages.standard(stored)
        if stored.stream.kind != "story":
            return None
        with STORIES.reading(stored.stream) as story:
            told = None if whole else messages.readers_hear(story, stored)
            line = messages.line_of(story, event_of(stored)) if self.endpoint.format == CHAT else None
        if not whole and told is None:
            return None
        if self.endpoint.format == CHAT:
            return messages.chat(line) if line else None
        return messages.public(stored, told or {})

    def _wants(self, stored: Stored) -> bool:
        endpoint = self.endpoint
        if stored.envelope.type == "notice.sent":
            return self._is_meant(stored)
        if endpoint.types and stored.envelope.type not in endpoint.types:
            return False
        if endpoint.format == CHAT and stored.envelope.type not in messages.CHAT_TYPES:
            return False
        return not endpoint.stories or stored.stream.public in endpoint.stories

    def _is_meant(self, stored: Stored) -> bool:
        """A notice goes to those whom its author chose, whatever else they want to hear, and to nobody else."""
        event = event_of(stored)
        return isinstance(event, NoticeSent) and public_id(self.endpoint.id) in event.to

    @staticmethod
    def _reads_all(by: By, stored: Stored) -> bool:
        """The whole log is for few; of stories and sources whoever reads unpublished ones reads all."""
        reads_log = bool(by.roles & _LOG_READERS) if by.scopes is None else Scope.EVENTS_READ in by.scopes
        if reads_log and (by.person is None or by.roles):
            return True
        return may(by, Action.READ_UNPUBLISHED if stored.stream.kind != "desk" else Action.RUN_HOUSE)


def rows_for(listener: Listener, batch: Sequence[Stored], at: datetime) -> Iterator[Delivery]:
    """A delivery for each event of the batch that the listener hears."""
    for stored in batch:
        if listener.hears(stored):
            yield Delivery(
                id=uuid_of(new_id("dlv")),
                endpoint=listener.endpoint,
                event=stored.envelope.id,
                type=stored.envelope.type,
                story=stored.stream.public if stored.stream.kind == "story" else "",
                position=stored.position,
                state=PENDING,
                next_at=at,
                created_at=at,
            )


def with_owners(endpoints: QuerySet[WebhookEndpoint]) -> QuerySet[WebhookEndpoint]:
    return endpoints.select_related("key__person__user", "person__user")


def _write(batch: Sequence[Stored]) -> None:
    """Disabled endpoints gather nothing: whoever enables one again asks for the range that it missed."""
    last = max(stored.position or 0 for stored in batch)
    living = WebhookEndpoint.objects.filter(deleted_at=None, disabled_at=None, since__lt=last)
    at = now()
    for endpoint in with_owners(living):
        listener = Listener.of(endpoint, at)
        fresh = [stored for stored in batch if stored.position is not None and stored.position > endpoint.since]
        Delivery.objects.bulk_create(rows_for(listener, fresh, at), ignore_conflicts=True)


SUBSCRIPTION = Subscription("webhooks", "outside", _write)
