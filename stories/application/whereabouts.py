"""In which story a thing lies now: by the read model, or by the log where the read model lags."""

from stories.domain.story import Story
from stories.eventlog.folding import STORIES
from stories.eventlog.registry import holder
from stories.eventlog.streams import StreamRef
from stories.models import reading

_TABLES = {
    "art": reading.Article,
    "clm": reading.Claim,
    "con": reading.Contradiction,
    "que": reading.Question,
    "sug": reading.Suggestion,
}
MOVES = 50


class Unknown(LookupError):
    """No story holds this thing."""


def story_of(thing: str) -> str:
    """The public id of the story that holds the thing. Raises Unknown."""
    table = _TABLES.get(thing[:3])
    if table is None:
        raise Unknown(thing)
    story: str | None = table._default_manager.filter(pk=thing).values_list("story", flat=True).first()
    if story is None and thing.startswith("art_"):
        story = holder("article", thing)
    if story is None:
        raise Unknown(thing)
    for _ in range(MOVES):
        with STORIES.reading(StreamRef.parse(story)) as state:
            further = _moved_to(state, thing)
        if further is None:
            return story
        story = further
    raise Unknown(thing)


def _moved_to(state: Story, thing: str) -> str | None:
    held = state.touched(thing) is not None
    return None if held else state.moved_out.get(thing)


def survivor_of(story: str) -> str:
    """The story that a merged one became part of; of one that was not merged, itself."""
    for _ in range(MOVES):
        with STORIES.reading(StreamRef.parse(story)) as state:
            if state.merged_into is None:
                return story
            story = state.merged_into
    raise Unknown(story)
