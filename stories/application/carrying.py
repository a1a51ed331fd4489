"""Our own articles in other stories that print words of what was taken back: those that we have to change ourselves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from stories.comparison.lineage import LineageText, lineage_text, shared_passages
from stories.domain.state import Article, Claim
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.domain.vocabulary import SourceKind
from stories.models import reading

BEFORE = timedelta(days=90)  # ours may be older: a wire that came in late, or never but in reprints
READ = 3_000  # articles of ours whose words are looked through, the newest
LOOKED_AT = 200  # of those that have a phrase of it
PHRASE = 6  # words in a row; whoever copied more than a few has them
STATED = 0.6  # share of a claim's words in a row by which an article states it


@dataclass(frozen=True, slots=True)
class Carrier:
    """claims: which of the claims it states; copied: the words that it shares, as they stand in it."""

    row: reading.Article
    claims: tuple[ClaimId, ...]
    copied: tuple[str, ...]


def carriers(story: Story, claims: Sequence[Claim], taken_back: Article | None) -> list[Carrier]:
    """By their words alone, quoted ones too: no story holds both texts, so nobody has compared them."""
    said = {claim.id: {item.appearance.text for item in claim.appearances} for claim in claims}
    whole = {revision.text for revision in taken_back.revisions} if taken_back is not None else set()
    begun = [item.received_at for item in story.articles.values()]
    if not begun or not (whole or any(said.values())):
        return []
    wanted = {phrase for text in whole.union(*said.values()) for phrase in _phrases(text)}
    found = list(islice(_having(wanted, story.id, min(begun) - BEFORE), LOOKED_AT))
    texts = [lineage_text("", text) for text in whole]
    stated = {claim: [lineage_text("", text) for text in parts] for claim, parts in said.items()}
    looked = (_looked(row, texts, stated) for row in reading.Article.objects.filter(pk__in=found).order_by("filed_at"))
    return [one for one in looked if one.claims or one.copied]


def _having(phrases: Collection[str], story: str, since: datetime) -> Iterator[str]:
    """Our own articles of other stories that have one of the phrases, the newest first.

    Looked through here: so many patterns take the database longer than a statement may.
    """
    ours = reading.Source.objects.filter(kind=SourceKind.OWN.value).values("id")
    rows = reading.Article.objects.filter(source__in=ours, filed_at__gte=since).exclude(story=story)
    for id_, text in rows.order_by("-filed_at").values_list("pk", "document__text")[:READ].iterator(chunk_size=200):
        if any(phrase in phrases for phrase in _phrases(text)):
            yield id_


def _phrases(text: str) -> Iterator[str]:
    """Every so many words in a row, however they are set."""
    words = text.casefold().split()
    return (" ".join(words[start : start + PHRASE]) for start in range(len(words) - PHRASE + 1))


def _looked(
    row: reading.Article, texts: Sequence[LineageText], stated: Mapping[ClaimId, Sequence[LineageText]]
) -> Carrier:
    printed = str(row.document["text"])
    mine = lineage_text(row.pk, printed)
    shared = [result for text in texts if (result := shared_passages(mine, text)) is not None]
    spans = sorted({span for result in shared for span, _ in result.passages})
    claims = tuple(
        claim
        for claim, parts in stated.items()
        if any(part.grams and len(part.grams & mine.grams) >= STATED * len(part.grams) for part in parts)
    )
    return Carrier(row, claims, tuple(printed[start:end] for start, end in spans))
