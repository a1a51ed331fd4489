"""Rules for what machines record: nothing that does not stand in the stored text, nothing that a person has settled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from stories.domain.actors import By
from stories.domain.checks import article_of
from stories.domain.commands_article import FindingCommand, Findings, RecordAnalysis
from stories.domain.consequences import with_consequences
from stories.domain.decide_question import suggested
from stories.domain.events import StoryStreamEvent
from stories.domain.events_article import ArticleAnalysed, ArticleDated
from stories.domain.events_contradiction import ContradictionDetected, ContradictionReopened, ContradictionRevised
from stories.domain.events_finding import ClaimAppearanceCarried, ClaimAppearanceDropped
from stories.domain.permissions import Action, require
from stories.domain.records import AppearanceRef, Side
from stories.domain.refusals import Refused
from stories.domain.state import Revision
from stories.domain.story import Story
from stories.domain.values import Appearance, ArticleId, ClaimId, Span
from stories.domain.vocabulary import ContradictionStatus, DatedHow, DropReason


def decide_findings(command: FindingCommand, story: Story, by: By, at: datetime) -> list[StoryStreamEvent]:
    require(by, Action.RECORD_FINDINGS)
    events: list[StoryStreamEvent] = []
    if isinstance(command, RecordAnalysis):
        analysed = command.analysed
        revision = _revision(story, analysed.article, analysed.revision)
        if revision.analysed_by == analysed.extractor and not revision.reanalyse:
            return []
        _within(revision, [(item.start, item.end) for item in analysed.passages])
        _within(revision, [item.passage for item in analysed.lineage] + [item.span for item in analysed.credits])
        for item in analysed.assistance.pointed if analysed.assistance else ():
            _within(revision, (*item.spans, *item.source, *item.cue))
        events.append(analysed)
    events += _dated(story, command.dated)
    events += _claims(story, command.findings)
    if isinstance(command, RecordAnalysis):
        events += _left_behind(story, command.analysed, command.findings)
    events += _contradictions(story, command.findings)
    for made in command.findings.suggestions:
        events += suggested(story.suggestions, story.pairs, made)
    return with_consequences(story, events, at, by.actor)


def _revision(story: Story, article: ArticleId, n: int) -> Revision:
    revision = article_of(story, article).revision(n)
    if revision is None:
        raise Refused("no-such-revision", f"{article}, revision {n}")
    return revision


def _within(revision: Revision, spans: Iterable[Span]) -> None:
    for start, end in spans:
        if not 0 <= start < end <= len(revision.text):
            raise Refused("span-mismatch", f"{start}-{end}")


def _stands(story: Story, appearance: Appearance) -> None:
    revision = _revision(story, appearance.article, appearance.revision)
    _within(revision, appearance.spans)
    if not appearance.stands_in(revision.text):
        raise Refused("span-mismatch", f"{appearance.article}, revision {appearance.revision}, {appearance.spans}")


def _dated(story: Story, dated: Sequence[ArticleDated]) -> Iterator[ArticleDated]:
    for event in dated:
        article = article_of(story, event.article)
        given = article.dated is not None and article.dated.how is DatedHow.GIVEN
        same = article.dated is not None and (article.dated.value, article.dated.how) == (event.value, event.how)
        if not same and (not given or event.how is DatedHow.GIVEN):
            yield event


def survivor(story: Story, claim: ClaimId) -> ClaimId:
    """Where the claim is now: merged claims pass on what is found for them."""
    held = story.claims.get(claim)
    while held is not None and held.merged_into is not None:
        claim = held.merged_into
        held = story.claims.get(claim)
    return claim


def _claims(story: Story, findings: Findings) -> Iterator[StoryStreamEvent]:
    new = {event.claim for event in findings.extracted}
    for extracted in findings.extracted:
        if extracted.claim in story.history or extracted.claim in story.moved_out:
            raise Refused("id-taken", extracted.claim)
        _stands(story, extracted.appearance)
        yield extracted
    for appeared in findings.appeared:
        claim = _known(story, new, appeared.claim)
        _stands(story, appeared.appearance)
        if not _has(story, claim, appeared.appearance):
            yield replace(appeared, claim=claim)
    for carried in findings.carried:
        claim = _known(story, new, carried.claim)
        _carries(story, claim, carried)
        if not _holds(story, claim, AppearanceRef(carried.article, carried.revision, carried.spans)):
            yield replace(carried, claim=claim)
    for dropped in findings.dropped:
        claim = _known(story, new, dropped.claim)
        if _holds(story, claim, AppearanceRef(dropped.article, dropped.revision, dropped.spans)):
            yield replace(dropped, claim=claim)
    for revalued in findings.revalued:
        claim = _known(story, new, revalued.claim)
        held = story.claims.get(claim)
        same = held is not None and (
            revalued.dates in (None, held.values.dates) and revalued.quantities in (None, held.values.quantities)
        )
        if not same:
            yield replace(revalued, claim=claim)


def _known(story: Story, new: set[ClaimId], claim: ClaimId) -> ClaimId:
    found = survivor(story, claim)
    if found not in story.claims and found not in new:
        raise Refused("no-such-claim", claim)
    return found


def _has(story: Story, claim: ClaimId, appearance: Appearance) -> bool:
    return _holds(story, claim, AppearanceRef(appearance.article, appearance.revision, appearance.spans))


def _holds(story: Story, claim: ClaimId, ref: AppearanceRef) -> bool:
    held = story.claims.get(claim)
    return held is not None and any(item.standing and item.ref == ref for item in held.appearances)


def _carries(story: Story, claim: ClaimId, carried: ClaimAppearanceCarried) -> None:
    revision = _revision(story, carried.article, carried.revision)
    _within(revision, carried.spans)
    text = "".join(revision.text[start:end] for start, end in carried.spans)
    held = story.claims.get(claim)
    older = [
        item.appearance.text
        for item in (held.appearances if held is not None else ())
        if (item.appearance.article, item.appearance.revision) == (carried.article, carried.from_revision)
    ]
    if text not in older:
        raise Refused("span-mismatch", f"{carried.article}, revision {carried.revision}, {carried.spans}")


def _left_behind(story: Story, analysed: ArticleAnalysed, findings: Findings) -> Iterator[ClaimAppearanceDropped]:
    """What an older text of the article said and the head no longer says, where the comparison did not say so."""
    if story.articles[analysed.article].head != analysed.revision:
        return
    carried = {(survivor(story, item.claim), item.article, item.from_revision) for item in findings.carried}
    dropped = {(survivor(story, item.claim), item.article, item.revision, item.spans) for item in findings.dropped}
    for claim in story.claims.values():
        for item in claim.appearances:
            ref = item.ref
            older = item.standing and ref.article == analysed.article and ref.revision != analysed.revision
            named = (claim.id, ref.article, ref.revision, ref.spans) in dropped
            if older and not named and (claim.id, ref.article, ref.revision) not in carried:
                yield ClaimAppearanceDropped(claim.id, ref.article, ref.revision, ref.spans, DropReason.REVISED)


def _contradictions(story: Story, findings: Findings) -> Iterator[StoryStreamEvent]:
    for detected in findings.detected:
        yield from _detected(story, findings, detected)
    third = set()
    for revised in findings.revised:
        held = story.contradictions.get(revised.contradiction)
        if held is None:
            raise Refused("no-such-contradiction", revised.contradiction)
        sides = tuple(replace(side, claim=survivor(story, side.claim)) for side in revised.sides)
        if {side.normalised for side in sides} - {side.normalised for side in held.sides}:
            third.add(held.id)
        if (held.certainty, held.sides) != (revised.certainty, sides):
            yield ContradictionRevised(held.id, revised.certainty, sides, revised.why)
    for lapsed in findings.lapsed:
        held = story.contradictions.get(lapsed.contradiction)
        if held is not None and held.status is ContradictionStatus.OPEN:
            yield lapsed
    for reopened in findings.reopened:
        held = story.contradictions.get(reopened.contradiction)
        lapsed_before = held is not None and held.status is ContradictionStatus.LAPSED
        settled = held is not None and held.status in (ContradictionStatus.RESOLVED, ContradictionStatus.DISMISSED)
        if lapsed_before or (settled and reopened.contradiction in third):
            yield ContradictionReopened(reopened.contradiction, reopened.because)


def _detected(story: Story, findings: Findings, event: ContradictionDetected) -> Iterator[StoryStreamEvent]:
    """One per slot; what a person settled for these claims is not raised again."""
    new = {item.claim for item in findings.extracted}
    sides: dict[ClaimId, Side] = {}
    for side in event.sides:
        claim = _known(story, new, side.claim)
        sides.setdefault(claim, replace(side, claim=claim))
    if len(sides) < 2:
        raise Refused("too-few-sides", event.slot)
    known = any(
        item.id == event.contradiction
        or (item.kind is event.kind and set(sides) <= {side.claim for side in item.sides})
        for item in story.contradictions.values()
        if item.status is not ContradictionStatus.LAPSED or item.id == event.contradiction
    )
    if not known:
        yield replace(event, sides=tuple(sides.values()))
