"""What a client has missed, read from the log itself. Each call is short and holds nothing afterwards."""

from collections.abc import Sequence
from itertools import takewhile

from stories.api.live.audience import Sees
from stories.api.live.frames import frames
from stories.api.live.opening import Opening
from stories.eventlog.read import Stored, read_log, read_stream
from stories.eventlog.streams import StreamRef
from stories.models.log import LogEntry

BATCH = 500


def missed(opening: Opening, after: int, upto: int) -> tuple[bytes, int]:
    """The next frames beyond position `after`, and the position up to which this tells everything.

    upto: a position that is known to be in the log.
    """
    if opening.story is None:
        events: Sequence[Stored] = read_log(after, BATCH)
        reached = events[-1].position if events else None
    else:
        events = _of_story(StreamRef.parse(opening.story), after)
        reached = events[-1].position if len(events) == BATCH else None
    shown = (frame.seen(opening.sees, opening.story) for frame in frames(events, readers=opening.sees is Sees.PUBLIC))
    last = events[-1].position if events else None
    return b"".join(filter(None, shown)), reached if reached is not None else max(upto, last or upto)


def _of_story(story: StreamRef, after: int) -> list[Stored]:
    known = LogEntry.objects.filter(stream=story.id, position__lte=after).order_by("-version")
    version = known.values_list("version", flat=True).first() or 0
    rest = read_stream(story, after=version, upto=version + BATCH)
    return list(takewhile(lambda one: one.position is not None, rest))
