"""Kinds of fields in request bodies, and what no field may hold: blanks, stacked marks, addresses that are none."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

import msgspec
from msgspec import Meta

from stories.gateways.addresses import AddressRefused, ascii_host

# What cannot be seen: spaces, controls and format characters. As escapes, since such characters hide in a source too.
_BLANK = (
    r"\u0000-\u0020\u007f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U00013438\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
VISIBLE = rf"^[^\u0000]*[^{_BLANK}][^\u0000]*$"
"""What JSON Schema is told of `readable` below: no U+0000, and something that can be seen."""
_HTTP = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@]"


def _text(longest: int) -> Meta:
    return Meta(min_length=1, max_length=longest, extra_json_schema={"pattern": VISIBLE})


Line = Annotated[str, _text(500)]
Note = Annotated[str, _text(10_000)]
Url = Annotated[str, Meta(min_length=1, max_length=2_000, extra_json_schema={"format": "uri", "pattern": _HTTP})]
Text = Annotated[str, _text(500_000)]
Title = Annotated[str, _text(1_000)]
Slug = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Label = Annotated[str, _text(200)]
Name = Annotated[str, _text(100)]
Language = Annotated[str, Meta(min_length=2, max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Rank = Annotated[int, Meta(ge=0, le=100_000)]
PublicId = Annotated[str, Meta(min_length=36, max_length=36, pattern=r"^[a-z]{3}_[0-9a-f]{32}$")]
StoryRef = Annotated[str, Meta(min_length=36, max_length=36, pattern=r"^sto_[0-9a-f]{32}$")]
PersonRef = Annotated[str, Meta(min_length=36, max_length=36, extra_json_schema={"pattern": "^usr_[0-9a-f]{32}$"})]
EventUuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Version = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
Instant = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]  # a time in a query, read by moments.time_of
Words = Annotated[str, Meta(extra_json_schema={"pattern": r"^[^\u0000-\u001f\u007f-\u009f]*$"})]  # in a query

# No writing system stacks more marks on one letter (UAX 15 calls thirty "stream-safe").
_STACKED = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31}"
)


class Unfit(ValueError):
    """A value that no rule of shape caught. code: for machines."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def checked(data: Any, pointer: str = "", name: str = "") -> Any:
    """The data with addresses in their plain form. Raises Misfit with the pointer of the first value that is unfit."""
    try:
        match data:
            case dict():
                return {key: checked(value, f"{pointer}/{escaped(key)}", key) for key, value in data.items()}
            case list():
                return [checked(value, f"{pointer}/{n}") for n, value in enumerate(data)]
            case str():
                return plain_url(readable(data)) if name == "url" else readable(data)
            case _:
                return data
    except Unfit as exc:
        raise Misfit(pointer, exc.code, str(exc)) from exc


class Misfit(Exception):
    """An unfit value and where it stands."""

    def __init__(self, pointer: str, code: str, reason: str) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.code = code


def escaped(key: str) -> str:
    """A key as a step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def readable(text: str) -> str:
    """Raises Unfit for text that nobody can see, and for more marks on a letter than any writing has."""
    if text and all(char.isspace() or unicodedata.category(char) in {"Cf", "Cc"} for char in text):
        raise Unfit("blank", "Write something other than spaces")
    if not text.isascii() and _STACKED.search(text):
        raise Unfit("stacked-marks", "More than thirty combining marks stand on one letter")
    return text


def moments(value: Any, pointer: str = "") -> Iterator[str]:
    """The pointers of times in a body that have no UTC form in the years 1 to 9999."""
    if isinstance(value, datetime):
        try:
            value.astimezone(UTC)
        except OverflowError:
            yield pointer
    elif isinstance(value, msgspec.Struct):
        for name, key in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            yield from moments(getattr(value, name), f"{pointer}/{key}")
    elif isinstance(value, list | tuple):
        for n, item in enumerate(value):
            yield from moments(item, f"{pointer}/{n}")


def plain_url(text: str) -> str:
    """An http or https address with its host in ASCII. Raises Unfit with the reason."""
    if len(text) > 2_000:
        raise Unfit("too-long", "An address has at most 2,000 characters")
    if any(char.isspace() or unicodedata.category(char) in {"Cc", "Cf"} for char in text) or "\\" in text:
        raise Unfit("bad-url", "An address has no spaces, control characters or backslashes")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise Unfit("bad-url", "The host or port of this address cannot be read") from exc
    if parts.scheme not in {"http", "https"}:
        raise Unfit("bad-url", "An address begins with http:// or https://")
    if "@" in parts.netloc:
        raise Unfit("bad-url", "An address names no user or password")
    if not host:
        raise Unfit("bad-url", "The address has no host")
    try:
        named = f"[{host}]" if ":" in host else ascii_host(host)
    except AddressRefused as exc:
        raise Unfit(exc.code, str(exc)) from exc
    return urlunsplit(parts._replace(netloc=named if port is None else f"{named}:{port}"))
