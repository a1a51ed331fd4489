"""Sources whose names the eye takes for one another: told to people, decided by nobody. A source is its id."""

from stories.gateways.disguises import disguised, skeleton
from stories.models import reading


def lookalike(name: str, *, source: str = "") -> list[str]:
    """Another source that goes by what looks like this name, in words. source: its own id, where it is registered."""
    if name.isascii():  # such a name imitates none; others imitate it
        return []
    looks = skeleton(name)
    others = reading.Source.objects.exclude(pk=source).values_list("name", flat=True)
    alike = (other for other in others.iterator() if other != name and skeleton(other) == looks)
    return [f"the name {name} looks like {other}, which is another source" for other in alike][:1]


def doubts_of(name: str, *, source: str) -> list[str]:
    """What an operator should know of a source's name, in words."""
    return [f"its source's name has {what}" for what in disguised(name)] + lookalike(name, source=source)
