"""An editor with one public story."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User

from stories.application.handle import Order, handle_story, now
from stories.application.ids import new_id
from stories.application.intake import create_story
from stories.application.people import by_user
from stories.application.roles import grant_role
from stories.domain import commands_claim as claims
from stories.domain.actors import MACHINE, By
from stories.domain.records import NewEvidence
from stories.domain.values import ClaimId, Speaker
from stories.domain.vocabulary import EvidenceKind, Role, Terms
from stories.eventlog.folding import DESK, STORIES
from stories.projections.stories import refresh


class Desk:
    """An editor with one public story."""

    def __init__(self, by: By, head: By) -> None:
        self.by, self.head = by, head
        self.story = create_story("Strike of the lamp makers", "lamp-strike", Order(by, now()), public=True).stream

    def do(self, *commands: Any, by: By | None = None, claims_on: Any = ()) -> int:
        done = handle_story(self.story, lambda _state: list(commands), Order(by or self.by, now(), claims=claims_on))
        refresh(self.story)
        return done.version

    def claim(self, statement: str, *, terms: Terms = Terms.ON_RECORD, summary: str = "Told at the gate.") -> ClaimId:
        made = ClaimId(new_id("clm"))
        evidence = NewEvidence(EvidenceKind.CALL, summary, terms, now())
        self.do(claims.CreateClaim(made, statement, (evidence,), Speaker("Odo Brant", "foreman")))
        return made


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    for shelf in (STORIES, DESK):
        shelf.forget()
    users = {}
    for name, role in (("ana", Role.EDITOR), ("hedda", Role.DESK_HEAD)):
        users[name] = User.objects.create(username=name, is_staff=True)
        grant_role(users[name], role, Order(MACHINE, now()))
    yield Desk(by_user(users["ana"]), by_user(users["hedda"]))
    for shelf in (STORIES, DESK):
        shelf.forget()
