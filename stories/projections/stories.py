"""The read models of a story: a row a thing, from the folded story. Live, after a command, and rebuilt alike."""

from collections.abc import Sequence
from typing import Final, LiteralString

from django.db import transaction

from stories.domain.events import type_of
from stories.domain.story import Story
from stories.eventlog.connection import together
from stories.eventlog.folding import STORIES, Folded
from stories.eventlog.read import Stored, stream_head
from stories.eventlog.streams import StreamRef
from stories.eventlog.subscription import Subscription
from stories.models import reading
from stories.projections.documents import claim_document
from stories.projections.imprints import write_imprints
from stories.projections.paragraphs import write_paragraphs
from stories.projections.rows import json_text, save
from stories.projections.states import counts
from stories.projections.story_rows import (
    appearance_rows,
    article_row,
    claim_row,
    contradiction_row,
    event_row,
    question_row,
    suggestion_row,
)

TABLES = (
    reading.Article,
    reading.Paragraph,
    reading.Imprint,
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


def refresh(story: str) -> int:
    """Brings a story's rows up to the newest event of its stream; gives the version they now show.

    Under the row's lock, so that it may be called by anybody at any time.
    """
    stream = StreamRef.parse(story)
    with transaction.atomic():
        shown, newest = _locked(stream)
        if not newest:
            raise LookupError(f"{story} has no events")
        if newest <= shown:
            return shown
        folded = STORIES.take(stream, at=newest)
        try:
            # What another thread has folded beyond may be told too, once it is in the log for good.
            told = folded.version == newest or folded.version <= stream_head(stream).version
            return _write(folded if told else STORIES.at_version(stream, newest), shown)
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
SELECT version, (SELECT version FROM stream WHERE id = %(stream)s), set_config('synchronous_commit', 'off', true)
FROM (TABLE held UNION ALL TABLE begun) AS row
"""


def _locked(stream: StreamRef) -> tuple[int, int]:
    """The version that the story's row shows, which is this transaction's alone (0: it had no row), and its stream's.

    Whoever waited for the row may find it ahead of the stream, which is seen as it was before the wait.
    """
    while True:
        with together() as plain:
            plain.execute(_LOCK, {"story": stream.public, "stream": stream.id})
        if row := plain.fetchone():
            return row[0], row[1] or 0
        # Somebody else has begun it this very moment.


_SHOW: Final[LiteralString] = """
UPDATE stories_story
SET slug = %(slug)s, title = %(title)s, status = %(status)s, public = %(public)s, merged_into = %(merged_into)s,
    version = %(version)s, updated_at = %(updated_at)s, counts = %(counts)s::jsonb
WHERE id = %(id)s
"""


def _write(folded: Folded[Story], before: int) -> int:
    story, since = folded.state, folded.since(before)
    events = [event for event, _ in since]
    broad = any(kind.startswith(_BROAD) and kind not in _NARROW for kind in map(type_of, events))
    drawn = [
        (claim, claim_document(story, claim)) for claim in story.claims.values() if broad or claim.touched > before
    ]
    with together() as plain:
        save(plain, [event_row(story, event, meta) for event, meta in since], keep=True)
        if drawn:
            save(plain, [claim_row(story, claim, document) for claim, document in drawn])
            plain.execute(_NO_APPEARANCES, {"claims": [claim.id for claim, _ in drawn]}, prepare=False)
            save(plain, list(appearance_rows(story, drawn)), keep=True)
        save(plain, [article_row(story, one) for one in story.articles.values() if broad or one.touched > before])
        write_paragraphs(plain, story, events)
        write_imprints(plain, story, events)
        # They show their claims' words, so that they may differ wherever a claim does.
        contradictions = [one for one in story.contradictions.values() if drawn or broad or one.touched > before]
        save(plain, [contradiction_row(story, one) for one in contradictions])
        save(plain, [question_row(story, one) for one in story.questions.values() if one.touched > before])
        save(plain, [suggestion_row(story, one) for one in story.suggestions.values() if one.touched > before])
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
                "updated_at": story.updated_at or since[-1][1].at,
                "counts": json_text(counts(story, story.claims.values(), public=False)),
            },
        )
    _remove_moved(story)
    return story.version


_NO_APPEARANCES: Final[LiteralString] = "DELETE FROM stories_appearance WHERE claim = ANY (%(claims)s)"


def _remove_moved(story: Story) -> None:
    """What moved to another story is that story's row from now on; here it is removed only if still ours."""
    if story.moved_out:
        gone = list(story.moved_out)
        for model in (reading.Claim, reading.Article, reading.Contradiction, reading.Question):
            model._default_manager.filter(pk__in=gone, story=story.id).delete()
        reading.Paragraph.objects.filter(article__in=gone, story=story.id).delete()
        reading.Imprint.objects.filter(pk__in=gone, story=story.id).delete()


def _advance(batch: Sequence[Stored]) -> None:
    for story in dict.fromkeys(stored.stream.public for stored in batch if stored.stream.kind == "story"):
        refresh(story)


SUBSCRIPTION = Subscription("stories", "celery", _advance)
