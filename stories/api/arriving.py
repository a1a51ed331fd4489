"""An article as somebody sends it, alone or as a line of a batch: one strict reading of its fields, ninjs included."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from stories.api import bodies
from stories.api.parsing import bad_field, fitted, read_json
from stories.api.problems import Problem
from stories.application.handle import now
from stories.application.intake import Incoming, SourceGiven
from stories.domain.events_article import ArticleFiled, ArticleRevised
from stories.domain.records import Declared
from stories.eventlog.folding import event_of
from stories.eventlog.read import Stored
from stories.gateways.files import Unreadable, from_ninjs

AHEAD = timedelta(days=1)  # clocks differ by less


def read_line(data: bytes) -> bodies.NewArticle:
    """One line of a batch as POST /articles/ would read it. Raises Problem."""
    fields = read_json(data)
    if not isinstance(fields, dict):
        raise Problem(400, "not-an-object", "A line is a JSON object.")
    return sound(fitted(own_fields(fields), bodies.NewArticle))


def own_fields(data: dict[str, Any]) -> dict[str, Any]:
    """An IPTC ninjs item (which has a uri and no source) as our fields; anything else as it is."""
    if "uri" not in data or "source" in data:
        return data
    try:
        return from_ninjs(data, source=None)
    except Unreadable as exc:
        raise bad_field("", "not-ninjs", f"This ninjs item cannot be taken: {exc}") from exc


def sound(body: bodies.NewArticle) -> bodies.NewArticle:
    """What no rule of shape catches. Raises Problem."""
    if (body.text is None) is (body.html is None):
        raise bad_field("/text", "one-of", "Send text or html, and not both")
    if body.modified_at is not None and body.modified_at > now() + AHEAD:
        raise bad_field("/modified_at", "in-the-future", "modified_at says when the text was changed; it lies ahead")
    return body


def source_given(source: bodies.NewSource | str) -> SourceGiven:
    """A source by its id, or as somebody describes it."""
    if isinstance(source, str):
        return SourceGiven(id=source)
    return SourceGiven(name=source.name, kind=source.kind, url=source.url, owner=source.owner)


def incoming_of(body: bodies.NewArticle) -> Incoming:
    return Incoming(
        source=source_given(body.source),
        text=body.text,
        html=body.html,
        title=body.title,
        url=body.url,
        external_id=body.external_id,
        published_at=body.published_at,
        modified_at=body.modified_at,
        byline=body.byline,
        language=body.language,
        pubstatus=body.pubstatus,
        embargo_until=body.embargo_until,
        declared=Declared(body.revision.kind, body.revision.note) if body.revision else None,
        story=body.story,
    )


def article_in(events: Iterable[Stored]) -> str | None:
    """The article that a command from before has filed or revised."""
    for stored in events:
        match event_of(stored):
            case ArticleFiled(article=article) | ArticleRevised(article=article):
                return article
            case _:
                continue
    return None
