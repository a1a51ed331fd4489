"""The things of a folded story as rows, each beside the document that is served."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from stories.domain.events import Event, Meta, type_of
from stories.domain.publication import is_public
from stories.domain.state import Article, Claim, Contradiction, Question, Suggestion
from stories.domain.story import Story
from stories.domain.vocabulary import ContradictionStatus, Publication, Status
from stories.eventlog.codec import plain
from stories.models import reading
from stories.projections.articles import article_document, article_status
from stories.projections.documents import (
    Document,
    contradiction_document,
    question_document,
    readable_sides,
    reference,
    speaker_of,
    suggestion_document,
)
from stories.projections.summaries import summary

_THING = re.compile(r"(art|clm|con|que|sug)_[0-9a-f]{32}")


def contradiction_row(story: Story, one: Contradiction) -> reading.Contradiction:
    return reading.Contradiction(
        id=one.id,
        story=story.id,
        kind=one.kind.value,
        certainty=one.certainty.value,
        status=one.status.value,
        slot=one.slot[:500],
        version=one.touched,
        document=contradiction_document(story, one),
        readers={} if readable_sides(story, one) is None else contradiction_document(story, one, public=True),
    )


def question_row(story: Story, one: Question) -> reading.Question:
    return reading.Question(
        id=one.id,
        story=story.id,
        kind=one.kind.value,
        status=one.outcome.value if one.outcome else "answered" if one.answer else "open",
        text=one.text,
        owner=one.owner or "",
        due=one.due,
        version=one.touched,
        document=question_document(story, one),
    )


def suggestion_row(story: Story, one: Suggestion) -> reading.Suggestion:
    return reading.Suggestion(
        id=one.id,
        story=story.id,
        kind=one.kind.value,
        judgement=one.judgement.value,
        version=one.touched,
        document=suggestion_document(story, one),
    )


def claim_row(story: Story, claim: Claim, document: Document) -> reading.Claim:
    return reading.Claim(
        id=claim.id,
        story=story.id,
        statement=claim.statement,
        status="merged" if claim.merged_into else claim.status.value,
        publication=claim.publication.value,
        public=is_public(story, claim),
        sourcing=document["sourcing"]["label"],
        outlets=document["sourcing"]["outlets"],
        origins=document["sourcing"]["origins"],
        contradicted=any(
            story.contradictions[one].status is ContradictionStatus.OPEN for one in document["contradictions"]
        ),
        challenged=bool(claim.work.challenged),
        assignee=claim.work.assignee or "",
        hold=claim.hold.reason.value if claim.hold else "",
        pending=claim.work.pending.verb.value if claim.work.pending else "",
        recheck_by=claim.work.recheck_by,
        check_worthiness=float(claim.check_worthiness or 0),
        version=claim.touched,
        first_seen=claim.first_seen,
        last_changed=claim.last_changed,
        told_at=_told_at(claim),
        document=document,
    )


def _told_at(claim: Claim) -> datetime | None:
    if claim.merged_into:
        return None
    if claim.publication is Publication.CANCELED:
        return claim.retold_at or claim.last_changed
    return max((one.at for one in claim.corrections), default=None) if claim.status is Status.CORRECTED else None


def appearance_rows(story: Story, drawn: Sequence[tuple[Claim, Document]]) -> Iterator[reading.Appearance]:
    for claim, document in drawn:
        for shown, item in zip(document["appearances"], claim.appearances, strict=True):
            ref = reference(item.appearance)
            yield reading.Appearance(
                id=f"{claim.id}-{ref.article}-{ref.revision}-{ref.spans[0][0]}-{ref.spans[-1][1]}",
                story=story.id,
                claim=claim.id,
                article=ref.article,
                revision=ref.revision,
                source_name=(shown["source"] or {}).get("name", ""),
                origin=shown["origin"] or "",
                voice=item.appearance.voice.value,
                speaker=(speaker_of(item.appearance) or "")[:300],
                text=item.appearance.text,
                spans=shown["spans"],
                standing=item.standing,
            )


def article_row(story: Story, article: Article) -> reading.Article:
    source = story.source_of(article)
    return reading.Article(
        id=article.id,
        story=story.id,
        source=source.id,
        source_name=source.name,
        title=article.title or "",
        url=article.url or "",
        status=article_status(article),
        revision=article.head,
        filed_at=article.received_at,
        version=article.touched,
        document=article_document(story, article),
    )


def event_row(story: Story, event: Event, meta: Meta) -> reading.StoryEvent:
    return reading.StoryEvent(
        id=UUID(meta.id),
        story=story.id,
        version=meta.version,
        type=type_of(event),
        at=meta.at,
        actor=meta.actor,
        about=list(dict.fromkeys(things_in(plain(event)))),
        summary=summary(story, event),
    )


def things_in(value: Any) -> Iterator[str]:
    match value:
        case str() if _THING.fullmatch(value):
            yield value
        case list():
            for item in value:
                yield from things_in(item)
        case dict():
            for item in value.values():
                yield from things_in(item)
        case _:
            return
