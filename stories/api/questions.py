"""Questions and complaints: what we do not know yet, who asks, who owns it, what came of it."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from stories.api import bodies
from stories.api.acting import Written, carry_out, expected_of, with_events
from stories.api.authentication import desk
from stories.api.methods import api_view
from stories.api.moments import When, survivor_of, view_of, view_of_home
from stories.api.paging import listed, slice_of
from stories.api.parsing import bad_field, body_of, query_of
from stories.api.problems import not_found
from stories.api.story_parts import Part
from stories.application.decisions import decide_in
from stories.application.handle import Handled, Order
from stories.application.ids import new_id
from stories.application.queries import NotThere, home_of, story_at, story_named
from stories.domain import commands_story as commands
from stories.domain.publication import is_for_readers
from stories.domain.values import ClaimId, PersonId, QuestionId
from stories.domain.vocabulary import QuestionKind
from stories.projections.documents import question_document

QUESTION_VERBS: dict[str, type[bodies.Body]] = {
    "assign": bodies.AssignQuestion,
    "answer": bodies.Answer,
    "close": bodies.CloseQuestion,
}


class QuestionList(Part, kw_only=True):
    kind: QuestionKind | None = None


@api_view(["GET", "POST"])
def questions(request: Request, name: str) -> Response:
    return _ask(request, name) if request.method == "POST" else _list(request, name)


def _list(request: Request, name: str) -> Response:
    query = query_of(request, QuestionList)
    view = view_of(request, name, query)
    if (fresh := view.fresh(request)) is not None:
        return fresh
    with view.folded() as story:
        found = [
            question_document(story, item, public=view.public)
            for item in story.questions.values()
            if query.kind in (None, item.kind)
            if not view.public or is_for_readers(item)
        ]
    shown, more = slice_of(found, lambda item: str(item["id"]), request, query)
    return view.dressed(listed(request, shown, (shown[-1]["id"],) if more else None))


def _ask(request: Request, name: str) -> Response:
    by = desk(request)
    story = story_named(name).id
    body = body_of(request, bodies.NewQuestion)
    command = commands.OpenQuestion(
        QuestionId(new_id("que")), body.kind, body.text, body.about, _person(body.owner, "/owner"), body.due
    )
    return carry_out(
        request,
        by,
        lambda order: decide_in(story, [command], order),
        lambda written: _shown(QuestionId(written.ids[0]), written),
        expected=expected_of(request, story, body.expected_version),
        status=201,
        ids=[command.question],
        elsewhere=lambda: survivor_of(request, story),
    )


@api_view(["POST"])
def question_verb(request: Request, id_: str, verb: str) -> Response:
    by = desk(request)
    story = home_of(id_, "que")
    if verb not in QUESTION_VERBS:
        raise not_found()
    body = body_of(request, QUESTION_VERBS[verb])

    def run(order: Order) -> Handled:
        return decide_in(story, [_command(body, QuestionId(id_))], order)

    expected = expected_of(request, id_, body.expected_version)
    return carry_out(request, by, run, lambda written: _shown(QuestionId(id_), written), expected=expected)


def _command(body: bodies.Body, id_: QuestionId) -> commands.QuestionCommand:
    match body:
        case bodies.Answer(answer=answer, claim=claim):
            return commands.AnswerQuestion(id_, answer, ClaimId(claim) if claim else None)
        case bodies.CloseQuestion(outcome=outcome, note=note):
            return commands.CloseQuestion(id_, outcome, note)
        case bodies.AssignQuestion(owner=owner, due=due):
            return commands.AssignQuestion(id_, _person(owner, "/owner"), due)
        case _:
            raise TypeError(type(body).__name__)


def _person(given: str | None, pointer: str) -> PersonId | None:
    if given is not None and not given.startswith("usr_"):
        raise bad_field(pointer, "wrong-kind", "A person is due here: an id that begins with usr_")
    return PersonId(given) if given else None


def _shown(id_: QuestionId, written: Written) -> Response:
    with story_at(written.stream, written.version) as story:
        document: dict[str, Any] = question_document(story, story.questions[id_])
    headers = {"ETag": f'"v{document["version"]}"'}
    if written.status == 201:
        headers["Location"] = f"/api/v1/questions/{id_}/"
    return Response(with_events(document, written), status=written.status, headers=headers)


@api_view(["GET"])
def question(request: Request, id_: str) -> Response:
    view = view_of_home(request, home_of(id_, "que"), query_of(request, When))
    with view.folded() as story:
        held = story.questions.get(QuestionId(id_))
        if held is None or (view.public and not is_for_readers(held)):
            raise NotThere(id_)
        document = question_document(story, held, public=view.public)
    return view.dressed(Response(document), f'"v{held.touched}{".public" if view.public else ""}"')
