"""Events as bytes: domain dataclasses to canonical JSON bodies and back.

A body leaves out what has no value. Where a JSON key is a Python keyword (`from`, `is`) the field bears an underscore.
Old shapes are read through UPCASTERS and never rewritten.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast

import msgspec

from stories.domain.events import EVENT_TYPES, SCHEMA, Erased, Event, type_of
from stories.eventlog import canonical

# (type, schema) -> a function from that schema's body to the next one's.
UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


class Undecodable(Exception):
    """An event of an unknown type, of a schema from the future, or whose body does not fit its type."""


def time_text(moment: datetime) -> str:
    """The one form of a time in envelope, bodies and API: UTC, microseconds, Z."""
    # Not strftime: its %Y writes years before 1000 with fewer than four digits, which nothing could read again.
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def decimal_text(number: Decimal) -> str:
    """Shortest plain decimal: no exponent, no trailing zeros."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


_KEYS: dict[Any, tuple[tuple[str, str], ...]] = {}


def _keys(kind: Any) -> tuple[tuple[str, str], ...]:
    known = _KEYS.get(kind)
    if known is None:
        known = _KEYS[kind] = tuple((field.name, field.name.rstrip("_")) for field in fields(kind))
    return known


def plain(value: object) -> Any:
    """A value of the domain as JSON's own types, in the contract's forms.

    Raises TypeError for what has no form (a float, an unknown class): such a thing must not reach the log.
    """
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case Decimal():
            return decimal_text(value)
        case datetime():
            return time_text(value)
        case date():
            return value.isoformat()
        case tuple() | list():
            return [plain(item) for item in value]
        case dict():
            return {key: plain(item) for key, item in value.items() if item is not None}
        case _ if is_dataclass(value):
            pairs = ((key, getattr(value, name)) for name, key in _keys(type(value)))
            return {key: plain(item) for key, item in pairs if item is not None}
        case _:
            raise TypeError(f"{type(value).__name__} has no form in an event")


def encode(event: Event) -> tuple[str, int, bytes]:
    """Type, schema and canonical body of an event. Raises ValueError for NUL and lone surrogates.

    What cannot be read back as the very same event is never written: the log is for ever.
    """
    name = type_of(event)
    body = canonical.encode(plain(event))
    if decode(name, SCHEMA[name], body) != event:
        raise Undecodable(f"{name} does not come back as it was: {event!r:.200}")
    return name, SCHEMA[name], body


_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(kind) for name, kind in EVENT_TYPES.items()
}


def _fielded(body: bytes) -> bytes:
    # Exact in canonical JSON: keys hold no quote and a quote inside a string is escaped, so these bytes are a key.
    return body.replace(b'"from":', b'"from_":').replace(b'"is":', b'"is_":')


def decode(type_name: str, schema: int, body: bytes | None) -> Event:
    """The event that these bytes are; Erased where the body is gone.

    Raises Undecodable for a type or schema that this version does not know.
    """
    if body is None:
        return Erased(type_name)
    while (upcast := UPCASTERS.get((type_name, schema))) is not None:
        body, schema = canonical.encode(upcast(msgspec.json.decode(body))), schema + 1
    if SCHEMA.get(type_name) != schema:
        raise Undecodable(f"{type_name}, schema {schema}, is not known to this version")
    try:
        return cast("Event", _DECODERS[type_name].decode(_fielded(body)))
    except msgspec.DecodeError as exc:
        raise Undecodable(f"{type_name}, schema {schema}: {exc}") from exc
