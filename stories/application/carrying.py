"""Articles in other stories that print words of what was taken back: ours, which we have to change, and others'."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from stories.analysis.normalise import paragraphs
from stories.analysis.quotes import find_quotes
from stories.application.alike import sharing
from stories.comparison.imprints import marks_of
from stories.comparison.lineage import LineageResult, LineageText, lineage_text, shared_passages
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import ClaimId, Passage
from stories.domain.vocabulary import SourceKind
from stories.models import reading

BEFORE = timedelta(days=90)  # it may be older: a wire that came in late, or never but in reprints
LOOKED_AT = 200  # articles, those that share most
PHRASE = 6  # words in a row; whoever copied more than a few has them
STATED = 0.6  # share of a claim's words in a row by which an article states it


@dataclass(frozen=True, slots=True)
class Carrier:
    """claims: which of the claims it states; copied: the words that it shares, as they stand in it.

    score: the larger of the two shares that the words in common have in the two texts.
    """

    row: reading.Article
    claims: tuple[ClaimId, ...]
    copied: tuple[str, ...]
    score: float


def our_carriers(story: Story, claims: Sequence[Claim], texts: Collection[str]) -> list[Carrier]:
    """Our own articles of other stories that print words of the texts or of the claims.

    By their words alone, quoted ones too: no story holds both texts, so nobody has compared them.
    """
    said = {claim.id: {item.appearance.text for item in claim.appearances} for claim in claims}
    whole = [lineage_text("", text) for text in texts]
    stated = {claim: [lineage_text("", text) for text in parts] for claim, parts in said.items()}
    found = []
    for row in _having({*texts}.union(*said.values()), story, own=True):
        text = str(row.document["text"])
        found.append(_looked(row, text, lineage_text(row.pk, text), whole, stated))
    return [one for one in found if one.claims or one.copied]


def copiers(story: Story, texts: Collection[str]) -> list[Carrier]:
    """Articles of others, in other stories, that copied from the texts; who prints the same quotation has not."""
    whole = [unquoted("", text) for text in texts]
    rows = _having(texts, story, own=False)
    found = [
        _looked(row, text, unquoted(row.pk, text), whole, {}) for row in rows if (text := str(row.document["text"]))
    ]
    return [one for one in found if one.copied]


def unquoted(key: str, text: str, passages: Sequence[Passage] = ()) -> LineageText:
    """A text without what it quotes, ready to be compared."""
    quotes = find_quotes(text, list(paragraphs(text)))
    return lineage_text(key, text, passages=passages, quotes=[(one.start, one.end) for one in quotes])


def phrases(text: str) -> Iterator[str]:
    """Every so many words in a row, however they are set."""
    words = text.casefold().split()
    return (" ".join(words[start : start + PHRASE]) for start in range(len(words) - PHRASE + 1))


def _having(texts: Collection[str], story: Story, *, own: bool) -> list[reading.Article]:
    """Articles of other stories that share words with the texts, ours or those of others, as they came."""
    marks = {mark for text in texts for mark in marks_of(text)}
    begun = [item.received_at for item in story.articles.values()]
    if not begun or not marks:
        return []
    place = {one.article: n for n, one in enumerate(sharing(marks)) if one.story != story.id}
    ours = reading.Source.objects.filter(kind=SourceKind.OWN.value).values("id")
    rows = reading.Article.objects.filter(pk__in=place, filed_at__gte=min(begun) - BEFORE)
    rows = rows.filter(source__in=ours) if own else rows.exclude(source__in=ours)
    most = sorted(rows.values_list("pk", flat=True), key=lambda one: place[one])[:LOOKED_AT]
    return list(reading.Article.objects.filter(pk__in=most).order_by("filed_at"))


def _looked(
    row: reading.Article,
    text: str,
    mine: LineageText,
    texts: Sequence[LineageText],
    stated: Mapping[ClaimId, Sequence[LineageText]],
) -> Carrier:
    shared: list[LineageResult] = [result for one in texts if (result := shared_passages(mine, one)) is not None]
    spans = sorted({span for result in shared for span, _ in result.passages})
    claims = tuple(
        claim
        for claim, parts in stated.items()
        if any(part.grams and len(part.grams & mine.grams) >= STATED * len(part.grams) for part in parts)
    )
    score = max((max(result.containment) for result in shared), default=0.0)
    return Carrier(row, claims, tuple(text[start:end] for start, end in spans), score)
