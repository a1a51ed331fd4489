"""What is taken back in many stories at once: all that a source published, and an origin with all its passages.

One command a story. What a person confirms once is carried out in each story by itself; where there are many, by a job
with a result for each, which goes on with what is left when it is asked for again.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection

from stories.application.batches import Outcome
from stories.application.blocking import blocks
from stories.application.decisions import decide_in
from stories.application.handle import (
    CommandRepeated,
    Handled,
    KeyTaken,
    Order,
    VersionConflict,
    handle_with_source,
)
from stories.application.ids import new_id
from stories.application.jobs import go_on
from stories.application.late_reprints import asked_of, copied_from, is_of_one
from stories.application.queries import show
from stories.application.reprints import borrowed, propose_elsewhere
from stories.domain.actors import By
from stories.domain.commands import SourceCommand, StoryStreamCommand
from stories.domain.commands_article import ProposeOriginWithdrawal, WithdrawArticle, WithdrawOrigin
from stories.domain.commands_story import ConfirmSuggestion
from stories.domain.permissions import Action, require
from stories.domain.records import ClaimAppearanceRef
from stories.domain.refusals import Refused
from stories.domain.source import Source
from stories.domain.state import Suggestion
from stories.domain.story import Story
from stories.domain.values import ArticleId, Span, SuggestionId
from stories.domain.vocabulary import Judgement, SuggestionKind, WithdrawScope
from stories.eventlog.folding import SOURCES, STORIES
from stories.eventlog.streams import StreamRef
from stories.models import Job, reading

KIND = "withdrawal"
AT_ONCE = 10  # stories that a source is withdrawn from while its editor waits

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """done: in the stories where it was done at once; job: what goes on with the others, if there are any."""

    done: tuple[Handled, ...]
    job: Job | None = None


def withdraw_article(story: str, command: WithdrawArticle, order: Order, *, block_words: bool) -> Handled:
    """Withdraws an article or one of its texts. block_words: so that its outlet brings those words in no more, under
    whatever address. Both are one transaction; of what was withdrawn before, the words are blocked by themselves.
    """
    source = _source_in(story, command.article)
    if not block_words or source is None:
        return decide_in(story, [command], order)

    def follows(state: Story, known: Source) -> list[SourceCommand]:
        article = state.articles.get(command.article)
        held = article.revisions if article is not None else ()
        return blocks(known, [one.text for one in held if command.revision in (None, one.n)])

    done = handle_with_source(story, command, source, follows, order)
    show(story)
    return done


def _source_in(story: str, article: ArticleId) -> str | None:
    with STORIES.reading(StreamRef.parse(story)) as state:
        held = state.articles.get(article)
        return state.source_of(held).id if held is not None else None


def waiting(origin: str, *, besides: str = "") -> list[reading.Suggestion]:
    """Where it waits to be confirmed that the origin is withdrawn, but in one story."""
    kind, judgement = SuggestionKind.WITHDRAW_ORIGIN.value, Judgement.SUGGESTED.value
    rows = reading.Suggestion.objects.filter(kind=kind, judgement=judgement, document__a=origin)
    return list(rows.exclude(story=besides).order_by("story", "id"))


def confirm(story: str, command: ConfirmSuggestion, order: Order) -> TakenBack:
    """Confirms a suggestion; that an origin is withdrawn, in all other stories too in which that waits.

    What a single article took from it goes by itself. Confirmed again, it goes on with the stories that were left.
    Raises as decide_in does.
    """
    held = _held_in(story, command.suggestion)
    if held is None or held.kind is not SuggestionKind.WITHDRAW_ORIGIN:
        return TakenBack((decide_in(story, [command], order),))
    origin = held.a
    if is_of_one(held):
        return TakenBack((_confirmed_in(story, origin, command, order),))
    try:
        done = _confirmed_in(story, origin, command, order)
    except CommandRepeated:
        _confirm_elsewhere(story, origin, command, order)
        raise
    return TakenBack((done,), _confirm_elsewhere(story, origin, command, order))


def _held_in(story: str, suggestion: SuggestionId) -> Suggestion | None:
    with STORIES.reading(StreamRef.parse(story)) as state:
        held = state.suggestions.get(suggestion)
        return replace(held) if held is not None else None


def _confirmed_in(story: str, origin: str, command: ConfirmSuggestion, order: Order) -> Handled:
    """With the passages that only their words give away: the origin is not in this story, or was gone when they came.

    That the origin is withdrawn from a story goes for the articles too that print it and came in later.
    """
    with STORIES.reading(StreamRef.parse(story)) as state:
        held = state.suggestions.get(command.suggestion)
        of_one = held is not None and is_of_one(held)
        late = [one for one in asked_of(state, origin) if not of_one or one.id == command.suggestion]
        copied = set() if of_one else set(borrowed(state, origin))
        copied = copied.union(*(copied_from(state, ArticleId(one.b), origin) for one in late))
    also = [one.id for one in late if one.id != command.suggestion and one.judgement is not Judgement.CONFIRMED]
    commands: list[StoryStreamCommand] = [command, *(ConfirmSuggestion(one, command.note) for one in also)]
    if copied and held is not None:
        commands.append(WithdrawOrigin(origin, tuple(sorted(copied, key=_place)), held.reason))
    return decide_in(story, commands, order)


def _place(ref: ClaimAppearanceRef) -> tuple[str, str, tuple[Span, ...]]:
    return ref.article, ref.claim, ref.spans


def _confirm_elsewhere(story: str, origin: str, command: ConfirmSuggestion, order: Order) -> Job | None:
    lines = [
        {"do": "confirm", "story": row.story, "origin": origin, "suggestion": row.pk, "note": command.note}
        for row in waiting(origin, besides=story)
    ]
    return _queued(origin, lines, order.by, f"Withdraw what others took from {name_of(origin)}")


def withdraw_source(source: str, reason: str, scope: WithdrawScope, order: Order) -> TakenBack:
    """Withdraws every article of a source, story by story: what was done stays done if it is interrupted.

    With its origin each story in which others copy or credit it gets one suggestion with all of their passages; the job
    looks for the stories in which only the words tell.

    The idempotency row goes with the last story that is done at once, so that a repetition finishes what was begun.
    Raises Forbidden before anything is begun, and as decide_in does.
    """
    require(order.by, Action.MOVE_OR_WITHDRAW_ARTICLE)  # looking for copies asks nobody
    with SOURCES.reading(StreamRef.parse(source)) as found:
        names = found.copy.names
    printed = reading.Article.objects.filter(source=source)
    held = printed.exclude(status="withdrawn").values_list("story", flat=True)
    stories = sorted({*held, *(_crediting(names) if scope is WithdrawScope.ORIGIN else ())})
    now, later = stories[:AT_ONCE], stories[AT_ONCE:]
    about = {"source": source, "reason": reason}
    lines: list[Document] = [{"do": "withdraw", "story": one, "scope": scope.value} | about for one in later]
    if scope is WithdrawScope.ORIGIN:
        lines += [{"do": "look", "story": one} | about for one in sorted({one.story for one in printed})]
    done, job = [], None
    if not now:
        job = _queued(source, lines, order.by, f"Withdraw all of {name_of(source)}")
    for story in now:
        last = story == now[-1]
        if last:
            job = _queued(source, lines, order.by, f"Withdraw all of {name_of(source)}")
        step = order if last else Order(order.by, order.at)
        done.append(_withdrawn_in(story, source, reason, scope, step))
    return TakenBack(tuple(done), job)


def _withdrawn_in(story: str, source: str, reason: str, scope: WithdrawScope, order: Order) -> Handled:
    standing = reading.Article.objects.filter(source=source, story=story).exclude(status="withdrawn").order_by("id")
    commands: list[StoryStreamCommand] = [WithdrawArticle(ArticleId(one.pk), reason) for one in standing]
    if scope is WithdrawScope.ORIGIN:
        with SOURCES.reading(StreamRef.parse(source)) as found:
            copy = found.copy
        commands.append(ProposeOriginWithdrawal(copy, reason, SuggestionId(new_id("sug"))))
    return decide_in(story, commands, order)


_CREDITING = """
SELECT DISTINCT story FROM stories_article, jsonb_array_elements(document -> 'credits') AS credit
WHERE lower(credit ->> 'source') = ANY (%(names)s) AND status <> 'withdrawn'
ORDER BY story
"""


def _crediting(names: Sequence[str]) -> list[str]:
    """Stories in which somebody credits the source: its own article may never have come in."""
    with connection.cursor() as cursor:
        cursor.execute(_CREDITING, {"names": [name.lower() for name in names]})
        return [row[0] for row in cursor.fetchall()]


def stories_reached(source: str) -> list[str]:
    """Where a source has articles, is credited, or is to be withdrawn with what others took from it."""
    with SOURCES.reading(StreamRef.parse(source)) as found:
        names = found.copy.names
    articles = reading.Article.objects.filter(source=source).values_list("story", flat=True)
    asked = reading.Suggestion.objects.filter(kind=SuggestionKind.WITHDRAW_ORIGIN.value, document__a=source)
    return sorted({*articles, *_crediting(names), *asked.values_list("story", flat=True)})


def job_of(origin: str, by: By) -> Job | None:
    """The job by which this person or key withdraws the origin in many stories."""
    return Job.objects.filter(pk=_job_id(origin, by)).first()


def _job_id(origin: str, by: By) -> UUID:
    """One for each origin and whoever withdraws it: asked for again, the same job goes on."""
    return UUID(bytes=sha256(f"{KIND} {origin} {by.actor}".encode()).digest()[:16])


def _queued(origin: str, lines: Iterable[Document], by: By, title: str) -> Job | None:
    data = [json.dumps(line, sort_keys=True).encode() for line in lines]
    return go_on(_job_id(origin, by), by, kind=KIND, title=title, lines=data) if data else None


def name_of(origin: str) -> str:
    """An article's or a source's name, for people to read; else the id."""
    if origin.startswith("src_"):
        source = reading.Source.objects.filter(pk=origin).first()
        return str(source) if source else origin
    article = reading.Article.objects.filter(pk=origin).first()
    return str(article) if article else origin


def carry_line(data: bytes | None, order: Order) -> Outcome:
    """One story of many, under the same rules as by itself. Raises only where the database is gone."""
    line = json.loads(data or b"{}")
    story = str(line["story"])
    title = reading.Story.objects.filter(pk=story).values_list("title", flat=True).first()
    told = {"story": story, "title": title or story} | {
        name: line[name] for name in ("suggestion", "source") if name in line
    }
    try:
        require(order.by, Action.MOVE_OR_WITHDRAW_ARTICLE)
        if line["do"] == "confirm":
            command = ConfirmSuggestion(SuggestionId(line["suggestion"]), line["note"])
            held = _held_in(story, command.suggestion)
            if held is not None and held.judgement is not Judgement.SUGGESTED:  # by somebody who looked at this story
                return Outcome(200, told | {"judged": held.judgement.value})
            done = _confirmed_in(story, line["origin"], command, order)
        elif line["do"] == "look":
            found = propose_elsewhere(story, line["source"], line["reason"])
            return Outcome(201 if found else 200, told | {"copied_in": found})
        else:
            done = _withdrawn_in(story, line["source"], line["reason"], WithdrawScope(line["scope"]), order)
    except CommandRepeated:
        return Outcome(200, told)
    except Refused as refused:
        return Outcome(422, told | {"code": refused.code, "detail": refused.sentence})
    except (KeyTaken, VersionConflict):
        return Outcome(503, told | {"code": "busy", "detail": "Many people are at work on this story; ask again."})
    return Outcome(201 if done.events else 200, told)
