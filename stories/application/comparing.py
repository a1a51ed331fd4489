"""From an analysed article to what a story has to record: claims, appearances, copied passages, contradictions.

Built on the newest folded story and built anew when that has changed; the analyses themselves are kept.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from stories.analysis.record import Candidate
from stories.application.conflicting import conflict_findings
from stories.application.dating import Sibling, sibling_dates
from stories.application.ids import new_id
from stories.application.readings import date_of, reading_of
from stories.application.revising import revision_kind
from stories.comparison.lineage import lineage_text, shared_passages
from stories.comparison.reading import Reading, Wording
from stories.comparison.same_claim import match
from stories.domain.commands_article import Findings, RecordAnalysis, RecordComparison
from stories.domain.events_article import ArticleAnalysed, ArticleDated
from stories.domain.events_finding import (
    ClaimAppearanceCarried,
    ClaimAppearanceDropped,
    ClaimAppeared,
    ClaimExtracted,
    ClaimRevalued,
)
from stories.domain.state import Article, Revision
from stories.domain.story import Story
from stories.domain.values import (
    Appearance,
    ArticleId,
    ClaimId,
    DateMention,
    Granularity,
    Lineage,
    Quantity,
    Span,
    Speaker,
)
from stories.domain.vocabulary import DatedHow, DropReason, RevisionKind

THOUSANDTHS = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate with the claim that it belongs to."""

    claim: ClaimId
    candidate: Candidate


def record_of(story: Story, article_id: ArticleId, number: int) -> RecordAnalysis | None:
    """What the story has to record of this revision; None where there is nothing to read any more."""
    article = story.articles.get(article_id)
    revision = article.revision(number) if article else None
    if article is None or revision is None or article.withdrawn or revision.withdrawn:
        return None
    siblings = sibling_dates(story)
    readings = _readings(story, siblings)
    reading = reading_of(story, article, revision, _anchor(article, siblings))
    if number == article.head:
        readings[article_id] = reading
    dated = _datings(story, siblings)
    if number != article.head:
        kind, why = _kind(article, revision, reading, Findings())
        return RecordAnalysis(_analysed(article, revision, reading, readings, (), kind, why), Findings(), dated)
    known = _wordings(story, readings, without=article_id)
    findings, placed = _placements(story, article, revision, reading, known)
    revalued = _revalued(story, readings, dated)
    now = [*known, *(Wording(one.claim, reading, one.candidate) for one in placed)]
    contradictions = conflict_findings(story, now)
    kind, why = _kind(article, revision, reading, findings)
    touched = tuple(dict.fromkeys(one.claim for one in placed))
    return RecordAnalysis(
        _analysed(article, revision, reading, readings, touched, kind, why),
        replace(
            contradictions,
            extracted=findings.extracted,
            appeared=findings.appeared,
            carried=findings.carried,
            dropped=findings.dropped,
            revalued=revalued,
        ),
        dated,
    )


def comparison_of(story: Story) -> RecordComparison | None:
    """What has to be recorded when no text is new, but support fell, moved or was dated anew; None where nothing is."""
    siblings = sibling_dates(story)
    readings = _readings(story, siblings)
    dated = _datings(story, siblings)
    contradictions = conflict_findings(story, _wordings(story, readings, without=None))
    findings = replace(contradictions, revalued=_revalued(story, readings, dated))
    return RecordComparison(findings, dated) if dated or findings != Findings() else None


def _readings(story: Story, siblings: dict[ArticleId, Sibling]) -> dict[ArticleId, Reading]:
    """The analysed head texts that stand."""
    return {
        one.id: reading_of(story, one, one.head_revision, _anchor(one, siblings))
        for one in story.articles.values()
        if not one.withdrawn and one.head_revision.analysed_by is not None
    }


def _anchor(article: Article, siblings: dict[ArticleId, Sibling]) -> datetime | None:
    sibling = siblings.get(article.id)
    return sibling.value if sibling and article.published_at is None else date_of(article)


def _datings(story: Story, siblings: dict[ArticleId, Sibling]) -> tuple[ArticleDated, ...]:
    return tuple(
        ArticleDated(article, found.value, Granularity.DAY, DatedHow.SIBLINGS, (found.article,))
        for article, found in siblings.items()
        if date_of(story.articles[article]) != found.value
    )


def _wordings(story: Story, readings: dict[ArticleId, Reading], *, without: ArticleId | None) -> list[Wording]:
    """Every standing appearance whose words the present reading of its article still finds."""
    candidates = {
        (article, candidate.spans): candidate
        for article, reading in readings.items()
        for candidate in reading.analysis.claims
    }
    found = []
    for claim in story.claims.values():
        if claim.merged_into is not None:
            continue
        for appearance in claim.standing_appearances:
            candidate = candidates.get((appearance.article, appearance.spans))
            if candidate is not None and appearance.article != without:
                found.append(Wording(claim.id, readings[appearance.article], candidate))
    return found


def _placements(
    story: Story, article: Article, revision: Revision, reading: Reading, known: list[Wording]
) -> tuple[Findings, list[Placed]]:
    """Where each candidate goes, and what becomes of the article's earlier appearances."""
    by_text = {candidate.text: candidate for candidate in reversed(reading.analysis.claims)}
    placed: list[Placed] = []
    carried: list[ClaimAppearanceCarried] = []
    dropped: list[ClaimAppearanceDropped] = []
    taken: set[tuple[Span, ...]] = set()
    for claim in story.claims.values():
        for earlier in claim.standing_appearances:
            if earlier.article != article.id:
                continue
            still = by_text.get(earlier.text)
            if still is None or still.spans in taken:
                reason = DropReason.REVISED if earlier.revision != revision.n else DropReason.REANALYSED
                dropped.append(ClaimAppearanceDropped(claim.id, article.id, earlier.revision, earlier.spans, reason))
                continue
            taken.add(still.spans)
            placed.append(Placed(claim.id, still))
            if (earlier.revision, earlier.spans) != (revision.n, still.spans):
                carried.append(ClaimAppearanceCarried(claim.id, article.id, earlier.revision, revision.n, still.spans))
    fresh = [candidate for candidate in reading.analysis.claims if candidate.spans not in taken]
    extracted: list[ClaimExtracted] = []
    appeared: list[ClaimAppeared] = []
    former = _said_before(story, article)
    for candidate in (one for one in fresh if one.text in former):
        placed.append(Placed(former[candidate.text], candidate))
        again = appearance_of(article.id, revision, candidate)
        appeared.append(ClaimAppeared(former[again.text], again, (), Decimal(1), reading.analysis.extractor))
    fresh = [candidate for candidate in fresh if candidate.text not in former]
    ids: dict[int, ClaimId] = {}
    for found in match(fresh, reading, known):
        candidate = fresh[found.candidate]
        joined = None
        if found.known is not None:
            joined = ClaimId(known[found.known].claim)
        elif found.like is not None:
            joined = ids[found.like]
        claim_id = joined or ClaimId(new_id("clm"))
        ids[found.candidate] = claim_id
        placed.append(Placed(claim_id, candidate))
        appearance = appearance_of(article.id, revision, candidate)
        if joined is None:
            extracted.append(_extracted(claim_id, appearance, candidate, reading))
        else:
            score = Decimal(str(found.score)).quantize(THOUSANDTHS)
            appeared.append(ClaimAppeared(claim_id, appearance, found.differences, score, reading.analysis.extractor))
    return Findings(tuple(extracted), tuple(appeared), tuple(carried), tuple(dropped)), placed


def _said_before(story: Story, article: Article) -> dict[str, ClaimId]:
    """What an earlier text of the article said and the last one did not: said again, it is the same claim."""
    return {
        item.appearance.text: claim.id
        for claim in story.claims.values()
        if claim.merged_into is None
        for item in claim.appearances
        if item.appearance.article == article.id and not item.standing
    }


def appearance_of(article: ArticleId, revision: Revision, candidate: Candidate) -> Appearance:
    return Appearance(
        article=article,
        revision=revision.n,
        spans=candidate.spans,
        text=candidate.text,
        sha256=sha256(candidate.text.encode()).hexdigest(),
        voice=candidate.voice,
        attribution=candidate.attribution,
    )


def dates_of(candidate: Candidate, reading: Reading) -> tuple[DateMention, ...]:
    return tuple(reading.analysis.dates[index] for index in candidate.dates)


def quantities_of(candidate: Candidate, reading: Reading) -> tuple[Quantity, ...]:
    return tuple(reading.analysis.quantities[index] for index in candidate.quantities)


def _extracted(claim: ClaimId, appearance: Appearance, candidate: Candidate, reading: Reading) -> ClaimExtracted:
    speaker = next((link.speaker for link in reversed(candidate.attribution) if link.speaker), None)
    return ClaimExtracted(
        claim=claim,
        statement=candidate.statement,
        appearance=appearance,
        polarity=candidate.polarity,
        modality=candidate.modality,
        quantities=quantities_of(candidate, reading),
        dates=dates_of(candidate, reading),
        places=candidate.places,
        differences=(),
        check_worthiness=Decimal(str(candidate.check_worthiness)).quantize(THOUSANDTHS),
        extractor=reading.analysis.extractor,
        speaker=Speaker(speaker) if speaker else None,
        volatile=candidate.volatile or None,
    )


def _analysed(
    article: Article,
    revision: Revision,
    reading: Reading,
    readings: dict[ArticleId, Reading],
    touched: tuple[ClaimId, ...],
    kind: RevisionKind | None,
    why: str | None,
) -> ArticleAnalysed:
    return ArticleAnalysed(
        article=article.id,
        revision=revision.n,
        extractor=reading.analysis.extractor,
        language=reading.analysis.language,
        passages=reading.analysis.passages,
        lineage=_lineage(article, reading, readings),
        credits=reading.analysis.credits,
        touched=touched,
        kind=kind,
        why=why,
    )


def _lineage(article: Article, reading: Reading, readings: dict[ArticleId, Reading]) -> tuple[Lineage, ...]:
    """Shared passages with every other article of the story, wherever the copy was made."""
    mine = lineage_text(
        article.id,
        reading.text,
        passages=reading.analysis.passages,
        quotes=reading.analysis.quotes,
        outlet=reading.source,
    )
    found: list[Lineage] = []
    for other, theirs in readings.items():
        if other == article.id:
            continue
        prepared = lineage_text(
            other, theirs.text, passages=theirs.analysis.passages, quotes=theirs.analysis.quotes, outlet=theirs.source
        )
        shared = shared_passages(mine, prepared)
        if shared is not None:
            found.extend(Lineage(here, other, there, shared.extent) for here, there in shared.passages)
    return tuple(found)


def _revalued(
    story: Story, readings: dict[ArticleId, Reading], dated: tuple[ArticleDated, ...]
) -> tuple[ClaimRevalued, ...]:
    """Claims whose dates hung on an article's date that is another one now."""
    moved = {one.article: one for one in dated}
    found = []
    for claim in story.claims.values():
        first = claim.standing_appearances[:1]
        if not first or first[0].article not in moved or first[0].article not in readings:
            continue
        reading = readings[first[0].article]
        candidate = next((one for one in reading.analysis.claims if one.spans == first[0].spans), None)
        if candidate is None:
            continue
        dates = dates_of(candidate, reading)
        if dates != claim.values.dates:
            day = f"{moved[first[0].article].value:%Y-%m-%d}"
            found.append(ClaimRevalued(claim.id, f"its article is now dated {day}, as a sibling is", dates))
    return tuple(found)


def _kind(
    article: Article, revision: Revision, reading: Reading, findings: Findings
) -> tuple[RevisionKind | None, str | None]:
    if revision.n == 1:
        return None, None
    return revision_kind(
        article.revisions[revision.n - 2],
        revision,
        reading.analysis,
        dropped=findings.dropped,
        added=findings.extracted,
    )
