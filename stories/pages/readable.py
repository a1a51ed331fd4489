"""A public state as readers get it: lines with their sources in words, and what changed. Made of the document alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stories.projections.summaries import with_gaps

Document = dict[str, Any]
QUOTED_WORDS = 25
NAMED_OUTLETS = 12


@dataclass(frozen=True, slots=True)
class Outlet:
    """One article behind a line. quote: a few of its own words where somebody is quoted."""

    name: str
    address: str | None
    title: str | None
    quote: str | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A claim for readers; older: the claims that it took the place of."""

    claim: Document
    outlets: list[Outlet]
    changed: datetime
    older: list["Line"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed and when: for the log at the foot of the page. kind names its icon."""

    at: datetime
    kind: str
    claim: Document
    notice: Document | None = None


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def web_address(url: str | None) -> str | None:
    """The address if a browser may follow it, whatever the outlet's feed said."""
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


def line_of(claim: Document) -> Line:
    return Line(
        claim, outlets_of(claim), moment(claim["last_changed"]), [line_of(one) for one in claim.get("superseded", [])]
    )


def outlets_of(claim: Document) -> list[Outlet]:
    """The outlets that say it, each once, its quotation first."""
    found: dict[str, Outlet] = {}
    for item in claim["appearances"]:
        source = item["source"]
        if source is None:
            continue
        quoted = short_quote(with_gaps(item["text"], item["spans"])) if item["voice"] in {"quoted", "mixed"} else None
        known = found.get(source["id"])
        if known is None or (quoted and not known.quote):
            found[source["id"]] = Outlet(
                source["name"], web_address(item["url"]), item["title"], quoted, item["speaker"]
            )
    return list(found.values())[:NAMED_OUTLETS]


def short_quote(text: str) -> str:
    """At most a sentence's worth of somebody else's words."""
    words = text.split()
    return " ".join(words[:QUOTED_WORDS]) + ("…" if len(words) > QUOTED_WORDS else "")


def changes(state: Document) -> list[Change]:
    """Corrections, withdrawals and the newest word on each line, newest first."""
    found: list[Change] = []
    for claim in state["corrections"]:
        found += [Change(moment(one["at"]), one["kind"], claim, one) for one in notices(claim)]
        if claim["publication"] == "canceled":
            found.append(Change(moment(claim["last_changed"]), "withdrawn", claim))
    for claim in _lines(state):
        found.append(Change(moment(claim["last_changed"]), claim["status"], claim))
        found += [Change(moment(older["last_changed"]), "superseded", older) for older in claim["superseded"]]
    return sorted(found, key=lambda one: (one.at, one.claim["id"]), reverse=True)


def notices(claim: Document) -> list[Document]:
    """The corrections of a claim, without those that a later one amended."""
    amended = {one.get("amends") for one in claim["corrections"]}
    return [one for one in claim["corrections"] if one["event"] not in amended]


def _lines(state: Document) -> Iterable[Document]:
    return [*state["known"], *state["reported"], *state["disputed"]]


def newest_change(state: Document) -> datetime | None:
    return max((one.at for one in changes(state)), default=None)
