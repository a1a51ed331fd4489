"""From an analysed article to what a story has to record: claims, appearances, copied passages, contradictions.

Built on the newest folded story and built anew when that has changed; the analyses themselves are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stories.application.conflicting import conflict_findings
from stories.application.dating import datings, revalued, sibling_dates
from stories.application.placing import Placement, place
from stories.application.readings import anchor, reading_of, standing_readings
from stories.application.revising import former, moved_on, revision_kind, told_edits
from stories.comparison.edits import Edited, edits
from stories.comparison.lineage import LineageText, lineage_text, shared_passages
from stories.comparison.reading import Reading, Wording
from stories.comparison.slips import find_slips
from stories.domain.assistance import Assistance
from stories.domain.commands_article import Findings, RecordAnalysis, RecordComparison
from stories.domain.consequences import trial
from stories.domain.edits import News, NewsKind
from stories.domain.events import StoryStreamEvent
from stories.domain.events_article import ArticleAnalysed
from stories.domain.origins import sourcing
from stories.domain.state import Article, Revision
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId, Lineage


def record_of(
    story: Story, article_id: ArticleId, number: int, assistance: Assistance | None = None
) -> RecordAnalysis | None:
    """What the story has to record of this revision; None where the article is not here any more.

    Of a text that is not the head, or was taken back, only what stands in it is recorded: it states nothing.
    assistance: what a language model gave for it just now; without it counts what it gave before, if anything.
    """
    article = story.articles.get(article_id)
    revision = article.revision(number) if article else None
    if article is None or revision is None:
        return None
    revision = replace(revision, assistance=assistance or revision.assistance)
    siblings = sibling_dates(story)
    readings = standing_readings(story, siblings)
    reading = reading_of(story, article, revision, anchor(article, siblings))
    dated = datings(story, siblings)
    edited = _edited(story, article, revision, reading)
    text = _Text(story, article, revision, reading, readings, edited)
    if number != article.head or article.withdrawn or revision.withdrawn:
        return RecordAnalysis(text.analysed(Placement(Findings(), (), ())), Findings(), dated)
    readings[article_id] = reading
    known = _wordings(story, readings, without=article_id)
    placement = place(story, article, revision, reading, known, edited)
    now = [*known, *(Wording(one.claim, reading, one.candidate) for one in placement.placed)]
    found = placement.findings
    conflicts = conflict_findings(story, now)
    findings = replace(
        conflicts,
        suggestions=(*conflicts.suggestions, *moved_on(story, article, edited, placement.placed, conflicts)),
        extracted=found.extracted,
        appeared=found.appeared,
        carried=found.carried,
        dropped=found.dropped,
        revalued=revalued(story, readings, dated),
    )
    return RecordAnalysis(text.analysed(placement), findings, dated)


def _edited(story: Story, article: Article, revision: Revision, reading: Reading) -> list[Edited]:
    """What this text changed in the one before it; nothing where it is read anew, which was told when it came."""
    before = former(article, revision)
    if before is None or revision.kind is not None:
        return []
    return edits(reading_of(story, article, before, reading.published_at), reading)


def comparison_of(story: Story) -> RecordComparison | None:
    """What has to be recorded when no text is new, but support fell, moved or was dated anew; None where nothing is."""
    siblings = sibling_dates(story)
    readings = standing_readings(story, siblings)
    dated = datings(story, siblings)
    contradictions = conflict_findings(story, _wordings(story, readings, without=None))
    findings = replace(contradictions, revalued=revalued(story, readings, dated))
    return RecordComparison(findings, dated) if dated or findings != Findings() else None


def _wordings(story: Story, readings: Mapping[ArticleId, Reading], *, without: ArticleId | None) -> list[Wording]:
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


@dataclass(frozen=True, slots=True)
class _Text:
    """One revision beside the other articles of its story."""

    story: Story
    article: Article
    revision: Revision
    reading: Reading
    others: Mapping[ArticleId, Reading]
    edited: Sequence[Edited]

    def analysed(self, placement: Placement) -> ArticleAnalysed:
        analysis, findings = self.reading.analysis, placement.findings
        kind = why = told = None
        if self.revision.kind is not None:  # read anew: what it changed was told when it came
            kind, why, told = self.revision.kind, self.revision.why, self.revision.edits
        elif (before := former(self.article, self.revision)) is not None:
            kind, why = revision_kind(before, self.revision, self.edited)
            told = told_edits(self.story, self.article, self.revision, self.edited) or None
        event = ArticleAnalysed(
            article=self.article.id,
            revision=self.revision.n,
            extractor=analysis.extractor,
            language=analysis.language,
            passages=analysis.passages,
            lineage=self._lineage(),
            credits=analysis.credits,
            touched=tuple(dict.fromkeys(one.claim for one in placement.placed)),
            kind=kind,
            why=why,
            slips=tuple(find_slips(self.reading)) or None,
            assistance=self.revision.assistance,
            edits=told,
        )
        return replace(event, news=(*placement.news, *self._new_origins(event, findings)) or None)

    def _lineage(self) -> tuple[Lineage, ...]:
        """Shared passages with every other article of the story, wherever the copy was made."""
        mine = _prepared(self.article.id, self.reading)
        found: list[Lineage] = []
        for other, theirs in self.others.items():
            if other == self.article.id:
                continue
            shared = shared_passages(mine, _prepared(other, theirs))
            if shared is not None:
                found.extend(Lineage(here, other, there, shared.extent) for here, there in shared.passages)
        return tuple(found)

    def _new_origins(self, event: ArticleAnalysed, findings: Findings) -> list[News]:
        """Claims that a further origin stands behind from now on, counted as everywhere: by the folded story."""
        joined = dict.fromkeys(one.claim for one in findings.appeared if one.claim in self.story.claims)
        if not joined:
            return []
        events: list[StoryStreamEvent] = [event, *findings.dropped, *findings.extracted, *findings.appeared]
        after = trial(self.story, events, self.revision.received_at, "sys")
        return [
            News(NewsKind.NEW_ORIGIN, claim) for claim in joined if _origins(after, claim) > _origins(self.story, claim)
        ]


def _origins(story: Story, claim: ClaimId) -> int:
    return sourcing(story, story.claims[claim]).origins


def _prepared(article: ArticleId, reading: Reading) -> LineageText:
    analysis = reading.analysis
    return lineage_text(
        article, reading.text, passages=analysis.passages, quotes=analysis.quotes, outlet=reading.source
    )
