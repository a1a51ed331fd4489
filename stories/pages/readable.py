"""A public state as readers get it: lines with their sources in words. Made of the document alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from stories.pages.wording import sourced, time_element, word
from stories.projections.changes import Change, moment, taken_back
from stories.projections.summaries import with_gaps

Document = dict[str, Any]
QUOTED_WORDS = 25
NAMED_OUTLETS = 12
IN_FULL = 50  # lines of a page whose sources stand beneath them; those of the others are on pages of their own


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet behind a line. quote: a few of its own words where somebody is quoted; lang: that of quote and title,
    where it is not the page's.
    """

    name: str
    address: str | None
    title: str | None
    quote: str | None
    speaker: str | None
    lang: str | None


@dataclass(frozen=True, slots=True)
class Behind:
    """What a state does not say of its sources. names: of all of them by id, those that are credited without having an
    article here among them; languages: of articles by id, where known.
    """

    names: Mapping[str, str]
    languages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """Outlets that count once, and in words why; a lone one needs no reason."""

    outlets: list[Outlet]
    why: str | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What we say of a line that we corrected or took back. was, is_: former and right words; None: words are gone.

    lang: of these words, where it is not the page's.
    """

    claim: str
    mark: str
    word: str
    text: str
    was: str | None
    is_: str | None
    lang: str | None
    at: SafeString


@dataclass(slots=True)
class Line:
    """A claim for readers. mark: which shape and colour; lang: that of its words, where it is not the page's; place:
    where an editor put it; older: what it took over from; notices: corrections of what stood here before; full: told
    with what it rests on.
    """

    id: str
    mark: str
    word: str
    statement: str | None
    lang: str | None
    quotation: bool
    speaker: Document | None
    at: SafeString
    sourced: str
    origins: list[Origin]
    evidence: list[str]
    place: tuple[Any, ...]
    full: bool
    older: list["Line"] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """lines: told in full; more: the rest in brief, by mark and word."""

    lines: list[Line]
    more: dict[tuple[str, str], list[Line]]


@dataclass(frozen=True, slots=True)
class Sections:
    """lines: of all three, in the page's order."""

    known: Section
    reported: Section
    disputed: Section
    withdrawn: list[Notice]
    lines: list[Line]


def sections(state: Document, behind: Behind) -> Sections:
    left = count(IN_FULL, -1)
    known, reported, disputed = (
        [line_of(claim, behind, full=next(left) > 0) for claim in state[name]]
        for name in ("known", "reported", "disputed")
    )
    places = {line.id: line for line in (*known, *reported, *disputed)}
    withdrawn = []
    for claim in state["corrections"]:
        if claim["publication"] == "canceled":
            withdrawn += notices_of(claim)
        elif claim["successor"] in places:
            places[claim["successor"]].notices += notices_of(claim)
        else:
            _put(known if claim["verdict"]["evidence"] else reported, line_of(claim, behind))
    lines = [*known, *reported, *disputed]
    return Sections(_parted(known), _parted(reported), _parted(disputed), withdrawn, lines)


def _parted(lines: list[Line]) -> Section:
    """What was corrected is always told in full."""
    shown, more = [], dict[tuple[str, str], list[Line]]()
    for line in lines:
        if line.full or line.notices or line.older:
            shown.append(line)
        else:
            more.setdefault((line.mark, line.word), []).append(line)
    return Section(shown, more)


def _put(lines: list[Line], line: Line) -> None:
    """A correction that nothing replaced stands where the line stood."""
    after = next((n for n, other in enumerate(lines) if other.place > line.place), len(lines))
    lines.insert(after, line)


def line_of(claim: Document, behind: Behind, *, full: bool = True) -> Line:
    """full: with what it rests on."""
    corrected = claim["status"] == "corrected"
    return Line(
        id=claim["id"],
        mark=claim["status"],
        word=word(claim["status"]),
        statement=None if corrected else claim["statement"],
        lang=foreign(claim),
        quotation=claim["quotation"],
        speaker=claim["speaker"],
        at=time_element(moment(claim["last_changed"])),
        sourced=sourced(claim),
        origins=origins_of(claim, behind) if full and not corrected else [],
        evidence=[one["summary"] for one in claim["evidence"] if one.get("summary")],
        place=(claim["section"] or "", claim["rank"] is None, claim["rank"] or 0, claim["first_seen"], claim["id"]),
        full=full,
        older=[line_of(one, behind, full=False) for one in claim.get("superseded", [])],
        notices=notices_of(claim) if corrected else [],
    )


def notices_of(claim: Document) -> list[Notice]:
    """The newest word on each mistake, the newest first; for a withdrawn line the notice of its withdrawal as well."""
    return [notice_of(one) for one in taken_back(claim)][::-1]


def notice_of(change: Change) -> Notice:
    """change: one of those that `taken_back` gives."""
    told, at = change.notice, time_element(change.at)
    if told is not None:
        former = (told["was"], told["is"], foreign(change.claim))
        return Notice(change.claim["id"], told["kind"], word(told["kind"]), told["text"], *former, at)
    said = change.claim["notice"] or gettext("We took a line back that stood here.")
    return Notice(change.claim["id"], change.kind, word(change.kind), said, None, None, None, at)


def foreign(claim: Document) -> str | None:
    """The language of the claim's words, where it is known to be another than the page's."""
    lang = claim.get("lang")
    return lang if lang and lang.partition("-")[0] != get_language() else None


def web_address(url: str | None) -> str | None:
    """The address if a browser may follow it, whatever the outlet's feed said."""
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


def origins_of(claim: Document, behind: Behind) -> list[Origin]:
    """The outlets that say it, each once, together with those that share its origin."""
    grouped: dict[str, dict[str, Outlet]] = {}
    seen: dict[str, str] = {}
    for item in claim["appearances"]:
        source = item["source"]
        if source is None or (source["id"] not in seen and len(seen) >= NAMED_OUTLETS):
            continue
        origin = seen.setdefault(source["id"], item["origin"] or source["id"])
        quoted = short_quote(with_gaps(item["text"], item["spans"])) if item["voice"] in {"quoted", "mixed"} else None
        outlets = grouped.setdefault(origin, {})
        known = outlets.get(source["id"])
        if known is None or (quoted and not known.quote):
            lang = foreign({"lang": behind.languages.get(item["article"])})
            outlets[source["id"]] = Outlet(
                source["name"], web_address(item["url"]), item["title"], quoted, item["speaker"], lang
            )
    return [Origin(list(outlets.values()), _why(name, outlets, behind.names)) for name, outlets in grouped.items()]


def _why(origin: str, outlets: Mapping[str, Outlet], agencies: Mapping[str, str]) -> str | None:
    """What makes them one: origins are named by what they share."""
    agency = agencies.get(origin)
    if agency and origin not in outlets:
        return gettext("By way of %(agency)s") % {"agency": agency}
    if len(outlets) < 2:
        return None
    if agency:
        return gettext("All from %(agency)s, counted once") % {"agency": agency}
    if origin.startswith("clm_"):
        return gettext("One speaker's words, counted once")
    return gettext("From one text, counted once")


def short_quote(text: str) -> str:
    """At most a sentence's worth of somebody else's words."""
    words = text.split()
    return " ".join(words[:QUOTED_WORDS]) + ("…" if len(words) > QUOTED_WORDS else "")


def statements(lines: Iterable[Line]) -> dict[str, Line]:
    """Each line by its id, those that were superseded too."""
    return {line.id: line for one in lines for line in (one, *one.older)}
