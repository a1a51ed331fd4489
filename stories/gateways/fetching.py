"""GET from the outside world: judged at every hop, decoded by count, over in one deadline.

Only what a newsroom needs from a page or a feed; no cookies, no credentials, no proxy from the environment.
"""

import contextlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from urllib.parse import urljoin, urlsplit

from stories.gateways.addresses import AddressRefused, Guard, NotResolved, Target
from stories.gateways.pinned import Answer, Failed, exchange
from stories.gateways.webhooks import wait_of

AGENT = "Slugline"
DEADLINE_SECONDS = 20.0
LIMIT = 5 * 1024 * 1024
REDIRECTS = 3
_MOVES = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_CREDENTIALS = re.compile(r"^((?:[^/?#]*:)?//)[^/?#]*@")


class NotFetched(Exception):
    """Nothing usable came. code: of AddressRefused and Failed, or one of those below; the text is for people.

    no-such-host, too-many-redirects, redirect-loop, redirect-to-http, bad-redirect, encoding-not-allowed, bad-encoding.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the last answer said of itself, to be asked with: validators as they came."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its status. url: where it came from in the end.

    moved_to: where the first hop says the thing lives from now on; for a person to follow, not for a machine.
    whole: false where the body was cut at the limit or broke off. wait: seconds asked for by Retry-After.
    """

    url: str
    status: int
    body: bytes
    media_type: str
    charset: str | None
    conditions: Conditions
    whole: bool
    wait: float | None
    moved_to: str | None


def fetch(
    url: str,
    *,
    guard: Guard,
    at: datetime,
    accept: str = "*/*",
    conditions: Conditions | None = None,
    limit: int = LIMIT,
    seconds: float = DEADLINE_SECONDS,
) -> Fetched:
    """One GET and up to three redirects, all within `seconds`. limit: bytes after decoding. Raises NotFetched."""
    end = monotonic() + seconds
    asked = _headers(accept, conditions or Conditions())
    seen = {url}
    moved_to, for_good = None, True
    for _ in range(REDIRECTS + 1):
        answer = _hop(url, guard, asked, end, limit)
        if answer.status not in _MOVES or "location" not in answer.headers:
            return _fetched(url, answer, at, limit, moved_to)
        next_url = _next(url, answer.headers["location"])
        for_good = for_good and answer.status in _FOR_GOOD
        moved_to = next_url if for_good else moved_to
        if next_url in seen:
            raise NotFetched("redirect-loop", "The address leads back to itself")
        seen.add(next_url)
        url = next_url
    raise NotFetched("too-many-redirects", f"More than {REDIRECTS} redirects")


def masked(url: str) -> str:
    """The address without user and password, for screens and logs; also of one that nobody can read."""
    return _CREDENTIALS.sub(r"\1***@", url)


def _headers(accept: str, conditions: Conditions) -> dict[str, str]:
    asked = {"User-Agent": AGENT, "Accept": accept, "Accept-Encoding": "gzip"}
    if conditions.etag:
        asked["If-None-Match"] = conditions.etag
    if conditions.last_modified:
        asked["If-Modified-Since"] = conditions.last_modified
    return asked


def _hop(url: str, guard: Guard, headers: Mapping[str, str], end: float, limit: int) -> Answer:
    try:
        target: Target = guard.target(url, seconds=min(5.0, end - monotonic()))
        return exchange(target, "GET", headers=headers, seconds=max(end - monotonic(), 0.01), limit=limit)
    except AddressRefused as exc:
        raise NotFetched(exc.code, str(exc)) from exc
    except NotResolved as exc:
        raise NotFetched("no-such-host", str(exc)[:300]) from exc
    except Failed as exc:
        raise NotFetched(exc.code, str(exc)) from exc


def _next(url: str, location: str) -> str:
    with contextlib.suppress(UnicodeError):  # http.client reads heads as Latin-1, servers write addresses in UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        found = urljoin(url, location.strip())
        scheme = urlsplit(found).scheme
    except ValueError as exc:
        raise NotFetched("bad-redirect", "The address it redirects to cannot be read") from exc
    if url.startswith("https:") and scheme == "http":
        raise NotFetched("redirect-to-http", "It redirects from https to http")
    return found.split("#", 1)[0]


def _fetched(url: str, answer: Answer, at: datetime, limit: int, moved_to: str | None) -> Fetched:
    body, whole = (b"", True) if answer.status == 304 else _decoded(answer, limit)
    media_type, charset = _content_type(answer.headers.get("content-type", ""))
    return Fetched(
        url=url,
        status=answer.status,
        body=body,
        media_type=media_type,
        charset=charset,
        conditions=Conditions(_kept(answer, "etag", 500), _kept(answer, "last-modified", 100)),
        whole=whole,
        wait=wait_of(answer.headers.get("retry-after"), at) if answer.status in {429, 503} else None,
        moved_to=moved_to,
    )


def _kept(answer: Answer, name: str, longest: int) -> str:
    """A header's value as it can be stored and sent again."""
    return answer.headers.get(name, "").replace("\0", "")[:longest].strip()


def _decoded(answer: Answer, limit: int) -> tuple[bytes, bool]:
    """At most `limit` bytes however many they would become: one layer of gzip and nothing else is undone."""
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return answer.body, answer.whole
    if encoding not in {"gzip", "x-gzip"}:
        raise NotFetched("encoding-not-allowed", f"The body is encoded as {encoding[:40]!r}; gzip was asked for")
    unpacking = zlib.decompressobj(wbits=31)
    try:
        body = unpacking.decompress(answer.body, limit + 1)
    except zlib.error as exc:
        raise NotFetched("bad-encoding", "The body is not the gzip it says it is") from exc
    return body[:limit], answer.whole and unpacking.eof and len(body) <= limit


def _content_type(header: str) -> tuple[str, str | None]:
    media_type, _, rest = header.partition(";")
    charset = next(
        (
            value.strip().strip("\"'").lower()
            for name, _, value in (part.partition("=") for part in rest.split(";"))
            if name.strip().lower() == "charset"
        ),
        None,
    )
    return media_type.strip().lower(), charset or None
