"""Copied passages: which stretches of one article also stand in another, quoted speech and furniture left out.

Word n-gram containment (Broder 1997, "On the resemblance and containment of documents") on the body text,
with exact alignment of the shared stretches. Sharing a quotation is not copying, so quotations are masked first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stories.comparison.words import Word, outside, words
from stories.domain.values import Extent, Passage, PassageKind, Span

LINEAGE = "lineage@1"

GRAM = 5
RUN = 20  # a stretch this long is not written twice by chance
CONTAINED = 0.15  # share of an article's n-grams that makes it a copy although no stretch is long
WHOLE = 0.78
ONE_TEXT = 0.5  # share from which articles of one outlet are versions of one text, not neighbours under one note
CROWD = 64  # an n-gram in more articles than this says nothing about any pair
GAP = 4  # words that an editor may change inside one passage
SHOWN = 8  # shortest stretch worth showing

_READ = {PassageKind.BODY, PassageKind.HEADLINE, PassageKind.CROSSHEAD}

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineageText:
    """One article prepared: runs of unmasked words. outlet: articles of one outlet share its furniture."""

    key: str
    runs: tuple[tuple[Word, ...], ...]
    grams: frozenset[Gram]
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class LineageResult:
    """containment: the share of a's n-grams that stand in b, and of b's in a; passages: spans in a and in b."""

    a: str
    b: str
    extent: Extent
    containment: tuple[float, float]
    longest_run: int
    passages: tuple[tuple[Span, Span], ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """One shared stretch: word places in a and in b."""

    a: int
    b: int
    length: int


def lineage_text(
    key: str, text: str, *, passages: Sequence[Passage] = (), quotes: Sequence[Span] = (), outlet: str = ""
) -> LineageText:
    """Prepares one article. Without passages the whole text counts as body."""
    furniture = [(p.start, p.end) for p in passages if p.kind not in _READ]
    runs = tuple(tuple(run) for run in outside(words(text), [*quotes, *furniture]))
    return LineageText(key, runs, frozenset(_grams(runs)), outlet)


def shared_passages(
    a: LineageText, b: LineageText, *, boilerplate: frozenset[Gram] = frozenset()
) -> LineageResult | None:
    """What of a stands in b, or None where that is no more than chance or common phrases."""
    mine, theirs = a.grams - boilerplate, b.grams - boilerplate
    shared = mine & theirs
    if not shared:
        return None
    containment = (len(shared) / len(mine), len(shared) / len(theirs))
    blocks, first, second = _align(a, b, shared)
    longest = max((block.length for block in blocks), default=0)
    if longest < RUN and (max(containment) < CONTAINED or longest < SHOWN):
        return None
    spans = tuple(
        sorted(
            (
                (first[block.a].start, first[block.a + block.length - 1].end),
                (second[block.b].start, second[block.b + block.length - 1].end),
            )
            for block in blocks
            if block.length >= SHOWN
        )
    )
    extent = Extent.WHOLE if max(containment) >= WHOLE else Extent.PARTIAL
    return LineageResult(a.key, b.key, extent, containment, longest, _merged(spans))


def find_lineage(texts: Iterable[LineageText]) -> list[LineageResult]:
    """Every pair of many articles that share copied passages, in the order given; candidates by an inverted index."""
    held = list(texts)
    places: defaultdict[Gram, list[int]] = defaultdict(list)
    for number, text in enumerate(held):
        for gram in text.grams:
            places[gram].append(number)
    boilerplate = _boilerplate(held, places)
    pairs: Counter[tuple[int, int]] = Counter()
    for gram, where in places.items():
        if 1 < len(where) <= CROWD and gram not in boilerplate:
            pairs.update((one, other) for at, one in enumerate(where) for other in where[at + 1 :])
    least = SHOWN - GRAM + 1
    found = [
        shared_passages(held[one], held[other], boilerplate=boilerplate)
        for (one, other), count in sorted(pairs.items())
        if count >= least
    ]
    return [result for result in found if result is not None]


def _grams(runs: Iterable[Sequence[Word]]) -> Iterable[Gram]:
    for run in runs:
        forms = [word.form for word in run]
        for at in range(len(forms) - GRAM + 1):
            yield tuple(forms[at : at + GRAM])


def _boilerplate(held: Sequence[LineageText], places: dict[Gram, list[int]]) -> frozenset[Gram]:
    """N-grams that three or more articles of one outlet share while most of them share little else.

    Articles of unknown outlet count as one outlet's.
    """
    contained: dict[tuple[int, int], bool] = {}

    def related(one: int, other: int) -> bool:
        if (one, other) not in contained:
            shared = held[one].grams & held[other].grams
            own = sum(len(places[gram]) == 2 for gram in shared)
            least = max(1, min(len(held[one].grams), len(held[other].grams)))
            contained[one, other] = len(shared) / least >= ONE_TEXT or own / least >= CONTAINED / 3
        return contained[one, other]

    found: set[Gram] = set()
    verdicts: dict[tuple[int, ...], bool] = {}
    for gram, everywhere in places.items():
        if len(everywhere) < 3:
            continue
        for outlet in {held[n].outlet for n in everywhere}:
            where = tuple(n for n in everywhere if held[n].outlet == outlet)[:CROWD]
            if len(where) < 3:
                continue
            if where not in verdicts:
                pairs = [related(one, other) for at, one in enumerate(where) for other in where[at + 1 :]]
                verdicts[where] = sum(pairs) * 2 < len(pairs)
            if verdicts[where]:
                found.add(gram)
    return frozenset(found)


def _align(a: LineageText, b: LineageText, shared: frozenset[Gram]) -> tuple[list[_Block], list[Word], list[Word]]:
    """Maximal common stretches, longest first, each word of either text used once."""
    first, starts_a = _flat(a)
    second, starts_b = _flat(b)
    index: defaultdict[Gram, list[int]] = defaultdict(list)
    for at in starts_b:
        gram = tuple(w.form for w in second[at : at + GRAM])
        if gram in shared:
            index[gram].append(at)
    in_a, in_b = set(starts_a), set(starts_b)
    blocks = []
    for at in starts_a:
        gram = tuple(w.form for w in first[at : at + GRAM])
        for other in index.get(gram, ()):
            if at - 1 in in_a and other - 1 in in_b and first[at - 1].form == second[other - 1].form:
                continue  # already part of the stretch that began earlier
            length = GRAM
            while at + length - GRAM + 1 in in_a and other + length - GRAM + 1 in in_b:
                if first[at + length].form != second[other + length].form:
                    break
                length += 1
            blocks.append(_Block(at, other, length))
    blocks.sort(key=lambda block: (-block.length, block.a, block.b))
    used_a: set[int] = set()
    used_b: set[int] = set()
    kept = []
    for block in blocks:
        over_a, over_b = range(block.a, block.a + block.length), range(block.b, block.b + block.length)
        if used_a.isdisjoint(over_a) and used_b.isdisjoint(over_b):
            used_a.update(over_a)
            used_b.update(over_b)
            kept.append(block)
    return kept, first, second


def _flat(text: LineageText) -> tuple[list[Word], list[int]]:
    """All words in a row and the places where an n-gram begins that crosses no mask."""
    flat: list[Word] = []
    starts: list[int] = []
    for run in text.runs:
        starts.extend(range(len(flat), len(flat) + len(run) - GRAM + 1))
        flat.extend(run)
    return flat, starts


def _merged(spans: Sequence[tuple[Span, Span]]) -> tuple[tuple[Span, Span], ...]:
    """Neighbouring stretches, parted by a few changed words in both texts, as one passage."""
    reach = GAP * 7  # characters
    merged: list[tuple[Span, Span]] = []
    for mine, theirs in spans:
        if merged:
            (start, end), (their_start, their_end) = merged[-1]
            if 0 <= mine[0] - end <= reach and 0 <= theirs[0] - their_end <= reach:
                merged[-1] = ((start, mine[1]), (their_start, theirs[1]))
                continue
        merged.append((mine, theirs))
    return tuple(merged)
