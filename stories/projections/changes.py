"""What changed in a story and when, made of the state document alone: the log of the page and the Atom feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed and when. kind: a status, a kind of correction, `withdrawn` or `superseded`."""

    at: datetime
    kind: str
    claim: Document
    notice: Document | None = None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def changes(state: Document) -> list[Change]:
    """Corrections, withdrawals and the newest word on each line, newest first."""
    found: list[Change] = []
    for claim in state["corrections"]:
        found += taken_back(claim)
    for claim in _lines(state):
        found.append(Change(moment(claim["last_changed"]), claim["status"], claim))
        found += [Change(moment(older["last_changed"]), "superseded", older) for older in claim["superseded"]]
    return sorted(found, key=lambda one: (one.at, one.claim["id"]), reverse=True)


def taken_back(claim: Document) -> list[Change]:
    """What readers were told of a mistake in this claim, the oldest first, and that it was withdrawn."""
    found = [Change(moment(one["at"]), one["kind"], claim, one) for one in notices(claim)]
    if claim["publication"] == "canceled":
        found.append(Change(moment(claim["last_changed"]), "withdrawn", claim))
    return found


def notices(claim: Document) -> list[Document]:
    """The corrections of a claim, without those that a later one amended."""
    amended = {one.get("amends") for one in claim["corrections"]}
    return [one for one in claim["corrections"] if one["event"] not in amended]


def newest_change(state: Document) -> datetime | None:
    return max((one.at for one in changes(state)), default=None)


def _lines(state: Document) -> Iterable[Document]:
    return [*state["known"], *state["reported"], *state["disputed"]]
