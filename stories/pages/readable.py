"""A public state as readers get it: lines with their sources in words. Made of the document alone."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stories.projections.changes import moment
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
