"""Contradictions across stories, and what people decide about them."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from stories.api import bodies
from stories.api import bodies_claims as shapes
from stories.api.acting import Written, carry_out, expected_of, with_events
from stories.api.authentication import asker, desk, reads_everything
from stories.api.fields import PublicId
from stories.api.methods import api_view
from stories.api.moments import When, matches, view_of_home
from stories.api.paging import Page, listed, position_in
from stories.api.parsing import body_of, query_of
from stories.api.problems import not_found
from stories.api.verbs import Asked, decide_with_evidence, evidence_of
from stories.application.handle import Handled, Order
from stories.application.queries import NotThere, home_of, story_at
from stories.domain.commands_story import DismissContradiction, ResolveContradiction, SideVerdict
from stories.domain.records import EvidenceRef
from stories.domain.values import Certainty, ClaimId, ConflictKind, ContradictionId
from stories.domain.vocabulary import ContradictionStatus, Status
from stories.models import reading
from stories.projections.documents import contradiction_document, readable_sides

STATUS = {"verify": Status.VERIFIED, "refute": Status.REFUTED, "mark_inconclusive": Status.INCONCLUSIVE}


class ContradictionList(Page, kw_only=True):
    status: ContradictionStatus | None = None
    kind: ConflictKind | None = None
    certainty: Certainty | None = None
    story: PublicId | None = None


@api_view(["GET"])
def contradictions(request: Request) -> Response:
    query = query_of(request, ContradictionList)
    everything = reads_everything(asker(request))
    rows = reading.Contradiction.objects.order_by("id")
    for name in ("status", "kind", "certainty", "story"):
        if (value := getattr(query, name)) is not None:
            rows = rows.filter(**{name: value})
    if not everything:
        public = reading.Story.objects.filter(public=True).values("id")
        rows = rows.filter(certainty=Certainty.CERTAIN.value, story__in=public).exclude(readers={})
    if after := position_in(request, query):
        rows = rows.filter(id__gt=after[0])
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    results = [row.document if everything else _for_readers(row) for row in shown]
    last = (shown[-1].id,) if len(found) > query.limit else None
    return listed(request, [one for one in results if one is not None], last)


def _for_readers(row: reading.Contradiction) -> dict[str, Any] | None:
    if row.readers is not None:
        return dict(row.readers)
    with story_at(row.story) as story:
        held = story.contradictions.get(ContradictionId(row.id))
        if held is None or not story.public or readable_sides(story, held) is None:
            return None
        return contradiction_document(story, held, public=True)


@api_view(["GET"])
def contradiction(request: Request, id_: str) -> Response:
    view = view_of_home(request, home_of(id_, "con"), query_of(request, When))
    with view.folded() as story:
        held = story.contradictions.get(ContradictionId(id_))
        if held is None or (view.public and readable_sides(story, held) is None):
            raise NotThere(id_)
        document = contradiction_document(story, held, public=view.public)
    etag = f'"v{document["version"]}{".public" if view.public else ""}"'
    if not view.public and not view.past and matches(request, etag) and view.etag == etag:
        return view.dressed(Response(status=304), etag)
    return view.dressed(Response(document), etag)


@api_view(["POST"])
def contradiction_verb(request: Request, id_: str, verb: str) -> Response:
    by = desk(request)
    story = home_of(id_, "con")
    match verb:
        case "resolve":
            body: shapes.Resolve | bodies.Reason = body_of(request, shapes.Resolve)
        case "dismiss":
            body = body_of(request, bodies.Reason)
        case _:
            raise not_found()

    def run(order: Order) -> Handled:
        asked = Asked(ClaimId(""), order.by, order.at)
        return decide_with_evidence(story, asked, lambda asked: _command(body, ContradictionId(id_), asked), order)

    return carry_out(
        request,
        by,
        run,
        lambda written: _shown(ContradictionId(id_), written),
        expected=expected_of(request, id_, body.expected_version, needed=True),
    )


def _command(
    body: shapes.Resolve | bodies.Reason, id_: ContradictionId, asked: Asked
) -> ResolveContradiction | DismissContradiction:
    if isinstance(body, bodies.Reason):
        return DismissContradiction(id_, body.reason)
    return ResolveContradiction(
        id_,
        body.outcome,
        tuple(EvidenceRef(ClaimId(one.claim), one.n) for one in body.evidence),
        ClaimId(body.side) if body.side else None,
        body.note,
        tuple(
            SideVerdict(ClaimId(one.claim), STATUS[one.verb], tuple(one.evidence), one.note) for one in body.verdicts
        ),
        tuple(evidence_of(one, asked) for one in body.new_evidence),
    )


def _shown(id_: ContradictionId, written: Written) -> Response:
    with story_at(written.stream, written.version) as story:
        document = contradiction_document(story, story.contradictions[id_])
    return Response(with_events(document, written), headers={"ETag": f'"v{document["version"]}"'})
