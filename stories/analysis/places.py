"""Places named in a stretch of text: a vendored gazetteer first, the parser's place names beside it."""

import re
from functools import cache
from importlib.resources import files

from stories.domain.values import Place, Span

_NAME = re.compile(r"[A-ZÀ-Þ][\w'’.-]*")


@cache
def _table() -> dict[str, Place]:
    """Every known name to its place; demonyms lead to their country."""
    table: dict[str, Place] = {}
    for line in files(__package__).joinpath("gazetteer.txt").read_text(encoding="utf8").splitlines():
        if not line or line.startswith("#"):
            continue
        country, capital, demonyms, *others = [*line.split("|"), "", ""][:4]
        known = Place(country, country)
        for name in (country, *demonyms.split(","), *",".join(others).split(",")):
            if name:
                table[name] = known
                if name in demonyms and name[-1] not in "shez":
                    table[name + "s"] = known
        if capital:
            table.setdefault(capital, Place(capital, country))
    return table


def find_places(folded: str, span: Span) -> list[tuple[Span, Place]]:
    """Gazetteer names within a span of folded text, longest match first, in reading order."""
    table = _table()
    found: list[tuple[Span, Place]] = []
    words = list(_NAME.finditer(folded, span[0], span[1]))
    index = 0
    while index < len(words):
        for length in range(min(4, len(words) - index), 0, -1):
            start, end = words[index].start(), words[index + length - 1].end()
            name = folded[start:end]
            if name.endswith("'s"):
                name, end = name[:-2], end - 2
            place = table.get(name) or table.get(name.rstrip(".'"))
            if place is not None and end - start < 40:
                found.append(((start, end), place))
                index += length - 1
                break
        index += 1
    return found
