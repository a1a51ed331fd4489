"""Claims: read with history and provenance, and every verb of theirs."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from stories.api import bodies
from stories.api.acting import Written, carry_out, expected_of, with_events
from stories.api.authentication import desk
from stories.api.methods import api_view
from stories.api.moments import View, When, matches, view_of_home
from stories.api.parsing import body_of, query_of
from stories.api.problems import Moved, not_found
from stories.api.verbs import CLAIM_VERBS, Asked, decide_with_evidence
from stories.application.decisions import decide_in
from stories.application.handle import Handled, Order
from stories.application.history import events_about, public_events
from stories.application.ids import new_id
from stories.application.provenance import provenance
from stories.application.queries import NotThere, drawn_anew_since, home_of, story_at
from stories.domain.commands_claim import StrikeEvidence
from stories.domain.publication import is_public, is_remembered
from stories.domain.state import Claim
from stories.domain.story import Story
from stories.domain.values import ClaimId
from stories.projections.documents import claim_document

Document = dict[str, Any]


def _read(request: Request, id_: str, document: Callable[[Story, Claim, View], Document], part: str = "") -> Response:
    """A claim at a moment. 308 to the claim that it was merged into, unless its past is asked for."""
    view = view_of_home(request, home_of(id_, "clm"), query_of(request, When))
    with view.folded() as story:
        claim = story.claims.get(ClaimId(id_))
        if claim is None or (view.public and not _readable(story, claim) and not _leads_on(story, claim, view)):
            raise NotThere(id_)
        if claim.merged_into is not None and not view.past:
            query = request.META.get("QUERY_STRING", "")
            raise Moved(f"/api/v1/claims/{claim.merged_into}/{part}" + (f"?{query}" if query else ""))
        etag = f'"v{claim.touched}{".public" if view.public else ""}"'
        unchanged = not view.public and not view.past and not drawn_anew_since(view.story, claim.touched)
        if unchanged and matches(request, etag):
            return view.dressed(Response(status=304), etag)
        return view.dressed(Response(document(story, claim, view)), etag)


def _readable(story: Story, claim: Claim) -> bool:
    """What readers see, and what they saw until it was taken back."""
    return is_public(story, claim) or is_remembered(story, claim)


def _leads_on(story: Story, claim: Claim, view: View) -> bool:
    """A line that readers saw and that is part of another one now: its address leads there."""
    into = claim
    while into.merged_into is not None and into.merged_into in story.claims:
        into = story.claims[into.merged_into]
    return into is not claim and claim.ever_public and not view.past and _readable(story, into)


@api_view(["GET"])
def claim(request: Request, id_: str) -> Response:
    return _read(request, id_, lambda story, found, view: claim_document(story, found, public=view.public))


@api_view(["GET"])
def history(request: Request, id_: str) -> Response:
    def document(story: Story, found: Claim, view: View) -> Document:
        events = (
            public_events(story, after=0, limit=500, claim=found.id) if view.public else events_about(story, found.id)
        )
        return {"claim": found.id, "story": story.id, "version": found.touched, "results": events, "next": None}

    return _read(request, id_, document, "history/")


@api_view(["GET"])
def claim_provenance(request: Request, id_: str) -> Response:
    return _read(
        request,
        id_,
        lambda story, found, view: provenance(story, found, public=view.public),
        "provenance/",
    )


def _survivor(request: Request, story: str, id_: ClaimId) -> str | None:
    """The same address of the claim that this one was merged into."""
    with story_at(story) as state:
        held = state.claims.get(id_)
        return request.path.replace(id_, held.merged_into, 1) if held and held.merged_into else None


@api_view(["POST"])
def claim_verb(request: Request, id_: str, verb: str) -> Response:
    by = desk(request)
    story = home_of(id_, "clm")
    if verb not in CLAIM_VERBS:
        raise not_found()
    shape, command = CLAIM_VERBS[verb]
    body = body_of(request, shape)
    named = ClaimId(id_)
    fresh = new_id("clm")  # of the claim that a split makes

    def run(order: Order) -> Handled:
        asked = Asked(named, order.by, order.at, ClaimId(fresh))
        return decide_with_evidence(story, asked, lambda asked: command(body, asked), order)

    return carry_out(
        request,
        by,
        run,
        lambda written: _shown(named, written),
        expected=expected_of(request, id_, body.expected_version, needed=True),
        ids=[fresh] if verb == "split" else [],
        elsewhere=lambda: _survivor(request, story, named),
    )


@api_view(["POST"])
def strike(request: Request, id_: str, n: int) -> Response:
    by = desk(request)
    story = home_of(id_, "clm")
    body = body_of(request, bodies.Reason)
    return carry_out(
        request,
        by,
        lambda order: decide_in(story, [StrikeEvidence(ClaimId(id_), n, body.reason)], order),
        lambda written: _shown(ClaimId(id_), written),
        expected=expected_of(request, id_, body.expected_version, needed=True),
        elsewhere=lambda: _survivor(request, story, ClaimId(id_)),
    )


def _shown(id_: ClaimId, written: Written) -> Response:
    with story_at(written.stream, written.version) as story:
        found = story.claims.get(id_)
        if found is None:
            raise NotThere(id_)
        document = claim_document(story, found)
    if written.ids:
        document["into"] = written.ids[0]
    return Response(with_events(document, written), headers={"ETag": f'"v{found.touched}"'})
