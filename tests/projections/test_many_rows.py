"""A command waits for the rows that it changes, not for those of all stories."""

from datetime import UTC, datetime
from typing import Any

from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.domain.actors import By
from stories.domain.commands_claim import CreateClaim, NoteClaim
from stories.domain.records import NewEvidence
from stories.domain.values import ClaimId, PersonId
from stories.domain.vocabulary import EvidenceKind, Role, Terms
from stories.models import reading
from stories.projections.stories import refresh
from tests.eventlog.costs import counted, touched

PERSON = PersonId("usr_" + "3" * 32)
EDITOR = By(PERSON, PERSON, frozenset({Role.EDITOR, Role.REPORTER}))
CALL = NewEvidence(EvidenceKind.CALL, "The harbour office said so.", Terms.ON_RECORD, now())
MANY = 2_000
SEVERAL = 15  # as often as a statement must be asked before one plan of it is kept


def test_what_is_written_for_one_story_is_found_though_the_tables_were_small_at_first(committed_db: Any) -> None:
    story = create_story("Lamps on the pier", "lamps", Order(EDITOR, now()), public=False).stream
    claim = ClaimId(new_id("clm"))
    handle_story(story, lambda _: [CreateClaim(claim, "The pier has four lamps.", (CALL,))], Order(EDITOR, now()))

    def each(text: str) -> None:
        given = Incoming(
            source=SourceGiven(name="Velmora Herald"),
            text=text,
            title=text,
            published_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
            story=story,
        )
        file_article(given, Order(EDITOR, now()))
        handle_story(story, lambda _: [NoteClaim(claim, text)], Order(EDITOR, now()))
        refresh(story)

    each("The lamps are new.")
    counted(committed_db)
    for n in range(SEVERAL):
        each(f"Lamp {n} was lit on Monday.")
    elsewhere = {"story": "sto_" + "9" * 32, "article": "art_" + "9" * 32}
    reading.Paragraph.objects.bulk_create(
        reading.Paragraph(id=f"p{n}", source="src_" + "9" * 32, digest=f"{n:064}", **elsewhere) for n in range(MANY)
    )
    reading.Appearance.objects.bulk_create(
        reading.Appearance(id=f"a{n}", claim="clm_" + "9" * 32, revision=1, **elsewhere) for n in range(MANY)
    )
    assert touched(lambda: each("All lamps are lit.")) < MANY // 2
