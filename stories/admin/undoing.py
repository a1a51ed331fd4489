"""The toast that takes back one's own last decision: kept in the session for as long as the rule allows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse

from stories.application.handle import Handled, now
from stories.domain.decide_undo import UNDO_WITHIN
from stories.domain.state import Claim

KEPT = "undo"


@dataclass(frozen=True, slots=True)
class Undo:
    """said: what was done; until: when it is too late. form_id and version go with the form."""

    said: str
    statement: str
    claim: str
    address: str
    version: int
    until: datetime

    @property
    def form_id(self) -> str:
        return uuid4().hex


def remember(request: HttpRequest, claim: Claim | None, done: Handled, said: str) -> bool:
    """After a verb on a claim: whether it can be undone. If not, the toast of an older decision stays."""
    decision = claim.last_decision if claim is not None else None
    if claim is None or decision is None or decision.event not in done.events or not decision.undoable:
        return False
    request.session[KEPT] = {
        "said": said,
        "statement": claim.statement[:120],
        "claim": claim.id,
        "version": claim.touched,
        "until": (decision.at + UNDO_WITHIN).isoformat(),
    }
    return True


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def undo_of(request: HttpRequest) -> Undo | None:
    kept: dict[str, Any] | None = request.session.get(KEPT)
    if kept is None:
        return None
    until = datetime.fromisoformat(kept["until"])
    if until <= now():
        return None
    address = reverse("admin:stories_claim_act", args=[kept["claim"], "undo"])
    return Undo(kept["said"], kept["statement"], kept["claim"], address, kept["version"], until)
