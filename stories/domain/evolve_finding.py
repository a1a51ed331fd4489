"""The fold step for what machines find about claims, and for claims made by hand."""

from dataclasses import replace
from typing import assert_never

from stories.domain.actors import person_of
from stories.domain.events import Meta
from stories.domain.events_finding import (
    ClaimAppearanceCarried,
    ClaimAppearanceDropped,
    ClaimAppeared,
    ClaimChallenged,
    ClaimChallengeEnded,
    ClaimCreated,
    ClaimExtracted,
    ClaimRecheckSet,
    ClaimRevalued,
    FindingEvent,
)
from stories.domain.fold import remember, see_public, touch
from stories.domain.records import AppearanceRef
from stories.domain.state import Claim, ClaimAppearance
from stories.domain.story import Story
from stories.domain.values import Appearance, Values


def evolve_finding(story: Story, event: FindingEvent, meta: Meta) -> None:
    match event:
        case ClaimExtracted():
            story.claims[event.claim] = _extracted(story, event, meta)
        case ClaimCreated(claim=id_, statement=statement, speaker=speaker, values=values):
            story.claims[id_] = Claim(
                id_,
                statement,
                meta.at,
                meta.at,
                speaker=speaker,
                values=values or Values(),
                filed_by=person_of(meta.actor),
            )
    claim = story.claims.get(event.claim)
    if claim is None:
        return
    touch(claim, meta)
    remember(story, event.claim, meta)
    match event:
        case ClaimExtracted() | ClaimCreated():
            pass
        case ClaimAppeared(appearance=appearance, extractor=extractor, differences=differences, score=score):
            standing = _stands(story, appearance)
            _add(claim, ClaimAppearance(appearance, extractor, standing, differences, score))
            claim.differences += tuple(item for item in differences if item not in claim.differences)
        case ClaimAppearanceCarried():
            _carry(story, claim, event)
        case ClaimAppearanceDropped(article=article, revision=revision, spans=spans):
            gone = AppearanceRef(article, revision, spans)
            claim.appearances = tuple(
                replace(item, standing=False) if item.ref == gone else item for item in claim.appearances
            )
        case ClaimRevalued(dates=dates, quantities=quantities):
            claim.values = replace(
                claim.values,
                dates=claim.values.dates if dates is None else dates,
                quantities=claim.values.quantities if quantities is None else quantities,
            )
        case ClaimChallenged(contradiction=contradiction):
            if contradiction not in claim.work.challenged:
                claim.work = replace(claim.work, challenged=(*claim.work.challenged, contradiction))
        case ClaimChallengeEnded(contradiction=contradiction):
            left = tuple(item for item in claim.work.challenged if item != contradiction)
            claim.work = replace(claim.work, challenged=left)
        case ClaimRecheckSet(recheck_by=recheck_by):
            claim.work = replace(claim.work, recheck_by=recheck_by)
        case _:
            assert_never(event)
    see_public(story, claim)


def _extracted(story: Story, event: ClaimExtracted, meta: Meta) -> Claim:
    first = ClaimAppearance(event.appearance, event.extractor, _stands(story, event.appearance), event.differences)
    return Claim(
        event.claim,
        event.statement,
        meta.at,
        meta.at,
        values=Values(event.polarity, event.modality, event.quantities, event.dates, event.places),
        speaker=event.speaker,
        appearances=(first,),
        differences=event.differences,
        check_worthiness=event.check_worthiness,
        volatile=bool(event.volatile),
        extractor=event.extractor,
    )


def _stands(story: Story, appearance: Appearance) -> bool:
    """An appearance stands in the head of an article that is not withdrawn; one of a late older text never did."""
    article = story.articles.get(appearance.article)
    return (
        article is not None
        and article.withdrawn is None
        and article.head == appearance.revision
        and not article.head_revision.withdrawn
    )


def _add(claim: Claim, new: ClaimAppearance) -> None:
    claim.appearances = (*(item for item in claim.appearances if item.ref != new.ref), new)


def _carry(story: Story, claim: Claim, event: ClaimAppearanceCarried) -> None:
    """The same words in a later revision: voice and attribution go along, the older appearance stands no more."""
    older = [
        item
        for item in claim.appearances
        if item.appearance.article == event.article and item.appearance.revision == event.from_revision
    ]
    article = story.articles.get(event.article)
    revision = article.revision(event.revision) if article is not None else None
    if not older or revision is None:
        return
    text = "".join(revision.text[start:end] for start, end in event.spans)
    source = next((item for item in older if item.appearance.text == text), older[0])
    moved = replace(source.appearance, revision=event.revision, spans=event.spans)
    claim.appearances = tuple(
        replace(item, standing=False) if item.ref == source.ref else item for item in claim.appearances
    )
    _add(claim, replace(source, appearance=moved, standing=_stands(story, moved)))
