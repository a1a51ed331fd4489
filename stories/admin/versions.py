"""The history of a story: its versions, any two of them side by side, and who is behind each line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stories.admin.api_call import api_call
from stories.admin.asked import Look
from stories.admin.contexts import PEOPLE, Happened, told
from stories.admin.wording import Run, word_diff
from stories.application.diff import changed, compared
from stories.application.people import names_of
from stories.application.public_changes import public_versions
from stories.domain.actors import MACHINE
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.vocabulary import Status
from stories.eventlog.codec import plain
from stories.eventlog.folding import STORIES, event_of
from stories.eventlog.read import read_versions
from stories.eventlog.streams import StreamRef
from stories.models import reading
from stories.projections.documents import claim_document, contradiction_document
from stories.projections.states import UNDECIDED, desk_order

Context = dict[str, Any]
PAGE = 50
SHOWN = 100  # claims of a kind in a comparison
BETWEEN = 2_000  # events between two versions that are told apart by claim
BROAD = ("article.", "story.", "origin.")
FIELDS = {
    "status": _("status"),
    "publication": _("publication"),
    "public": _("readers see it"),
    "section": _("section"),
    "rank": _("rank"),
    "speaker": _("speaker"),
    "notice": _("notice"),
    "successor": _("successor"),
    "withdrawn_reason": _("withdrawn"),
    "merged_into": _("merged into"),
    "quantities": _("quantities"),
    "dates": _("dates"),
    "places": _("places"),
}


def number(text: str | None, otherwise: int, highest: int) -> int:
    asked = int(text[:9]) if text and text.isdecimal() and text.isascii() else otherwise
    return min(max(0, asked), highest)


def history(look: Look, query: QueryDict) -> Context:
    story = look.story
    every = reading.StoryEvent.objects.filter(story=story.id, version__lte=story.version)
    actors = list(every.order_by("actor").values_list("actor", flat=True).distinct()[:200])
    kinds = list(every.order_by("type").values_list("type", flat=True).distinct())
    rows, actor, kind = every, query.get("actor", ""), query.get("type", "")
    if actor == PEOPLE:
        rows = rows.exclude(actor=MACHINE.actor)
    elif actor:
        rows = rows.filter(actor=actor)
    if kind:
        rows = rows.filter(type=kind)
    public = bool(query.get("public"))
    seen: set[int] = public_versions(story.id, story.version) if public else set()
    if public:
        rows = rows.filter(version__in=seen)
    before = query.get("before", "")
    if before.isdecimal() and before.isascii():
        rows = rows.filter(version__lt=int(before[:9]))
    found = told(story.id, list(rows.order_by("-version")[: PAGE + 1]))
    names = names_of(set(actors))
    return {
        "events": found[:PAGE],
        "older": found[PAGE - 1].version if len(found) > PAGE else None,
        "actors": [(one, names[one]) for one in actors],
        "kinds": kinds,
        "chosen": {"actor": actor, "type": kind, "public": public},
        "filtered": bool(actor or kind or public or before),
        "query": "&".join(f"{name}={query[name]}" for name in ("public",) if query.get(name)),
        "kept": [(name, query[name]) for name in ("actor", "type", "public") if query.get(name)],
    }


@dataclass(frozen=True, slots=True)
class Changed:
    """A claim at two versions. fields: what differs besides its words; events: the versions that touched it."""

    id: str
    statement: str
    words: list[Run]
    fields: list[tuple[Any, str, str]]
    events: list[int]
    sign: str


def compare(look: Look, query: QueryDict) -> Context:
    """Any two versions; the events between them are counted, and those that name a claim stand beside it."""
    story, stream = look.story, StreamRef.parse(look.story.id)
    newest = story.version
    newer = number(query.get("to"), newest, newest)
    older = number(query.get("from"), max(0, newer - 1), newest)
    older, newer = min(older, newer), max(older, newer)
    rows = list(
        reading.StoryEvent.objects.filter(story=story.id, version__gt=older, version__lte=newer).order_by("version")[
            :BETWEEN
        ]
    )
    wanted = None if any(row.type.startswith(BROAD) for row in rows) else {one for row in rows for one in row.about}
    folded = STORIES.at_version(stream, older)
    before = _drawn(folded.state, wanted)
    after = _drawn(STORIES.fold(folded, upto=newer).state, wanted)
    claims = compared(before["claims"], after["claims"])
    about: dict[str, list[int]] = {}
    for row in rows:
        for one in row.about:
            about.setdefault(one, []).append(row.version)
    people = {row.actor for row in rows if row.actor != MACHINE.actor}
    names = names_of(people)
    statements = {claim.id: claim.statement for claim in story.claims.values()}
    return {
        "older": older,
        "newer": newer,
        "between": newer - older,
        "people": sorted({names[one] for one in people}),
        "by_machine": sum(row.actor == MACHINE.actor for row in rows),
        "head": [(name, *pair) for name, pair in _pairs(changed(before["head"], after["head"]))],
        "changed": [
            _changed(before["claims"][one["id"]], after["claims"][one["id"]], one["fields"], about, statements)
            for one in claims["changed"][:SHOWN]
        ],
        **_came(claims, about),
        "contradictions": compared(before["contradictions"], after["contradictions"]),
        "tab_name": "compare",
        "api_call": api_call("story", story.id, tab="compare", query=f"?from={older}&to={newer}"),
    }


def _came(claims: Context, about: dict[str, list[int]]) -> Context:
    """Claims that came and went, the first of each; unshown: how many there are beyond."""
    decided = [one for one in claims["added"] if one["status"] not in UNDECIDED]
    found = [one for one in claims["added"] if one["status"] in UNDECIDED]
    kinds = {"added": decided, "found": found, "gone": claims["gone"]}
    beyond = sum(max(0, len(some) - SHOWN) for some in (*kinds.values(), claims["changed"]))
    return {name: [(one, about.get(one["id"], [])) for one in some[:SHOWN]] for name, some in kinds.items()} | {
        "found_count": len(found),
        "unshown": beyond,
    }


def _pairs(fields: dict[str, Any]) -> Iterable[tuple[str, tuple[str, str]]]:
    return [(name, (value_words(one["from"]), value_words(one["to"]))) for name, one in fields.items()]


def _drawn(story: Story, wanted: set[str] | None) -> dict[str, dict[str, Any]]:
    """The things that may differ; wanted None: all."""
    return {
        "head": {name: getattr(story, name) for name in ("title", "slug", "status", "public")} if story.version else {},
        "claims": {
            claim.id: claim_document(story, claim)
            for claim in story.claims.values()
            if claim.merged_into is None and (wanted is None or claim.id in wanted)
        },
        "contradictions": {
            one.id: {
                key: value
                for key, value in contradiction_document(story, one).items()
                if key in ("id", "slot", "status", "outcome", "certainty")
            }
            for one in story.contradictions.values()
            if wanted is None or one.id in wanted
        },
    }


def _changed(
    before: Context,
    after: Context,
    fields: Context,
    about: dict[str, list[int]],
    statements: Mapping[Any, str],
) -> Changed:
    told_fields = [
        (FIELDS[name], statements.get(was, was), statements.get(now, now))
        for name, (was, now) in _pairs({key: value for key, value in fields.items() if key in FIELDS})
    ]
    if "sourcing" in fields:
        told_fields.append((_("sourcing"), before["sourcing"]["explanation"], after["sourcing"]["explanation"]))
    for name, label in (("appearances", _("appearances")), ("evidence", _("pieces of evidence"))):
        if len(before[name]) != len(after[name]):
            told_fields.append((label, str(len(before[name])), str(len(after[name]))))
    return Changed(
        after["id"],
        after["statement"] or "",
        word_diff(before["statement"] or "", after["statement"] or ""),
        told_fields,
        about.get(after["id"], []),
        "−" if fields.get("publication", {}).get("to") == "canceled" else "~",
    )


def value_words(value: Any) -> str:
    match value:
        case None | [] | "":
            return "–"
        case True:
            return "yes"
        case False:
            return "no"
        case {"name": name}:
            return str(name)
        case list():
            return "; ".join(value_words(one) for one in value)
        case dict():
            return " ".join(str(one) for one in value.values() if isinstance(one, str | int))
        case _:
            return str(value) if str(value)[3:4] == "_" else str(value).replace("_", " ")


STATUS_SET = (
    "claim.extracted", "claim.created", "claim.accepted", "claim.verified", "claim.refuted",
    "claim.marked_inconclusive", "claim.disputed", "claim.superseded", "claim.corrected", "claim.decision_undone",
    "claim.dismissed", "claim.restored",
)  # fmt: skip
WORDS_SET = ("claim.extracted", "claim.created", "claim.accepted", "claim.amended", "claim.split")
SHOWN_SET = ("claim.released", "claim.held", "claim.withdrawn", "claim.reinstated")
LINES = frozenset(
    {Status.REPORTED, Status.VERIFIED, Status.REFUTED, Status.INCONCLUSIVE, Status.DISPUTED, Status.CORRECTED}
)


@dataclass(frozen=True, slots=True)
class Behind:
    """Who is behind a line: the events that last set its words, its status, and whether readers see it."""

    claim: Claim
    words: Happened | None
    status: Happened | None
    shown: Happened | None


def blame(look: Look, query: QueryDict) -> Context:
    """Each line that we carry with the events that made it what it is."""
    story = look.story
    lines = [one for one in desk_order(story.claims.values()) if one.status in LINES and one.merged_into is None]
    start = number(query.get("from"), 0, len(lines))
    page = lines[start : start + PAGE]
    return {
        "lines": behind(story, page),
        "next": start + PAGE if start + PAGE < len(lines) else None,
        "previous": max(0, start - PAGE) if start else None,
    }


def behind(story: Story, claims: Sequence[Claim]) -> list[Behind]:
    ids = {event for one in claims for event in story.history.get(one.id, ())}
    kinds = {*STATUS_SET, *WORDS_SET, *SHOWN_SET}
    rows = list(
        reading.StoryEvent.objects.filter(pk__in=ids, story=story.id, type__in=kinds, version__lte=story.version)
    )
    bodies = {
        one.version: plain(event_of(one)) or {}
        for one in read_versions(StreamRef.parse(story.id), [row.version for row in rows])
    }
    newest: dict[tuple[str, str], reading.StoryEvent] = {}
    for row in sorted(rows, key=lambda one: one.version):
        body = bodies.get(row.version, {})
        claim = body.get("into") if row.type == "claim.split" else body.get("claim")
        worded = row.type in ("claim.extracted", "claim.created", "claim.split") or body.get("statement")
        for what, these in (("status", STATUS_SET), ("shown", SHOWN_SET), ("words", WORDS_SET)):
            if row.type in these and (what != "words" or worded):
                newest[(str(claim), what)] = row
    wanted = {row.pk: row for row in newest.values()}
    events = {one.id: one for one in told(story.id, list(wanted.values()))}

    def event(claim: Claim, what: str) -> Happened | None:
        row = newest.get((claim.id, what))
        return events.get(str(row.pk)) if row else None

    return [Behind(one, event(one, "words"), event(one, "status"), event(one, "shown")) for one in claims]
