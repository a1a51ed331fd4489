"""Articles: sent in, read with their processing, and their verbs."""

import re
from collections.abc import Callable
from typing import Any

from rest_framework.decorators import parser_classes
from rest_framework.request import Request
from rest_framework.response import Response

from stories.api import bodies
from stories.api.acting import Written, carry_out, expected_of, with_events
from stories.api.arriving import article_in, incoming_of, own_fields, sound
from stories.api.authentication import actor, desk
from stories.api.methods import api_view
from stories.api.moments import When, matches, view_of_home
from stories.api.parsing import NinjsParser, StrictJSONParser, bad_field, body_of, query_of
from stories.api.problems import not_found
from stories.application.decisions import decide_in, suggestion_for
from stories.application.handle import Handled, Order
from stories.application.intake import Filed, file_article
from stories.application.moving import move_article
from stories.application.queries import NotThere, drawn_anew_since, home_of, processing, story_at, story_named
from stories.application.sources import source_by_id
from stories.application.taking_back import withdraw_article
from stories.application.threads import until
from stories.domain import commands_article as commands
from stories.domain.commands import StoryStreamCommand
from stories.domain.values import ArticleId
from stories.projections.articles import article_document

LONGEST_WAIT = 30
_WAIT = re.compile(r"(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])")


@api_view(["POST"])
@parser_classes([StrictJSONParser, NinjsParser])
def articles(request: Request) -> Response:
    by = actor(request)
    body = sound(body_of(request, bodies.NewArticle, own_fields))
    filed: list[Filed] = []

    def run(order: Order) -> Handled:
        filed.append(file_article(incoming_of(body), order))
        return filed[-1].handled

    def show(written: Written) -> Response:
        if written.replayed and not written.events:
            same, twin = written.ids
            return _filed(
                request, same, written.stream, written.version, status=written.status, duplicate_of=twin or None
            )
        if written.replayed or not filed:
            return _filed(request, _article_written(written), written.stream, written.version, status=written.status)
        found = filed[-1]
        return _filed(
            request,
            found.article,
            found.story,
            found.handled.version,
            status=200 if found.duplicate_of else 201,
            duplicate_of=found.duplicate_of,
        )

    expected = expected_of(request, body.story or "", body.expected_version)
    if expected is not None and body.story is None:
        raise bad_field("/story", "required", "Name the story whose version you decide on")
    return carry_out(
        request,
        by,
        run,
        show,
        expected=expected,
        status=201,
        found=lambda: (filed[-1].article, filed[-1].duplicate_of or ""),
    )


def _article_written(written: Written) -> str:
    article = article_in(written.stored())
    if article is None:
        raise NotThere(written.stream)
    return article


def _filed(
    request: Request, article: str, story: str, version: int, *, status: int, duplicate_of: str | None = None
) -> Response:
    waited = _wait(request, article, story)
    with story_at(story, at_least=version if waited is None else None) as state:
        held = state.articles.get(ArticleId(article))
        document: dict[str, Any] = {"id": article, "story": story}
        if held is not None:
            document |= {
                "revision": held.revisions[-1].n,
                "version": held.touched,
                "processing": processing(story, held),
            }
    if duplicate_of:
        document["duplicate_of"] = duplicate_of
    headers = {"Location": f"/api/v1/articles/{article}/"}
    if waited is not None:
        headers["Preference-Applied"] = f"wait={waited}"
    return Response(document, status=status, headers=headers)


def _wait(request: Request, article: str, story: str) -> int | None:
    """Prefer: wait=N. Returns once the newest text is analysed, or N seconds have passed."""
    asked = _WAIT.search(request.META.get("HTTP_PREFER", ""))
    if asked is None:
        return None

    def is_settled() -> bool:
        with story_at(story) as state:
            held = state.articles.get(ArticleId(article))
            return held is None or processing(story, held)["state"] not in {"queued", "running"}

    seconds = min(int(asked[1]), LONGEST_WAIT)
    return seconds if until(is_settled, seconds=seconds) else None


@api_view(["GET"])
def article(request: Request, id_: str) -> Response:
    """With full text, for the desk alone: whoever else asks finds nothing here."""
    when = query_of(request, When)
    view = view_of_home(request, home_of(id_, "art"), when)
    if view.public:
        raise NotThere(id_)
    with view.folded() as story:
        held = story.articles.get(ArticleId(id_))
        if held is None:
            raise NotThere(id_)
        etag, state = f'"v{held.touched}"', processing(story.id, held)
        settled = state["state"] == "done" and not view.past and not drawn_anew_since(view.story, held.touched)
        if settled and matches(request, etag):
            return view.dressed(Response(status=304), etag)
        document = article_document(story, held) | {"processing": state}
    return view.dressed(Response(document), etag)


def _withdraw(body: bodies.WithdrawArticle, id_: ArticleId) -> StoryStreamCommand:
    return commands.WithdrawArticle(
        id_, body.reason, body.by, body.revision, body.notice, body.scope, suggestion_for(body.scope)
    )


def _amend(body: bodies.AmendArticle, id_: ArticleId) -> StoryStreamCommand:
    source = source_by_id(body.source) if body.source else None
    return commands.AmendArticle(
        id_, body.reason, body.title, body.byline, body.url, body.language, body.published_at, source
    )


Verb = tuple[type[bodies.Body], Callable[[Any, ArticleId], StoryStreamCommand]]

VERBS: dict[str, Verb] = {
    "withdraw": (bodies.WithdrawArticle, _withdraw),
    "hold": (bodies.HoldArticle, lambda body, id_: commands.HoldArticle(id_, body.reason, body.until)),
    "release": (bodies.OptionalWhy, lambda body, id_: commands.ReleaseArticle(id_, body.why)),
    "amend": (bodies.AmendArticle, _amend),
    "reclassify": (
        bodies.Reclassify,
        lambda body, id_: commands.ReclassifyRevision(id_, body.revision, body.kind, body.reason),
    ),
    "reanalyse": (bodies.Reason, lambda body, id_: commands.RequestReanalysis(id_, body.reason)),
}


@api_view(["POST"])
def article_verb(request: Request, id_: str, verb: str) -> Response:
    by = desk(request)
    story = home_of(id_, "art")
    named = ArticleId(id_)
    if verb == "move":
        to = body_of(request, bodies.MoveArticle)
        expected = expected_of(request, id_, to.expected_version)
        target = story_named(to.to).id
        return carry_out(
            request,
            by,
            lambda order: move_article(story, target, named, order),
            lambda written: _moved(named, target, written),
            expected=expected,
        )
    if verb not in VERBS:
        raise not_found()
    shape, command = VERBS[verb]
    body = body_of(request, shape)

    def run(order: Order) -> Handled:
        decided = command(body, named)
        if isinstance(decided, commands.WithdrawArticle) and isinstance(body, bodies.WithdrawArticle):
            return withdraw_article(story, decided, order, block_words=body.block)
        return decide_in(story, [decided], order)

    return carry_out(
        request,
        by,
        run,
        lambda written: _shown(named, written),
        expected=expected_of(request, id_, body.expected_version),
    )


def _shown(id_: ArticleId, written: Written) -> Response:
    with story_at(written.stream, written.version) as story:
        document = article_document(story, story.articles[id_])
    return Response(with_events(document, written), headers={"ETag": f'"v{document["version"]}"'})


def _moved(id_: ArticleId, target: str, written: Written) -> Response:
    """The article in its new story; the events are those of the story that it left."""
    with story_at(target) as story:
        held = story.articles.get(id_)
        document = article_document(story, held) if held else {"id": id_, "story": target, "version": 0}
    return Response(with_events(document, written), headers={"ETag": f'"v{document["version"]}"'})
