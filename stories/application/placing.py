"""Where each claim of an article belongs: to a claim that the story holds, or to a new one, and what is new in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from stories.analysis.record import Candidate
from stories.application.ids import new_id
from stories.comparison.edits import Edited
from stories.comparison.novelty import novelty
from stories.comparison.reading import Reading, Wording
from stories.comparison.same_claim import match
from stories.comparison.strength import step
from stories.domain.commands_article import Findings
from stories.domain.edits import EditKind, News
from stories.domain.events_finding import (
    ClaimAppearanceCarried,
    ClaimAppearanceDropped,
    ClaimAppeared,
    ClaimExtracted,
)
from stories.domain.moves import is_undecided
from stories.domain.state import Article, Revision
from stories.domain.story import Story
from stories.domain.values import (
    Appearance,
    ArticleId,
    ClaimId,
    DateMention,
    Difference,
    DifferenceKind,
    Quantity,
    Span,
    Speaker,
)
from stories.domain.vocabulary import DropReason, Judgement, SuggestionKind

THOUSANDTHS = Decimal("0.001")
STRENGTHS = frozenset({EditKind.SOFTENED, EditKind.STRENGTHENED})
STILL_IT = STRENGTHS | {EditKind.REWORDED, EditKind.REATTRIBUTED, EditKind.ADDED}
"""Edits after which a claim is still that claim."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A candidate with the claim that it belongs to."""

    claim: ClaimId
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Placement:
    """findings: as events; placed: every candidate of the article; news: what the article adds to the story."""

    findings: Findings
    placed: Sequence[Placed]
    news: tuple[News, ...]


def place(
    story: Story,
    article: Article,
    revision: Revision,
    reading: Reading,
    known: Sequence[Wording],
    edited: Sequence[Edited] = (),
) -> Placement:
    """Where each candidate goes, and what becomes of the article's earlier appearances.

    edited: what the text changed in the one before it. A claim in other words, or with another speaker, is still it.
    """
    renewed = {one.before.text: one for one in edited if one.before and one.kind in STILL_IT}
    homes = _homeless(story, article, revision, reading, known)
    by_text = {candidate.text: candidate for candidate in reversed(reading.analysis.claims)}
    placed: list[Placed] = []
    carried: list[ClaimAppearanceCarried] = []
    dropped: list[ClaimAppearanceDropped] = []
    appeared: list[ClaimAppeared] = []
    taken: set[tuple[Span, ...]] = set()
    for claim in story.claims.values():
        for earlier in claim.standing_appearances:
            if earlier.article != article.id:
                continue
            still = by_text.get(earlier.text)
            if still is not None and claim.id in homes:
                dropped.append(
                    ClaimAppearanceDropped(claim.id, article.id, earlier.revision, earlier.spans, DropReason.REANALYSED)
                )
                continue
            edit = renewed.get(earlier.text) if earlier.revision != revision.n else None
            again = _again(earlier, revision, edit) if edit is not None else None
            if edit is not None and again is not None and again.spans not in taken:
                if edit.after is not None:
                    taken.add(again.spans)
                    placed.append(Placed(claim.id, edit.after))
                dropped.append(
                    ClaimAppearanceDropped(claim.id, article.id, earlier.revision, earlier.spans, DropReason.REVISED)
                )
                appeared.append(_renewed(claim.id, edit, again, reading.analysis.extractor))
                continue
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
    former = _said_before(story, article)
    for candidate in (one for one in fresh if one.text in former):
        placed.append(Placed(former[candidate.text], candidate))
        again = appearance_of(article.id, revision, candidate)
        appeared.append(ClaimAppeared(former[again.text], again, (), Decimal(1), _key(candidate, reading)))
    fresh = [candidate for candidate in fresh if candidate.text not in former]
    ids: dict[int, ClaimId] = {}
    news: list[News] = []
    matches = match(fresh, reading, known)
    for found in matches:
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
        stronger = None if _strength_is_told(story, joined) else step(Wording(claim_id, reading, candidate), known)
        told = found.differences
        if stronger is not None and all(one.kind is not DifferenceKind.STRENGTH for one in told):
            told = (*told, stronger.difference)
            news.append(News(stronger.kind, claim_id, stronger.detail))
        if joined is None:
            extracted.append(replace(_extracted(claim_id, appearance, candidate, reading), differences=told))
        else:
            score = Decimal(str(found.score)).quantize(THOUSANDTHS)
            appeared.append(ClaimAppeared(claim_id, appearance, told, score, _key(candidate, reading)))
    news += (News(one.kind, ids[one.candidate], one.detail) for one in novelty(fresh, reading, known, matches))
    return Placement(Findings(tuple(extracted), tuple(appeared), tuple(carried), tuple(dropped)), placed, tuple(news))


def _again(earlier: Appearance, revision: Revision, edit: Edited) -> Appearance | None:
    """Where the claim stands now; in a sentence that holds it, with the voice and the speakers that it had."""
    if edit.after is not None:
        return appearance_of(earlier.article, revision, edit.after)
    if not edit.spans:
        return None
    text = "".join(revision.text[start:end] for start, end in edit.spans)
    speakers = tuple(replace(link, source=(), cue=()) for link in earlier.attribution)
    digest = sha256(text.encode()).hexdigest()
    return Appearance(earlier.article, revision.n, edit.spans, text, digest, earlier.voice, speakers)


def _renewed(claim: ClaimId, edit: Edited, appearance: Appearance, extractor: str) -> ClaimAppeared:
    """The claim where its words were edited; said more or less strongly, it says so."""
    told = (Difference(DifferenceKind.STRENGTH, edit.detail),) if edit.kind in STRENGTHS else ()
    return ClaimAppeared(claim, appearance, told, Decimal(1), extractor)


def _strength_is_told(story: Story, claim: ClaimId | None) -> bool:
    """Whether the desk knows already that articles commit somebody to this more and less strongly."""
    held = story.claims.get(claim) if claim is not None else None
    return held is not None and any(one.kind is DifferenceKind.STRENGTH for one in held.differences)


def _homeless(
    story: Story, article: Article, revision: Revision, reading: Reading, known: Sequence[Wording]
) -> set[ClaimId]:
    """Claims of a text that is read anew, in this article alone and decided by nobody, that others hold already.

    So an article that changed its story joins what is said there. What a person parted stays apart.
    """
    if not revision.reanalyse:
        return set()
    candidates = {candidate.text: candidate for candidate in reversed(reading.analysis.claims)}
    mine = [
        (claim, candidates[claim.standing_appearances[0].text])
        for claim in story.claims.values()
        if is_undecided(claim)
        and {one.article for one in claim.standing_appearances} == {article.id}
        and claim.standing_appearances[0].text in candidates
    ]
    found = set()
    for one in match([candidate for _, candidate in mine], reading, known):
        claim = mine[one.candidate][0]
        if one.known is None:
            continue
        said = story.pair_decision(SuggestionKind.SAME_CLAIM, claim.id, known[one.known].claim)
        if said is not Judgement.REJECTED:
            found.add(claim.id)
    return found


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
        extractor=_key(candidate, reading),
        speaker=Speaker(speaker) if speaker else None,
        volatile=candidate.volatile or None,
    )


def _key(candidate: Candidate, reading: Reading) -> str:
    """The extractor that the claim came from."""
    return candidate.extractor or reading.analysis.extractor
