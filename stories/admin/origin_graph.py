"""The picture of who has it from where: articles on the left, origins on the right, shared passages as arcs.

Articles stand in the order of their origins, so that no line crosses another however many there are.
"""

from dataclasses import dataclass, field
from typing import Any

from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.projections.summaries import shortened

ROW, TOP = 30, 34
LEFT, RIGHT, WIDTH = 70, 690, 1180
TIMES = 580  # where the times end
LABEL = 60  # characters of a label
DRAWN = 60  # articles


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    y: int
    text: str
    below: str
    title: str

    @property
    def box(self) -> int:
        """Where the square of an origin begins."""
        return self.y - 5


@dataclass(frozen=True, slots=True)
class Line:
    """path: for the attribute d. width: how much is shared, from 1 to 4."""

    path: str
    width: int
    title: str


@dataclass(frozen=True, slots=True)
class Graph:
    """undrawn: how many articles there are beyond those in the picture."""

    articles: list[Node] = field(default_factory=list)
    origins: list[Node] = field(default_factory=list)
    links: list[Line] = field(default_factory=list)
    copies: list[Line] = field(default_factory=list)
    height: int = TOP
    undrawn: int = 0
    width: int = WIDTH
    times: int = TIMES
    right: int = RIGHT


def origin_graph(story: Story, sources: dict[str, Any]) -> Graph:
    """sources: the story's outlets by origin, as `provenance.sources` gives them."""
    articles: list[Node] = []
    origins: list[Node] = []
    links: list[Line] = []
    places: dict[str, int] = {}
    total = sum(len(group["articles"]) for group in sources["origins"])
    for group in sources["origins"]:
        drawn = group["articles"][: DRAWN - len(articles)]
        if not drawn:
            break
        for one in drawn:
            places[one] = TOP + ROW * len(articles)
            articles.append(_article(story, one, places[one]))
        middle = (places[drawn[0]] + places[drawn[-1]]) // 2
        origins.append(_origin(group, middle))
        links += [Line(_across(places[one], middle), 1, "") for one in drawn]
    copies = [_arc(places, copied) for copied in copied_pairs(story) if copied[0] in places and copied[1] in places]
    return Graph(articles, origins, links, copies, TOP + ROW * len(articles), total - len(articles))


def _article(story: Story, id_: str, y: int) -> Node:
    article = story.articles[ArticleId(id_)]
    outlet = story.source_of(article).name
    label = f"{outlet}: {article.title}" if article.title else outlet
    return Node(id_, y, shortened(label, LABEL), f"{article.received_at:%-d %b %H:%M}", label)


def _origin(group: dict[str, Any], y: int) -> Node:
    name = group["name"] or group["origin"]
    why = "; ".join(group["why"])
    return Node(group["origin"], y, shortened(name, 36), shortened(why, 78), f"{name}. {why}" if why else name)


def _across(start: int, end: int) -> str:
    return f"M{TIMES + 8} {start} C{TIMES + 60} {start} {RIGHT - 60} {end} {RIGHT} {end}"


def copied_pairs(story: Story) -> list[tuple[str, str, int, int]]:
    """Pairs of standing articles that share passages: how many, and how many characters in all."""
    found: dict[tuple[str, str], list[int]] = {}
    for article in story.articles.values():
        for one in article.head_revision.lineage:
            pair = (min(article.id, one.article), max(article.id, one.article))
            found.setdefault(pair, []).append(one.passage[1] - one.passage[0])
    return [(first, second, len(lengths), sum(lengths)) for (first, second), lengths in found.items()]


def _arc(places: dict[str, int], copied: tuple[str, str, int, int]) -> Line:
    first, second, passages, characters = copied
    a, b = sorted((places[first], places[second]))
    bend = max(6, LEFT - 14 - min(LEFT - 20, (b - a) // 3))
    width = 1 + min(3, characters // 400)
    return Line(f"M{LEFT - 8} {a} C{bend} {a} {bend} {b} {LEFT - 8} {b}", width, f"{passages}, {characters}")
