"""Suggestions: pairs that a machine holds to belong together, for people to judge. In a story, or across stories."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from stories.api import bodies
from stories.api.acting import Written, carry_out, expected_of, with_events
from stories.api.authentication import desk, reader_of_all
from stories.api.fields import PublicId
from stories.api.methods import api_view
from stories.api.paging import Page, listed, slice_of
from stories.api.parsing import body_of, query_of
from stories.api.problems import not_found
from stories.application import taking_back
from stories.application.decisions import decide_in, decide_on_desk, desk_suggestions
from stories.application.handle import Handled, Order
from stories.application.jobs import job_document
from stories.application.queries import NotThere, home_of, story_at
from stories.domain import commands_story as commands
from stories.domain.actors import By
from stories.domain.state import Suggestion
from stories.domain.values import SuggestionId
from stories.domain.vocabulary import Judgement, SuggestionKind
from stories.eventlog.codec import plain
from stories.models import reading
from stories.projections.documents import suggestion_document

Judging = commands.ConfirmSuggestion | commands.RejectSuggestion | commands.MarkSuggestionUnsure

VERBS: dict[str, Callable[[SuggestionId, str | None], Judging]] = {
    "confirm": commands.ConfirmSuggestion,
    "reject": commands.RejectSuggestion,
    "unsure": commands.MarkSuggestionUnsure,
}


class SuggestionList(Page, kw_only=True):
    kind: SuggestionKind | None = None
    judgement: Judgement | None = None
    story: PublicId | None = None


@api_view(["GET"])
def suggestions(request: Request) -> Response:
    reader_of_all(request)
    query = query_of(request, SuggestionList)
    found = list(reading.Suggestion.objects.values_list("document", flat=True))
    found += [_across(one) for one in desk_suggestions().values()]
    found = [
        one
        for one in found
        if query.kind in (None, one["kind"])
        if query.judgement in (None, one["judgement"])
        if query.story in (None, one["story"])
    ]
    shown, more = slice_of(found, lambda item: str(item["id"]), request, query)
    return listed(request, shown, (shown[-1]["id"],) if more else None)


def _across(one: Suggestion) -> dict[str, Any]:
    """One between stories lies in the desk's own stream."""
    names = ("id", "kind", "a", "b", "score", "reason", "comparer", "judgement", "by", "at", "note")
    return {"story": None, "version": one.touched} | {name: plain(getattr(one, name)) for name in names}


@api_view(["POST"])
def suggestion_verb(request: Request, id_: str, verb: str) -> Response:
    by = desk(request)
    if verb not in VERBS:
        raise not_found()
    named = SuggestionId(id_)
    across = named in desk_suggestions()
    story = None if across else home_of(id_, "sug")
    body = body_of(request, bodies.Judge)
    command = VERBS[verb](named, body.note)

    def run(order: Order) -> Handled:
        if story is None:
            return decide_on_desk(command, order)
        if isinstance(command, commands.ConfirmSuggestion):
            return taking_back.confirm(story, command, order).done[0]
        return decide_in(story, [command], order)

    return carry_out(
        request,
        by,
        run,
        lambda written: _shown(named, written, by),
        expected=None if across else expected_of(request, id_, body.expected_version),
    )


def _shown(id_: SuggestionId, written: Written, by: By) -> Response:
    if written.stream.startswith("dsk_"):
        return Response(with_events(_across(desk_suggestions()[id_]), written))
    with story_at(written.stream, written.version) as story:
        held = story.suggestions.get(id_)
        if held is None:
            raise NotThere(id_)
        document = suggestion_document(story, held)
    if held.kind is SuggestionKind.WITHDRAW_ORIGIN and held.judgement is Judgement.CONFIRMED:
        job = taking_back.job_of(held.a, by)
        document |= {"job": job_document(job)["id"] if job else None}
    return Response(with_events(document, written), headers={"ETag": f'"v{held.touched}"'})
