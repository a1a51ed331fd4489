"""Figures are shown in the words of their articles, with what they count."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from stories.application.handle import Order, now
from stories.application.intake import Incoming, SourceGiven, create_story, file_article
from stories.domain.actors import MACHINE
from stories.domain.state import Claim, ClaimAppearance
from stories.domain.values import Appearance, ArticleId, ClaimId, Voice
from stories.eventlog.folding import STORIES
from stories.eventlog.streams import StreamRef
from stories.projections.documents import claim_document, contradiction_document
from stories.projections.printed import side_words

DAY = datetime(2025, 10, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "value", "normalised", "printed"),
    [
        ("The ferry carried 131 passengers.", "131", "131 passenger", "131 passengers"),
        ("The ferry carried 1,131 passengers.", "131", "131 passenger", "131"),
        ("It had 22 exhausted crew members on it.", "22", "22 member", "22 exhausted crew members"),
        ("Two women were found.", "Two", "2 woman", "Two women"),
        ("It lasted 20 minutes.", "20 minutes", "20 minute", "20 minutes"),
        ("There were 131. Passengers were calm.", "131", "131 passenger", "131"),
        ("Of 131 only 20 passengers came.", "131", "131 passenger", "131"),
        ("At least 12 died.", "At least 12", "12.. person", "At least 12"),
        ("It opened in May 2024.", "May 2024", "2024-05", "May 2024"),
    ],
)
def test_a_side_s_value_with_what_it_counts(text: str, value: str, normalised: str, printed: str) -> None:
    appearance = Appearance(ArticleId("art_1"), 1, ((0, len(text)),), text, "", Voice.OUTLET)
    claim = Claim(ClaimId("clm_1"), text, DAY, DAY, appearances=(ClaimAppearance(appearance, "rules@1"),))
    assert side_words(claim, value, normalised) == printed


def test_what_readers_of_a_claim_and_of_a_contradiction_get(committed_db: object, pump: Callable[[], None]) -> None:
    story = create_story("Ferry", "ferry", Order(MACHINE, now()), public=False).stream
    for outlet, figure in (("Tarn Times", "131"), ("Valley Voice", "140")):
        text = f"On Monday the ferry Lorna carried {figure} passengers from Tarn to Sorvel when its engine failed."
        sent = Incoming(source=SourceGiven(name=outlet), text=text, published_at=DAY, story=story)
        file_article(sent, Order(MACHINE, now()))
    pump()
    state = STORIES.at_version(StreamRef.parse(story), 2**31 - 1).state
    told: list[Any] = [claim_document(state, claim) for claim in state.claims.values()]
    assert [one["text"] for claim in told for one in claim["quantities"]] == ["131 passengers", "140 passengers"]
    assert {one["noun"] for claim in told for one in claim["quantities"]} == {"passenger"}
    (held,) = state.contradictions.values()
    assert {one["text"] for one in contradiction_document(state, held)["sides"]} == {"131 passengers", "140 passengers"}
