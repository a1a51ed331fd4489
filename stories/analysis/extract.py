"""The entry point: one article's text to everything that is found in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from stories.analysis import model
from stories.analysis.attribution import find_reports
from stories.analysis.claims import Material, find_claims
from stories.analysis.credits import find_credits
from stories.analysis.dates import find_dates
from stories.analysis.dates_clause import tense_finder
from stories.analysis.entities import EntityTable
from stories.analysis.floating import attach
from stories.analysis.normalise import fold, paragraphs
from stories.analysis.parse import parse_passages
from stories.analysis.passages import lay_out
from stories.analysis.plain import find_plain_reports
from stories.analysis.pointed import with_pointed
from stories.analysis.predicates import ClauseReader
from stories.analysis.quantities import find_quantities
from stories.analysis.quotes import find_quotes
from stories.analysis.record import Analysis
from stories.analysis.speakers import SpeakerBook
from stories.domain.assistance import Pointed
from stories.domain.values import PassageKind

RULES = "rules@1"
PLAIN = "plain@1"  # the same without a parse


class Extractor(Protocol):
    def __call__(
        self,
        text: str,
        *,
        title: str | None = None,
        published_at: datetime | None = None,
        received_at: datetime | None = None,
        source: str | None = None,
        language: str | None = None,
        recurring: frozenset[str] = frozenset(),
        pointed: Sequence[Pointed] = (),
    ) -> Analysis: ...


def analyse(
    text: str,
    *,
    title: str | None = None,
    published_at: datetime | None = None,
    received_at: datetime | None = None,
    source: str | None = None,
    language: str | None = None,
    recurring: frozenset[str] = frozenset(),
    pointed: Sequence[Pointed] = (),
) -> Analysis:
    """Passages, quotations, entities, quantities, dates and claims of one revision. Never raises for its text.

    published_at, or a date at the head of the text, anchors relative dates; without either received_at does, or the
    dateline's day before it.
    language: only English is parsed; for others quotations, quantities and dates are read by rule alone.
    source: the publishing outlet's name: a credit to itself is none.
    recurring: normalise.paragraph_digest of paragraphs that this outlet prints under many articles: no claims.
    pointed: what a language model pointed at in this very text, as it came through the gate (grounding.ground).
    """
    spoken = (language or "en").lower()
    parsed = spoken.split("-")[0].split("_")[0] == "en" and model.load() is not None
    blocks = paragraphs(text)
    layout = lay_out(text, blocks, title, recurring=recurring)
    quotes = find_quotes(text, blocks)
    folded = fold(text)
    read = parse_passages(folded, layout.passages, quotes, parsed=parsed)
    reports = attach(read, [find_reports(p) if parsed else find_plain_reports(p) for p in read])
    table = EntityTable(read)
    book = SpeakerBook(table)
    quantities = find_quantities(text)
    published: date | datetime | None = published_at
    if published is None and layout.stated is not None:
        published = _stated(layout.stated)
    if published is None and received_at is not None and layout.sent is not None:
        received_at = _last(layout.sent, received_at)
    dates = find_dates(text, published=published, received=received_at, tense_at=tense_finder(read) if parsed else None)
    reader = ClauseReader(read, book, quantities, dates)
    material = Material(text, folded, read, reports, book, reader, quantities, dates)
    claims = find_claims(material)
    if pointed:  # a book of its own: whose turn it is in the text is over
        claims = with_pointed(replace(material, book=SpeakerBook(table)), claims, pointed)
    posts = [(p.start, p.end) for p in layout.passages if p.kind is PassageKind.EMBEDDED_POST]
    return Analysis(
        extractor=RULES if parsed else PLAIN,
        language=spoken,
        passages=layout.passages,
        quotes=tuple(sorted([(q.start, q.end) for q in quotes] + posts)),
        entities=table.entities(),
        quantities=quantities,
        dates=dates,
        claims=claims,
        credits=find_credits(folded, layout.passages, source),
    )


EXTRACTORS: dict[str, Extractor] = {RULES: analyse}


def _last(sent: tuple[int, int], received: datetime) -> datetime:
    """When a dateline's day was last, seen from the receipt: the year is still the receipt's to tell."""
    for year in (received.year, received.year - 1):
        try:
            day = received.replace(year=year, month=sent[0], day=sent[1])
        except ValueError:
            continue
        if day <= received:
            return day
    return received


def _stated(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
