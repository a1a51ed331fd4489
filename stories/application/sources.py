"""Sources by name: one source a folded name, however many requests register it at once."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from stories.application.handle import Handled, KeyTaken, Order, handle_source
from stories.application.ids import is_public_id, new_id
from stories.application.whereabouts import Unknown
from stories.domain.commands_house import AddAlias, AmendSource, RegisterSource
from stories.domain.records import SourceCopy
from stories.domain.refusals import Refused
from stories.domain.source import Source
from stories.domain.vocabulary import SourceKind
from stories.eventlog.folding import SOURCES
from stories.eventlog.read import read_stream, stream_head
from stories.eventlog.registry import RegistryKey, holder, holder_with_version
from stories.eventlog.streams import StreamRef

NAME = "source_name"


def folded_name(name: str) -> str:
    """What makes two spellings of a name one: compatibility forms, case, white space and invisible characters."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    visible = "".join(char for char in plain if unicodedata.category(char) not in {"Cf", "Cc", "Mn"} or char == "\n")
    return re.sub(r"\s+", " ", visible).strip()


@dataclass(frozen=True, slots=True)
class Known:
    """A source as whoever takes its articles in has to know it. blocked: digests of texts that were taken down."""

    copy: SourceCopy
    blocked: frozenset[str]


def source_by_id(source: str) -> SourceCopy:
    """Raises Refused("no-such-source")."""
    return known_by_id(source).copy


def known_by_id(source: str, *, at_least: int | None = None) -> Known:
    """at_least: a version that is new enough, and known to be there. Raises Refused("no-such-source")."""
    try:
        stream = StreamRef.parse(source)
    except ValueError as exc:
        raise Refused("no-such-source", source) from exc
    if stream.kind != "source":
        raise Refused("no-such-source", source)
    with SOURCES.reading(stream, at=at_least) as state:
        if not state.version:
            raise Refused("no-such-source", source)
        return Known(state.copy, frozenset(state.blocked))


def known_by_name(name: str, kind: SourceKind, url: str | None, owner: str | None, order: Order) -> Known:
    """The source that goes by this name, registered now if there is none."""
    if held := holder_with_version(NAME, folded_name(name)):
        return known_by_id(held[0], at_least=held[1])
    try:
        source: str | None = register(name, kind, url, owner, Order(order.by, order.at))[0]
    except KeyTaken as taken:
        source = taken.id
    if source is None:
        raise Refused("no-such-source", name)
    return known_by_id(source)


def register(name: str, kind: SourceKind, url: str | None, owner: str | None, order: Order) -> tuple[str, Handled]:
    """A new source. Raises KeyTaken where another goes by the name."""
    fresh = new_id("src")
    claims = (RegistryKey(NAME, folded_name(name), fresh),)
    done = handle_source(
        fresh,
        [RegisterSource(name, kind, owner, url)],
        Order(order.by, order.at, order.idempotency, order.expected, claims),
    )
    return fresh, done


def amend(source: str, command: AmendSource, alias: str | None, order: Order) -> Handled:
    """New name, kind, owner or address, and a further name. The former name stays the source's, as an alias would."""
    current = source_by_id(source)
    claims = [
        RegistryKey(NAME, folded_name(name), source)
        for name in (command.name, alias)
        if name and folded_name(name) != folded_name(current.name) and holder(NAME, folded_name(name)) != source
    ]
    commands: list[AmendSource | AddAlias] = []
    if any((command.name, command.kind, command.owner, command.url)):
        commands.append(command)
    if alias:
        commands.append(AddAlias(alias))
    if not commands:
        raise Refused("nothing-to-change")
    return handle_source(source, commands, Order(order.by, order.at, order.idempotency, order.expected, tuple(claims)))


def source_at(source: str, version: int | None = None) -> Source:
    """A source's state, now or at a version; not the caller's to change. Raises Unknown."""
    if not is_public_id(source, "src"):
        raise Unknown(source)
    stream = StreamRef.parse(source)
    head = stream_head(stream).version
    if head == 0:
        raise Unknown(source)
    return SOURCES.at_version(stream, head if version is None else version).state


def amended_since(source: str, version: int) -> list[dict[str, Any]]:
    """What happened to a source after a version: what a late decision has to look at."""
    return [
        {
            "id": stored.envelope.id,
            "type": stored.envelope.type,
            "version": stored.version,
            "actor": stored.envelope.actor,
            "summary": stored.envelope.type.replace(".", " ").replace("_", " ").capitalize() + ".",
        }
        for stored in read_stream(StreamRef.parse(source), after=version)
    ][:50]
