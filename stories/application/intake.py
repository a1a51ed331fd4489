"""Articles come in: which source, which article, which story; then one append. Kept as it came."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec

from stories.application.blocking import refuse_blocked
from stories.application.handle import Handled, KeyTaken, Order, handle_story
from stories.application.ids import new_id
from stories.application.queries import show
from stories.application.sources import Known, known_by_id, known_by_name
from stories.application.whereabouts import story_of
from stories.domain.commands import StoryStreamCommand
from stories.domain.commands_article import FileArticle
from stories.domain.commands_story import CreateStory, ProposeStory
from stories.domain.records import Declared, HtmlOrigin, SourceCopy
from stories.domain.refusals import Refused
from stories.domain.story import Story
from stories.domain.values import ArticleId
from stories.domain.vocabulary import HoldReason, Publication, SourceKind, WithdrawnBy
from stories.eventlog.folding import STORIES
from stories.eventlog.registry import RegistryKey, holder, holders
from stories.eventlog.streams import StreamRef
from stories.gateways.webpages import EXTRACTOR, read_page

SLUG = "story_slug"
URL = "article_url"
EXTERNAL_ID = "article_external_id"
TEXT = "article_text"
ARTICLE = "article"
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class SourceGiven:
    """A source as a sender names it: by id, or by name."""

    id: str | None = None
    name: str = ""
    kind: SourceKind = SourceKind.OUTLET
    url: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What somebody sends: text or html, exactly one of them."""

    source: SourceGiven
    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    external_id: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    byline: str | None = None
    language: str | None = None
    pubstatus: Publication = Publication.USABLE
    embargo_until: datetime | None = None
    declared: Declared | None = None
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """duplicate_of: the article that has this very text already; nothing was written then."""

    article: str
    story: str
    handled: Handled
    duplicate_of: str | None = None


def incoming_of(fields: Mapping[str, Any]) -> Incoming:
    """Raw fields in the form of `POST /articles/` as what intake takes. Raises ValueError that names the field."""
    known = {field.name for field in dataclass_fields(Incoming)} - {"declared"} | {"revision"}
    if unknown := sorted(set(fields) - known):
        raise ValueError(f"there is no field {unknown[0]!r}")
    shaped = {("declared" if name == "revision" else name): value for name, value in fields.items()}
    source = shaped.get("source")
    if isinstance(source, str):
        shaped["source"] = {"id": source}
    try:
        found = msgspec.convert(shaped, Incoming, strict=True)
    except msgspec.ValidationError as exc:
        raise ValueError(str(exc)) from exc
    if (found.text is None) == (found.html is None):
        raise ValueError("send text or html, one of them")
    return found


def file_article(incoming: Incoming, order: Order) -> Filed:
    """Files an article, or a revision of one we know by url or external_id, or finds that we have it already.

    Raises NoText for HTML without an article in it, Refused as the domain does.
    """
    source = _source(incoming.source, order)
    taken: KeyTaken | None = None
    for _ in range(ATTEMPTS):
        try:
            return _file(incoming, source, order)
        except KeyTaken as exc:  # a twin was faster: look again, it is now the one that we know
            taken = exc
    raise taken or Refused("id-taken")


def _file(incoming: Incoming, known_source: Known, order: Order) -> Filed:
    source = known_source.copy
    command = _command(incoming, source, ArticleId(new_id("art")))
    refuse_blocked(source.id, known_source.blocked, command.text, order)
    keys = _keys(source, command)
    title = (command.title or _first_line(command.text))[:500]
    wanted = RegistryKey(SLUG, slug_of(title), "")
    held = holders([*keys, wanted])
    known = next((found for key in keys if key.kind != TEXT and (found := held.get((key.kind, key.key)))), None)
    if known is None:
        twin = held.get((TEXT, keys[-1].key))
        if twin is not None and incoming.pubstatus is Publication.USABLE and not _taken_back(twin):
            story = story_of(twin)
            return Filed(twin, story, Handled(story, 0), duplicate_of=twin)
        known = twin  # a kill or a hold, and its end, may name the article by nothing but its text
    article = known or command.article
    command = replace(command, article=ArticleId(article))
    # A new article takes all its keys: one that a twin took a moment ago is a conflict, and then this is a duplicate.
    fresh = [RegistryKey(key.kind, key.key, article) for key in keys if not known or (key.kind, key.key) not in held]
    story = story_of(article) if known else incoming.story or new_id("sto")
    if not known:
        fresh.append(RegistryKey(ARTICLE, article, story))
    begins = not known and incoming.story is None
    slug = spare_slug(wanted.key) if (SLUG, wanted.key) in held else wanted.key
    if begins:
        fresh.append(RegistryKey(SLUG, slug, story))
        STORIES.begin(StreamRef.parse(story))

    def commands(state: Story) -> list[StoryStreamCommand]:
        if begins:
            return [replace(command, propose=ProposeStory(title, slug))]
        if not state.version:
            raise Refused("no-such-story", story)
        return [command]

    done = handle_story(
        story, commands, Order(order.by, order.at, order.idempotency, order.expected, tuple(fresh), cause=order.cause)
    )
    show(story)
    return Filed(article, story, done, duplicate_of=article if known and not done.events else None)


def _taken_back(article: str) -> bool:
    """Whether its source holds or has killed it, so that the same text again may be more than a retry."""
    with STORIES.reading(StreamRef.parse(story_of(article))) as state:
        held = state.articles.get(ArticleId(article))
        if held is None:
            return False
        by_source = held.held is not None and held.held.reason is HoldReason.SOURCE_HOLD
        return by_source or held.withdrawn is WithdrawnBy.SOURCE


def _source(given: SourceGiven, order: Order) -> Known:
    if given.id is not None:
        return known_by_id(given.id)
    return known_by_name(given.name, given.kind, given.url, given.owner, order)


def _command(incoming: Incoming, source: SourceCopy, article: ArticleId) -> FileArticle:
    page = read_page(incoming.html, url=incoming.url) if incoming.html is not None else None
    text = page.text if page else incoming.text or ""
    return FileArticle(
        article=article,
        source=source,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        pubstatus=incoming.pubstatus,
        html=HtmlOrigin(page.sha256, EXTRACTOR) if page else None,
        title=incoming.title or (page.title if page else None),
        url=incoming.url,
        external_id=incoming.external_id,
        published_at=incoming.published_at or (page.published_at if page else None),
        modified_at=incoming.modified_at,
        byline=incoming.byline or (page.byline if page else None),
        language=incoming.language,
        embargo_until=incoming.embargo_until,
        declared=incoming.declared,
    )


def _keys(source: SourceCopy, command: FileArticle) -> list[RegistryKey]:
    """What tells this article from others of its source; the text's key comes last."""
    keys = []
    if command.external_id:
        keys.append(RegistryKey(EXTERNAL_ID, f"{source.id}|{command.external_id}", command.article))
    if command.url:
        keys.append(url_key(source.id, command.url, command.article))
    keys.append(RegistryKey(TEXT, f"{source.id}|{command.sha256}", command.article))
    return keys


def url_key(source: str, url: str, article: str) -> RegistryKey:
    return RegistryKey(URL, f"{source}|{normal_url(url)}", article)


def normal_url(url: str) -> str:
    """The key of an address: host in lower case, no fragment, no tracking parameters."""
    parts = urlsplit(url)
    kept = "&".join(pair for pair in parts.query.split("&") if pair and not re.match(r"(utm_|fbclid|gclid|mc_)", pair))
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", kept, ""))


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "Untitled")
    return line if len(line) <= 120 else line[:119].rstrip() + "…"


def slug_of(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:80].strip("-") or "story"


def free_slug(title: str) -> str:
    """A slug that no story has at this moment."""
    wanted = slug_of(title)
    return wanted if holder(SLUG, wanted) is None else spare_slug(wanted)


def spare_slug(wanted: str) -> str:
    """One like it that nobody has by chance."""
    return f"{wanted[:70]}-{new_id('sto')[-8:]}"


def create_story(title: str, slug: str | None, order: Order, *, public: bool) -> Handled:
    """An open story. Raises KeyTaken where the slug is another's."""
    story = new_id("sto")
    chosen = slug or free_slug(title)
    done = handle_story(
        story,
        lambda _state: [CreateStory(title, chosen, public)],
        Order(order.by, order.at, order.idempotency, claims=(RegistryKey(SLUG, chosen, story),)),
    )
    show(story)
    return done
