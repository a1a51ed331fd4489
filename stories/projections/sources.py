"""The read model of sources: who publishes, of what kind, under which names."""

from collections.abc import Sequence

from django.db import transaction

from stories.eventlog.folding import SOURCES
from stories.eventlog.read import Stored
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import Subscription
from stories.models import reading


def refresh(source: str) -> int:
    """Brings a source's row up to the newest event of its stream."""
    stream = StreamRef.parse(source)
    with transaction.atomic(), SOURCES.reading(stream) as state:
        row = reading.Source.objects.select_for_update().filter(pk=source).first()
        if row is not None and row.version >= state.version:
            return row.version
        reading.Source.objects.update_or_create(
            id=source,
            defaults={
                "name": state.name,
                "kind": state.kind.value,
                "owner": state.owner or "",
                "url": state.url or "",
                "aliases": list(state.aliases),
                "version": state.version,
            },
        )
        return state.version


def _advance(batch: Sequence[Stored]) -> None:
    for source in dict.fromkeys(stored.stream.public for stored in batch if stored.stream.kind == "source"):
        refresh(source)


SUBSCRIPTION = Subscription("sources", "celery", _advance)
