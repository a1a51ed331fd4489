"""Stories: made, listed, and their verbs. A story is read in `exports`."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api import bodies
from stories.api.acting import Written, carry_out, expected_of, with_events
from stories.api.authentication import actor, asker, desk, reads_everything
from stories.api.fields import Instant, Words
from stories.api.methods import api_view
from stories.api.moments import survivor_of, time_of
from stories.api.paging import Page, listed, position_in
from stories.api.parsing import body_of, query_of
from stories.api.problems import not_found
from stories.application.decisions import decide_in
from stories.application.handle import Handled, Order
from stories.application.ids import new_id
from stories.application.intake import create_story
from stories.application.moving import merge, split
from stories.application.queries import story_at, story_named
from stories.domain import commands_story as commands
from stories.domain.commands import StoryStreamCommand
from stories.domain.story import Story
from stories.domain.values import ArticleId, ClaimId
from stories.domain.vocabulary import StoryStatus
from stories.eventlog.codec import plain
from stories.models import reading


class StoryList(Page, kw_only=True):
    status: StoryStatus | None = None
    q: Words | None = None
    updated_since: Instant | None = None


@api_view(["GET", "POST"])
def stories(request: Request) -> Response:
    return _create(request) if request.method == "POST" else _list(request)


def _create(request: Request) -> Response:
    by = actor(request)
    body = body_of(request, bodies.NewStory)
    return carry_out(
        request,
        by,
        lambda order: create_story(body.title, body.slug, order, public=body.public),
        _made,
        status=201,
    )


def _made(written: Written) -> Response:
    response = _shown(written)
    response["Location"] = f"/api/v1/stories/{written.stream}/"
    return response


def _shown(written: Written) -> Response:
    """The story in a few words: whoever may write need not be allowed to read."""
    with story_at(written.stream, written.version) as story:
        document = _line(story)
    return Response(with_events(document, written), status=written.status, headers={"ETag": f'"v{written.version}"'})


def _line(story: Story) -> dict[str, Any]:
    return {
        "id": story.id,
        "slug": story.slug,
        "title": story.title,
        "status": story.status.value,
        "public": story.public,
        "merged_into": story.merged_into,
        "version": story.version,
        "updated_at": plain(story.updated_at),
    }


def _list(request: Request) -> Response:
    query = query_of(request, StoryList)
    everything = reads_everything(asker(request))
    rows = reading.Story.objects.filter(merged_into="", version__gt=0)
    if not everything:
        rows = rows.filter(public=True)
    if query.status is not None:
        rows = rows.filter(status=query.status.value)
    if query.q is not None:
        rows = rows.filter(title__icontains=query.q)
    if query.updated_since is not None:
        rows = rows.filter(updated_at__gte=time_of("updated_since", query.updated_since))
    if after := position_in(request, query):
        when = time_of("cursor", after[0])
        rows = rows.filter(Q(updated_at__lt=when) | Q(updated_at=when, id__gt=after[1]))
    found = list(rows.order_by("-updated_at", "id")[: query.limit + 1])
    shown = found[: query.limit]
    results = [_row(row, everything=everything) for row in shown]
    last = (plain(shown[-1].updated_at), shown[-1].id) if len(found) > query.limit else None
    return listed(request, results, last)


def _row(row: reading.Story, *, everything: bool) -> dict[str, Any]:
    document = {
        "id": row.id,
        "slug": row.slug,
        "title": row.title,
        "status": row.status,
        "public": row.public,
        "version": row.version,
        "updated_at": plain(row.updated_at),
    }
    return document | {"counts": row.counts} if everything else document


Verb = tuple[type[bodies.Body], Callable[[Any], StoryStreamCommand]]

VERBS: dict[str, Verb] = {
    "open": (bodies.Nothing, lambda _body: commands.OpenStory()),
    "publish": (bodies.Nothing, lambda _body: commands.PublishStory()),
    "unpublish": (bodies.Reason, lambda body: commands.UnpublishStory(body.reason)),
    "close": (bodies.OptionalReason, lambda body: commands.CloseStory(body.reason)),
    "reopen": (bodies.Nothing, lambda _body: commands.ReopenStory()),
    "amend": (bodies.AmendStory, lambda body: commands.AmendStory(body.title, body.slug, body.origins_needed)),
    "note": (bodies.TextNote, lambda body: commands.NoteStory(body.text)),
}


@api_view(["POST"])
def story_verb(request: Request, name: str, verb: str) -> Response:
    by = desk(request)
    id_ = story_named(name).id
    match verb:
        case "merge":
            return _merge(request, id_)
        case "split":
            return _split(request, id_)
        case _ if verb in VERBS:
            shape, command = VERBS[verb]
            body = body_of(request, shape)

            def run(order: Order) -> Handled:
                return decide_in(id_, [command(body)], order)

            return carry_out(
                request,
                by,
                run,
                _shown,
                expected=expected_of(request, id_, body.expected_version),
                elsewhere=lambda: survivor_of(request, id_),
            )
        case _:
            raise not_found()


def _merge(request: Request, id_: str) -> Response:
    body = body_of(request, bodies.MergeInto)
    return carry_out(
        request,
        desk(request),
        lambda order: merge(id_, story_named(body.into).id, order),
        _shown,
        expected=expected_of(request, id_, body.expected_version),
    )


def _split(request: Request, id_: str) -> Response:
    body = body_of(request, bodies.SplitStory)
    into = new_id("sto")

    def run(order: Order) -> Handled:
        return split(
            id_,
            into,
            title=body.title,
            slug=body.slug,
            articles=[ArticleId(one) for one in body.articles],
            claims=[ClaimId(one) for one in body.claims],
            order=order,
        )

    def show(written: Written) -> Response:
        response = _shown(written)
        response.data["into"] = written.ids[0]
        return response

    expected = expected_of(request, id_, body.expected_version)
    return carry_out(request, desk(request), run, show, expected=expected, ids=[into])
