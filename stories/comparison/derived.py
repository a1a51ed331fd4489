"""Values that one article probably took from another: the same vague expression, beside shared text."""

from stories.comparison.figures import Amount, Period
from stories.comparison.lineage import LineageText, lineage_text, shared_passages
from stories.comparison.reading import Reading


def probably_derived(
    mine: tuple[tuple[Period, ...], tuple[Amount, ...]],
    theirs: tuple[tuple[Period, ...], tuple[Amount, ...]],
    reading: Reading,
    other: Reading,
) -> bool:
    """Both print "a year ago", "roughly 150": no second witness, where the two articles also share a passage.

    mine, theirs: the dates and amounts of the two wordings.
    """
    if reading.article == other.article or not _echo(mine, theirs):
        return False
    return shared_passages(_prepared(reading), _prepared(other)) is not None


def _echo(
    mine: tuple[tuple[Period, ...], tuple[Amount, ...]], theirs: tuple[tuple[Period, ...], tuple[Amount, ...]]
) -> bool:
    vague = {_folded(date.printed) for date in mine[0] if date.fuzzy}
    vague |= {_folded(amount.printed) for amount in mine[1] if not amount.exact}
    held = {_folded(date.printed) for date in theirs[0]} | {_folded(amount.printed) for amount in theirs[1]}
    return not vague.isdisjoint(held)


def _folded(printed: str) -> str:
    return " ".join(printed.lower().split())


def _prepared(reading: Reading) -> LineageText:
    analysis = reading.analysis
    return lineage_text(
        reading.article, reading.text, passages=analysis.passages, quotes=analysis.quotes, outlet=reading.source
    )
