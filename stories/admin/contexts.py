"""What pages show beside the things themselves: timelines, paragraphs with marks, safe addresses, names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from stories.admin.directions import isolated
from stories.admin.wording import told_apart
from stories.application.people import names_of
from stories.application.public_changes import public_versions
from stories.domain.actors import MACHINE
from stories.domain.records import ContactRef
from stories.domain.story import Story
from stories.domain.values import Passage, Span
from stories.eventlog.codec import plain
from stories.eventlog.folding import event_of
from stories.eventlog.read import read_versions
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.projections.summaries import shortened

TIMELINE = 50
AROUND = 400
VALUES, SIDES = 6, 4
PEOPLE, PUBLIC = "people", "public"  # what a timeline shows alone: what people did, what changed for readers
ICONS = {
    "claim.extracted": "+",
    "claim.created": "+",
    "claim.appeared": "+",
    "claim.evidence_added": "+",
    "claim.accepted": "❝",
    "claim.verified": "✔",
    "claim.refuted": "✖",
    "claim.marked_inconclusive": "?",
    "claim.disputed": "⚠",
    "claim.challenged": "⚠",
    "claim.corrected": "✎",
    "claim.amended": "✎",
    "claim.superseded": "↷",
    "claim.withdrawn": "⊘",
    "claim.held": "▢",
    "claim.released": "▣",
    "claim.decision_undone": "↶",
    "claim.decision_proposed": "☐",
}
FAMILIES = {"article": "⇣", "contradiction": "≠", "question": "?", "story": "◆", "suggestion": "≈"}
COMPARED = 12  # statements whose words are told apart
REASONS = ("reason", "note", "why", "text", "notice", "because", "until", "evidence", "was", "is", "assignee", "due")
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
MOMENTS = ("until", "due")  # of these; all else is what people wrote, whatever it looks like


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. about: the ids of what stands here; empty where nothing does."""

    text: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a timeline shows it. details: the reasons in its body that the summary does not tell."""

    id: str
    version: int
    type: str
    at: datetime
    who: str
    summary: str
    details: list[tuple[str, str | datetime]] = field(default_factory=list)
    by_machine: bool = False
    about: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The summary, for a page."""
        return isolated(self.summary)

    @property
    def icon(self) -> str:
        return ICONS.get(self.type) or FAMILIES.get(self.type.partition(".")[0], "·")


def timeline(
    story: Story, about: str | None = None, *, after: int = 0, before: int | None = None, only: str = ""
) -> list[Happened]:
    """The newest events first, up to where this story is folded; of one thing alone where `about` names it.

    before: those that are older than this version, for the next page. only: PEOPLE, PUBLIC, or everything.
    """
    rows = reading.StoryEvent.objects.filter(story=story.id, version__gt=after, version__lte=story.version)
    if only == PEOPLE:
        rows = rows.exclude(actor=MACHINE.actor)
    elif only == PUBLIC:
        rows = rows.filter(version__in=public_versions(story.id, story.version))
    if before is not None:
        rows = rows.filter(version__lt=before)
    if about is not None:
        rows = rows.filter(pk__in=story.history.get(about, []))
    return told(story.id, list(rows.order_by("-version")[:TIMELINE]))


def told(story: str, rows: Sequence[reading.StoryEvent], *, whole: bool = False) -> list[Happened]:
    """Rows as a timeline shows them, with the reasons that stand in the events' bodies.

    whole: also the reasons that the summaries tell already, for whoever does not show those.
    """
    if not rows:
        return []
    names = names_of({row.actor for row in rows})
    stored = read_versions(StreamRef.parse(story), [row.version for row in rows])
    bodies: dict[int, dict[str, Any]] = {one.version: plain(event_of(one)) or {} for one in stored}
    return [
        Happened(
            str(row.id),
            row.version,
            row.type,
            row.at,
            names[row.actor],
            row.summary,
            _details(bodies.get(row.version, {}), row, whole=whole),
            row.actor == MACHINE.actor,
            tuple(row.about),
        )
        for row in rows
    ]


def _details(body: Mapping[str, Any], row: reading.StoryEvent, *, whole: bool) -> list[tuple[str, str | datetime]]:
    found: list[tuple[str, str | datetime]] = []
    for name in REASONS:
        if name == "text" and row.type.startswith("article."):
            continue  # the article itself
        value = body.get(name)
        if value in (None, "", []) or isinstance(value, dict):
            continue
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        if whole or text not in row.summary:
            shown = datetime.fromisoformat(text) if name in MOMENTS else shortened(in_words(text), 500)
            found.append((name.replace("_", " "), shown))
    return found


def in_words(code: str) -> str:
    """A word of the log's as people read it: "support lost". What people wrote stays as it is."""
    return code.replace("_", " ") if CODE.fullmatch(code) else code


def in_paragraph(text: str, spans: Sequence[Span]) -> list[Piece]:
    """The paragraph in which the spans stand, with the spans marked. Long ones are cut, far from the spans."""
    first, last = spans[0][0], spans[-1][1]
    begin = max(text.rfind("\n", 0, first) + 1, first - AROUND)
    newline = text.find("\n", last)
    end = min(len(text) if newline < 0 else newline, last + AROUND)
    pieces = [Piece("…")] if begin and text[begin - 1] != "\n" else []
    at = begin
    for start, stop in spans:
        pieces += [Piece(text[at:start]), Piece(text[start:stop], ("span",))]
        at = stop
    pieces.append(Piece(text[at:end]))
    if end < len(text) and text[end] != "\n":
        pieces.append(Piece("…"))
    return [piece for piece in pieces if piece.text]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage with its kind, cut into pieces."""

    kind: str
    pieces: list[Piece]


def labelled(text: str, passages: Iterable[Passage], marks: Iterable[tuple[Span, str]]) -> list[Stretch]:
    """The whole text, passage by passage; what no passage covers is shown as it stands. marks: spans and whose."""
    found, at = [], 0
    marked = list(marks)
    for passage in sorted(passages, key=lambda one: one.start):
        if passage.start > at and text[at : passage.start].strip():
            found.append(Stretch("", _cut(text, (at, passage.start), marked)))
        if passage.end > at:
            found.append(Stretch(passage.kind.value, _cut(text, (max(at, passage.start), passage.end), marked)))
        at = max(at, passage.end)
    if text[at:].strip():
        found.append(Stretch("", _cut(text, (at, len(text)), marked)))
    return found


def _cut(text: str, span: Span, marks: Sequence[tuple[Span, str]]) -> list[Piece]:
    start, end = span
    inside = [(max(a, start), min(b, end), about) for (a, b), about in marks if a < end and b > start]
    cuts = sorted({start, end, *(a for a, _, _ in inside), *(b for _, b, _ in inside)})
    return [
        Piece(text[a:b], tuple(dict.fromkeys(about for left, right, about in inside if left <= a and right >= b)))
        for a, b in pairwise(cuts)
    ]


def by_value(contradiction: dict[str, Any]) -> dict[str, Any]:
    """A contradiction's document with its sides put together by what they come to: one column a value."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for side in contradiction["sides"]:
        groups.setdefault(side["normalised"], []).append(side)
    values = [
        {
            "value": _printed(next((one for one in sides if one["standing"]), sides[0])),
            "standing": any(one["standing"] for one in sides),
            "sides": sides,
        }
        for sides in groups.values()
    ]
    return contradiction | {"values": values}


def _printed(side: dict[str, Any]) -> str:
    """With what it counts; rows that are older than that have the value alone."""
    return str(side.get("text", side["value"]))


def side_by_side(contradiction: dict[str, Any], *, values: int = VALUES, sides: int = SIDES) -> dict[str, Any]:
    """As `by_value`, with the words marked that a side has and the others have not.

    values, sides: how many values are shown, and how many claims of each; what is beyond is counted.
    """
    every = contradiction["sides"]
    statements = list(dict.fromkeys(side["statement"] or "" for side in every))
    runs = dict(zip(statements, told_apart(statements), strict=True)) if len(statements) <= COMPARED else {}
    marked = [side | {"runs": runs.get(side["statement"] or "", [])} for side in every]
    grouped = by_value(contradiction | {"sides": marked})
    shown = [
        one | {"sides": one["sides"][:sides], "beyond": max(0, len(one["sides"]) - sides)}
        for one in grouped["values"][:values]
    ]
    return grouped | {"values": shown, "beyond": max(0, len(grouped["values"]) - values)}


def web_address(url: str | None) -> str | None:
    """The address if a browser may follow it: http and https alone, whatever the sender wrote."""
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


def contact_ids(evidence: Iterable[Any]) -> list[str]:
    return [item.contact.id for item in evidence if isinstance(item.contact, ContactRef)]
