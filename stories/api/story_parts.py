"""What belongs to a story: its claims, contradictions, corrections, articles, sources, events, differences."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

import msgspec
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api import bodies_claims
from stories.api.acting import Written, carry_out, expected_of, with_events
from stories.api.authentication import desk
from stories.api.bodies_values import values_of
from stories.api.fields import Version
from stories.api.methods import api_view
from stories.api.moments import View, When, survivor_of, view_of
from stories.api.paging import Cursor, Limit, answer, listed, slice_of
from stories.api.parsing import bad_query, body_of, query_of
from stories.api.verbs import Asked, decide_with_evidence, evidence_of, speaker_of
from stories.application.diff import diff
from stories.application.handle import Handled, Order
from stories.application.history import public_events, story_events
from stories.application.ids import new_id
from stories.application.provenance import article_lines, sources
from stories.application.queries import NotThere, story_at, story_named
from stories.domain.commands_claim import CreateClaim
from stories.domain.events import EVENT_TYPES
from stories.domain.publication import is_public, is_remembered
from stories.domain.story import Story
from stories.domain.values import ClaimId, ConflictKind
from stories.domain.vocabulary import ContradictionStatus, Publication, SourcingLabel, Status
from stories.projections.documents import claim_document, contradiction_document, readable_sides

Document = dict[str, Any]


class Part(When, kw_only=True):
    """A list of a story's things, at any moment."""

    limit: Limit = 100
    cursor: Cursor | None = None


class ClaimList(Part, kw_only=True):
    status: Status | None = None
    publication: Publication | None = None
    sourcing: SourcingLabel | None = None
    contradicted: bool | None = None


class ContradictionList(Part, kw_only=True):
    status: ContradictionStatus | None = None
    kind: ConflictKind | None = None


class EventList(When, kw_only=True):
    after_version: Version = 0
    types: str | None = None
    limit: Limit = 100


class Differences(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, rename={"from_": "from"}):
    from_: Version = 0
    to: Version | None = None
    view: Literal["public"] | None = None


def _part(request: Request, name: str, query: Part, items: Callable[[Story, View], Sequence[Document]]) -> Response:
    view = view_of(request, name, query)
    if (fresh := view.fresh(request)) is not None:
        return fresh
    with view.folded() as story:
        shown, more = slice_of(items(story, view), lambda item: str(item["id"]), request, query)
    return view.dressed(listed(request, shown, (shown[-1]["id"],) if more else None))


@api_view(["GET", "POST"])
def claims(request: Request, name: str) -> Response:
    if request.method == "POST":
        return _create_claim(request, name)
    query = query_of(request, ClaimList)
    return _part(request, name, query, lambda story, view: list(_claims(story, view, query)))


def _claims(story: Story, view: View, query: ClaimList) -> Iterator[Document]:
    for claim in story.claims.values():
        if claim.merged_into is not None or (view.public and not is_public(story, claim)):
            continue
        if query.status not in (None, claim.status) or query.publication not in (None, claim.publication):
            continue
        document = claim_document(story, claim, public=view.public)
        if query.sourcing not in (None, document["sourcing"]["label"]):
            continue
        if query.contradicted in (None, _contradicted(story, document)):
            yield document


def _contradicted(story: Story, document: Document) -> bool:
    return any(story.contradictions[one].status is ContradictionStatus.OPEN for one in document["contradictions"])


def _create_claim(request: Request, name: str) -> Response:
    """By hand, with evidence."""
    by = desk(request)
    story = story_named(name).id
    body = body_of(request, bodies_claims.NewClaim)
    claim = ClaimId(new_id("clm"))
    values = values_of(body.values)

    def run(order: Order) -> Handled:
        asked = Asked(claim, order.by, order.at)
        return decide_with_evidence(story, asked, make, order)

    def make(asked: Asked) -> CreateClaim:
        evidence = tuple(evidence_of(item, asked) for item in body.evidence)
        return CreateClaim(claim, body.statement, evidence, speaker_of(body.speaker), values)

    def show(written: Written) -> Response:
        made = ClaimId(written.ids[0])
        with story_at(written.stream, written.version) as state:
            document = claim_document(state, state.claims[made])
        headers = {"Location": f"/api/v1/claims/{made}/", "ETag": f'"v{document["version"]}"'}
        return Response(with_events(document, written), status=201, headers=headers)

    expected = expected_of(request, story, body.expected_version)
    return carry_out(
        request,
        by,
        run,
        show,
        expected=expected,
        status=201,
        ids=[claim],
        elsewhere=lambda: survivor_of(request, story),
    )


@api_view(["GET"])
def contradictions(request: Request, name: str) -> Response:
    query = query_of(request, ContradictionList)

    def items(story: Story, view: View) -> list[Document]:
        return [
            contradiction_document(story, item, public=view.public)
            for item in story.contradictions.values()
            if query.status in (None, item.status) and query.kind in (None, item.kind)
            if not view.public or readable_sides(story, item) is not None
        ]

    return _part(request, name, query, items)


@api_view(["GET"])
def corrections(request: Request, name: str) -> Response:
    """Claims that were corrected or taken back, with their notices."""

    def items(story: Story, view: View) -> list[Document]:
        return [
            claim_document(story, claim, public=view.public)
            for claim in story.claims.values()
            if claim.status is Status.CORRECTED or claim.publication is Publication.CANCELED
            if not view.public or is_public(story, claim) or is_remembered(story, claim)
        ]

    return _part(request, name, query_of(request, Part), items)


@api_view(["GET"])
def articles(request: Request, name: str) -> Response:
    query = query_of(request, Part)
    return _part(request, name, query, lambda story, view: article_lines(story, public=view.public))


@api_view(["GET"])
def story_sources(request: Request, name: str) -> Response:
    view = view_of(request, name, query_of(request, When))
    if (fresh := view.fresh(request)) is not None:
        return fresh
    with view.folded() as story:
        return view.dressed(Response(sources(story, public=view.public)))


def types_of(text: str | None) -> list[str] | None:
    """Event types, comma-separated. Raises Problem 400 for one that does not exist."""
    if text is None:
        return None
    wanted = [word.strip() for word in text.split(",")]
    for word in wanted:
        if word not in EVENT_TYPES:
            raise bad_query("types", "unknown-type", f"There is no event type {word[:60]!r}")
    return wanted


@api_view(["GET"])
def events(request: Request, name: str) -> Response:
    query = query_of(request, EventList)
    types = types_of(query.types)
    view = view_of(request, name, query).sealed()
    if (fresh := view.fresh(request)) is not None:
        return fresh
    if view.public:
        with view.folded() as story:
            found = public_events(story, after=query.after_version, limit=query.limit + 1, types=types)
    else:
        found = story_events(
            view.story, after=query.after_version, upto=view.version, limit=query.limit + 1, types=types
        )
    shown = found[: query.limit]
    following = {"after_version": str(shown[-1]["version"])} if len(found) > query.limit else None
    return view.dressed(answer(request, shown, following))


@api_view(["GET"])
def story_diff(request: Request, name: str) -> Response:
    query = query_of(request, Differences)
    view = view_of(request, name, When(view=query.view))
    newer = view.version if query.to is None else query.to
    if not query.from_ <= newer <= view.version:
        raise NotThere(f"{view.story}: {query.from_} to {newer}")
    if not view.may_know:
        _was_public(view.story, query.from_, newer)
    sealed = view.sealed()
    sealed = replace(sealed, etag=f'"v{query.from_}-{newer}.{sealed.etag[2:]}')
    return sealed.fresh(request) or sealed.dressed(Response(diff(view.story, query.from_, newer, public=view.public)))


def _was_public(story: str, *versions: int) -> None:
    """Raises NotThere where readers could not see the story at one of the versions."""
    for version in filter(None, versions):
        with story_at(story, version) as state:
            if not state.public:
                raise NotThere(story)
