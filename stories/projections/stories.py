"""The read models of a story: a row a thing, from the folded story. Live, after a command, and rebuilt alike."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

from django.db import transaction

from stories.domain.events import Event, type_of
from stories.domain.publication import is_public
from stories.domain.state import Article, Claim, Contradiction, Question, Suggestion
from stories.domain.story import Story
from stories.domain.vocabulary import ContradictionStatus, Publication, Status
from stories.eventlog.codec import plain
from stories.eventlog.connection import execute
from stories.eventlog.folding import STORIES, event_of, meta_of, moment
from stories.eventlog.read import Stored, read_stream
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import Subscription
from stories.models import reading
from stories.projections.articles import article_document, article_status
from stories.projections.documents import (
    Document,
    claim_document,
    contradiction_document,
    question_document,
    reference,
    speaker_of,
    suggestion_document,
)
from stories.projections.paragraphs import write_paragraphs
from stories.projections.rows import json_text, save, together
from stories.projections.states import counts
from stories.projections.summaries import summary

TABLES = (
    reading.Article,
    reading.Paragraph,
    reading.Claim,
    reading.Appearance,
    reading.Contradiction,
    reading.Question,
    reading.Suggestion,
    reading.StoryEvent,
)

# After these a claim's sourcing or publication may differ though no event named it: every claim is drawn anew,
# but for the few that leave all claims as they are.
_BROAD = ("article.", "story.", "origin.")
_NARROW = frozenset(
    {
        "article.filed",
        "article.reanalysis_requested",
        "article.reclassified",
        "story.proposed",
        "story.opened",
        "story.reopened",
        "story.closed",
        "story.went_dormant",
        "story.woke",
        "story.noted",
        "story.amended",
    }
)
_THING = re.compile(r"(art|clm|con|que|sug)_[0-9a-f]{32}")


def refresh(story: str) -> int:
    """Brings a story's rows up to the newest event of its stream; gives the version they now show.

    Under the row's lock, so that it may be called by anybody at any time.
    """
    stream = StreamRef.parse(story)
    with transaction.atomic():
        version = _locked(story)
        since = list(read_stream(stream, after=version))
        if not since:
            if not version:
                raise LookupError(f"{story} has no events")
            return version
        # Exactly the events read above: whoever appends meanwhile refreshes after us.
        folded = STORIES.take(stream, at=since[-1].version)
        try:
            if folded.version != since[-1].version:
                return _write(STORIES.at_version(stream, since[-1].version).state, since, version)
            return _write(folded.state, since, version)
        finally:
            STORIES.put_back(folded)


# A lost read-model row is folded again from the log, so the transaction need not wait for the disk.
_LOCK: Final[LiteralString] = """
WITH held AS (
    SELECT version FROM stories_story WHERE id = %(story)s FOR UPDATE
), begun AS (
    INSERT INTO stories_story (id, slug, title, status, public, merged_into, version, updated_at, counts)
    SELECT %(story)s, '', '', '', false, '', 0, now(), '{}' WHERE NOT EXISTS (SELECT FROM held)
    ON CONFLICT (id) DO NOTHING
    RETURNING version
)
SELECT version, set_config('synchronous_commit', 'off', true) FROM (TABLE held UNION ALL TABLE begun) AS row
"""


def _locked(story: str) -> int:
    """The version that the story's row shows, which is this transaction's alone; 0 where there was none."""
    while (row := execute(_LOCK, {"story": story})) is None:
        pass  # somebody else has begun it this very moment
    return int(row[0])


_SHOW: Final[LiteralString] = """
UPDATE stories_story
SET slug = %(slug)s, title = %(title)s, status = %(status)s, public = %(public)s, merged_into = %(merged_into)s,
    version = %(version)s, updated_at = %(updated_at)s, counts = %(counts)s::jsonb
WHERE id = %(id)s
"""


def _write(story: Story, since: Sequence[Stored], before: int) -> int:
    broad = any(kind.startswith(_BROAD) and kind not in _NARROW for kind in (one.envelope.type for one in since))
    drawn = [
        (claim, claim_document(story, claim)) for claim in story.claims.values() if broad or claim.touched > before
    ]
    events = [event_of(stored) for stored in since]
    with together() as plain:
        save(plain, [_event_row(story, *pair) for pair in zip(since, events, strict=True)], keep=True)
        if drawn:
            save(plain, [_claim_row(story, claim, document) for claim, document in drawn])
            plain.execute(_NO_APPEARANCES, {"claims": [claim.id for claim, _ in drawn]})
            save(plain, list(_appearance_rows(story, drawn)), keep=True)
        save(plain, [_article_row(story, one) for one in story.articles.values() if broad or one.touched > before])
        write_paragraphs(plain, story, events)
        # They show their claims' words, so that they may differ wherever a claim does.
        contradictions = [one for one in story.contradictions.values() if drawn or broad or one.touched > before]
        save(plain, [_contradiction_row(story, one) for one in contradictions])
        save(plain, [_question_row(story, one) for one in story.questions.values() if one.touched > before])
        save(plain, [_suggestion_row(story, one) for one in story.suggestions.values() if one.touched > before])
        plain.execute(
            _SHOW,
            {
                "id": story.id,
                "slug": story.slug,
                "title": story.title,
                "status": story.status.value,
                "public": story.public,
                "merged_into": story.merged_into or "",
                "version": story.version,
                "updated_at": story.updated_at or moment(since[-1].envelope.at),
                "counts": json_text(counts(story, story.claims.values(), public=False)),
            },
        )
    _remove_moved(story)
    return story.version


def _remove_moved(story: Story) -> None:
    """What moved to another story is that story's row from now on; here it is removed only if still ours."""
    if story.moved_out:
        gone = list(story.moved_out)
        for model in (reading.Claim, reading.Article, reading.Contradiction, reading.Question):
            model._default_manager.filter(pk__in=gone, story=story.id).delete()
        reading.Paragraph.objects.filter(article__in=gone, story=story.id).delete()


def _contradiction_row(story: Story, one: Contradiction) -> reading.Contradiction:
    return reading.Contradiction(
        id=one.id,
        story=story.id,
        kind=one.kind.value,
        certainty=one.certainty.value,
        status=one.status.value,
        slot=one.slot[:500],
        version=one.touched,
        document=contradiction_document(story, one),
    )


def _question_row(story: Story, one: Question) -> reading.Question:
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


def _suggestion_row(story: Story, one: Suggestion) -> reading.Suggestion:
    return reading.Suggestion(
        id=one.id,
        story=story.id,
        kind=one.kind.value,
        judgement=one.judgement.value,
        version=one.touched,
        document=suggestion_document(story, one),
    )


def _claim_row(story: Story, claim: Claim, document: Document) -> reading.Claim:
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


_NO_APPEARANCES: Final[LiteralString] = "DELETE FROM stories_appearance WHERE claim = ANY (%(claims)s)"


def _appearance_rows(story: Story, drawn: Sequence[tuple[Claim, Document]]) -> Iterator[reading.Appearance]:
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


def _article_row(story: Story, article: Article) -> reading.Article:
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


def _event_row(story: Story, stored: Stored, event: Event) -> reading.StoryEvent:
    meta = meta_of(stored)
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


def _advance(batch: Sequence[Stored]) -> None:
    for story in dict.fromkeys(stored.stream.public for stored in batch if stored.stream.kind == "story"):
        refresh(story)


SUBSCRIPTION = Subscription("stories", "celery", _advance)
