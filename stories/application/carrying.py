"""Our own articles in other stories that print words of what was taken back: those that we have to change ourselves."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from stories.comparison.lineage import LineageText, lineage_text, shared_passages
from stories.domain.state import Article, Claim
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.domain.vocabulary import SourceKind
from stories.models import reading

BEFORE = timedelta(days=90)  # ours may be older: a wire that came in late, or never but in reprints
LOOKED_AT = 200  # articles that have a phrase of it, the newest
PHRASE, STEP, PHRASES = 6, 3, 400  # words of a phrase, words to the next, how many are looked for
STATED = 0.6  # share of a claim's words in a row by which an article states it

_WINDOW = re.compile(rf"\S+(?:[ \t\u00a0]\S+){{{PHRASE - 1}}}")
_FOUND = """
SELECT id FROM stories_article
WHERE source = ANY (%(ours)s) AND story <> %(story)s AND filed_at >= %(since)s
    AND document ->> 'text' ILIKE ANY (%(phrases)s)
ORDER BY filed_at DESC LIMIT %(many)s
"""


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
    ours = list(reading.Source.objects.filter(kind=SourceKind.OWN.value).values_list("id", flat=True))
    phrases = list(dict.fromkeys(_phrases([*whole, *(text for texts in said.values() for text in texts)])))
    asked: dict[str, Any] = {
        "ours": ours,
        "story": story.id,
        "since": min(begun) - BEFORE,
        "phrases": phrases[:PHRASES],
        "many": LOOKED_AT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, asked)
        found = [row[0] for row in cursor.fetchall()]
    texts = [lineage_text("", text) for text in whole]
    stated = {claim: [lineage_text("", text) for text in parts] for claim, parts in said.items()}
    looked = (_looked(row, texts, stated) for row in reading.Article.objects.filter(pk__in=found).order_by("filed_at"))
    return [one for one in looked if one.claims or one.copied]


def _phrases(texts: Iterable[str]) -> Iterator[str]:
    """Words in a row as they are printed, as patterns: whoever copied more than a few has one of them."""
    for text in texts:
        starts = [match.start() for match in re.finditer(r"\S+", text)][::STEP]
        for start in starts:
            if window := _WINDOW.match(text, start):
                yield "%" + re.sub(r"([\\%_])", r"\\\1", window[0]) + "%"


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
